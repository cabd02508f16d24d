// The introduction of three screens, and the list of keys.

import { button, dialog, make } from "/static/dom.js";
import { severitySign } from "/static/finding_detail.js";
import { shownText } from "/static/marked.js";
import { say } from "/static/words.js";

const KEYS = {
  everywhere: [
    ["?", "?"],
    ["Esc", "escape"],
  ],
  findings: [
    ["J ↓", "j"],
    ["K ↑", "k"],
    ["A", "a"],
    ["R", "r"],
    ["1 – 4", "1"],
    ["⇧A ⇧R", "shift_a"],
    ["U", "u"],
    ["/", "/"],
  ],
  judge: [
    ["J", "j"],
    ["K", "k"],
    ["Ctrl ⏎", "ctrl_enter"],
    ["T", "t"],
    ["O", "o"],
    ["← →", "arrows"],
    ["⇧ ← →", "shift"],
    ["Ctrl ← →", "ctrl"],
    ["1 – 4", "1"],
    ["⏎", "enter"],
    ["Del", "delete"],
    ["S", "s"],
    ["C", "c"],
    ["N", "n"],
    ["U", "u"],
  ],
  alignment: [
    ["Alt ↑ ↓", "align_move"],
    ["S", "align_split"],
    ["J", "align_join"],
    ["U", "u"],
  ],
};

function keyTable(group) {
  const list = make("dl", "keys");
  for (const [keys, said] of KEYS[group]) {
    const signs = keys.split(" ").map((key) => make("kbd", "", key));
    list.append(
      make(
        "div",
        "",
        make("dt", "", ...signs.flatMap((sign, n) => (n ? [" ", sign] : [sign]))),
        make("dd", "", say(`help.${said}`)),
      ),
    );
  }
  return list;
}

export function help(view) {
  const own = view === "findings" || view === "checks" ? "findings" : view === "alignment" ? "alignment" : "judge";
  const groups = [own, "everywhere", ...["findings", "judge"].filter((one) => one !== own)];
  return dialog(say("help.title"), "help-dialog", (element, finish) => {
    const columns = make("div", "key-groups");
    groups.forEach((group) => columns.append(make("div", "", make("h3", "", say(`help.${group}`)), keyTable(group))));
    const severities = make("dl", "keys severities-said");
    for (const one of ["neutral", "minor", "major", "critical"])
      severities.append(make("div", "", make("dt", "", severitySign(one)), make("dd", "", say(`help.${one}`))));
    columns.append(make("div", "", make("h3", "", say("help.severities")), severities));
    const shut = button(say("close"), "main", () => finish(null), "Esc");
    element.append(
      columns,
      make(
        "div",
        "buttons",
        shut,
        button(say("tutorial"), "quiet", () => finish("tutorial")),
      ),
    );
    queueMicrotask(() => shut.focus({ preventScroll: true }));
  });
}

// A screen that the server has for the protocol: an example with what there is to mark in it, and why.
function lesson({ title, text, source, hypothesis, expected, explanation }) {
  const spans = (side) => (expected?.spans || []).filter((span) => span.side === side);
  const shown = make(
    "div",
    "example",
    shownText(source, null, spans("source"), "soft"),
    shownText(hypothesis, null, spans("hypothesis"), ""),
  );
  return [make("h3", "", title), make("p", "", text), shown, make("p", "explanation", explanation)];
}

// A small example beside the words: what the screen speaks of.
function example(step) {
  const mark = make("mark", "major", "gestern");
  if (step === 1) {
    return make("div", "example", make("p", "soft", "The office opens tomorrow."), make("p", "", "Das Büro öffnet ", mark, "."));
  }
  const keys = step === 2 ? ["J", "K", "←", "→", "⇧", "?"] : ["U"];
  return make("div", "example keys-shown", ...keys.map((key) => make("kbd", "", key)));
}

function general(step) {
  const shown = example(step);
  shown.setAttribute("aria-hidden", "true");
  return [make("h3", "", say(`tutorial.${step}.title`)), make("p", "", say(`tutorial.${step}.text`)), shown];
}

export function tutorial(lessons = []) {
  const last = lessons.length || 3;
  return dialog(say("tutorial"), "tutorial-dialog", (element, finish) => {
    const body = make("div", "tutorial-body");
    body.setAttribute("aria-live", "polite");
    const buttons = make("div", "buttons");
    let step = 1;
    const show = () => {
      const screen = lessons.length ? lesson(lessons[step - 1]) : general(step);
      body.replaceChildren(make("p", "small", say("tutorial.step", { n: step, total: last })), ...screen);
      const back = button(say("tutorial.back"), "", () => go(-1));
      const next = button(say(step < last ? "tutorial.next" : "tutorial.start"), "main", () =>
        step < last ? go(1) : finish("done"),
      );
      buttons.replaceChildren(
        ...(step > 1 ? [back] : []),
        next,
        ...(step < last ? [button(say("tutorial.skip"), "quiet", () => finish("skipped"))] : []),
      );
      next.focus();
    };
    const go = (by) => {
      step += by;
      show();
    };
    element.append(body, buttons);
    element.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" && step < last) go(1);
      else if (event.key === "ArrowLeft" && step > 1) go(-1);
    });
    queueMicrotask(show);
  });
}
