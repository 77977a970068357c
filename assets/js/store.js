// What this phone keeps, in IndexedDB: `outbox` (entries that wait), `kept` (what was seen last, what is being
// typed, and what was sent in the last week), `keys` (the key, and who was here). Contents are sealed with AES-GCM; the key cannot be taken out of
// the browser. Used by pages and by the service worker.

import { openDB } from "idb";

const MONTH_MS = 30 * 24 * 3600 * 1000;
const WEEK_MS = 7 * 24 * 3600 * 1000;
const NAME = "throughline";
let opened;

export function usable() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle && crypto.randomUUID);
}

// Whether anything was ever kept here: looking must not make the store on a device that keeps nothing.
export async function exists() {
  const all = await indexedDB.databases?.();
  return all ? all.some(({ name }) => name === NAME) : true;
}

function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      // Numbered in the order in which they were made: the clock of a phone can go back.
      db.createObjectStore("outbox", { keyPath: "place", autoIncrement: true }).createIndex("operation", "operation", { unique: true });
      db.createObjectStore("kept");
      db.createObjectStore("keys");
    },
    blocking: reopen,
    terminated: reopen,
  }).catch((failure) => {
    opened = undefined;
    throw failure;
  });
  return opened;
}

async function reopen() {
  const db = await opened;
  opened = undefined;
  db?.close();
}

async function key() {
  const db = await database();
  const known = await db.get("keys", "key");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const tx = db.transaction("keys", "readwrite");
  const first = await tx.store.get("key"); // another tab may have been quicker
  if (!first) await tx.store.put(made, "key");
  await tx.done;
  return first ?? made;
}

async function seal(value, place) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, ciphertext: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, await key(), plain) };
}

async function unseal({ iv, ciphertext }, place) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bytes(place) }, await key(), ciphertext);
  return JSON.parse(new TextDecoder().decode(plain));
}

const bytes = (text) => new TextEncoder().encode(text);

// --- entries that wait ---------------------------------------------------------------------------------------------

// Keep an entry: { kind, journey, record, version, fields, account, made_at }. The same operation again replaces it.
export async function add(operation, body) {
  const sealed = await seal(body, operation);
  const tx = (await database()).transaction("outbox", "readwrite", { durability: "strict" });
  const before = await tx.store.index("operation").getKey(operation);
  await tx.store.put(before === undefined ? { operation, sealed } : { operation, sealed, place: before });
  await tx.done;
  changed();
}

// Tells one state of an entry from another: it was changed since, if this did.
const stampOf = ({ iv }) => [...iv].join();

// Every entry, oldest first: { operation, stamp, body }; `body` is null where it cannot be read any more.
export async function list() {
  const rows = await (await database()).getAll("outbox");
  return Promise.all(rows.map(async ({ operation, sealed }) => ({ operation, stamp: stampOf(sealed), body: await unseal(sealed, operation).catch(() => null) })));
}

export async function count() {
  return (await database()).count("outbox");
}

// Change what is known of an entry, unless it has gone or was changed in the meantime.
export async function update({ operation, stamp }, body) {
  const sealed = await seal(body, operation);
  const tx = (await database()).transaction("outbox", "readwrite");
  const row = await tx.store.index("operation").get(operation);
  if (row && stampOf(row.sealed) === stamp) await tx.store.put({ operation, sealed, place: row.place });
  await tx.done;
  changed();
}

export async function remove(operation) {
  const tx = (await database()).transaction("outbox", "readwrite");
  const place = await tx.store.index("operation").getKey(operation);
  if (place !== undefined) await tx.store.delete(place);
  await tx.done;
  changed();
}

// The server has it. It stays readable for a week, for a server that has to go back to a backup (a new epoch).
export async function sent({ operation, stamp }, epoch) {
  const tx = (await database()).transaction(["outbox", "kept"], "readwrite");
  const row = await tx.objectStore("outbox").index("operation").get(operation);
  if (row && stampOf(row.sealed) === stamp) {
    await tx.objectStore("kept").put({ ...row, epoch, until: Date.now() + WEEK_MS }, `sent:${operation}`);
    await tx.objectStore("outbox").delete(row.place);
  }
  await tx.done;
  changed();
}

// Offer again what a server of another epoch had confirmed; what it still has it answers with `already`.
export async function offerAgain(epoch) {
  const tx = (await database()).transaction(["outbox", "kept"], "readwrite");
  const kept = tx.objectStore("kept");
  for (const name of await kept.getAllKeys(IDBKeyRange.bound("sent:", "sent;"))) {
    const row = await kept.get(name);
    if (row.epoch !== epoch && row.until > Date.now()) {
      const there = await tx.objectStore("outbox").index("operation").getKey(row.operation);
      const { operation, sealed, place } = row; // at its old place: an entry goes before its change
      if (there === undefined) await tx.objectStore("outbox").put({ operation, sealed, place });
    }
    if (row.epoch !== epoch || row.until < Date.now()) await kept.delete(name);
  }
  await tx.done;
  changed();
}

// --- what was seen last --------------------------------------------------------------------------------------------

export async function keep(value) {
  const sealed = await seal(value, "seen");
  await (await database()).put("kept", sealed, "seen");
}

// Not older than a month.
export async function seen() {
  const sealed = await (await database()).get("kept", "seen");
  const value = sealed ? await unseal(sealed, "seen").catch(() => null) : null;
  return value && Date.now() - new Date(value.at) < MONTH_MS ? value : null;
}

export async function unkeep() {
  await (await database()).delete("kept", "seen");
}

// --- what is being typed -------------------------------------------------------------------------------------------

const DRAFT = "draft:";

// { whose, fields, act, filled, hours, at, sent } of the form at `place`.
export async function keepDraft(place, draft) {
  if (await noted("left")) return; // another tab signed out
  const sealed = await seal(draft, DRAFT + place);
  await (await database()).put("kept", sealed, DRAFT + place);
}

export async function draft(place) {
  const sealed = await (await database()).get("kept", DRAFT + place);
  return sealed ? unseal(sealed, DRAFT + place).catch(() => null) : null;
}

export async function dropDraft(place) {
  await (await database()).delete("kept", DRAFT + place);
}

// Drop those of which `goes` is true, and those that cannot be read any more.
export async function dropDrafts(goes) {
  const db = await database();
  for (const name of await db.getAllKeys("kept", IDBKeyRange.bound(DRAFT, "draft;"))) {
    const place = name.slice(DRAFT.length);
    const kept = await draft(place);
    if (!kept || goes(kept)) await dropDraft(place);
  }
}

// --- who was here --------------------------------------------------------------------------------------------------

export async function note(name, value) {
  await (await database()).put("keys", value, name);
}

export async function noted(name) {
  return (await database()).get("keys", name);
}

// Signing out: what was seen and who was here go at once; the key goes when nothing waits that needs it.
export async function forget({ entries = false } = {}) {
  const tx = (await database()).transaction(["outbox", "kept", "keys"], "readwrite");
  if (entries) {
    for (const operation of entries) {
      const place = await tx.objectStore("outbox").index("operation").getKey(operation);
      if (place !== undefined) await tx.objectStore("outbox").delete(place);
    }
  }
  await tx.objectStore("kept").clear();
  for (const name of ["hello", "keeps pages"]) await tx.objectStore("keys").delete(name);
  if (!(await tx.objectStore("outbox").count())) await tx.objectStore("keys").delete("key");
  await tx.done;
  changed();
}

// --- between tabs --------------------------------------------------------------------------------------------------

const channel = globalThis.BroadcastChannel ? new BroadcastChannel("throughline") : null;
const listeners = new Set();

function changed() {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}

export function onChange(listener) {
  listeners.add(listener);
  channel?.addEventListener("message", listener);
}
