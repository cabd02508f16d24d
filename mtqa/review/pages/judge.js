// Judging a document sentence by sentence: marks and score (ESA), errors (MQM), score (DA), correction.

import { absent, announce, button, dialogIsOpen, dress, field, isTyping, make, plain, select, toast } from "/static/dom.js";
import { ask } from "/static/server.js";
import { EditCell } from "/static/correct.js";
import { RatingCell } from "/static/rating.js";
import { MarkableText, sayChoice, shownText } from "/static/marked.js";
import { say } from "/static/words.js";

const AROUND = 2; // sentences shown before and after
const MOST_ON_MAP = 120;

export class Judging {
  constructor(app, protocol) {
    Object.assign(this, { app, protocol, cells: [], items: [], at: 0, active: 0 });
    this.language = app.language;
    this.root = make("div", "judging");
    this.history = [];
    this.recent = app.recent;
    this.time = app.time;
    this.marks = protocol === "esa" || protocol === "mqm";
  }

  async open(place) {
    const { protocol, language } = this;
    this.documents = await ask("/api/documents", { protocol, language: language.tag });
    if (!this.documents.length) {
      this.root.append(absent(say("judge.nothing")));
      return;
    }
    const wanted = this.documents.findIndex((one) => one.document === place.document);
    const undone = this.documents.findIndex((one) => one.n_done < one.n_items);
    await this.openDocument(wanted >= 0 ? wanted : Math.max(0, undone), place.segment);
  }

  async openDocument(number, segment = null) {
    this.number = number;
    this.items = [];
    this.total = Infinity;
    const place = () => this.items.findIndex((item) => (segment ? item.segment === segment : !this.isDone(item)));
    while (place() < 0 && this.items.length < this.total) await this.more(number);
    this.at = Math.max(0, place());
    this.render();
    this.rest(number);
  }

  // The next sentences of the document; a long one comes in several parts.
  async more(number) {
    const { document } = this.documents[number];
    const start = this.items.length;
    const { items, total } = await ask("/api/items", {
      protocol: this.protocol,
      language: this.language.tag,
      document,
      start: start || "",
    });
    if (this.number !== number || this.items.length !== start) return;
    items.forEach((item) => item.translations.forEach((translation) => this.recall(item, translation)));
    this.items.push(...items);
    this.total = items.length ? (total ?? this.items.length) : this.items.length;
  }

  // What is left of a long document, while the first part is judged already.
  async rest(number) {
    const before = this.items.length;
    try {
      while (this.number === number && this.items.length < this.total && this.root.isConnected) await this.more(number);
    } catch {
      return; // `go` asks again when it is needed
    }
    if (this.number === number && this.items.length > before) this.showTicks();
  }

  // What is known of a translation: what is still on its way, else what is stored, else what was begun here.
  recall(item, translation) {
    const { queue } = this.app;
    translation.key = [
      this.protocol,
      this.language.tag,
      this.documents[this.number].document,
      item.segment,
      translation.slot,
    ].join("/");
    const underway = queue.entries.findLast((entry) => entry.item === translation.key);
    if (translation.judgement && !underway) queue.numbers.set(translation.key, translation.judgement.number);
    const stored = translation.judgement && translation.judgement.content;
    const draft = queue.draft(translation.key);
    translation.draft = draft && draft.about === translation.about && !underway ? draft.content : null;
    translation.stored = underway ? underway.body.content : stored;
    translation.done = Boolean(translation.stored);
  }

  isDone(item) {
    return item.translations.every((translation) => translation.done || translation.text === null);
  }

  get item() {
    return this.items[this.at];
  }

  // Drawing

  render() {
    const focusInside = this.root.contains(document.activeElement);
    this.root.replaceChildren(this.head(), this.map(), this.body(), this.foot());
    this.time.on(`${this.protocol}/${this.item.segment}`);
    this.history = [];
    this.app.place({ document: this.documents[this.number].document, segment: this.item.segment });
    announce(say("judge.segment", { number: this.at + 1, total: this.total }));
    if (focusInside) this.focusFirst();
  }

  focusFirst() {
    const cell = this.cells[this.active] || this.cells[0];
    if (cell) cell.focusText();
  }

  head() {
    const done = this.documents.filter((one) => one.n_done >= one.n_items).length;
    const choices = this.documents.map((one, number) => [
      String(number),
      say("judge.document_item", { title: plain(one.title || one.document), done: one.n_done, total: one.n_items }),
    ]);
    this.chooser = select(choices, String(this.number), (value) => this.app.guard(() => this.openDocument(Number(value))));
    const row = make("div", "judging-head", field(say("judge.document"), this.chooser));
    row.append(
      make("p", "small", say("judge.documents_done", { done, total: this.documents.length })),
      make("p", "how", say(`judge.how.${this.protocol}`)),
    );
    return row;
  }

  map() {
    const row = make("div", "map");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", say("judge.map"));
    const bar = make("progress", "");
    Object.assign(bar, { max: this.total, value: this.items.filter((item) => this.isDone(item)).length });
    bar.setAttribute("aria-label", say("judge.map"));
    this.bar = bar;
    if (this.total > MOST_ON_MAP) return make("div", "map", bar);
    this.ticks = this.items.map((item, number) => {
      const tick = button("", "tick", () => this.go(number));
      tick.tabIndex = number === this.at ? 0 : -1;
      row.append(tick);
      return tick;
    });
    row.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && this.ticks[this.ticks.indexOf(event.target) + step];
      if (!next) return;
      event.preventDefault();
      this.ticks.forEach((tick) => (tick.tabIndex = tick === next ? 0 : -1));
      next.focus();
    });
    this.showTicks();
    return row;
  }

  showTicks() {
    if (this.bar) this.bar.value = this.items.filter((item) => this.isDone(item)).length;
    (this.total > MOST_ON_MAP ? [] : this.ticks).forEach((tick, number) => {
      const done = this.isDone(this.items[number]);
      tick.classList.toggle("done", done);
      tick.setAttribute("aria-label", say(done ? "judge.map_done" : "judge.map_open", { number: number + 1 }));
      if (number === this.at) tick.setAttribute("aria-current", "true");
      else tick.removeAttribute("aria-current");
    });
  }

  body() {
    const { item } = this;
    const article = make("article", "sentence");
    const title = make("h1", "", say("judge.segment", { number: this.at + 1, total: this.total }));
    article.append(title, this.sourceCell(item));
    const grid = make("div", item.translations.length > 1 ? "translations several" : "translations");
    const Cell = this.protocol === "edit" ? EditCell : RatingCell;
    this.cells = item.translations.map((translation, number) => new Cell(this, item, translation, number));
    this.active = 0;
    grid.append(...this.cells.map((cell) => cell.element));
    article.append(grid);
    return article;
  }

  around(step, text) {
    const found = [];
    for (let k = 1; k <= AROUND; k += 1) {
      const item = this.items[this.at + step * k];
      const words = item && text(item);
      if (words) found.push(words);
    }
    if (!found.length) return null;
    if (step < 0) found.reverse();
    const language = this.sideLanguage(text);
    const shown = make(
      "p",
      step < 0 ? "around before" : "around after",
      make("span", "hidden", `${say(step < 0 ? "judge.before" : "judge.after")}: `),
    );
    shown.append(dress(make("span", "", plain(found.join(" "))), language));
    dress(shown, language);
    return shown;
  }

  sideLanguage(text) {
    return text === sourceOf ? this.language.source : this.language;
  }

  sourceCell(item) {
    const cell = make("div", "cell source", make("p", "cell-label", make("b", "", say("source"))));
    this.source = null;
    const before = this.around(-1, sourceOf);
    if (before) cell.append(before);
    if (!item.source) cell.append(absent(say("no_source")));
    else if (this.marks) {
      this.source = new MarkableText({
        text: item.source,
        language: this.language.source,
        label: say("text.source"),
        tell: this.sourceTeller(),
        className: "text markable large",
      });
      cell.append(this.source.element);
    } else cell.append(shownText(item.source, this.language.source, [], "text large"));
    this.sourcePlace = make("div", "card-place");
    cell.append(this.sourcePlace);
    const after = this.around(1, sourceOf);
    if (after) cell.append(after);
    if (item.reference) {
      cell.append(make("p", "cell-label", make("b", "", say("reference"))), shownText(item.reference, this.language));
    }
    return cell;
  }

  // A place in the source belongs to the translation that was worked on last, or to the one that is chosen on the card.
  sourceTeller() {
    const cell = () => this.cells[this.active];
    return {
      chosen: (text) => cell().chosen(text, "source"),
      severity: (text, number) => cell().severityByKey(text, "source", number),
      enter: (text) => cell().openCard(text, "source", true),
      open: (n, text) => this.ownerOf(n).openMark(this.ownNumber(n), text),
      remove: (n) => this.ownerOf(n).remove(this.ownNumber(n)),
    };
  }

  // Marks in the source, of all translations; their numbers count on through the cells.
  sourceMarks() {
    return this.cells.flatMap((cell, number) =>
      cell.spans.flatMap((span, own) => (span.side === "source" ? [{ ...span, n: own, cell: number }] : [])),
    );
  }

  showSourceMarks() {
    if (!this.source) return;
    this.sourceOwners = this.sourceMarks();
    this.source.show(this.sourceOwners.map((span, n) => ({ ...span, n })));
  }

  ownerOf(n) {
    return this.cells[this.sourceOwners[n].cell];
  }

  ownNumber(n) {
    return this.sourceOwners[n].n;
  }

  activate(number) {
    this.active = number;
    this.cells.forEach((cell, k) => cell.element.classList.toggle("active", k === number && this.cells.length > 1));
  }

  closeCards(except = null) {
    this.cells.forEach((cell) => cell !== except && cell.closeCard());
  }

  foot() {
    const row = make("div", "judging-foot");
    const previous = button(say("judge.previous"), "", () => this.go(this.at - 1), "K");
    previous.disabled = this.at === 0 && this.number === 0;
    const isLast = this.at === this.total - 1;
    const next = button(
      say(isLast && this.number < this.documents.length - 1 ? "judge.next_document" : "judge.next"),
      "main",
      () => this.go(this.at + 1),
      "J",
    );
    next.disabled = isLast && this.number === this.documents.length - 1;
    this.next = next;
    row.append(
      previous,
      next,
      button(say("undo"), "", () => this.undo(), "U"),
    );
    return row;
  }

  // Going on

  async go(to) {
    this.cells.forEach((cell) => cell.leave());
    if (to >= this.items.length && to < this.total) await this.app.guard(() => this.more(this.number));
    if (to >= 0 && to < this.items.length) {
      this.at = to;
      this.render();
      this.settleView();
    } else if (to >= this.items.length && this.number < this.documents.length - 1)
      await this.app.guard(() => this.openDocument(this.number + 1));
    else if (to < 0 && this.number > 0) {
      await this.app.guard(() => this.openDocument(this.number - 1));
    } else if (to >= this.items.length) announce(say("judge.all_done"));
  }

  settleView() {
    const title = this.root.querySelector("article h1");
    if (title.getBoundingClientRect().top < 0) title.scrollIntoView();
  }

  // Saving: what is ready goes to the server, what is not is kept here.
  save(item, translation, content, isReady) {
    const { queue } = this.app;
    const document = this.documents[this.number];
    const before = translation.done;
    translation.draft = null;
    if (!isReady) {
      translation.draft = content;
      queue.saveDraft(translation.key, { about: translation.about, content });
      return null;
    }
    queue.saveDraft(translation.key, null);
    translation.stored = content;
    translation.done = true;
    const body = {
      protocol: this.protocol,
      language: this.language.tag,
      document: document.document,
      segment: item.segment,
      slot: translation.slot,
      about: translation.about,
      content,
      previous: queue.numbers.get(translation.key) ?? null,
      seconds: this.time.seconds(`${this.protocol}/${item.segment}`),
    };
    if (!before) this.count(document);
    this.showTicks();
    return queue.add("/api/judgements", body, translation.key).then((result) => {
      if (result?.conflict && !result.newest) toast(say("conflict.changed"));
      if (result?.conflict) this.app.guard(() => this.openDocument(this.number, item.segment));
      return result;
    });
  }

  count(document) {
    document.n_done = Math.min(document.n_items, document.n_done + 1);
    this.chooser.selectedOptions[0].textContent = say("judge.document_item", {
      title: plain(document.title || document.document),
      done: document.n_done,
      total: document.n_items,
    });
  }

  remember(cell, content) {
    this.history.push([cell, content]);
  }

  undo() {
    const last = this.history.pop();
    if (!last) {
      announce(say("findings.nothing_to_undo"));
      return;
    }
    last[0].restore(last[1]);
    announce(say("findings.undone"));
  }

  chosenSaid(text) {
    if (text.chosen) announce(sayChoice(text));
  }

  key(event) {
    if (dialogIsOpen()) return false;
    if (event.ctrlKey && event.key === "Enter") this.saveAndGo();
    else if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
    else if (event.key === "j") this.go(this.at + 1);
    else if (event.key === "k") this.go(this.at - 1);
    else if (event.key === "u") this.undo();
    else if (event.key === "t") this.textKey();
    else if (event.key === "o" && this.source) this.source.element.focus();
    else if (event.key === "s") this.cells[this.active]?.focusScore();
    else if (event.key === "c") this.cells[this.active]?.focusComment();
    else if (event.key === "n") this.cells[this.active]?.noErrors();
    else return false;
    return true;
  }

  saveAndGo() {
    if (this.protocol === "edit") this.cells[this.active]?.save();
    this.go(this.at + 1);
  }

  // To the translation; pressed there, to the next one.
  textKey() {
    const inside = this.cells[this.active]?.element.contains(document.activeElement);
    if (inside) this.activate((this.active + 1) % this.cells.length);
    this.cells[this.active]?.focusText();
  }

  leave() {
    this.cells.forEach((cell) => cell.leave());
    this.time.on(null);
  }
}

const sourceOf = (item) => item.source;
