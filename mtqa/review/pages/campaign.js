// For the organiser: who is how far, whether annotators agree, whether it is enough, and the judgements to take along.

import { absent, button, field, make, plain, select } from "/static/dom.js";
import { ask } from "/static/server.js";
import { LOCALE, say } from "/static/words.js";

const FORMATS = ["tsv", "xlsx", "mqm", "seg.score", "seg.rating", "xliff"];

const number = (value, digits = 3) =>
  typeof value === "number" ? value.toLocaleString(LOCALE, { maximumFractionDigits: digits }) : "–";

export class Campaign {
  constructor(app) {
    Object.assign(this, { app, language: app.language });
    this.root = make("div", "campaign");
    const rated = app.session.protocols.filter((one) => one !== "findings" && one !== "edit");
    this.protocols = rated.length ? rated : app.session.protocols;
    this.protocol = this.protocols.includes(app.session.protocol) ? app.session.protocol : this.protocols[0];
  }

  async open() {
    await this.app.queue.quiet();
    const asked = { language: this.language.tag, protocol: this.protocol };
    const [progress, agreement, stopping] = await Promise.all([
      ask("/api/progress", asked),
      ask("/api/agreement", asked).catch((error) => ({ error: error.message })),
      ask("/api/stopping", asked).catch((error) => ({ error: error.message })),
    ]);
    this.root.replaceChildren(
      this.head(),
      this.progress(progress),
      this.agreement(agreement),
      this.stopping(stopping),
      this.exports(),
    );
  }

  head() {
    const row = make("div", "campaign-head", make("h1", "", say("view.campaign")));
    if (this.protocols.length > 1) {
      const choices = this.protocols.map((one) => [one, say(`view.${one}`)]);
      row.append(
        field(
          say("campaign.protocol"),
          select(choices, this.protocol, (value) => {
            this.protocol = value;
            this.app.guard(() => this.open());
          }),
        ),
      );
    }
    row.append(
      button(say("campaign.refresh"), "", () => this.app.guard(() => this.open())),
      this.app.reportButton(),
    );
    return row;
  }

  part(key, ...content) {
    return make("div", "part", make("h2", "", say(key)), make("div", "", ...content));
  }

  progress(rows) {
    const table = make("table", "stack");
    const names = ["campaign.annotator", "campaign.done", "campaign.minutes", "campaign.attention"];
    table.append(
      make("caption", "hidden", say("campaign.progress")),
      make("thead", "", make("tr", "", ...names.map((key) => Object.assign(make("th", "", say(key)), { scope: "col" })))),
    );
    const body = make("tbody", "");
    for (const row of rows) {
      const bar = Object.assign(make("progress", ""), { max: Math.max(1, row.n_items), value: row.n_done });
      bar.setAttribute("aria-label", plain(row.annotator));
      const attention = row.attention?.total
        ? say("campaign.of", { done: row.attention.passed, total: row.attention.total })
        : say("campaign.attention_none");
      const alarmed = row.attention?.total && row.attention.passed < row.attention.total;
      const cells = [
        make("td", "", bar, " ", say("campaign.of", { done: row.n_done, total: row.n_items })),
        make("td", "", say("campaign.minutes_n", { n: Math.round(row.minutes) })),
        make("td", alarmed ? "failed" : "", attention),
      ];
      cells.forEach((cell, n) => (cell.dataset.label = say(names[n + 1])));
      body.append(
        make("tr", "", Object.assign(make("th", "", make("bdi", "", plain(row.annotator))), { scope: "row" }), ...cells),
      );
    }
    table.append(body);
    return this.part("campaign.progress", table);
  }

  // A sentence first, then the figures that it rests on.
  agreement(content) {
    if (content.error) return this.part("campaign.agreement", absent(content.error));
    const parts = [make("p", "headline", plain(content.message || say("campaign.too_little")))];
    const figures = ["alpha", "category_alpha"].filter((name) => content[name]);
    if (figures.length) parts.push(make("dl", "figures", ...figures.map((name) => this.figure(name, content[name]))));
    const outliers = content.outliers || [];
    if (outliers.length) {
      parts.push(make("h3", "", say("campaign.outliers")));
      parts.push(make("ul", "outliers", ...outliers.map((sentence) => make("li", "", plain(sentence)))));
    }
    if (content.pairs?.length) parts.push(this.pairs(content.pairs));
    return this.part("campaign.agreement", ...parts);
  }

  figure(name, { value, low, high }) {
    const interval = typeof low === "number" ? say("campaign.interval", { low: number(low), high: number(high) }) : "";
    const shown = make("dd", "", make("span", "figure", number(value)), make("span", "small", interval));
    return make("div", "", make("dt", "", say(`campaign.figure.${name}`)), shown);
  }

  // Every two annotators: what they judged both, and how far they agree on it.
  pairs(pairs) {
    const measures = ["tau_b", "span_f1", "same"].filter((name) => pairs.some((pair) => typeof pair[name] === "number"));
    const names = ["campaign.two", "campaign.shared", ...measures.map((name) => `campaign.figure.${name}`)];
    return this.table("campaign.two", names, pairs, (pair) => [
      make("span", "", make("bdi", "", plain(pair.first)), ", ", make("bdi", "", plain(pair.second))),
      pair.n_shared.toLocaleString(LOCALE),
      ...measures.map((name) => number(pair[name])),
    ]);
  }

  // A table whose first column names the row; the others are figures.
  table(caption, names, rows, cells) {
    const table = make("table", "stack pairs", make("caption", "hidden", say(caption)));
    const heads = names.map((key, n) => Object.assign(make("th", n ? "num" : "", say(key)), { scope: "col" }));
    const body = make("tbody", "");
    for (const row of rows) {
      const [name, ...values] = cells(row);
      const shown = values.map((value, n) => {
        const cell = make("td", "num", value);
        cell.dataset.label = say(names[n + 1]);
        return cell;
      });
      body.append(make("tr", "", Object.assign(make("th", "", name), { scope: "row" }), ...shown));
    }
    table.append(make("thead", "", make("tr", "", ...heads)), body);
    return table;
  }

  stopping(content) {
    if (content.error) return this.part("campaign.stopping", absent(content.error));
    const parts = [make("p", "headline", plain(content.message || say("campaign.none")))];
    if (content.pairs?.length) {
      const names = ["campaign.pair", "campaign.difference", "campaign.state"];
      const cells = (pair) => [
        make("span", "", make("bdi", "", plain(pair.better)), " > ", make("bdi", "", plain(pair.worse))),
        number(pair.difference, 2),
        make("span", pair.state === "decided" ? "strong" : "", say(`campaign.state.${pair.state}`)),
      ];
      parts.push(this.table("campaign.stopping", names, content.pairs, cells));
    }
    return this.part("campaign.stopping", ...parts);
  }

  exports() {
    const list = make("ul", "exports");
    for (const format of FORMATS) {
      const link = make("a", "", say(`campaign.export.${format}`));
      link.href = `/api/export?${new URLSearchParams({ format, language: this.language.tag })}`;
      link.setAttribute("download", "");
      list.append(make("li", "", link));
    }
    return this.part("campaign.export", list);
  }

  key() {
    return false;
  }

  leave() {}
}
