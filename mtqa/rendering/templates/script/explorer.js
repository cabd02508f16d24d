// The segment explorer: a list of all segments that draws only the rows in view, and beside it everything about one.

class Explorer {
  constructor(corpus, form) {
    this.corpus = corpus;
    this.form = form;
    this.fields = form.elements;
    this.root = document.getElementById("explorer");
    this.list = document.getElementById("list");
    this.space = this.list.firstElementChild;
    this.detail = new Detail(this, document.getElementById("detail"));
    this.status = document.getElementById("explorer-status");
    this.nothing = document.getElementById("nothing");
    this.rows = new Map();
    this.shown = Array.from({ length: corpus.n }, (_, position) => position);
    this.selected = -1;
    this.run = 0;
    this.fill();
    this.listen();
  }

  choice(name) {
    return this.fields[name] ? this.fields[name].value : "";
  }

  get system() {
    return Number(this.choice("system") || 0);
  }

  get metric() {
    return Number(this.choice("metric") || 0);
  }

  // The system that the order and the marks compare with; -1 for none.
  get other() {
    const [kind, number] = this.choice("against").split(":");
    return kind === "system" ? Number(number) : -1;
  }

  // Lists whose entries the data knows.
  fill() {
    const { documents } = this.corpus;
    if (this.fields.document) {
      const options = documents.map((name, number) => {
        const option = make("option", "", this.corpus.visible.plain(name));
        option.value = number;
        return option;
      });
      this.fields.document.append(...options);
    }
  }

  listen() {
    let waiting = 0;
    this.form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.update(), 120);
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.update()));
    this.list.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.select(Number(row.dataset.place), true);
    });
    this.list.addEventListener("focus", () => {
      if (this.selected < 0 && this.shown.length) this.select(0, false);
    });
    window.addEventListener("resize", () => this.measure());
    window.addEventListener("hashchange", () => this.follow(location.hash));
    document.addEventListener("click", (event) => {
      const link = event.target.closest ? event.target.closest("a[href^='#segment-']") : null;
      if (link && !event.metaKey && !event.ctrlKey && link.getAttribute("href") === location.hash) this.follow(location.hash);
    });
    document.getElementById("copy-list").addEventListener("click", () => this.copy(this.shown));
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.list.clientHeight / this.height) - 1);
    const last = this.shown.length - 1;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key === "Enter" && this.selected >= 0) this.detail.element.focus();
    else if (event.key in moves && last >= 0) this.select(Math.min(last, Math.max(0, this.selected + moves[event.key])), false);
    else return;
    event.preventDefault();
  }

  // Filtering and order

  async update() {
    const run = (this.run += 1);
    const order = this.fields.sort;
    for (const option of order.options) {
      if (option.value === "behind" || option.value === "ahead") option.disabled = this.other < 0;
    }
    if (order.selectedOptions[0].disabled) order.value = "";
    const kept = await this.filtered(run);
    if (run !== this.run) return;
    const current = this.detail.position;
    this.shown = this.ordered(kept);
    this.nothing.hidden = this.shown.length > 0;
    this.root.hidden = this.shown.length === 0;
    const { corpus } = this;
    this.fields.count.value = corpus.say("filter.shown", {
      shown: corpus.number(this.shown.length, 0),
      total: corpus.number(corpus.n, 0),
    });
    this.measure();
    this.rows.forEach((row) => row.remove());
    this.rows.clear();
    const place = this.shown.indexOf(current);
    this.selected = -1;
    this.list.removeAttribute("aria-activedescendant");
    if (this.shown.length) this.select(Math.max(0, place), false, false);
    else this.detail.position = -1;
  }

  async filtered(run) {
    const { corpus } = this;
    const wanted = {
      document: this.choice("document"),
      check: this.choice("check"),
      severity: this.choice("severity"),
      low: this.bound("low"),
      high: this.bound("high"),
    };
    let kept = [];
    for (let position = 0; position < corpus.n; position += 1) if (this.fits(position, wanted)) kept.push(position);
    const text = this.fields.text.value.trim();
    this.fields.text.setCustomValidity("");
    this.fields.text.removeAttribute("aria-invalid");
    document.getElementById("bad-pattern").textContent = "";
    if (!text) return kept;
    const test = this.pattern(text);
    if (!test) return [];
    const found = new Set();
    const chunks = new Set(kept.map((position) => Math.floor(position / corpus.size)));
    for (const number of chunks) {
      if (run !== this.run) return [];
      if (corpus.n > 5000) this.fields.count.value = corpus.say("explorer.searching");
      const matches = await (test.exact
        ? corpus.chunk(number).then((rows) => rows.map((row, i) => test(corpus.haystack(row, number * corpus.size + i, true))))
        : corpus.searched(number, test));
      matches.forEach((yes, i) => yes && found.add(number * corpus.size + i));
    }
    return kept.filter((position) => found.has(position));
  }

  bound(name) {
    const field = this.fields[name];
    return field && field.value !== "" && field.validity.valid ? Number(field.value) : null;
  }

  pattern(text) {
    if (!this.fields.regex.checked) {
      const plain = text.normalize("NFC").toLocaleLowerCase();
      return (one) => one.includes(plain);
    }
    try {
      const pattern = new RegExp(text, "imu");
      const test = (one) => pattern.test(one);
      test.exact = true;
      return test;
    } catch {
      this.fields.text.setAttribute("aria-invalid", "true");
      document.getElementById("bad-pattern").textContent = this.corpus.say("explorer.bad_pattern");
      return null;
    }
  }

  fits(position, wanted) {
    const { corpus } = this;
    if (wanted.document !== "" && corpus.document[position] !== Number(wanted.document)) return false;
    if (wanted.check || wanted.severity) {
      let found = corpus.of(position, this.system);
      if (wanted.severity) found = found.filter((finding) => finding[3] >= Number(wanted.severity));
      if (/^\d+$/.test(wanted.check)) found = found.filter((finding) => finding[2] === Number(wanted.check));
      if ((found.length === 0) !== (wanted.check === "without")) return false;
    }
    if (wanted.low === null && wanted.high === null) return true;
    const value = corpus.value(this.system, this.metric, position);
    if (value === null) return false;
    return (wanted.low === null || value >= wanted.low) && (wanted.high === null || value <= wanted.high);
  }

  ordered(kept) {
    const { corpus, system, metric, other } = this;
    const order = this.choice("sort");
    if (!order) return kept;
    const direction = corpus.metrics[metric][1];
    const keys = {
      worst: (p) => corpus.value(system, metric, p) * direction,
      best: (p) => -corpus.value(system, metric, p) * direction,
      behind: (p) => corpus.gain(system, other, metric, p),
      ahead: (p) => -corpus.gain(system, other, metric, p),
    };
    const known = (p) =>
      (order === "worst" || order === "best" ? corpus.value(system, metric, p) : corpus.gain(system, other, metric, p)) !== null;
    const keyed = kept.map((p) => [known(p) ? keys[order](p) : Infinity, p]);
    keyed.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0]));
    return keyed.map((item) => item[1]);
  }

  // Drawing

  measure() {
    const probe = make("div", "row");
    this.space.append(probe);
    this.height = probe.offsetHeight || 72;
    probe.remove();
    this.space.style.height = `${this.height * this.shown.length}px`;
    this.rows.forEach((row) => row.remove());
    this.rows.clear();
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.list.scrollTop / this.height) - 4);
    const last = Math.min(this.shown.length, first + Math.ceil(this.list.clientHeight / this.height) + 9);
    for (const [place, row] of this.rows) {
      if (place < first || place >= last) {
        row.remove();
        this.rows.delete(place);
      }
    }
    for (let place = first; place < last; place += 1) {
      if (!this.rows.has(place)) {
        const row = this.row(place);
        this.rows.set(place, row);
        this.space.append(row);
      }
    }
  }

  row(place) {
    const { corpus, system, metric } = this;
    const position = this.shown[place];
    const row = make("div", "row");
    row.id = `row-${position}`;
    row.dataset.place = place;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(place === this.selected));
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-setsize", this.shown.length);
    row.style.top = `${place * this.height}px`;
    const gravest = Math.max(-1, ...corpus.of(position, system).map((finding) => finding[3]));
    const top = make("div", "row-top", make("b", "", corpus.label(position)));
    if (gravest >= 0) top.append(make("span", "sev", `${corpus.severities[gravest][1]} ${corpus.severities[gravest][0]}`));
    if (corpus.metrics.length) {
      const [label, , decimals] = corpus.metrics[metric];
      const gain = this.other >= 0 ? corpus.gain(system, this.other, metric, position) : null;
      const text = `${label} ${corpus.number(corpus.value(system, metric, position), decimals)}`;
      top.append(make("span", "row-value", gain === null ? text : `${text} (${corpus.number(gain, decimals, true)})`));
    }
    row.append(top);
    const texts = corpus.ready(position);
    if (texts) row.append(...this.lines(texts));
    else {
      corpus.texts(position).then((found) => {
        if (row.isConnected && !row.dataset.filled) row.append(...this.lines(found));
        row.dataset.filled = "yes";
      });
    }
    return row;
  }

  lines(texts) {
    const { corpus } = this;
    return [texts[0], texts[2][this.system]].map((text, side) => {
      const missing = text === null ? "segments.missing" : side ? "segments.empty" : "segments.no_source";
      const line = text
        ? make("div", side ? "row-line" : "row-line soft", corpus.visible.plain(text.slice(0, 300)))
        : make("div", "row-line absent", corpus.say(missing));
      if (text) [line.lang, line.dir] = corpus.languages[side];
      return line;
    });
  }

  select(place, byHand, remember = true) {
    const old = this.rows.get(this.selected);
    if (old) old.setAttribute("aria-selected", "false");
    this.selected = place;
    const top = place * this.height;
    if (top < this.list.scrollTop) this.list.scrollTop = top;
    else if (top + this.height > this.list.scrollTop + this.list.clientHeight) {
      this.list.scrollTop = top + this.height - this.list.clientHeight;
    }
    this.draw();
    const row = this.rows.get(place);
    if (row) {
      row.setAttribute("aria-selected", "true");
      this.list.setAttribute("aria-activedescendant", row.id);
    }
    if (remember) history.replaceState(null, "", `#${this.corpus.anchor(this.shown[place])}`);
    this.detail.show(this.shown[place]);
    if (byHand) this.list.focus({ preventScroll: true });
  }

  // A link to a segment: shows it, also when the filter hides it.
  async follow(hash) {
    let id;
    try {
      id = decodeURIComponent(hash.slice(1));
    } catch {
      return;
    }
    const position = this.corpus.positions.get(id);
    if (position === undefined) return;
    if (!this.shown.includes(position)) {
      this.form.reset();
      await this.update();
    }
    this.select(this.shown.indexOf(position), false, false);
    this.root.scrollIntoView();
    this.list.focus({ preventScroll: true });
  }

  async copy(positions) {
    const text = await tableOf(this.corpus, positions);
    try {
      await navigator.clipboard.writeText(text);
      this.status.textContent = this.corpus.say("explorer.copied", { n: this.corpus.number(positions.length, 0) });
    } catch {
      this.status.textContent = this.corpus.say("explorer.copy_failed");
    }
  }
}

// Segments as tab-separated lines. A cell that a spreadsheet would run as a formula begins with an apostrophe.
async function tableOf(corpus, positions) {
  const clean = (text) => {
    const flat = (text === null ? "" : text).replace(/[\t\r\n\u2028\u2029]+/g, " ");
    return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
  };
  const names = corpus.systems.map((system) => system[0]);
  const head = ["id", "document", "source", ...corpus.references.map((name) => `reference.${name}`)];
  for (const name of names) head.push(`hypothesis.${name}`, ...corpus.metrics.map((metric) => `${metric[0]}.${name}`));
  const lines = [head.map(clean)];
  for (const position of positions) {
    const [source, references, hypotheses] = await corpus.texts(position);
    const cells = [corpus.ids[position], corpus.documents[corpus.document[position]], source, ...references].map(clean);
    names.forEach((_, system) => {
      cells.push(clean(hypotheses[system]));
      corpus.metrics.forEach((_metric, metric) => {
        const value = corpus.value(system, metric, position);
        cells.push(value === null ? "" : String(value));
      });
    });
    lines.push(cells);
  }
  return lines.map((cells) => cells.join("\t")).join("\n") + "\n";
}
