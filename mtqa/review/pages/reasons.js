// Questions before a decision: why, and whether really all of a kind.

import { button, dialog, field, make } from "/static/dom.js";
import { say } from "/static/words.js";

export function confirm(question, label) {
  return dialog(question, "small-dialog", (element, finish) => {
    element.append(
      make(
        "div",
        "buttons",
        button(label, "main", () => finish(true)),
        button(say("cancel"), "", () => finish(null)),
      ),
    );
  });
}

// One of the usual reasons by a click or its number, or a sentence of one's own.
export function askReason(title = say("reason.title")) {
  return dialog(title, "small-dialog", (element, finish) => {
    const list = make("div", "reasons");
    for (let n = 1; n <= 5; n += 1) list.append(button(say(`reason.${n}`), "", () => finish(say(`reason.${n}`)), String(n)));
    const own = make("input", "");
    Object.assign(own, { type: "text", maxLength: 2000, dir: "auto" });
    const form = make(
      "form",
      "own-reason",
      field(say("reason.own"), own),
      Object.assign(make("button", "main", say("reason.with")), { type: "submit" }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(own.value.trim());
    });
    element.append(
      list,
      form,
      make(
        "div",
        "buttons",
        button(say("reason.without"), "quiet", () => finish("")),
        button(say("cancel"), "quiet", () => finish(null)),
      ),
    );
    element.addEventListener("keydown", (event) => {
      if (/^[1-5]$/.test(event.key) && event.target !== own) {
        event.preventDefault();
        finish(say(`reason.${event.key}`));
      }
    });
  });
}
