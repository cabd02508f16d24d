// The card beside a chosen place: how grave, what kind, remove.

import { announce, button, freshId, make } from "/static/dom.js";
import { known, say } from "/static/words.js";

// All categories below those of the typology, as [{id, name, path, description}].
export function flatCategories(categories, above = "") {
  return categories.flatMap((one) => {
    const path = above ? `${above} › ${one.name}` : one.name;
    return [{ ...one, path }, ...flatCategories(one.children || [], path)];
  });
}

export const severityName = (severity) => (known(`severity.${severity}`) ? say(`severity.${severity}`) : severity);

export class Card {
  // `save({severity, category, slot})`, `remove()`, `close(back)`; `slots` when the place may belong to several translations.
  constructor({ typology, needsCategory, recent, text, mark, slots, slot, save, remove, close, stretch }) {
    Object.assign(this, { needsCategory, recent, save, close, slots });
    this.severity = mark?.severity ?? null;
    this.category = mark?.category ?? "";
    this.slot = slot;
    this.categories = flatCategories(typology.categories);
    this.severities = typology.severities;
    this.element = make("div", "card");
    this.element.setAttribute("role", "dialog");
    this.element.setAttribute("aria-label", say("card.title", { text }));
    this.element.append(this.head(text, remove && mark ? remove : null, stretch));
    if (slots) this.element.append(this.slotChoice());
    this.element.append(this.severityChoice());
    if (this.categories.length) this.element.append(this.categoryChoice());
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  head(text, remove, stretch) {
    const quoted = make("bdi", "quoted", text.length > 80 ? `${text.slice(0, 78)}…` : text);
    const row = make("div", "card-head", make("p", "", quoted));
    if (stretch) {
      const less = button("−", "round", () => stretch(-1));
      less.setAttribute("aria-label", say("card.shorter"));
      const more = button("+", "round", () => stretch(1));
      more.setAttribute("aria-label", say("card.longer"));
      row.append(less, more);
    }
    if (remove) row.append(button(say("judge.remove"), "", remove));
    const shut = button("×", "round", () => this.close(true));
    shut.setAttribute("aria-label", say("close"));
    row.append(shut);
    return row;
  }

  slotChoice() {
    const group = make("div", "choice");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("card.missing_in"));
    group.append(make("p", "small", say("card.missing_in")));
    const row = make("div", "buttons");
    this.slots.forEach((slot) => {
      const one = button(slot, "pick", () => {
        this.slot = slot;
        row.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each.textContent === slot)));
      });
      one.setAttribute("aria-pressed", String(slot === this.slot));
      row.append(one);
    });
    group.append(row);
    return group;
  }

  severityChoice() {
    const row = make("div", "buttons severities");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", say("card.severity"));
    this.severities.forEach((severity, number) => {
      const one = button(severityName(severity.id), `pick ${severity.id}`, () => this.pickSeverity(number), String(number + 1));
      one.dataset.severity = severity.id;
      one.setAttribute("aria-pressed", String(severity.id === this.severity));
      row.append(one);
    });
    this.row = row;
    return row;
  }

  pickSeverity(number) {
    if (!this.severities[number]) return;
    this.severity = this.severities[number].id;
    this.row
      .querySelectorAll("button")
      .forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.severity === this.severity)));
    if (!this.needsCategory || this.category || !this.categories.length) this.finish();
    else {
      this.input.focus();
      announce(say("card.choose_category"));
      this.element.classList.add("wants-category");
    }
  }

  pickCategory(id) {
    this.category = id;
    if (this.severity) this.finish();
    else {
      this.list
        .querySelectorAll("[role=option]")
        .forEach((one) => one.setAttribute("aria-selected", String(one.dataset.id === id)));
      this.row.querySelector("button").focus();
    }
  }

  finish() {
    this.save({ severity: this.severity, category: this.category, slot: this.slot });
  }

  categoryChoice() {
    const box = make("div", "choice categories");
    const input = make("input", "");
    Object.assign(input, { type: "text", id: freshId("category"), autocomplete: "off", placeholder: say("card.filter") });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-autocomplete", "list");
    const label = make("label", "small", say(this.needsCategory ? "card.category" : "card.category_free"));
    label.htmlFor = input.id;
    const list = make("div", "options");
    Object.assign(list, { id: freshId("options"), tabIndex: -1 });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", say("card.category"));
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => this.fill());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pickCategory(option.dataset.id);
    });
    Object.assign(this, { input, list, at: 0 });
    box.append(label, input, list);
    this.fill();
    return box;
  }

  // The categories that fit what is typed; without anything typed, those used last stand first.
  fill() {
    const wanted = this.input.value.trim().toLocaleLowerCase();
    const used = wanted ? [] : this.recent.map((id) => this.categories.find((one) => one.id === id)).filter(Boolean);
    const rest = this.categories.filter((one) => !used.includes(one) && one.path.toLocaleLowerCase().includes(wanted));
    rest.sort((a, b) =>
      wanted
        ? Number(!a.name.toLocaleLowerCase().startsWith(wanted)) - Number(!b.name.toLocaleLowerCase().startsWith(wanted))
        : 0,
    );
    this.options = [...used, ...rest];
    this.list.replaceChildren(
      ...this.options.map((one, number) => {
        const deep = one.path.includes(" › ") && !wanted && !used.includes(one);
        const option = make("div", deep ? "option deep" : "option", deep ? one.name : one.path);
        Object.assign(option, { id: freshId("option"), title: one.description || "" });
        option.dataset.id = one.id;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", String(one.id === this.category));
        if (used.length && number === used.length - 1) option.classList.add("last-used");
        return option;
      }),
    );
    const chosen = this.options.findIndex((one) => one.id === this.category);
    this.point(wanted || chosen < 0 ? 0 : chosen);
  }

  point(place) {
    this.at = Math.max(0, Math.min(this.options.length - 1, place));
    [...this.list.children].forEach((one, number) => one.classList.toggle("at", number === this.at));
    const option = this.list.children[this.at];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", option.id);
    const [top, bottom] = [option.offsetTop, option.offsetTop + option.offsetHeight];
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    else if (bottom > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = bottom - this.list.clientHeight;
  }

  key(event) {
    event.stopPropagation();
    const inList = event.target === this.input;
    if (event.key === "Escape") this.close(true);
    else if (inList && event.key === "ArrowDown") this.point(this.at + 1);
    else if (inList && event.key === "ArrowUp") this.point(this.at - 1);
    else if (inList && event.key === "Enter") {
      if (this.options[this.at]) this.pickCategory(this.options[this.at].id);
    } else if (!inList && /^[1-4]$/.test(event.key)) this.pickSeverity(Number(event.key) - 1);
    else return;
    event.preventDefault();
  }
}
