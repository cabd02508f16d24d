// The corpus behind the page: a small block of names, numbers and findings, and the texts in chunks that are unpacked when
// they are needed.

class Corpus {
  constructor(head) {
    Object.assign(this, head);
    this.n = this.ids.length;
    this.visible = makeVisible(this.hidden, this.hiddenNames);
    this.blocks = Array.from(document.querySelectorAll("script.texts"));
    this.chunks = [];
    this.folded = [];
    this.bySegment = new Map();
    for (const finding of this.findings) {
      if (!this.bySegment.has(finding[0])) this.bySegment.set(finding[0], []);
      this.bySegment.get(finding[0]).push(finding);
    }
    this.positions = new Map(this.ids.map((id, position) => [this.anchor(position), position]));
  }

  // The same ids as in links of other pages: safe in an address, different for different segments.
  anchor(position) {
    const safe = Array.from(this.ids[position], (c) =>
      /[A-Za-z0-9._:-]/.test(c) ? c : `~${c.codePointAt(0).toString(16)}~`,
    );
    return `segment-${safe.join("")}`;
  }

  label(position) {
    const id = this.ids[position];
    const short = this.prefix && id.startsWith(this.prefix) && id.length > this.prefix.length;
    return this.visible.plain(short ? id.slice(this.prefix.length) : id);
  }

  number(value, decimals, signed = false) {
    if (value === null || value === undefined) return "–";
    const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, this.group);
    const text = rest ? grouped + this.decimal + rest : grouped;
    return (value < 0 && /[1-9]/.test(text) ? "−" : signed ? "+" : "") + text;
  }

  say(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  value(system, metric, position) {
    const values = (this.values[system] || [])[metric];
    return values ? values[position] : null;
  }

  // How much better a system is than another on a segment, in the metric's units; null where that is not known.
  gain(system, other, metric, position) {
    const [a, b] = [this.value(system, metric, position), this.value(other, metric, position)];
    return a === null || b === null ? null : this.metrics[metric][1] * (a - b);
  }

  of(position, system) {
    return (this.bySegment.get(position) || []).filter((finding) => finding[1] === system);
  }

  chunk(number) {
    if (!this.chunks[number]) {
      const block = this.blocks[number];
      this.chunks[number] = unpacked(block).then((rows) => {
        block.remove();
        this.chunks[number].rows = rows;
        return rows;
      });
    }
    return this.chunks[number];
  }

  // [source, references, hypotheses], or null while it is still packed.
  ready(position) {
    const chunk = this.chunks[Math.floor(position / this.size)];
    return chunk && chunk.rows ? chunk.rows[position % this.size] : null;
  }

  async texts(position) {
    const rows = await this.chunk(Math.floor(position / this.size));
    return rows[position % this.size];
  }

  // Everything of a segment in one string, for searching; case is folded unless `exact`.
  haystack(row, position, exact) {
    const all = [this.label(position), this.documents[this.document[position]], row[0], ...row[1], ...row[2]];
    const text = all.filter((one) => one !== null).join("\n").normalize("NFC");
    return exact ? text : text.toLocaleLowerCase();
  }

  async searched(number, keep) {
    const rows = await this.chunk(number);
    if (!this.folded[number]) {
      this.folded[number] = rows.map((row, i) => this.haystack(row, number * this.size + i, false));
    }
    return this.folded[number].map(keep);
  }
}
