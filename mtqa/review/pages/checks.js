// How often each check was right, and a profile without those that are mostly noise.

import { absent, field, make, plain, toast } from "/static/dom.js";
import { ask, send } from "/static/server.js";
import { say } from "/static/words.js";

const NOISE = 0.5; // below this share of right findings a check is offered to be switched off

export class Checks {
  constructor(app) {
    Object.assign(this, { app, language: app.language });
    this.root = make("div", "checks-view");
  }

  async open() {
    await this.app.queue.quiet();
    const rows = await ask("/api/checks", { language: this.language.tag });
    this.root.replaceChildren(make("h1", "", say("checks.caption")), make("p", "lead-in", say("checks.how")));
    if (!rows.length) this.root.append(absent(say("checks.none")));
    else this.root.append(this.table(rows), this.profile());
    this.root.append(make("div", "buttons", this.app.reportButton()));
  }

  table(rows) {
    const table = make("table", "stack rightness");
    table.append(make("caption", "hidden", say("checks.caption")));
    const names = ["checks.check", "checks.right", "checks.accepted", "checks.rejected", "checks.open", "checks.off"];
    const head = make(
      "tr",
      "",
      ...names.map((key, n) => Object.assign(make("th", n > 1 && n < 5 ? "num" : "", say(key)), { scope: "col" })),
    );
    const body = make("tbody", "");
    this.ticks = new Map();
    const sorted = [...rows].sort((a, b) => (a.right?.value ?? 2) - (b.right?.value ?? 2) || b.rejected - a.rejected);
    for (const row of sorted) body.append(this.row(row));
    table.append(make("thead", "", head), body);
    return table;
  }

  row(row) {
    const name = Object.assign(make("th", "", plain(row.name)), { scope: "row" });
    const cell = (key, ...content) => {
      const made = make("td", key === "right" || key === "off" ? "" : "num", ...content);
      made.dataset.label = say(`checks.${key}`);
      return made;
    };
    const tick = Object.assign(make("input", ""), { type: "checkbox" });
    tick.checked = row.right !== null && row.right.high < NOISE;
    tick.setAttribute("aria-label", say("checks.off_one", { name: plain(row.name) }));
    this.ticks.set(row.check, tick);
    return make(
      "tr",
      "",
      name,
      cell("right", this.share(row.right)),
      cell("accepted", row.accepted.toLocaleString()),
      cell("rejected", row.rejected.toLocaleString()),
      cell("open", row.open.toLocaleString()),
      cell("off", tick),
    );
  }

  // A share with its interval: in words, and as a small bar.
  share(right) {
    if (!right) return make("span", "nothing", say("checks.not_judged"));
    const whole = (value) => Math.round(value * 100);
    const bar = make("span", "share");
    bar.setAttribute("aria-hidden", "true");
    const [inner, dot] = [make("span", "interval"), make("span", "dot")];
    inner.style.setProperty("--from", `${whole(right.low)}%`);
    inner.style.setProperty("--to", `${100 - whole(right.high)}%`);
    dot.style.setProperty("--at", `${whole(right.value)}%`);
    bar.append(inner, dot);
    return make(
      "span",
      "share-cell",
      bar,
      make("b", "", `${whole(right.value)} %`),
      " ",
      make("span", "small", say("checks.interval", { low: whole(right.low), high: whole(right.high) })),
    );
  }

  profile() {
    const name = Object.assign(make("input", ""), {
      type: "text",
      value: "reviewed",
      maxLength: 80,
      required: true,
      pattern: "[\\w .\\-]+",
    });
    const form = make(
      "form",
      "profile",
      field(say("checks.name"), name),
      Object.assign(make("button", "main", say("checks.write")), { type: "submit" }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const off = [...this.ticks].filter(([, tick]) => tick.checked).map(([check]) => check);
      if (!off.length) {
        toast(say("checks.choose"));
        return;
      }
      this.app.guard(async () => {
        const { file } = await send("/api/profile", { name: name.value.trim(), off, language: this.language.tag });
        toast(say("checks.written", { file: plain(file) }));
      });
    });
    return form;
  }

  key() {
    return false;
  }

  leave() {}
}
