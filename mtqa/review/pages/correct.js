// One translation that is corrected, with what was changed shown while it is written.

import { difference } from "/static/text.js";
import { absent, button, dress, field, make, plain } from "/static/dom.js";
import { shownText } from "/static/marked.js";
import { say } from "/static/words.js";

// The machine's text and the corrected one as one: kept words, what went out, what came in. Nodes, and how many words changed.
export function changes(before, after) {
  const { left, right } = difference(before, after);
  const nodes = [];
  let [a, b, words] = [0, 0, 0];
  const outs = [...left];
  const ins = [...right];
  const count = (text) => text.trim().split(/\s+/u).filter(Boolean).length;
  while (a < before.length || b < after.length) {
    const out = outs[0] && outs[0][0] === a ? outs.shift() : null;
    const into = ins[0] && ins[0][0] === b ? ins.shift() : null;
    if (out || into) {
      const [gone, come] = [out ? before.slice(...out) : "", into ? after.slice(...into) : ""];
      if (gone) nodes.push(make("del", "", plain(gone)));
      if (gone && come) nodes.push(" ");
      if (come) nodes.push(make("ins", "", plain(come)));
      words += Math.max(count(gone), count(come));
      a = out ? out[1] : a;
      b = into ? into[1] : b;
      continue;
    }
    const endA = outs[0] ? outs[0][0] : before.length;
    const endB = ins[0] ? ins[0][0] : after.length;
    const length = Math.min(endA - a, endB - b);
    if (length <= 0) {
      // Spaces between words may differ in number; the corrected text is the one that is shown.
      nodes.push(plain(after.slice(b, endB)));
      [a, b] = [endA, endB];
    } else {
      nodes.push(plain(after.slice(b, b + length)));
      [a, b] = [a + length, b + length];
    }
  }
  return { nodes, words };
}

export class EditCell {
  constructor(judging, item, translation, number) {
    Object.assign(this, { judging, item, translation, number, spans: [] });
    this.element = make("div", "cell translation edit");
    this.element.addEventListener("focusin", () => judging.activate(number));
    const known = translation.draft || translation.stored;
    this.saved = translation.stored ? translation.stored.text : null;
    this.comment = known ? known.comment : "";
    this.draw(known ? known.text : translation.text);
  }

  draw(text) {
    const { judging, translation } = this;
    const slot = judging.item.translations.length > 1 ? translation.slot : "";
    this.state = make("span", "state");
    this.element.append(make("p", "cell-label", make("b", "", say("edit.machine", { slot }).trim()), " ", this.state));
    const own = (item) => item.translations.find((one) => one.slot === translation.slot)?.text;
    const before = judging.around(-1, own);
    if (before) this.element.append(before);
    if (translation.text) this.element.append(shownText(translation.text, judging.language, translation.spans || [], "text"));
    else this.element.append(absent(say(translation.text === null ? "missing" : "empty")));
    const area = dress(make("textarea", "correction"), judging.language);
    area.value = text || "";
    area.spellcheck = true;
    area.addEventListener("input", () => this.changed());
    area.addEventListener("change", () => this.keep());
    this.area = area;
    this.difference = dress(make("p", "text changes"), judging.language);
    this.count = make("span", "small");
    this.element.append(field(say("edit.text", { slot }).trim(), area));
    this.element.append(
      make("div", "difference", make("p", "cell-label", make("b", "", say("edit.changes")), " ", this.count), this.difference),
    );
    this.element.append(this.foot());
    const after = judging.around(1, own);
    if (after) this.element.append(after);
    this.show();
  }

  foot() {
    this.saver = button(say("edit.save"), "main", () => this.save());
    this.reverter = button(say("edit.revert"), "", () => this.write(this.translation.text || ""));
    this.remark = make("textarea", "");
    Object.assign(this.remark, { rows: 2, value: this.comment, dir: "auto" });
    this.remark.addEventListener("change", () => {
      this.comment = this.remark.value;
      this.save();
    });
    this.remarkBox = field(say("judge.comment_of", { slot: this.translation.slot }), this.remark, "field comment");
    this.remarkBox.hidden = !this.comment;
    this.opener = button(say("judge.add_comment"), "quiet", () => this.focusComment(), "C");
    this.opener.hidden = Boolean(this.comment);
    return make("div", "cell-foot", this.saver, this.reverter, this.opener, this.remarkBox);
  }

  get text() {
    return null;
  }

  show() {
    const machine = this.translation.text || "";
    const { nodes, words } = changes(machine, this.area.value);
    const same = this.area.value === machine;
    this.difference.replaceChildren(...(same ? [] : nodes));
    this.count.textContent = same ? say("edit.none") : say("edit.words", { n: words });
    this.saver.firstChild.textContent = say(same ? "edit.save_same" : "edit.save");
    this.saver.disabled = this.saved !== null && this.saved === this.area.value;
    this.reverter.disabled = same;
    const lines = Math.ceil(this.area.value.length / 55) + 1;
    this.area.rows = Math.max(3, Math.min(14, lines));
    this.showState();
  }

  showState() {
    const underway = this.judging.app.queue.entries.some((entry) => entry.item === this.translation.key);
    const isOpen = this.area.value !== (this.saved ?? (this.translation.text || ""));
    const key = isOpen ? "edit.not_saved" : underway ? "judge.queued" : this.saved !== null ? "judge.stored" : null;
    this.state.textContent = key ? say(key) : "";
  }

  content(text = this.area.value) {
    return { text, comment: this.comment };
  }

  changed() {
    if (this.area.value !== this.saved) this.judging.save(this.item, this.translation, this.content(), false);
    this.show();
  }

  // What was changed is saved when the field is left.
  keep() {
    if (this.area.value !== (this.saved ?? (this.translation.text || ""))) this.save();
  }

  write(text) {
    this.area.value = text;
    this.changed();
    this.area.focus();
  }

  save() {
    if (this.saved !== null) this.judging.remember(this, this.content(this.saved));
    this.saved = this.area.value;
    const sent = this.judging.save(this.item, this.translation, this.content(), true);
    this.show();
    sent.then(() => this.showState());
  }

  restore(content) {
    this.area.value = content.text;
    this.saved = content.text;
    this.judging.save(this.item, this.translation, content, true).then(() => this.showState());
    this.show();
  }

  leave() {
    this.keep();
  }

  focusText() {
    this.area.focus();
  }

  focusScore() {}

  noErrors() {}

  closeCard() {}

  focusComment() {
    this.remarkBox.hidden = false;
    this.opener.hidden = true;
    this.remark.focus();
  }
}
