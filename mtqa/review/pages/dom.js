// Elements. Text of the server's is only ever put on the page as text.

import { make, makeVisible } from "/static/text.js";
import { HIDDEN, NAMES } from "/static/visible.js";
import { say } from "/static/words.js";

export { make };
export const visible = makeVisible(HIDDEN, NAMES);
export const plain = (text) => visible.plain(String(text ?? ""));

export const byId = (id) => document.getElementById(id);

// A button; `key` is the key that does the same, shown small beside the label.
export function button(label, className, act, key = "") {
  const element = make("button", className, label);
  element.type = "button";
  if (key) {
    const sign = make("kbd", "", key);
    sign.setAttribute("aria-hidden", "true");
    element.append(" ", sign);
    element.setAttribute("aria-keyshortcuts", key === "⏎" ? "Enter" : key);
  }
  element.addEventListener("click", act);
  return element;
}

let numbers = 0;
export const freshId = (stem) => `${stem}-${(numbers += 1)}`;

// A label above its control.
export function field(label, control, className = "field") {
  control.id ||= freshId("field");
  const name = make("label", "", label);
  name.htmlFor = control.id;
  return make("div", className, name, control);
}

export function select(choices, value, change) {
  const element = make("select", "");
  for (const [key, label] of choices) {
    const option = make("option", "", label);
    option.value = key;
    element.append(option);
  }
  element.value = value;
  element.addEventListener("change", () => change(element.value));
  return element;
}

export function setText(element, text, language) {
  element.textContent = text;
  dress(element, language);
  return element;
}

// The language of a text, for hyphenation, fonts and voices, and the direction in which it is written.
export function dress(element, language) {
  if (!language) return element;
  element.lang = language.tag;
  element.dir = language.direction || "auto";
  return element;
}

export function announce(text) {
  const live = byId("live");
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

let hiding = 0;
// A short message at the foot of the page, with something that can be done about it.
export function toast(text, action = null) {
  const place = byId("toast");
  place.replaceChildren(make("span", "", text), ...(action ? [action] : []));
  place.setAttribute("aria-label", say("message"));
  place.hidden = false;
  announce(text);
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    if (!place.contains(document.activeElement)) place.hidden = true;
  }, 8000);
}

// A modal window, after which the browser gives the focus back; resolves with what `finish` was given, or null when it was closed.
export function dialog(title, className, fill) {
  const element = make("dialog", className);
  const heading = make("h2", "", title);
  heading.id = freshId("title");
  element.setAttribute("aria-labelledby", heading.id);
  element.append(heading);
  return new Promise((resolve) => {
    let result = null;
    const finish = (value) => {
      result = value;
      element.close();
    };
    fill(element, finish);
    element.addEventListener("close", () => {
      element.remove();
      resolve(result);
    });
    element.addEventListener("click", (event) => {
      if (event.target === element) element.close();
    });
    document.body.append(element);
    element.showModal();
  });
}

export const isTyping = (target) =>
  target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;

export const dialogIsOpen = () => document.querySelector("dialog[open]") !== null;

export function absent(text) {
  return make("p", "absent", text);
}

export function percent(value) {
  return `${Math.round(value * 100)} %`;
}
