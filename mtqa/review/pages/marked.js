// A text with marked places, in which words can be chosen by mouse, finger or keyboard. Places are kept in code points, as
// mtqa counts; inside this module they are places of the browser's strings (UTF-16).

import { wordsOf } from "/static/text.js";
import { dress, freshId, make, plain, visible } from "/static/dom.js";
import { say } from "/static/words.js";

// From places in code points to places in the string, and back.
export class Points {
  constructor(text) {
    this.units = [0];
    let unit = 0;
    for (const character of text) {
      unit += character.length;
      this.units.push(unit);
    }
  }

  unit(point) {
    return this.units[Math.max(0, Math.min(point, this.units.length - 1))];
  }

  point(unit) {
    let [low, high] = [0, this.units.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.units[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const segmenter = (tag, granularity) => {
  try {
    return new Intl.Segmenter(tag, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
};

// Words and signs of a text, without what is between them: [start, end].
export function stepsOf(text, tag) {
  const found = [];
  for (const piece of segmenter(tag, "word").segment(text)) {
    if (piece.segment.trim()) found.push([piece.index, piece.index + piece.segment.length]);
  }
  return found;
}

function graphemes(text, tag) {
  const edges = Array.from(segmenter(tag, "grapheme").segment(text), (piece) => piece.index);
  edges.push(text.length);
  return edges;
}

// Nodes of a text: pieces that know where they begin, marks, and a number after each mark.
// `spans` are [{start, end, severity, n}] in units, `chosen` is [start, end] or null.
export function pieces(text, spans, chosen = null) {
  const edges = new Set([0, text.length]);
  for (const { start, end } of spans) edges.add(start).add(end);
  if (chosen) edges.add(chosen[0]).add(chosen[1]);
  const places = [...edges].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  const nodes = [];
  for (let k = 0; k + 1 < places.length; k += 1) {
    const [start, end] = [places[k], places[k + 1]];
    let piece = make("span", "piece", ...exact(text.slice(start, end), start));
    piece.dataset.start = start;
    if (chosen && chosen[0] < end && chosen[1] > start) piece = make("span", "chosen", piece);
    const covering = spans.filter((span) => span.start < end && span.end > start);
    if (covering.length) {
      const gravest = covering.reduce((a, b) => (rank(b.severity) > rank(a.severity) ? b : a));
      piece = make("mark", gravest.severity, piece);
      piece.dataset.spans = covering.map((span) => span.n).join(" ");
    }
    nodes.push(piece);
    for (const span of covering.filter((one) => one.end === end && one.n !== undefined)) {
      const number = make("sup", "", String(span.n + 1));
      number.setAttribute("aria-hidden", "true");
      number.dataset.start = end;
      nodes.push(number);
    }
  }
  return nodes;
}

const RANKS = ["neutral", "minor", "major", "critical"];
const rank = (severity) => RANKS.indexOf(severity);

// Marks of invisible characters know where they stand too, for their label is longer than they are.
function exact(text, start) {
  let place = start;
  return visible.nodes(text).map((node) => {
    if (typeof node === "string") {
      if (node === "\n") {
        const broken = make("span", "break", node);
        broken.dataset.start = place;
        return broken;
      }
      const wrapped = make("span", "", node);
      wrapped.dataset.start = place;
      place += node.length;
      return wrapped;
    }
    node.dataset.start = place;
    place += String.fromCodePoint(Number.parseInt(node.title.slice(2), 16)).length;
    node.dataset.end = place;
    return node;
  });
}

// Only shows.
export function shownText(text, language, spans = [], className = "text") {
  const points = new Points(text);
  const inUnits = spans.map((span) => ({ ...span, start: points.unit(span.start), end: points.unit(span.end) }));
  const element = make(
    "p",
    className,
    ...pieces(
      text,
      inUnits.filter((span) => span.end > span.start),
    ),
  );
  return dress(element, language);
}

export class MarkableText {
  // `tell`: {chosen(range), severity(number), enter(), remove(n), open(n)}
  constructor({ text, language, label, tell, className = "text markable" }) {
    Object.assign(this, { text, language, tell });
    this.points = new Points(text);
    this.steps = stepsOf(text, language.tag);
    this.spans = [];
    this.chosen = null;
    this.place = [-1, -1]; // steps between which the choice was made by keyboard: anchor and focus
    this.element = dress(make("p", className), language);
    this.element.tabIndex = 0;
    this.element.id = freshId("text");
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-label", label);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("pointerup", (event) => this.released(event));
    this.element.addEventListener("pointerdown", (event) => {
      this.down = event.shiftKey && this.chosen ? null : [event.clientX, event.clientY];
    });
    this.show([]);
  }

  // `spans` in code points.
  show(spans) {
    const { points } = this;
    this.spans = spans.map((span) => ({ ...span, start: points.unit(span.start), end: points.unit(span.end) }));
    this.draw();
  }

  draw() {
    this.element.replaceChildren(...pieces(this.text, this.spans, this.chosen));
  }

  range() {
    return this.chosen && [this.points.point(this.chosen[0]), this.points.point(this.chosen[1])];
  }

  words() {
    return this.chosen ? plain(this.text.slice(...this.chosen)) : "";
  }

  choose(start, end, tell = true) {
    this.chosen = start < end ? [start, end] : null;
    if (this.chosen) this.last = this.chosen;
    this.draw();
    if (tell) this.tell.chosen(this);
  }

  clear() {
    if (!this.chosen) return;
    this.chosen = null;
    this.draw();
  }

  rectangle() {
    const parts = [...this.element.querySelectorAll(".chosen")];
    return (parts[parts.length - 1] || this.element).getBoundingClientRect();
  }

  markAt(start, end) {
    return this.spans.find((span) => span.start < end && span.end > start);
  }

  // Keyboard

  key(event) {
    const forward = this.element.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    if (event.altKey || event.metaKey) return;
    const step = { [forward]: 1, [backward]: -1 }[event.key];
    let done = true;
    if (step && event.ctrlKey) this.byCharacter(step);
    else if (event.ctrlKey) done = false;
    else if (step) this.byWord(step, event.shiftKey);
    else if (event.key === "Home") this.byWord(-this.steps.length, event.shiftKey);
    else if (event.key === "End") this.byWord(this.steps.length, event.shiftKey);
    else if (/^[1-4]$/.test(event.key) && this.chosen) this.tell.severity(this, Number(event.key) - 1);
    else if (event.key === "Enter" && this.chosen) this.tell.enter(this);
    else if ((event.key === "Delete" || event.key === "Backspace") && this.chosen) {
      const mark = this.markAt(...this.chosen);
      if (mark) this.tell.remove(mark.n);
    } else if (event.key === "Escape" && this.chosen) {
      this.clear();
      this.tell.chosen(this);
    } else done = false;
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  byWord(step, extend) {
    if (!this.steps.length) return;
    const last = this.steps.length - 1;
    let [anchor, focus] = this.whereFrom(step, last);
    focus = Math.max(0, Math.min(last, focus + step));
    if (!extend || anchor < 0 || anchor > last) anchor = focus;
    this.place = [anchor, focus];
    const [low, high] = [Math.min(anchor, focus), Math.max(anchor, focus)];
    this.choose(this.steps[low][0], this.steps[high][1]);
  }

  // From what is chosen, else from what was chosen last: whoever has marked a word goes on after it.
  whereFrom(step, last) {
    if (this.chosen) return this.placeOfChoice();
    if (this.last) return this.placeOfChoice(this.last);
    return step > 0 ? [-1, -1] : [last + 1, last + 1];
  }

  // The steps of the choice, also of one that was made by mouse.
  placeOfChoice([start, end] = this.chosen) {
    const inside = this.steps.map(([a, b], k) => [a, b, k]).filter(([a, b]) => a < end && b > start);
    const [first, last] = inside.length ? [inside[0][2], inside[inside.length - 1][2]] : [0, 0];
    return this.place[0] === last && this.place[1] === first ? [last, first] : [first, last];
  }

  byCharacter(step) {
    if (!this.chosen) {
      this.byWord(step, false);
      return;
    }
    const edges = graphemes(this.text, this.language.tag);
    const [start, end] = this.chosen;
    const at = edges.findIndex((edge) => edge >= end);
    const next = edges[Math.max(0, Math.min(edges.length - 1, at + step))];
    if (next > start) this.choose(start, next);
  }

  extend(step) {
    this.place = this.chosen ? this.placeOfChoice().sort((a, b) => a - b) : [0, 0];
    this.byWord(step, true);
  }

  // Mouse and finger

  unitAt(node, offset) {
    const own = node.nodeType === Node.TEXT_NODE ? node.parentElement : node.childNodes[offset] || node;
    const element = (own.nodeType === Node.TEXT_NODE ? own.parentElement : own).closest?.("[data-start]") || null;
    if (!element || !this.element.contains(element)) {
      // Between pieces, or beyond the last one.
      const pieces = [...this.element.querySelectorAll("[data-start]")];
      const after = pieces.find(
        (piece) => node.contains(piece) || node.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      return after && node !== this.element ? Number(after.dataset.start) : offset === 0 ? 0 : this.text.length;
    }
    const start = Number(element.dataset.start);
    if (element.dataset.end) return offset > 0 ? Number(element.dataset.end) : start;
    if (element.tagName === "SUP" || element.className === "break") return start;
    return node.nodeType === Node.TEXT_NODE ? start + offset : start;
  }

  released(event) {
    const selection = getSelection();
    const inside =
      selection.rangeCount && this.element.contains(selection.anchorNode) && this.element.contains(selection.focusNode);
    if (inside && !selection.isCollapsed) {
      const ends = [
        this.unitAt(selection.anchorNode, selection.anchorOffset),
        this.unitAt(selection.focusNode, selection.focusOffset),
      ];
      selection.removeAllRanges();
      this.dragged(Math.min(...ends), Math.max(...ends));
    } else this.tapped(event);
  }

  tapped(event) {
    const at = this.unitOfPoint(event.clientX, event.clientY);
    if (at === null) return;
    const mark = event.target.closest("mark");
    if (mark && !event.shiftKey) {
      this.tell.open(Number(mark.dataset.spans.split(" ")[0]), this);
      return;
    }
    const word = this.steps.find(([start, end]) => start <= at && at < end) || this.steps.find(([, end]) => end === at);
    if (!word) return;
    if (event.shiftKey && this.chosen) this.choose(Math.min(this.chosen[0], word[0]), Math.max(this.chosen[1], word[1]));
    else this.choose(...word);
  }

  unitOfPoint(x, y) {
    if (document.caretPositionFromPoint) {
      const found = document.caretPositionFromPoint(x, y);
      return found && this.element.contains(found.offsetNode) ? this.unitAt(found.offsetNode, found.offset) : null;
    }
    const range = document.caretRangeFromPoint?.(x, y);
    return range && this.element.contains(range.startContainer) ? this.unitAt(range.startContainer, range.startOffset) : null;
  }

  // Over several words: whole words. Inside one: exactly what was dragged over, but never half a character.
  dragged(start, end) {
    while (start < end && !this.text[start].trim()) start += 1;
    while (end > start && !this.text[end - 1].trim()) end -= 1;
    if (start >= end) return;
    const touched = wordsOf(this.text).filter(([a, b]) => a < end && b > start);
    if (touched.length > 1) [start, end] = [Math.min(start, touched[0][0]), Math.max(end, touched[touched.length - 1][1])];
    const edges = graphemes(this.text, this.language.tag);
    start = edges.filter((edge) => edge <= start).pop() ?? 0;
    end = edges.find((edge) => edge >= end) ?? this.text.length;
    this.place = [-1, -1];
    this.choose(start, end);
  }
}

export const sayChoice = (text) => {
  const mark = text.chosen && text.markAt(...text.chosen);
  return mark
    ? say("text.chosen_mark", { text: text.words(), severity: say(`severity.${mark.severity}`) })
    : say("text.chosen", { text: text.words() });
};
