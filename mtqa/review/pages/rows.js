// A list of any length: rows are fetched by pages and drawn only where they are in view.

import { freshId, make } from "/static/dom.js";

const PAGE = 60;
const MOST_PIXELS = 8_000_000; // browsers draw nothing beyond some height; longer lists scroll in proportion

export class Rows {
  // `fetch(start, n)` -> {total, rows}, `row(item)` -> nodes, `chosen(item)`, `left(item)`: whether the server would list it no more.
  constructor({ label, fetch, row, chosen, left }) {
    Object.assign(this, { fetching: fetch, content: row, chosen, left });
    this.element = make("div", "list");
    Object.assign(this.element, { tabIndex: 0, id: freshId("list") });
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", label);
    this.space = make("div", "list-space");
    this.space.setAttribute("role", "presentation");
    this.element.append(this.space);
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    this.element.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) this.select(Number(row.dataset.place));
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.element);
    this.clear();
  }

  clear() {
    this.items = new Map();
    this.pages = new Map();
    this.drawn = new Map();
    this.total = 0;
    this.selected = -1;
    this.space.replaceChildren();
  }

  stop() {
    this.watcher.disconnect();
  }

  async load() {
    this.loading = (this.loading || 0) + 1;
    const mine = this.loading;
    const { total, rows } = await this.fetching(0, PAGE);
    if (mine !== this.loading) return;
    this.clear();
    this.pages.set(0, true);
    this.total = total;
    rows.forEach((row, place) => this.items.set(place, row));
    this.element.scrollTop = 0;
    this.measure();
  }

  // Of the rows above, how many the server lists no more, because they were decided since.
  gone(start) {
    let n = 0;
    for (const [place, item] of this.items) if (place < start && this.left(item)) n += 1;
    return n;
  }

  measure() {
    const probe = make("div", "row", make("div", "row-top", "x"));
    this.space.append(probe);
    this.height = probe.offsetHeight || 84;
    probe.remove();
    this.space.style.height = `${Math.min(MOST_PIXELS, this.height * this.total)}px`;
    this.draw();
  }

  // Where in the list the window stands: exact as long as all rows fit, in proportion beyond.
  get firstInView() {
    const whole = this.height * this.total;
    if (whole <= MOST_PIXELS) return this.element.scrollTop / this.height;
    const room = MOST_PIXELS - this.element.clientHeight;
    return (this.element.scrollTop / room) * (this.total - this.element.clientHeight / this.height);
  }

  topOf(place) {
    if (this.height * this.total <= MOST_PIXELS) return place * this.height;
    return this.element.scrollTop + (place - this.firstInView) * this.height;
  }

  draw() {
    if (!this.total || !this.height) return;
    const at = this.firstInView;
    const first = Math.max(0, Math.floor(at) - 4);
    const last = Math.min(this.total, Math.ceil(at + this.element.clientHeight / this.height) + 5);
    for (const [place, row] of this.drawn) {
      if (place < first || place >= last) {
        row.remove();
        this.drawn.delete(place);
      }
    }
    for (let place = first; place < last; place += 1) {
      let row = this.drawn.get(place);
      if (!row) {
        row = this.row(place);
        this.drawn.set(place, row);
        this.space.append(row);
      }
      row.style.top = `${this.topOf(place)}px`;
    }
    this.want(first, Math.min(this.total, last + PAGE / 2));
  }

  want(first, last) {
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page += 1) {
      if (!this.pages.has(page)) this.fetchPage(page);
    }
  }

  async fetchPage(page) {
    this.pages.set(page, true);
    const mine = this.loading;
    try {
      const { rows } = await this.fetching(page * PAGE, PAGE);
      if (mine !== this.loading) return;
      rows.forEach((row, k) => this.items.set(page * PAGE + k, row));
      for (const [place, row] of this.drawn) if (Math.floor(place / PAGE) === page) this.fill(row, place);
      if (Math.floor(this.selected / PAGE) === page) this.chosen(this.items.get(this.selected));
    } catch {
      if (mine === this.loading) setTimeout(() => this.retry(page), 1500);
    }
  }

  retry(page) {
    this.pages.delete(page);
    this.draw();
  }

  row(place) {
    const row = make("div", "row");
    row.id = freshId("row");
    row.dataset.place = place;
    row.setAttribute("role", "option");
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-setsize", this.total);
    this.fill(row, place);
    return row;
  }

  fill(row, place) {
    const item = this.items.get(place);
    row.setAttribute("aria-selected", String(place === this.selected));
    row.classList.toggle("left", Boolean(item && item.decision));
    row.replaceChildren(...(item ? this.content(item) : [make("div", "row-top", "…")]));
  }

  refresh(item) {
    for (const [place, row] of this.drawn) if (this.items.get(place) === item) this.fill(row, place);
  }

  select(place, focus = true) {
    if (place < 0 || place >= this.total) return false;
    const old = this.drawn.get(this.selected);
    if (old) old.setAttribute("aria-selected", "false");
    this.selected = place;
    this.show(place);
    const row = this.drawn.get(place);
    if (row) {
      row.setAttribute("aria-selected", "true");
      this.element.setAttribute("aria-activedescendant", row.id);
    }
    this.chosen(this.items.get(place));
    if (focus) this.element.focus({ preventScroll: true });
    return true;
  }

  show(place) {
    const { element, height } = this;
    const room = element.clientHeight / height;
    const at = this.firstInView;
    let wanted = at;
    if (place < at) wanted = place;
    else if (place + 1 > at + room) wanted = place + 1 - room;
    if (wanted !== at) {
      const exact = height * this.total <= MOST_PIXELS;
      element.scrollTop = exact ? wanted * height : (wanted / (this.total - room)) * (MOST_PIXELS - element.clientHeight);
    }
    this.draw();
  }

  selectRow(item) {
    for (const [place, one] of this.items) if (one === item) this.select(place, false);
  }

  step(by) {
    return this.select(this.selected + by, false);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.select(Math.max(0, Math.min(this.total - 1, this.selected + steps[event.key])));
  }
}
