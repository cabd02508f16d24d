// How long somebody was at work on something.

const IDLE = 60_000; // milliseconds

// Seconds that somebody was at work: not while the page is hidden, and not after a minute without a key or a movement.
export class ActiveTime {
  constructor() {
    this.total = new Map();
    this.last = performance.now();
    const moved = () => this.tick();
    for (const name of ["keydown", "pointermove", "pointerdown", "scroll"])
      addEventListener(name, moved, { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.tick();
      else this.last = performance.now();
    });
  }

  on(item) {
    this.tick();
    this.item = item;
  }

  tick() {
    const now = performance.now();
    const passed = now - this.last;
    this.last = now;
    if (this.item && passed < IDLE) this.total.set(this.item, (this.total.get(this.item) || 0) + passed);
  }

  seconds(item) {
    this.tick();
    return Math.round((this.total.get(item) || 0) / 100) / 10;
  }
}
