// The page of `mtqa review` alone: an original and its translations, dropped or by address; the work; then the findings.

import { announce, button, field, freshId, make, plain } from "/static/dom.js";
import { ask, follow, send } from "/static/server.js";
import { say } from "/static/words.js";

export class Drop {
  constructor(app) {
    this.app = app;
    this.root = make("div", "drop");
    this.texts = { original: [], translation: [] };
  }

  async open() {
    const form = make("form", "drop-form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    this.places = { original: this.place("original"), translation: this.place("translation") };
    this.go = Object.assign(make("button", "main big", say("drop.start")), { type: "submit", disabled: true });
    this.hint = make("p", "small", say("drop.needs"));
    this.work = make("div", "work");
    this.work.hidden = true;
    form.append(
      make("div", "places", this.places.original.element, this.places.translation.element),
      this.addresses(),
      make("div", "buttons", this.go, this.hint),
      this.work,
    );
    this.root.append(make("h1", "", say("drop.title")), make("p", "lead-in", say("drop.lead")), form);
  }

  place(role) {
    const several = role === "translation";
    const element = make("div", "place");
    const input = Object.assign(make("input", "hidden-input"), { type: "file", multiple: several, id: freshId("file") });
    const label = make("label", "choose", say(several ? "drop.choose_more" : "drop.choose"));
    label.htmlFor = input.id;
    const list = make("ul", "files");
    const title = make("h2", "", say(several ? "drop.translations" : "drop.original"));
    element.append(title, make("p", "", `${say(several ? "drop.here_more" : "drop.here")} `, input, label), list);
    input.addEventListener("change", () => {
      this.take(role, [...input.files]);
      input.value = "";
    });
    for (const name of ["dragenter", "dragover"]) {
      element.addEventListener(name, (event) => {
        event.preventDefault();
        element.classList.add("over");
      });
    }
    element.addEventListener("dragleave", () => element.classList.remove("over"));
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      element.classList.remove("over");
      this.take(role, [...event.dataTransfer.files]);
    });
    return { element, list };
  }

  async take(role, files) {
    if (role === "original") {
      this.texts.original = [];
      files = files.slice(0, 1);
    }
    for (const file of files) {
      const text = { name: file.name, state: "reading" };
      this.texts[role].push(text);
      this.show();
      try {
        const query = new URLSearchParams({ name: file.name, role });
        Object.assign(text, await send(`/api/texts?${query}`, file), { state: "ready" });
      } catch (error) {
        Object.assign(text, { state: "failed", error: error.message });
      }
      this.show();
    }
  }

  addresses() {
    const box = make("details", "addresses", make("summary", "", say("drop.addresses")));
    const [original, translation] = ["drop.address_original", "drop.address_translation"].map((key) => {
      const input = Object.assign(make("input", ""), { type: "url", placeholder: "https://", autocomplete: "off" });
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        fetchThem();
      });
      box.append(field(say(key), input));
      return input;
    });
    const fetchThem = () => this.fetchAddresses(original.value.trim(), translation.value.trim());
    box.append(button(say("drop.fetch"), "", fetchThem));
    return box;
  }

  async fetchAddresses(original, translation) {
    if (!original || !translation) {
      announce(say("drop.needs"));
      return;
    }
    await this.app.guard(async () => {
      const { job } = await send("/api/addresses", { original, translations: [translation] });
      await this.watch(job);
    });
  }

  show() {
    for (const role of ["original", "translation"]) {
      this.places[role].list.replaceChildren(...this.texts[role].map((text) => this.entry(role, text)));
      this.places[role].element.classList.toggle("full", this.texts[role].length > 0);
    }
    const ready = (role) => this.texts[role].filter((text) => text.state === "ready");
    this.go.disabled = !ready("original").length || !ready("translation").length;
    this.hint.hidden = !this.go.disabled;
  }

  entry(role, text) {
    const state = {
      reading: say("drop.reading"),
      failed: text.error,
      ready: say("drop.language", {
        language: text.language_name || text.language || say("drop.language_unknown"),
        kind: text.kind || "",
      }).replace(/, $/, ""),
    };
    const remove = button("×", "round", () => {
      this.texts[role] = this.texts[role].filter((one) => one !== text);
      this.show();
    });
    remove.setAttribute("aria-label", say("drop.remove", { name: plain(text.name) }));
    const entry = make("li", text.state, make("bdi", "", plain(text.name)), make("span", "small", plain(state[text.state])));
    if (text.state === "ready") {
      const tag = Object.assign(make("input", "tag"), { type: "text", value: text.language || "", size: 6, maxLength: 35 });
      tag.setAttribute("aria-label", say("drop.language_of", { name: plain(text.name) }));
      tag.addEventListener("change", () => (text.language = tag.value.trim()));
      entry.append(tag);
    }
    entry.append(remove);
    return entry;
  }

  async start() {
    const ready = (role) => this.texts[role].filter((text) => text.state === "ready");
    const [original] = ready("original");
    const translations = ready("translation");
    const languages = Object.fromEntries(
      [original, ...translations].filter((text) => text.language).map((text) => [text.text, text.language]),
    );
    await this.app.guard(async () => {
      const { job } = await send("/api/start", {
        original: original.text,
        translations: translations.map((text) => text.text),
        languages,
      });
      await this.watch(job);
    });
  }

  async watch(job) {
    this.go.disabled = true;
    const bar = make("progress", "");
    bar.setAttribute("aria-label", say("drop.working"));
    const message = make("p", "", say("drop.working"));
    this.work.replaceChildren(message, bar);
    this.work.hidden = false;
    const last = await follow(job, (state) => {
      if (state.total) Object.assign(bar, { max: state.total, value: state.done });
      message.textContent = plain(state.message || say("drop.working"));
    });
    this.show();
    if (last.state === "failed") {
      message.textContent = say("job.failed", { message: plain(last.message) });
      message.className = "failed";
      bar.remove();
      announce(message.textContent);
      return;
    }
    await this.done(last);
  }

  async done(last) {
    const session = await ask("/api/session");
    this.app.takeSession(session);
    const row = make(
      "div",
      "buttons",
      button(say("drop.judge"), "main", () => this.app.go(session.protocol || "findings")),
    );
    if (String(last.address || "").startsWith("/report/")) {
      const link = Object.assign(make("a", ""), { href: last.address, target: "_blank", rel: "noopener" });
      link.textContent = say("job.open");
      row.append(link);
    }
    this.work.replaceChildren(make("p", "headline", say("drop.done")), row);
    announce(say("drop.done"));
    row.querySelector("button").focus();
  }

  key() {
    return false;
  }

  leave() {}
}
