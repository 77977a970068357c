// Sends what waits on this phone. Nothing leaves the outbox without an answer to its own operation.

import * as store from "./store.js";

const MOST = 50; // entries in one request, as the server takes
const LARGEST = 200_000; // characters in one request; the server takes 256 KiB
const PATIENCE_MS = 30_000;
const TRY_AGAIN = [408, 409, 425, 429]; // too slow, another one is at it, too early, too many
const GONE = ["applied", "already"];

class Refused extends Error {
  constructor(status) {
    super(`answered ${status}`);
    this.status = status;
  }
}

// Send everything that may be sent. One tab at a time; a second one waits and finds nothing left.
// → { state, results }: state "sent", "sign-in" (nobody is signed in), "away" (try later) or "refused"; results by operation.
export async function send() {
  const alone = () => attempt();
  return navigator.locks ? navigator.locks.request("throughline-send", alone) : alone();
}

async function attempt() {
  const results = new Map();
  try {
    if (!(await store.count())) return { state: "sent", results };
    const hello = await greet();
    const own = (await store.list()).filter(({ body }) => body?.account === hello.account);
    let failure = null;
    for (const batch of batches(own)) {
      try {
        await deliver(batch, hello, results);
      } catch (problem) {
        if (problem.status === 401) throw problem;
        failure ??= problem; // the others are tried all the same
        if (problem.status === undefined) throw problem; // no network: no use in going on
      }
    }
    return { state: failure ? stateOf(failure) : "sent", results };
  } catch (problem) {
    return { state: stateOf(problem), results };
  }
}

function stateOf(problem) {
  const { status } = problem;
  if (status === 401) return "sign-in";
  return status === undefined || TRY_AGAIN.includes(status) || status >= 500 ? "away" : "refused";
}

// Who is signed in, and the token of their session. What the phone may need without a signal is noted.
export async function greet() {
  const answer = await ask("/sync/hello");
  const before = await store.noted("hello");
  if (before && before.account !== answer.account) await store.forget();
  const { token, ...hello } = answer;
  await store.note("hello", { ...hello, at: Date.now() });
  await store.offerAgain(hello.epoch);
  return { ...hello, token };
}

async function deliver(batch, hello, results) {
  const entries = batch.map(({ operation, body: { kind, record, version, fields } }) => ({ operation, kind, record, version, fields }));
  let answer;
  try {
    answer = await ask(`/journeys/${batch[0].body.journey}/sync`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-CSRFToken": hello.token },
      body: JSON.stringify({ entries }),
    });
  } catch (problem) {
    // One entry must not hold up the others.
    if (batch.length === 1 || ![400, 413, 422, 500].includes(problem.status)) throw problem;
    let failure = null;
    for (const entry of batch) {
      await deliver([entry], hello, results).catch((each) => {
        if (each.status === undefined || each.status === 401) throw each;
        failure ??= each;
      });
    }
    if (failure) throw failure;
    return;
  }
  const byOperation = new Map(batch.map((entry) => [entry.operation, entry]));
  for (const result of answer.results) {
    const entry = byOperation.get(result.operation);
    if (!entry) continue;
    results.set(result.operation, result);
    if (GONE.includes(result.outcome)) {
      await store.sent(entry, answer.epoch);
    } else {
      const { outcome, url, errors, version } = result;
      await store.update(entry, { ...entry.body, answer: { outcome, url, errors, version } });
    }
  }
}

function batches(entries) {
  const made = [];
  for (const entry of entries) {
    const size = JSON.stringify(entry.body).length;
    let batch = made.find((one) => one.journey === entry.body.journey && one.length < MOST && one.size + size < LARGEST);
    if (!batch) {
      batch = Object.assign([], { journey: entry.body.journey, size: 0 });
      made.push(batch);
    }
    batch.push(entry);
    batch.size += size;
  }
  return made;
}

// JSON from our own server, or an error: with its status, or without one where nobody of ours answered.
export async function ask(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const headers = { accept: "application/json", ...options.headers };
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "error", signal: stop.signal, ...options, headers });
    if (!answer.ok) throw new Refused(answer.status);
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}
