// Which sentences of a page belong together: rows are joined and split, sentences moved, by mouse or keyboard.

import { absent, announce, button, dialogIsOpen, dress, field, isTyping, make, plain, select, toast } from "/static/dom.js";
import { ask, follow, freshName, send } from "/static/server.js";
import { say } from "/static/words.js";

const SIDES = ["source", "hypothesis"];

export class Alignment {
  constructor(app) {
    Object.assign(this, { app, language: app.language, steps: [] });
    this.root = make("div", "aligning");
  }

  async open(place) {
    this.document = place.document || "";
    await this.load();
  }

  async load() {
    const content = await ask("/api/alignment", { language: this.language.tag, document: this.document, system: this.system });
    const { version, document, documents, system, systems } = content;
    Object.assign(this, { version, document, documents, system, systems });
    this.rows = content.groups.map(({ source, hypothesis, sure }) => ({ source, hypothesis, sure }));
    this.steps = [];
    this.app.place({ document: this.document });
    this.render();
  }

  render() {
    this.table = make("div", "align-rows");
    this.table.addEventListener("keydown", (event) => this.keyOn(event));
    this.status = make("span", "small");
    this.saver = button(say("align.save"), "main", () => this.save());
    this.undoer = button(say("undo"), "", () => this.undo(), "U");
    const head = make("div", "judging-head");
    if (this.documents.length > 1) {
      const choices = this.documents.map((one) => [one.document, plain(one.title || one.document)]);
      head.append(
        field(
          say("judge.document"),
          select(choices, this.document, (value) => {
            Object.assign(this, { document: value, system: "" });
            this.app.guard(() => this.load());
          }),
        ),
      );
    }
    if (this.systems.length > 1) {
      head.append(
        field(
          say("findings.system"),
          select(
            this.systems.map((one) => [one, plain(one)]),
            this.system,
            (value) => {
              this.system = value;
              this.app.guard(() => this.load());
            },
          ),
        ),
      );
    }
    head.append(make("p", "how", say("align.how")));
    this.root.replaceChildren(
      make("h1", "hidden", say("view.alignment")),
      head,
      this.table,
      make("div", "judging-foot", this.saver, this.undoer, this.status),
      make("p", "small", say("align.keys")),
    );
    this.show();
  }

  show(focus = null) {
    if (!this.rows.length) this.table.replaceChildren(absent(say("campaign.none")));
    else this.table.replaceChildren(...this.rows.flatMap((row, number) => this.drawn(row, number)));
    const n = this.steps.length;
    this.status.textContent = n ? say("align.changed", { n }) : say("align.unchanged");
    this.saver.disabled = !n;
    this.undoer.disabled = !n;
    if (focus) this.focus(focus);
  }

  focus({ side, n }) {
    const found = this.table.querySelector(`[data-side="${side}"][data-n="${n}"]`);
    if (found) found.focus();
  }

  drawn(row, number) {
    const element = make("div", row.sure ? "align-row" : "align-row unsure");
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", say("align.row", { n: number + 1 }));
    element.append(
      make("span", "align-number", String(number + 1), row.sure ? "" : make("span", "small", ` ${say("align.unsure")}`)),
    );
    SIDES.forEach((side) => {
      const box = make("div", "align-side");
      box.addEventListener("dragover", (event) => event.preventDefault());
      box.addEventListener("drop", (event) => {
        event.preventDefault();
        const [from, n] = event.dataTransfer.getData("text/plain").split(" ");
        if (from === side) this.moveTo(side, Number(n), number);
      });
      if (!row[side].length) box.append(absent(say("align.empty")));
      row[side].forEach((sentence, place) => box.append(this.sentence(sentence, side, number, place)));
      element.append(box);
    });
    if (number === this.rows.length - 1) return [element];
    const join = button("⌄", "round join", () => this.join(number));
    join.setAttribute("aria-label", `${say("align.row", { n: number + 1 })}: ${say("align.join")}`);
    join.title = say("align.join");
    element.append(join);
    return [element];
  }

  sentence(sentence, side, number, place) {
    const language = side === "source" ? this.language.source : this.language;
    const box = make("div", "align-sentence");
    const text = dress(make("p", "text", plain(sentence.text)), language);
    text.tabIndex = 0;
    text.setAttribute("role", "button");
    text.setAttribute(
      "aria-label",
      say("align.sentence", {
        side: say(side === "source" ? "source" : "translation"),
        n: number + 1,
        text: plain(sentence.text),
      }),
    );
    Object.assign(text.dataset, { side, n: sentence.n, row: number, place });
    text.draggable = true;
    text.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", `${side} ${sentence.n}`));
    const tools = make("span", "align-tools");
    for (const [sign, key, act, possible] of [
      ["↑", "up", () => this.move(side, sentence.n, -1), place === 0 && number > 0],
      [
        "↓",
        "down",
        () => this.move(side, sentence.n, 1),
        place === this.rows[number][side].length - 1 && number < this.rows.length - 1,
      ],
      [
        "✂",
        "split",
        () => this.split(side, sentence.n),
        place > 0 || this.rows[number][side === "source" ? "hypothesis" : "source"].length > 0,
      ],
    ]) {
      const one = button(sign, "round", act);
      one.setAttribute("aria-label", say(`align.${key}`));
      one.title = say(`align.${key}`);
      one.disabled = !possible;
      tools.append(one);
    }
    box.append(text, tools);
    return box;
  }

  // Changing

  changed(focus, said) {
    this.rows = this.rows.filter((row) => row.source.length || row.hypothesis.length);
    this.show(focus);
    announce(say(said));
  }

  remember() {
    this.steps.push(this.rows.map((row) => ({ ...row, source: [...row.source], hypothesis: [...row.hypothesis] })));
  }

  find(side, n) {
    const row = this.rows.findIndex((one) => one[side].some((sentence) => sentence.n === n));
    return [row, this.rows[row][side].findIndex((sentence) => sentence.n === n)];
  }

  join(number) {
    if (number + 1 >= this.rows.length) return;
    this.remember();
    const [row, next] = [this.rows[number], this.rows[number + 1]];
    SIDES.forEach((side) => row[side].push(...next[side]));
    row.sure = true;
    this.rows.splice(number + 1, 1);
    const side = row.source.length ? "source" : "hypothesis";
    this.changed({ side, n: row[side][0].n }, "align.join");
  }

  // A row is cut before a sentence; what the other side has stays above, for only a person knows where it is cut.
  split(side, n) {
    const [number, place] = this.find(side, n);
    const row = this.rows[number];
    const other = side === "source" ? "hypothesis" : "source";
    if (place === 0 && !row[other].length) return;
    this.remember();
    const below = { source: [], hypothesis: [], sure: true };
    below[side] = row[side].splice(place);
    if (place > 0 && row[other].length > 1) below[other] = row[other].splice(Math.min(place, row[other].length - 1));
    this.rows.splice(number + 1, 0, below);
    this.changed({ side, n }, "align.split");
  }

  // The order of sentences stays: with a sentence go those between it and the row that it moves to.
  move(side, n, by) {
    const [number] = this.find(side, n);
    this.moveTo(side, n, number + by);
  }

  moveTo(side, n, target) {
    const [number, place] = this.find(side, n);
    if (target === number || target < 0 || target >= this.rows.length) return;
    this.remember();
    const [row, to] = [this.rows[number], this.rows[target]];
    if (target < number) {
      const moving = [];
      for (let k = target + 1; k < number; k += 1) moving.push(...this.rows[k][side].splice(0));
      to[side].push(...moving, ...row[side].splice(0, place + 1));
    } else {
      const moving = row[side].splice(place);
      for (let k = number + 1; k < target; k += 1) moving.push(...this.rows[k][side].splice(0));
      to[side].unshift(...moving);
    }
    row.sure = to.sure = true;
    this.changed({ side, n }, target < number ? "align.up" : "align.down");
  }

  undo() {
    const before = this.steps.pop();
    if (!before) return;
    this.rows = before;
    this.show();
    announce(say("findings.undone"));
  }

  // Keys on a sentence

  keyOn(event) {
    const at = event.target.closest(".text[data-n]");
    if (!at || event.ctrlKey || event.metaKey) return;
    const { side } = at.dataset;
    const [n, number] = [Number(at.dataset.n), Number(at.dataset.row)];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) this.moveByKey(side, n, step);
    else if (event.altKey) return;
    else if (step) this.walk(side, at, step);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.cross(side, number);
    else if (event.key === "s") this.split(side, n);
    else if (event.key === "j") this.join(number);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  moveByKey(side, n, step) {
    const [number, place] = this.find(side, n);
    const isEdge = step < 0 ? place === 0 : place === this.rows[number][side].length - 1;
    if (isEdge) this.move(side, n, step);
  }

  walk(side, at, step) {
    const all = [...this.table.querySelectorAll(`.text[data-side="${side}"]`)];
    all[all.indexOf(at) + step]?.focus();
  }

  cross(side, number) {
    const other = side === "source" ? "hypothesis" : "source";
    this.table.querySelector(`.text[data-side="${other}"][data-row="${number}"]`)?.focus();
  }

  key(event) {
    if (dialogIsOpen() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || event.key !== "u")
      return false;
    this.undo();
    return true;
  }

  async save() {
    const groups = this.rows.map((row) => SIDES.map((side) => row[side].map((sentence) => sentence.n)));
    await this.app.guard(async () => {
      const body = {
        language: this.language.tag,
        document: this.document,
        system: this.system,
        version: this.version,
        groups,
        client: freshName(),
      };
      const { job } = await send("/api/alignment", body);
      this.saver.disabled = true;
      const last = await follow(job, (state) => (this.status.textContent = plain(state.message)));
      toast(last.state === "failed" ? say("job.failed", { message: plain(last.message) }) : say("align.saved"));
      await this.load();
    });
  }

  leave() {}
}
