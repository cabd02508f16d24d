// Everything about one finding: its texts with the place marked, and what can be decided.

import { absent, button, field, make, plain, select } from "/static/dom.js";
import { flatCategories, severityName } from "/static/card.js";
import { shownText } from "/static/marked.js";
import { say } from "/static/words.js";

export const SEVERITIES = ["neutral", "minor", "major", "critical"];
export const STATUS = { accept: "accepted", reject: "rejected", open: "open" };
const MARKS = { neutral: "○", minor: "●", major: "●●", critical: "●●●" };

export const severitySign = (severity) => {
  const sign = make("span", "sev-mark", MARKS[severity] || "");
  sign.setAttribute("aria-hidden", "true");
  return make("span", `sev ${severity}`, sign, ` ${severityName(severity)}`);
};

export const severityOf = (finding) => finding.decision?.severity || finding.severity;

// It is drawn anew after each decision; what had the focus in it has it again.
export class FindingDetail {
  constructor(findings) {
    this.findings = findings;
    this.element = make("div", "detail");
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", say("findings.one"));
  }

  clear() {
    this.finding = null;
    this.element.replaceChildren();
  }

  show(finding) {
    this.finding = finding;
    if (!finding) {
      this.element.replaceChildren(absent(say("loading")));
      return;
    }
    const held = this.element.contains(document.activeElement) ? document.activeElement.dataset.held : null;
    const where = say("findings.in", { number: plain(finding.number ?? finding.segment), document: plain(finding.document) });
    const more = finding.segments > 1 ? say("findings.more_segments", { n: finding.segments - 1 }) : "";
    const head = make(
      "div",
      "detail-head",
      make("h2", "", severitySign(severityOf(finding)), " ", plain(finding.check_name)),
      make("span", "small", [where, more].filter(Boolean).join(", ")),
    );
    const spans = (side) =>
      finding.spans.filter((span) => span.side === side).map((span) => ({ ...span, severity: severityOf(finding) }));
    const name = make("p", "cell-label", make("b", "", say("translation")), " ", make("bdi", "", plain(finding.system)));
    const said = make("p", "said-of-it", make("bdi", "", plain(finding.message)));
    this.element.replaceChildren(
      head,
      said,
      make(
        "div",
        "cell",
        make("p", "cell-label", make("b", "", say("source"))),
        finding.source ? shownText(finding.source, this.findings.language.source, spans("source")) : absent(say("no_source")),
      ),
      make(
        "div",
        "cell primary",
        name,
        finding.hypothesis ? shownText(finding.hypothesis, this.findings.language, spans("hypothesis")) : absent(say("empty")),
      ),
      this.actions(finding),
      this.changes(finding),
      this.wholeKind(finding),
    );
    this.showState();
    this.element.scrollTop = 0;
    if (held) this.element.querySelector(`[data-held="${held}"]`)?.focus({ preventScroll: true });
  }

  actions(finding) {
    const state = finding.decision?.decision || "open";
    const row = make("div", "buttons act");
    const accept = button(say("findings.accept"), "main yes", () => this.findings.decide("accept"), "A");
    const reject = button(say("findings.reject"), "main no", () => this.findings.reject(), "R");
    accept.setAttribute("aria-pressed", String(state === "accept"));
    reject.setAttribute("aria-pressed", String(state === "reject"));
    accept.dataset.held = "accept";
    reject.dataset.held = "reject";
    row.append(accept, reject);
    if (state !== "open") row.append(button(say("findings.reopen"), "", () => this.findings.decide("open")));
    const said = make("p", "small decided-line");
    if (state !== "open") {
      const { annotator, reason } = finding.decision;
      said.append(
        annotator
          ? say("findings.by", { decision: say(`findings.${STATUS[state]}`), annotator: plain(annotator) })
          : say(`findings.${STATUS[state]}`),
      );
      if (reason) said.append(" – ", make("bdi", "", plain(reason)));
    }
    this.underway = make("span", "state");
    said.append(this.underway);
    this.line = said;
    return make("div", "actions", row, said);
  }

  showState() {
    if (!this.underway || !this.finding) return;
    const { finding } = this.finding;
    const isWaiting = this.findings.app.queue.entries.some((entry) => entry.body.findings?.includes(finding));
    this.underway.textContent = isWaiting ? say("judge.queued") : "";
    this.line.hidden = !this.line.textContent;
  }

  changes(finding) {
    const box = make("div", "changes-of");
    const group = make("div", "buttons severities");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("findings.how_grave"));
    SEVERITIES.forEach((severity, number) => {
      const one = button(severityName(severity), `pick ${severity}`, () => this.findings.grade(number), String(number + 1));
      one.setAttribute("aria-pressed", String(severity === severityOf(finding)));
      one.dataset.held = severity;
      group.append(one);
    });
    const own = finding.decision?.category || finding.category;
    const categories = flatCategories(this.findings.app.typology("findings").categories).map((one) => [one.id, one.path]);
    if (!categories.some(([id]) => id === own)) categories.unshift([own, plain(own)]);
    const chooser = select(categories, own, (category) => this.findings.decide(this.findings.kept(), { category }));
    chooser.dataset.held = "category";
    box.append(
      make("div", "field", make("span", "label", say("findings.how_grave")), group),
      field(say("findings.category"), chooser),
    );
    return box;
  }

  wholeKind(finding) {
    const kind = this.findings.kinds.find((one) => one.check === finding.check);
    const box = make("div", "whole-kind");
    if (!kind || kind.open < 1) return box;
    box.append(make("p", "small", say("findings.of_kind", { name: plain(finding.check_name) })));
    box.append(
      make(
        "div",
        "buttons",
        button(say("findings.accept_all", { n: kind.open }), "", () => this.findings.decideAll("accept"), "⇧A"),
        button(say("findings.reject_all", { n: kind.open }), "", () => this.findings.decideAll("reject"), "⇧R"),
      ),
    );
    return box;
  }
}
