// The checks' findings: a long list of which only what is in view is drawn, and beside it everything about one.

import { announce, button, dialogIsOpen, dress, field, isTyping, make, plain, select, toast } from "/static/dom.js";
import { severityName } from "/static/card.js";
import { FindingDetail, SEVERITIES, severityOf, severitySign, STATUS } from "/static/finding_detail.js";
import { askReason, confirm } from "/static/reasons.js";
import { Rows } from "/static/rows.js";
import { ask } from "/static/server.js";
import { say } from "/static/words.js";

const NONE = { check: "", severity: "", status: "open", query: "", system: "" };

export class Findings {
  constructor(app) {
    this.app = app;
    this.language = app.language;
    this.root = make("div", "findings");
    this.filter = { ...NONE };
    this.kinds = [];
    this.history = [];
    this.systems = new Set();
  }

  async open(place) {
    for (const name of Object.keys(NONE)) if (place[name]) this.filter[name] = place[name];
    this.rows = new Rows({
      label: say("findings.list"),
      fetch: (start, n) => this.fetch(start, n),
      row: (finding) => this.row(finding),
      chosen: (finding) => this.show(finding),
      left: (finding) => !this.fits(finding),
    });
    this.detail = new FindingDetail(this);
    this.nothing = make("p", "absent nothing-found");
    this.nothing.hidden = true;
    this.explorer = make("div", "explorer", this.rows.element, this.detail.element);
    const title = make("h1", "hidden", say("view.findings"));
    this.root.append(title, this.form(), this.nothing, this.explorer, this.foot());
    this.app.queue.listeners.add((this.listener = () => this.detail.showState()));
    await this.load();
    this.rows.element.focus({ preventScroll: true });
  }

  leave() {
    this.app.queue.listeners.delete(this.listener);
    this.rows.stop();
  }

  // The filter

  form() {
    const form = make("form", "filter");
    form.setAttribute("role", "search");
    form.addEventListener("submit", (event) => event.preventDefault());
    const search = make("input", "");
    Object.assign(search, { type: "search", value: this.filter.query, placeholder: say("findings.search_hint"), dir: "auto" });
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.change("query", search.value), 160);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || event.key === "Enter") this.rows.element.focus();
    });
    this.search = search;
    this.check = select([["", say("findings.every")]], "", (value) => this.change("check", value));
    const severities = [["", say("findings.every")], ...SEVERITIES.slice(1).map((one) => [one, severityName(one)])];
    this.severity = select(severities, this.filter.severity, (value) => this.change("severity", value));
    const statuses = ["open", "accepted", "rejected", "all"].map((one) => [one, say(`status.${one}`)]);
    this.status = select(statuses, this.filter.status, (value) => this.change("status", value));
    this.system = select([["", say("findings.every")]], "", (value) => this.change("system", value));
    this.systemField = field(say("findings.system"), this.system);
    this.systemField.hidden = true;
    this.total = make("output", "");
    const reset = button(say("findings.reset"), "", () => this.reset());
    form.append(
      field(say("findings.search"), search),
      field(say("findings.check"), this.check),
      field(say("findings.severity"), this.severity),
      field(say("findings.status"), this.status),
      this.systemField,
      make("div", "count", this.total, reset),
    );
    return form;
  }

  reset() {
    this.filter = { ...NONE };
    this.search.value = "";
    for (const name of ["check", "severity", "status", "system"]) this[name].value = NONE[name];
    this.app.guard(() => this.load());
  }

  change(name, value) {
    if (this.filter[name] === value) return;
    this.filter[name] = value;
    this.app.guard(() => this.load());
  }

  asked() {
    return { language: this.language.tag, ...this.filter };
  }

  // Whether a finding, as it is judged now, is among those that the server would list.
  fits(finding) {
    const { status } = this.filter;
    return status === "all" || STATUS[finding.decision?.decision || "open"] === status;
  }

  // Loading

  async load() {
    this.app.place({ ...this.filter, status: this.filter.status === "open" ? "" : this.filter.status });
    await this.app.queue.quiet();
    await this.rows.load();
    this.nothing.hidden = this.rows.total > 0;
    this.explorer.hidden = this.rows.total === 0;
    const any = this.kinds.some((kind) => kind.open + kind.accepted + kind.rejected > 0);
    const isFiltered = this.filter.check || this.filter.severity || this.filter.query || this.filter.system;
    this.nothing.textContent = say(
      !any && !isFiltered ? "findings.none_at_all" : isFiltered ? "findings.none" : "findings.all_done",
    );
    if (this.rows.total) this.rows.select(0, false);
    else this.detail.clear();
  }

  async fetch(start, n) {
    if (this.filter.status !== "all") await this.app.queue.quiet();
    const { total, rows, kinds } = await ask("/api/findings", {
      ...this.asked(),
      start: Math.max(0, start - this.rows.gone(start)),
      n,
    });
    if (start === 0) {
      this.kinds = kinds;
      this.showKinds();
      this.total.textContent = say("findings.count", { n: total });
      announce(this.total.textContent);
    }
    rows.forEach((row) => this.systems.add(row.system));
    this.showSystems();
    return { total, rows };
  }

  showKinds() {
    const chosen = this.filter.check;
    const options = [
      ["", say("findings.every")],
      ...this.kinds.map((kind) => [kind.check, say("findings.kind", { name: plain(kind.name), n: kind.open })]),
    ];
    const known = [...this.check.options].map((option) => [option.value, option.textContent]);
    if (JSON.stringify(known) === JSON.stringify(options)) return;
    this.check.replaceChildren(...options.map(([value, label]) => Object.assign(make("option", "", label), { value })));
    this.check.value = chosen;
  }

  showSystems() {
    if (this.systems.size < 2 || this.systems.size + 1 === this.system.options.length) return;
    const names = [...this.systems].sort();
    this.system.replaceChildren(
      Object.assign(make("option", "", say("findings.every")), { value: "" }),
      ...names.map((name) => Object.assign(make("option", "", plain(name)), { value: name })),
    );
    this.system.value = this.filter.system;
    this.systemField.hidden = false;
  }

  // Drawing

  row(finding) {
    const state = finding.decision?.decision;
    const top = make("div", "row-top", severitySign(severityOf(finding)), make("b", "", plain(finding.check_name)));
    top.append(
      make(
        "span",
        "row-value",
        state && state !== "open"
          ? make("span", `decided ${state}`, `${state === "accept" ? "✓" : "✕"} ${say(`findings.${STATUS[state]}`)}`)
          : plain(finding.number ?? finding.segment),
      ),
    );
    const lines = [
      [finding.source, this.language.source],
      [finding.hypothesis, this.language],
    ].map(([text, language], side) =>
      dress(
        make("div", side ? "row-line" : "row-line soft", text ? plain(text.slice(0, 300)) : say(side ? "empty" : "no_source")),
        language,
      ),
    );
    return [top, ...lines];
  }

  show(finding) {
    this.current = finding ?? null;
    this.detail.show(finding);
  }

  // Who changes severity or category of an open finding says that it is an error.
  kept() {
    const state = this.current.decision?.decision;
    return state && state !== "open" ? state : "accept";
  }

  foot() {
    const row = make("div", "findings-foot");
    row.append(
      button(say("findings.previous"), "", () => this.rows.step(-1), "K"),
      button(say("findings.next"), "", () => this.rows.step(1), "J"),
      button(say("undo"), "", () => this.undo(), "U"),
      this.app.reportButton(),
    );
    return row;
  }

  // Deciding

  async reject() {
    const finding = this.current;
    if (!finding) return;
    const reason = await askReason();
    if (reason !== null && this.current === finding) this.decide("reject", { reason });
  }

  grade(number) {
    if (this.current) this.decide(this.kept(), { severity: SEVERITIES[number] });
  }

  decide(decision, { reason, severity, category } = {}) {
    const finding = this.current;
    if (!finding) return;
    const before = finding.decision;
    this.history.push({ findings: [finding], before: [before] });
    const after = {
      decision,
      reason: reason ?? (decision === "reject" ? before?.reason || "" : ""),
      severity: severity ?? before?.severity ?? null,
      category: category ?? before?.category ?? null,
    };
    this.put(finding, decision === "open" ? null : { ...after, annotator: this.app.session.annotator });
    this.post([finding], after);
    announce(say("findings.said", { decision: say(`findings.${STATUS[decision]}`), check: plain(finding.check_name) }));
    const goesOn = decision !== "open" && severity === undefined && category === undefined;
    if (goesOn && !this.rows.step(1)) this.show(finding);
    else if (!goesOn) this.show(finding);
  }

  // What is decided is shown at once; the queue sees to it that the server learns of it.
  put(finding, decision) {
    const kind = this.kinds.find((one) => one.check === finding.check);
    if (kind) {
      kind[STATUS[finding.decision?.decision || "open"]] -= 1;
      kind[STATUS[decision?.decision || "open"]] += 1;
      this.showKinds();
    }
    finding.decision = decision;
    this.rows.refresh(finding);
  }

  post(findings, { decision, reason, severity, category }) {
    const body = {
      language: this.language.tag,
      findings: findings.map((one) => one.finding),
      decision,
      reason: reason || "",
      severity: severity ?? null,
      category: category ?? null,
    };
    return this.app.queue.add("/api/findings", body).then((result) => {
      if (!result) this.app.guard(() => this.load());
    });
  }

  async decideAll(decision) {
    const finding = this.current;
    const kind = finding && this.kinds.find((one) => one.check === finding.check);
    if (!kind || !kind.open) return;
    const label = say(decision === "accept" ? "findings.accept" : "findings.reject");
    const counted = await ask("/api/findings", { ...this.asked(), check: finding.check, status: "open", start: 0, n: 1 });
    const values = { action: label, n: counted.total, name: plain(finding.check_name) };
    const reason =
      decision === "reject"
        ? await askReason(say("findings.confirm_all", values))
        : await confirm(say("findings.confirm_all", values), label);
    if (reason === null) return;
    const all_of = { ...this.filter, check: finding.check, status: "open" };
    const sent = this.app.queue.add("/api/findings", {
      language: this.language.tag,
      all_of,
      decision,
      reason: reason === true ? "" : reason,
      severity: null,
      category: null,
    });
    const result = await sent;
    if (!result) return;
    this.history.push({ ids: result.findings });
    toast(
      say("findings.said_all", { n: result.n, decision: say(`findings.${STATUS[decision]}`) }),
      button(say("undo"), "", () => this.undo()),
    );
    await this.load();
  }

  async undo() {
    const last = this.history.pop();
    if (!last) {
      announce(say("findings.nothing_to_undo"));
      return;
    }
    if (last.ids) {
      this.app.queue.add("/api/findings", {
        language: this.language.tag,
        findings: last.ids,
        decision: "open",
        reason: "",
        severity: null,
        category: null,
      });
      await this.load();
    } else {
      last.findings.forEach((finding, number) => {
        const before = last.before[number];
        this.put(finding, before);
        this.post([finding], before || { decision: "open" });
      });
      this.rows.selectRow(last.findings[0]);
      this.show(last.findings[0]);
    }
    announce(say("findings.undone"));
  }

  key(event) {
    if (dialogIsOpen() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
    const act = {
      j: () => this.rows.step(1),
      k: () => this.rows.step(-1),
      a: () => this.decide("accept"),
      r: () => this.reject(),
      A: () => this.decideAll("accept"),
      R: () => this.decideAll("reject"),
      u: () => this.undo(),
      "/": () => this.search.focus(),
    }[event.key];
    if (act) act();
    else if (/^[1-4]$/.test(event.key)) this.grade(Number(event.key) - 1);
    else return false;
    return true;
  }
}
