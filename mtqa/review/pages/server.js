// Asking the server, and the queue of judgements: each is kept in the browser until the server has it.

import { Kept } from "/static/kept.js";
import { say } from "/static/words.js";

export class Refused extends Error {
  constructor(status, content) {
    super(content.error || `${status}`);
    this.status = status;
    this.content = content;
  }
}

let token = "";
export function useToken(value) {
  token = value;
}

async function answer(response) {
  const content = await response.json().catch(() => ({}));
  if (!response.ok) {
    const error = content.error
      ? [content.error, content.hint].filter(Boolean).join(" ")
      : `${response.status} ${response.statusText}`;
    throw new Refused(response.status, { ...content, error });
  }
  return content;
}

export async function ask(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const asked = query.size ? `${path}?${query}` : path;
  return answer(await fetch(asked, { credentials: "same-origin", cache: "no-store" }));
}

// Half a surrogate pair, which an editor may leave, is no text that could be stored.
const wellFormed = (key, value) => (typeof value === "string" && value.toWellFormed ? value.toWellFormed() : value);

export async function send(path, body) {
  const raw = body instanceof Blob;
  return answer(
    await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": raw ? "application/octet-stream" : "application/json", "X-Mtqa-Review": token },
      body: raw ? body : JSON.stringify(body, wellFormed),
    }),
  );
}

export function freshName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Judgements on their way. One goes at a time, in order; what fails for want of a server is tried again with the same
// `client`, which the server stores once. Entries have {client, path, body, item, made}.
export class Queue {
  constructor(owner) {
    this.kept = new Kept(`mtqa-review/${owner}/`);
    this.entries = [];
    this.numbers = new Map(); // newest judgement of an item that is known
    this.waiters = new Map();
    this.listeners = new Set();
    this.trouble = ""; // "", "away" or "no_leave"
    this.onConflict = async () => "mine";
    this.onRefused = () => {};
    this.running = false;
    addEventListener("online", () => this.wake());
    addEventListener("beforeunload", (event) => {
      if (!this.keeps && this.entries.length) event.preventDefault();
    });
  }

  // What an earlier page of this browser could not send, and waits a moment for it to go.
  async recover() {
    await this.kept.open();
    this.entries.push(...this.kept.below("queue/").sort((a, b) => a.made - b.made));
    this.changed();
    this.run();
    await Promise.race([this.quiet(), rest(1500)]);
  }

  get keeps() {
    return this.kept.isSafe;
  }

  keep(entry) {
    this.kept.set(`queue/${entry.client}`, entry);
  }

  forget(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    this.kept.remove(`queue/${entry.client}`);
  }

  // Puts a judgement into the queue; the promise is kept when the server has it.
  add(path, body, item = "") {
    const client = freshName();
    const entry = { client, path, body: { ...body, client }, item, made: Date.now() + performance.now() / 1e7 };
    const waiting = item && this.entries.find((one) => one.item === item && one !== this.sending);
    if (waiting) {
      entry.made = waiting.made;
      this.keep(entry);
      this.forget(waiting);
      this.settle(waiting, null);
    } else this.keep(entry);
    this.entries.push(entry);
    const promise = new Promise((resolve) => this.waiters.set(entry.client, resolve));
    this.changed();
    this.run();
    return promise;
  }

  settle(entry, result) {
    const waiter = this.waiters.get(entry.client);
    this.waiters.delete(entry.client);
    if (waiter) waiter(result);
  }

  // When nothing is on its way any more, or the server is away.
  async quiet() {
    while (this.entries.length && !this.trouble) await rest(15);
  }

  changed() {
    this.listeners.forEach((listener) => listener(this));
  }

  wake() {
    if (this.waking) this.waking();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    let pause = 400;
    while (this.entries.length) {
      const entry = this.entries[0];
      this.sending = entry;
      try {
        if (entry.item) entry.body.previous = this.numbers.get(entry.item) ?? entry.body.previous ?? null;
        const result = await send(entry.path, entry.body);
        if (entry.item) this.numbers.set(entry.item, Math.max(result.number, this.numbers.get(entry.item) ?? 0));
        this.done(entry, result);
        pause = 400;
      } catch (error) {
        if (error instanceof Refused && error.status === 409) await this.conflict(entry, error);
        else if (this.mustWait(error)) {
          this.trouble = error instanceof Refused && error.status === 403 ? "no_leave" : "away";
          this.said = error instanceof Refused && error.status >= 500 ? error.message : "";
          this.changed();
          await Promise.race([rest(pause), new Promise((resolve) => (this.waking = resolve))]);
          pause = Math.min(pause * 1.7, 8000);
        } else {
          this.onRefused(entry, error);
          this.done(entry, null);
        }
      }
    }
    this.sending = null;
    this.running = false;
    this.changed();
  }

  done(entry, result) {
    this.trouble = "";
    this.forget(entry);
    this.settle(entry, result);
    this.changed();
  }

  // No answer, a server in trouble, or no leave any more: all may pass. Anything else will be refused again.
  mustWait(error) {
    return !(error instanceof Refused) || error.status >= 500 || [403, 408, 429].includes(error.status);
  }

  async conflict(entry, error) {
    const { newest } = error.content;
    if (!entry.item) {
      this.onRefused(entry, error);
      this.done(entry, null);
      return;
    }
    const choice = newest ? await this.onConflict(entry, newest, error) : "theirs";
    if (newest) this.numbers.set(entry.item, newest.number);
    if (choice === "mine" && newest) entry.body.previous = newest.number;
    else this.done(entry, { conflict: true, newest });
  }

  // Drafts: what is not ready to be sent.
  draft(item) {
    return this.kept.get(`draft/${item}`);
  }

  saveDraft(item, content) {
    if (content === null) this.kept.remove(`draft/${item}`);
    else this.kept.set(`draft/${item}`, content);
  }

  // The sentence about it in the head of the page.
  get sentence() {
    const n = this.entries.length;
    if (!n) return say("saved");
    return say(this.trouble ? "waiting" : "saving", { n });
  }
}

// Follows a job of the server until it is over.
export async function follow(job, tell) {
  let failures = 0;
  for (;;) {
    try {
      const state = await ask(`/api/jobs/${encodeURIComponent(job)}`);
      failures = 0;
      tell(state);
      if (state.state !== "running") return state;
    } catch (error) {
      failures += 1;
      if (failures > 20 || (error instanceof Refused && error.status < 500)) throw error;
    }
    await rest(350);
  }
}
