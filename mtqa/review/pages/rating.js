// One translation that is rated: its text with marks, the marks as a list, the score, the comment.

import { absent, announce, button, field, freshId, make } from "/static/dom.js";
import { Card, flatCategories, severityName } from "/static/card.js";
import { MarkableText, shownText } from "/static/marked.js";
import { say } from "/static/words.js";

const ANCHORS = [0, 33, 66, 100];
const MOST_BELOW = 160; // pixels of text between the chosen words and the card

export class RatingCell {
  constructor(judging, item, translation, number) {
    Object.assign(this, { judging, item, translation, number });
    const { app, protocol } = judging;
    this.typology = app.typology(protocol);
    this.protocol = protocol;
    const known = translation.draft || translation.stored;
    this.spans = (known ? known.spans : translation.spans || []).map((span) => ({ ...span }));
    if (!judging.marks) this.spans = [];
    this.score = known ? known.score : null;
    this.comment = known ? known.comment : "";
    this.element = make("div", "cell translation");
    this.element.addEventListener("focusin", () => judging.activate(number));
    this.element.addEventListener("pointerdown", () => judging.activate(number));
    this.draw();
  }

  get language() {
    return this.judging.language;
  }

  get needsScore() {
    return this.protocol !== "mqm";
  }

  // Drawing

  draw() {
    const { judging, translation } = this;
    const name = judging.item.translations.length > 1 ? say("translation_of", { slot: translation.slot }) : say("translation");
    this.state = make("span", "state");
    this.element.append(make("p", "cell-label", make("b", "", name), " ", this.state));
    if (translation.text === null) {
      this.element.append(absent(say("missing")));
      return;
    }
    const own = (item) => item.translations.find((one) => one.slot === translation.slot)?.text;
    const [before, after] = [judging.around(-1, own), judging.around(1, own)];
    if (before) this.element.append(before);
    this.element.append(this.textBlock());
    this.cardPlace = make("div", "card-place");
    this.element.append(this.cardPlace);
    if (after) this.element.append(after);
    if (judging.marks) {
      this.list = make("ol", "marks");
      this.list.setAttribute("aria-label", say("judge.marks", { slot: translation.slot }));
      this.none = make("p", "small none", say("judge.is_faultless"));
      this.element.append(this.list, this.none);
      if ((translation.spans || []).length && !translation.stored)
        this.element.append(make("p", "small", say("judge.prefilled")));
    }
    if (this.needsScore) this.element.append(this.scoreBlock());
    this.element.append(this.commentBlock());
    queueMicrotask(() => this.show());
  }

  textBlock() {
    const { translation } = this;
    if (translation.text === "") return absent(say("empty"));
    if (!this.judging.marks) return shownText(translation.text, this.language, [], "text large");
    this.text = new MarkableText({
      text: translation.text,
      language: this.language,
      label: say("text.translation", { slot: translation.slot }),
      className: "text markable large",
      tell: {
        chosen: (text) => this.chosen(text, "hypothesis"),
        severity: (text, n) => this.severityByKey(text, "hypothesis", n),
        enter: (text) => this.openCard(text, "hypothesis", true),
        open: (n, text) => this.openMark(n, text),
        remove: (n) => this.remove(n),
      },
    });
    return this.text.element;
  }

  show() {
    if (this.text) this.text.show(this.spans.map((span, n) => ({ ...span, n })).filter((span) => span.side === "hypothesis"));
    this.judging.showSourceMarks();
    if (this.list) {
      this.list.replaceChildren(...this.spans.map((span, n) => this.listed(span, n)));
      this.list.hidden = !this.spans.length;
      this.none.hidden = !(this.protocol === "mqm" && this.translation.done && !this.spans.length);
      if (this.faultless) {
        this.faultless.hidden = this.translation.done;
        this.faultless.firstChild.textContent = say(this.spans.length ? "judge.all_errors" : "judge.no_errors");
      }
    }
    if (this.slider) this.showScore();
    this.showState();
  }

  showState() {
    const { translation } = this;
    const underway = this.judging.app.queue.entries.some((entry) => entry.item === translation.key);
    const key = underway ? "judge.queued" : translation.draft ? "judge.draft" : translation.done ? "judge.stored" : null;
    this.state.textContent = key ? say(key) : "";
  }

  listed(span, n) {
    const text = span.side === "source" ? this.item.source : this.translation.text;
    const words = Array.from(text).slice(span.start, span.end).join("");
    const category = this.categoryName(span.category);
    const entry = make("li", span.severity, make("b", "", severityName(span.severity)));
    if (category) entry.append(`, ${category}`);
    entry.append(": ", make("bdi", "quoted", words));
    if (span.side === "source") entry.append(" ", make("span", "small", say("judge.in_source")));
    const change = button(say("judge.change"), "quiet", () =>
      this.openMark(n, span.side === "source" ? this.judging.source : this.text, true),
    );
    change.setAttribute("aria-label", say("judge.change_mark", { n: n + 1 }));
    const remove = button(say("judge.remove"), "quiet", () => this.remove(n));
    remove.setAttribute("aria-label", say("judge.remove_mark", { n: n + 1 }));
    entry.append(" ", change, remove);
    return entry;
  }

  categoryName(id) {
    if (!id) return "";
    const found = flatCategories(this.typology.categories).find((one) => one.id === id);
    return found ? found.path : id;
  }

  scoreBlock() {
    const { slot } = this.translation;
    const slider = make("input", "slider");
    Object.assign(slider, { type: "range", min: 0, max: 100, step: 1, value: 50, id: freshId("score") });
    slider.setAttribute("aria-label", say("judge.score_of", { slot }));
    const number = make("input", "number");
    Object.assign(number, { type: "number", min: 0, max: 100, step: "any", inputMode: "decimal", placeholder: "–" });
    const box = make("div", "score");
    slider.addEventListener("input", () => this.setScore(Number(slider.value), false));
    slider.addEventListener("change", () => this.setScore(Number(slider.value), true));
    slider.addEventListener("click", () => this.score === null && this.setScore(Number(slider.value), true));
    slider.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.score === null) this.setScore(Number(slider.value), true);
    });
    number.addEventListener("change", () => {
      const value = Number(number.value);
      if (number.value !== "" && value >= 0 && value <= 100) this.setScore(value, true);
      else this.showScore();
    });
    const anchors = make("div", "anchors");
    anchors.setAttribute("aria-hidden", "true");
    ANCHORS.forEach((anchor) =>
      anchors.append(make("span", `anchor at-${anchor}`, make("b", "", String(anchor)), ` ${say(`judge.anchor.${anchor}`)}`)),
    );
    box.append(slider, field(say("judge.score"), number), anchors);
    Object.assign(this, { slider, number });
    return box;
  }

  setScore(value, isFinal) {
    if (isFinal && value !== this.stableScore()) this.judging.remember(this, this.content(this.stableScore()));
    this.score = value;
    this.showScore();
    if (isFinal) this.save();
  }

  // The score before a drag, which the slider has already overwritten.
  stableScore() {
    const known = this.translation.draft || this.translation.stored;
    return known ? known.score : null;
  }

  showScore() {
    const has = this.score !== null && this.score !== undefined;
    this.slider.classList.toggle("unset", !has);
    if (has) this.slider.value = this.score;
    this.slider.style.setProperty("--at", `${has ? this.score : 0}%`);
    const nearest = has ? ANCHORS.reduce((a, b) => (Math.abs(b - this.score) < Math.abs(a - this.score) ? b : a)) : null;
    this.slider.setAttribute("aria-valuetext", has ? `${this.score}, ${say(`judge.anchor.${nearest}`)}` : say("judge.no_score"));
    if (document.activeElement !== this.number || has) this.number.value = has ? this.score : "";
  }

  commentBlock() {
    const area = make("textarea", "");
    Object.assign(area, { rows: 2, value: this.comment, maxLength: 20000 });
    area.dir = "auto";
    area.addEventListener("change", () => {
      this.judging.remember(this, this.content());
      this.comment = area.value;
      this.save();
    });
    this.area = area;
    const box = field(say("judge.comment_of", { slot: this.translation.slot }), area, "field comment");
    box.hidden = !this.comment;
    this.commentBox = box;
    this.opener = button(say("judge.add_comment"), "quiet", () => this.focusComment(), "C");
    this.opener.hidden = Boolean(this.comment);
    const row = make("div", "cell-foot");
    if (this.protocol === "mqm") {
      this.faultless = button(say("judge.no_errors"), "", () => this.noErrors(), "N");
      row.append(this.faultless);
    }
    row.append(this.opener, box);
    return row;
  }

  // Marks

  chosen(text, side) {
    this.judging.chosenSaid(text);
    this.judging.cells.forEach((cell) => cell.text && cell.text !== text && cell.text.clear());
    if (this.judging.source && this.judging.source !== text) this.judging.source.clear();
    if (!text.chosen) this.closeCard();
    else this.openCard(text, side, false);
  }

  severityByKey(text, side, number) {
    if (!this.card) this.openCard(text, side, false);
    this.card.pickSeverity(number);
  }

  openMark(n, text, focus = false) {
    const span = this.spans[n];
    const shown = text || this.text;
    shown.choose(shown.points.unit(span.start), shown.points.unit(span.end), false);
    this.editing = n;
    this.openCard(shown, span.side, focus, n);
  }

  openCard(text, side, focus, n = null) {
    this.judging.closeCards();
    const { judging } = this;
    const range = text.range();
    if (n === null) {
      const same = this.spans.findIndex((span) => span.side === side && span.start === range[0] && span.end === range[1]);
      n = same >= 0 ? same : null;
    }
    const several = side === "source" && n === null && judging.cells.length > 1;
    this.card = new Card({
      typology: this.typology,
      needsCategory: this.protocol === "mqm",
      recent: judging.recent,
      text: text.words(),
      mark: n === null ? null : this.spans[n],
      slots: several ? judging.item.translations.map((one) => one.slot) : null,
      slot: this.translation.slot,
      save: (mark) => this.keepMark(text, side, range, mark, n),
      remove: () => this.remove(n),
      stretch: n === null ? (step) => text.extend(step) : null,
      close: (back) => {
        text.clear();
        this.closeCard();
        if (back) text.element.focus();
      },
    });
    const place = side === "source" ? judging.sourcePlace : this.cardPlace;
    place.replaceChildren(this.card.element);
    this.openPlace = place;
    this.position(place, text);
    this.card.element.scrollIntoView({ block: "nearest" });
    if (focus) this.card.row.querySelector("button").focus();
  }

  // Below the text, or below the chosen words of a long one; on a narrow screen the style puts it at the foot of the window.
  position(place, text) {
    const cell = place.parentElement.getBoundingClientRect();
    const words = text.rectangle();
    const whole = text.element.getBoundingClientRect();
    const below = whole.bottom - words.bottom < MOST_BELOW ? whole.bottom : words.bottom;
    const left = Math.max(0, Math.min(words.left - cell.left, cell.width - this.card.element.offsetWidth));
    if (getComputedStyle(this.card.element).position === "fixed") {
      const hidden = words.bottom + 16 - this.card.element.getBoundingClientRect().top;
      if (hidden > 0) scrollBy(0, hidden);
      return;
    }
    this.card.element.style.setProperty("--top", `${below - cell.top + 8}px`);
    this.card.element.style.setProperty("--left", `${left}px`);
  }

  closeCard() {
    if (!this.card) return;
    this.card = null;
    this.openPlace.replaceChildren();
  }

  keepMark(text, side, [start, end], { severity, category, slot }, n) {
    const owner = slot === this.translation.slot ? this : this.judging.cells.find((cell) => cell.translation.slot === slot);
    const span = { side, start, end, category, severity };
    owner.judging.remember(owner, owner.content());
    if (n === null) owner.spans.push(span);
    else owner.spans[n] = span;
    owner.spans.sort((a, b) => (a.side === b.side ? a.start - b.start || a.end - b.end : a.side === "hypothesis" ? -1 : 1));
    if (category) this.judging.app.useCategory(category);
    announce(say("judge.marked", { severity: severityName(severity), text: text.words() }));
    text.clear();
    this.closeCard();
    owner.save();
    text.element.focus({ preventScroll: true });
  }

  remove(n) {
    const text = this.spans[n].side === "source" ? this.judging.source : this.text;
    this.judging.remember(this, this.content());
    this.spans.splice(n, 1);
    text.clear();
    this.closeCard();
    this.save();
    announce(say("judge.removed"));
    text.element.focus({ preventScroll: true });
  }

  noErrors() {
    if (this.protocol !== "mqm" || this.translation.done || this.translation.text === null) return;
    this.save();
    if (!this.spans.length) announce(say("judge.no_errors_said", { slot: this.translation.slot }));
  }

  // Saving

  content(score = this.score) {
    return { score: this.needsScore ? score : null, spans: this.spans.map((span) => ({ ...span })), comment: this.comment };
  }

  restore(content) {
    if (content.score === null && this.needsScore && this.translation.done) content.score = this.score;
    Object.assign(this, { spans: content.spans, score: content.score, comment: content.comment });
    this.area.value = this.comment;
    this.save();
  }

  save() {
    const isReady = !this.needsScore || (this.score !== null && this.score !== undefined);
    const sent = this.judging.save(this.item, this.translation, this.content(), isReady);
    this.show();
    if (sent) sent.then(() => this.showState());
  }

  leave() {
    if (document.activeElement && this.element.contains(document.activeElement)) document.activeElement.blur();
    this.closeCard();
  }

  focusText() {
    const target = this.text?.element || this.slider;
    if (target) target.focus({ preventScroll: false });
  }

  focusScore() {
    if (this.slider) this.slider.focus();
  }

  focusComment() {
    this.commentBox.hidden = false;
    this.opener.hidden = true;
    this.area.focus();
  }
}
