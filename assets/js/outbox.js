// Entries wait on this phone until the server has them: a form marked `data-outbox` is kept first, then sent.
// Not on a shared device, and not without what it takes (IndexedDB, WebCrypto): there the form posts as any other.

import * as store from "./store.js";
import { done as drafted } from "./drafts.js";
import { ask, greet, send } from "./send.js";
import { button, fill, make } from "./dom.js";

const SHORTEST_MS = 5000;
const LONGEST_MS = 300_000;
const WAIT_FOR_ANSWER_MS = 8000;
const HELLO_AGAIN_MS = 3_600_000;
const SEEN_AGAIN_MS = 300_000;

const frame = document.getElementById("outbox");
export const text = frame?.dataset ?? {};
export const inShell = Boolean(document.querySelector("[data-offline]"));
let pause = SHORTEST_MS;
let timer;
let leaving = false;
const busy = new Set(); // forms whose entry is on its way

export async function outbox() {
  if (!frame || !store.usable()) return;
  if (text.shared) return clearForShared().catch(() => {});
  if (!text.account && !inShell && !(await store.exists().catch(() => true))) return;
  keepOnSubmit();
  askBeforeSignOut();
  stayWithoutSignal();
  store.onChange(() => showCount());
  addEventListener("online", () => again(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again(true));
  addEventListener("pageshow", (event) => event.persisted && again(true));
  // What is saved on this page changes what the next one shows.
  document.addEventListener("submit", () => store.note("seen at", 0).catch(() => {}));
  try {
    await start();
  } catch {
    // A browser that refuses its store (private windows of some): the app is as it is without.
  }
}

// A borrowed phone: what was seen here by somebody else, and who that was, goes; their unsent entries wait for them.
async function clearForShared() {
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  if (await store.exists()) await store.forget();
}

async function start() {
  let before = await store.noted("hello");
  if (text.account && before && before.account !== text.account) {
    await store.forget(); // before anything of this person is written, whatever the network does
    before = null;
  }
  if (text.account) {
    workInBackground();
    await store.note("left", false);
    await store.note("language", document.documentElement.lang.slice(0, 2));
  } else if (!inShell && (await store.noted("left"))) {
    await store.forget(); // a page of another tab wrote something while this person signed out
  }
  await showCount();
  if (text.account && (before?.account !== text.account || Date.now() - before.at > HELLO_AGAIN_MS || before.at > Date.now())) {
    await greet().catch(() => {});
  }
  sayWhatItAnswers(await trySending());
  if (!text.account) return;
  await chooseForThisPhone();
  await fetchSeen();
}

function workInBackground() {
  if (!navigator.serviceWorker) return;
  const own = (url) => {
    if (url !== "/sw.js") throw new TypeError("not our script");
    return url;
  };
  const policy = globalThis.trustedTypes?.createPolicy("throughline", { createScriptURL: own });
  navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js", { scope: "/" }).catch(() => {});
}

// --- the count in the frame ----------------------------------------------------------------------------------------

async function showCount() {
  const waiting = await store.count().catch(() => 0);
  const link = frame.querySelector("[data-count]");
  link.textContent = waiting === 1 ? text.one : fill(text.many, { num: waiting });
  link.closest("p").hidden = !waiting;
  if (!waiting) say("");
}

export function say(words, link = null) {
  const line = frame.querySelector("[data-said]");
  line.replaceChildren(words, ...(link ? [" ", make("a", { href: link.url }, link.label)] : []));
  line.hidden = !words;
}

// --- sending -------------------------------------------------------------------------------------------------------

async function again(atOnce) {
  if (atOnce) pause = SHORTEST_MS;
  await showCount();
  sayWhatItAnswers(await trySending());
}

// An entry that was sent later has its answer too: what changed, and the card where there is one.
function sayWhatItAnswers({ results }) {
  const applied = [...results.values()].filter(({ outcome }) => outcome === "applied");
  if (applied.length) say(text.sentLater, { label: text.sentLaterLabel, url: applied.at(-1).url });
}

export async function trySending() {
  if (leaving || !(await store.count())) return { state: "sent", results: new Map() };
  clearTimeout(timer);
  const outcome = await send();
  if (outcome.state === "sign-in" && !location.pathname.startsWith(text.signInUrl)) {
    say(text.signIn, { label: text.signInLabel, url: text.signInUrl });
  } else if (outcome.state === "sent") {
    pause = SHORTEST_MS;
    say("");
  } else if (outcome.state === "away") {
    later();
  }
  return outcome;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => again(false), pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_MS);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("throughline-send")).catch(() => {});
}

// --- a form that is kept first -------------------------------------------------------------------------------------

function keepOnSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-outbox]");
    if (!form || event.defaultPrevented || event.submitter?.matches("[formaction], [formmethod], [data-online]")) return;
    if (!form.matches("[data-offline]") && !text.account) return;
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    keepAndSend(form, event.submitter).finally(() => busy.delete(form));
  });
}

// Any other form needs a signal: without one the page stays, with what was typed in it (and kept as a draft).
function stayWithoutSignal() {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || navigator.onLine || event.target.method !== "post") return;
    event.preventDefault();
    event.target.removeAttribute("aria-busy");
    say(text.needsSignal);
    frame.querySelector("[data-said]").focus();
  });
}

async function keepAndSend(form, submitter) {
  const inFrame = form.matches("[data-offline]");
  let operation;
  try {
    const hello = inFrame ? await store.noted("hello") : null;
    if (inFrame && hello?.account !== form.dataset.account) return say(text.firstSignIn);
    stamp(form);
    operation = value(form, "operation") || setValue(form, "operation", crypto.randomUUID());
    await store.add(operation, {
      kind: form.dataset.outbox,
      journey: hello?.journey ?? form.dataset.journey,
      record: value(form, "record") || setValue(form, "record", crypto.randomUUID()),
      version: Number(value(form, "version")) || null,
      fields: fieldsOf(form, submitter),
      account: hello?.account ?? text.account,
      made_at: new Date().toISOString(),
    });
  } catch {
    return inFrame ? say(text.notKept) : postAsItIs(form, submitter);
  }
  await drafted(form).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
  const outcome = await Promise.race([trySending(), new Promise((resolve) => setTimeout(resolve, WAIT_FOR_ANSWER_MS, { state: "away" }))]);
  const result = outcome.results?.get(operation);
  if (result && ["applied", "already"].includes(result.outcome)) {
    asAnother(form); // back from the next page
    location.assign(result.url);
  } else if (result && !inFrame) {
    postAsItIs(form, submitter); // the ordinary page says what to look at; the entry stays until it is applied
  } else {
    isKept(form, outcome.state, result);
  }
}

// When it was, by this phone: kept as said, whatever the server thinks of it. An entry that is changed keeps its time.
function stamp(form) {
  if (value(form, "version")) return;
  const now = new Date();
  const said = { answered_at: now.toISOString(), happened_at: now.toISOString(), utc_offset: String(-now.getTimezoneOffset()) };
  for (const [name, given] of Object.entries(said)) {
    const input = form.querySelector(`[name="${name}"]`);
    if (input) input.value ||= given;
  }
}

// The form is another entry from now on, unless it changes one that is there.
function asAnother(form) {
  setValue(form, "operation", crypto.randomUUID());
  if (value(form, "version")) return;
  setValue(form, "record", crypto.randomUUID());
  for (const name of ["answered_at", "happened_at"]) if (value(form, name)) setValue(form, name, "");
}

function fieldsOf(form, submitter) {
  const fields = {};
  const data = [...new FormData(form), ...(submitter?.name ? [[submitter.name, submitter.value]] : [])];
  for (const [name, given] of data) {
    if (name !== "csrf_token" && typeof given === "string") (fields[name] ??= []).push(given);
  }
  return fields;
}

const value = (form, name) => form.querySelector(`[name="${name}"]`)?.value ?? "";

function setValue(form, name, given) {
  let input = form.querySelector(`[name="${name}"]`);
  if (!input) {
    input = make("input", { type: "hidden", name });
    form.append(input);
  }
  input.value = given;
  return given;
}

function postAsItIs(form, submitter) {
  if (submitter?.name) form.append(make("input", { type: "hidden", name: submitter.name, value: submitter.value }));
  HTMLFormElement.prototype.submit.call(form);
}

function isKept(form, state, result) {
  const words = result ? text.look : state === "sign-in" ? text.signIn : text.kept;
  if (state === "sign-in") say(text.signIn, { label: text.signInLabel, url: text.signInUrl });
  const done = make("div", { class: "notice", role: "status", tabindex: "-1" }, make("p", {}, words));
  if (form.matches("[data-offline]")) {
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: words }));
  } else {
    form.replaceWith(done);
    done.focus();
  }
}

// --- what was seen last, if the person chose so --------------------------------------------------------------------

async function fetchSeen() {
  const hello = await store.noted("hello");
  if (!hello?.journey || hello.account !== text.account) return;
  if (!(await store.noted("keeps pages"))) return store.unkeep();
  const at = await store.noted("seen at");
  if (at && at <= Date.now() && Date.now() - at < SEEN_AGAIN_MS) return;
  try {
    const { kept, ...seen } = await ask(`/journeys/${hello.journey}/kept.json`);
    if (leaving || (await store.noted("left"))) return;
    await store.note("seen at", Date.now());
    if (kept) await store.keep(seen);
    else await store.unkeep();
  } catch {
    // Later; what was kept before stays.
  }
}

// Whether pages are kept is chosen on each phone, for that phone.
async function chooseForThisPhone() {
  const box = document.querySelector("input[name=keep_on_phone]");
  if (!box) return;
  box.checked = Boolean(await store.noted("keeps pages"));
  box.form.addEventListener("submit", () => store.note("keeps pages", box.checked).catch(() => {}));
}

// --- signing out ---------------------------------------------------------------------------------------------------

function askBeforeSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !navigator.onLine || new URL(form.action).pathname !== text.signOutUrl) return;
    event.preventDefault();
    signOut(form).catch(() => HTMLFormElement.prototype.submit.call(form));
  });
}

async function signOut(form) {
  const mine = await own();
  if (!mine.length) return leave(form);
  const dialog = document.getElementById("leaving");
  const said = dialog.querySelector("[data-said]");
  said.textContent = mine.length === 1 ? text.leaveOne : fill(text.leaveMany, { num: mine.length });
  dialog.onclick = async (event) => {
    const choice = event.target.closest("[data-choice]")?.dataset.choice;
    if (choice === "send") {
      await trySending();
      const left = await own();
      if (!left.length) return leave(form);
      said.textContent = text.leaveFailed;
    } else if (choice === "keep") {
      await leave(form);
    } else if (choice === "delete") {
      await leave(form, mine.map(({ operation }) => operation));
    } else if (choice) {
      dialog.close();
      form.removeAttribute("aria-busy");
    }
  };
  dialog.showModal();
}

// The entries of whoever is signed in, and those that nobody can read any more.
const own = async () => (await store.list()).filter(({ body }) => !body || body.account === text.account);

async function leave(form, entries = false) {
  leaving = true;
  await store.note("left", true);
  await store.note("seen at", 0);
  await store.forget({ entries });
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    if (!name.includes("-precache-")) await caches.delete(name); // that one holds the empty shell
  }
  HTMLFormElement.prototype.submit.call(form);
}

// --- the list of what waits ----------------------------------------------------------------------------------------

export async function drawList(place) {
  const hello = await store.noted("hello");
  const rows = (await store.list()).map((entry) => drawEntry(entry, hello));
  place.replaceChildren(...rows);
  return rows.length;
}

function drawEntry({ operation, body }, hello) {
  const words = place(body, hello);
  const remove = button(text.remove, "plain", async () => {
    if (confirm(text.removeAsk)) await store.remove(operation);
  });
  const actions = [];
  const mine = body && body.account === hello?.account;
  if (mine && body.answer) {
    const label = body.answer.outcome === "conflict" ? text.choose : text.mend;
    actions.push(button(label, "", () => mend(operation, body)));
  }
  actions.push(remove);
  const errors = mine && body.answer ? errorsOf(body.answer.errors) : [];
  return make(
    "article",
    {},
    make("h3", {}, words.title),
    make("p", {}, words.detail),
    ...(errors.length ? [make("ul", {}, ...errors.map((each) => make("li", {}, each)))] : []),
    ...(actions.length ? [make("div", { class: "actions two" }, ...actions)] : []),
  );
}

function place(body, hello) {
  if (!body) return { title: text.unreadable, detail: "" };
  if (body.account !== hello?.account) return { title: text.other, detail: text.otherDetail };
  const made = new Date(body.made_at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const state = { conflict: text.isConflict, invalid: text.isInvalid }[body.answer?.outcome] ?? text.waits;
  return { title: body.kind === "check-in" ? text.checkIn : text.happened, detail: `${made} · ${state}` };
}

// Errors come as a list of texts, or by field.
function errorsOf(errors) {
  return Object.values(errors ?? {}).flat().map(String);
}

// Take an entry to its ordinary page, as if its form had been sent there. It stays here until the server has it.
async function mend(operation, body) {
  try {
    const { token } = await greet();
    const form = make("form", { method: "post", action: body.answer.url, hidden: "" });
    const fields = { ...body.fields, csrf_token: [token], operation: [operation], record: [body.record] };
    if (body.version) fields.version = [String(body.version)];
    for (const [name, values] of Object.entries(fields)) {
      for (const each of values) form.append(make("input", { type: "hidden", name, value: each }));
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  } catch (problem) {
    if (problem.status === 401) say(text.signIn, { label: text.signInLabel, url: text.signInUrl });
    else say(text.needsSignal);
  }
}
