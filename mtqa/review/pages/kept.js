// What outlives this page: clicks that the server does not have yet, and drafts. It is written to two places: to localStorage,
// which a page that is closed at this moment still reaches, and to IndexedDB, which is on the disk when it says so, also when the
// whole browser is killed.

const STORE = "kept";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function database() {
  const request = indexedDB.open("mtqa-review", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

export class Kept {
  constructor(prefix) {
    this.prefix = prefix;
    this.values = new Map(); // key -> {at, value}
    this.isSafe = true; // whether at least one of the two takes what it is given
  }

  // Reads what is there; of two versions the newer one.
  async open() {
    for (const [key, kept] of [...this.local(), ...(await this.indexed())]) {
      const known = this.values.get(key);
      if (!known || known.at < kept.at) this.values.set(key, kept);
    }
  }

  local() {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (key.startsWith(this.prefix)) found.push([key.slice(this.prefix.length), JSON.parse(localStorage.getItem(key))]);
      }
    } catch {
      return found;
    }
    return found;
  }

  async indexed() {
    try {
      this.database = await database();
      const store = this.database.transaction(STORE).objectStore(STORE);
      const range = IDBKeyRange.bound(this.prefix, `${this.prefix}\uffff`);
      const [keys, values] = await Promise.all([done(store.getAllKeys(range)), done(store.getAll(range))]);
      return keys.map((key, n) => [key.slice(this.prefix.length), values[n]]);
    } catch {
      this.database = null;
      return [];
    }
  }

  get(key) {
    return this.values.get(key)?.value ?? null;
  }

  // Values whose keys begin so.
  below(start) {
    return [...this.values].filter(([key]) => key.startsWith(start)).map(([, kept]) => kept.value);
  }

  set(key, value) {
    const kept = { at: Date.now(), value };
    this.values.set(key, kept);
    const isLocal = this.writeLocal(() => localStorage.setItem(this.prefix + key, JSON.stringify(kept)));
    const isIndexed = this.writeIndexed((store) => store.put(JSON.parse(JSON.stringify(kept)), this.prefix + key));
    this.isSafe = isLocal || isIndexed;
  }

  remove(key) {
    if (!this.values.delete(key)) return;
    this.writeLocal(() => localStorage.removeItem(this.prefix + key));
    this.writeIndexed((store) => store.delete(this.prefix + key));
  }

  writeLocal(write) {
    try {
      write();
      return true;
    } catch {
      return false;
    }
  }

  writeIndexed(write) {
    if (!this.database) return false;
    try {
      const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
      write(transaction.objectStore(STORE));
      transaction.commit();
      return true;
    } catch {
      return false;
    }
  }
}
