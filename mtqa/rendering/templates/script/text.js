// Texts: unpacking them, finding their words, telling what differs, and putting them on the page. Text is only ever put
// there as text, never as mark-up.

async function unpacked(element) {
  const binary = atob(element.textContent.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// Characters of scripts that put no space between words stand alone: Thai to Lao, Burmese, Khmer, kana, ideographs.
const ALONE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const LETTER = `(?:(?![${ALONE}])[\\p{L}\\p{M}\\p{N}_\\u200c\\u200d])`;
const WORDS = new RegExp(
  `\\d+(?:[.,:]\\d+)+(?!${LETTER})|${LETTER}+(?:['\\u2019]${LETTER}+)*|[${ALONE}]\\p{M}*|(?:[^\\s]\\p{M}*\\u200d)*[^\\s]\\p{M}*`,
  "gu",
);
const MAX_CELLS = 4e6;

function wordsOf(text) {
  return Array.from(text.matchAll(WORDS), (match) => [match.index, match.index + match[0].length, match[0]]);
}

// Which words of `left` and of `right` belong to a longest common subsequence; above MAX_CELLS, which the other has at all.
function keptWords(left, right) {
  const keptLeft = new Uint8Array(left.length);
  const keptRight = new Uint8Array(right.length);
  let first = 0;
  const shorter = Math.min(left.length, right.length);
  while (first < shorter && left[first][2] === right[first][2]) first += 1;
  let last = 0;
  while (last < shorter - first && left[left.length - 1 - last][2] === right[right.length - 1 - last][2]) last += 1;
  keptLeft.fill(1, 0, first).fill(1, left.length - last);
  keptRight.fill(1, 0, first).fill(1, right.length - last);
  const n = left.length - first - last;
  const m = right.length - first - last;
  if (n * m > MAX_CELLS) {
    const known = (words) => new Set(words.map((word) => word[2]));
    const [inLeft, inRight] = [known(left), known(right)];
    return [left.map((w) => +inRight.has(w[2])), right.map((w) => +inLeft.has(w[2]))];
  }
  const width = m + 1;
  const table = new Uint32Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = m - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        left[first + i][2] === right[first + j][2]
          ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (left[first + i][2] === right[first + j][2]) {
      keptLeft[first + i] = 1;
      keptRight[first + j] = 1;
      i += 1;
      j += 1;
    } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return [keptLeft, keptRight];
}

// Stretches of words that were not kept, neighbours joined.
function stretches(words, kept) {
  const found = [];
  let joined = false;
  words.forEach(([start, end], number) => {
    if (!kept[number]) {
      if (joined) found[found.length - 1][1] = end;
      else found.push([start, end]);
    }
    joined = !kept[number];
  });
  return found;
}

function difference(left, right) {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  const [keptA, keptB] = keptWords(a, b);
  const sum = (kept) => kept.reduce((total, one) => total + one, 0);
  const total = a.length + b.length;
  return { left: stretches(a, keptA), right: stretches(b, keptB), common: total ? (sum(keptA) + sum(keptB)) / total : 1 };
}

// An element with a class, attributes and children; strings become text.
function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// Characters that cannot be seen, or that change how others are shown, as short marks.
function makeVisible(pattern, names) {
  const hidden = new RegExp(pattern, "gu");
  const nameOf = (c) => names[c] || `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return {
    plain: (text) => text.replace(hidden, (c) => `⟨${nameOf(c)}⟩`),
    nodes: (text) => {
      const found = [];
      let position = 0;
      for (const match of text.matchAll(hidden)) {
        if (match.index > position) found.push(text.slice(position, match.index));
        const mark = make("span", "cc", nameOf(match[0]));
        mark.title = `U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
        found.push(mark);
        if (/[\n\u2028\u2029\u0085]/.test(match[0])) found.push("\n");
        position = match.index + match[0].length;
      }
      if (position < text.length) found.push(text.slice(position));
      return found;
    },
  };
}

// A text with stretches that differ and the spans of findings marked; each span is followed by its finding's number.
function annotated(visible, text, differing, spans, element, numberLabel) {
  const edges = new Set([0, text.length]);
  for (const [start, end] of [...differing, ...spans]) edges.add(start).add(end);
  const places = [...edges].filter((e) => e <= text.length).sort((a, b) => a - b);
  const covers = (range, start, end) => range[0] < end && range[1] > start;
  const pieces = [];
  for (let k = 0; k + 1 < places.length; k += 1) {
    const [start, end] = [places[k], places[k + 1]];
    let nodes = visible.nodes(text.slice(start, end));
    if (differing.some((range) => covers(range, start, end))) nodes = [make(element, "", ...nodes)];
    const notes = spans.filter((range) => covers(range, start, end));
    pieces.push(...(notes.length ? [make("mark", "", ...nodes)] : nodes));
    for (const note of notes.filter((range) => range[1] === end)) {
      pieces.push(make("sup", "", make("span", "hidden", numberLabel(note[2])), make("span", "", String(note[2]))));
      pieces[pieces.length - 1].lastChild.setAttribute("aria-hidden", "true");
    }
  }
  return pieces;
}
