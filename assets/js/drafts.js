// What a person has typed and not saved survives leaving the page, a locked phone and signing in again: it is kept on
// this phone, sealed as everything in the store, until the form is saved, started over, or too old.

import * as store from "./store.js";
import { ask } from "./send.js";
import { button, fill, make } from "./dom.js";

const KEEP_AFTER_MS = 400;
const HOUR_MS = 3_600_000;
const LONGEST_HOURS = 14 * 24;
const OF_THE_PAGE = ["csrf_token", "operation", "record", "version", "answered_at", "happened_at", "utc_offset", "keep_on_phone"];
const followed = new Map();

const frame = document.getElementById("outbox");
const inShell = Boolean(document.querySelector("[data-offline]"));

export async function drafts() {
  if (!frame || frame.dataset.shared || !store.usable()) return;
  try {
    const whose = frame.dataset.account || (inShell && (await lately()));
    if (!whose) return;
    const saved = document.querySelector(".toast")?.dataset.act; // the page says that this act was saved
    await store.dropDrafts(({ at, act, hours }) => (saved && act.operation === saved) || !isFresh(at, hours));
    for (const bar of document.querySelectorAll("form[method=post]:not([data-no-draft]) .savebar")) {
      const form = bar.closest("form");
      if (!form.querySelector("input[type=password]")) await follow(form, whose);
    }
  } catch {
    // A browser that refuses its store: the page is as it is without, and warns before it is left.
  }
}

// In the shell: whoever was signed in here, while that can still be so (a device that rests is signed out in 7 days).
async function lately() {
  const hello = await store.noted("hello");
  return hello && isFresh(hello.at, 7 * 24) ? hello.account : "";
}

const isFresh = (at, hours = LONGEST_HOURS) => Math.abs(Date.now() - at) < hours * HOUR_MS;

// Whether what is typed in this form is kept here; else the page warns before it is left.
export const isKept = (form) => Boolean(followed.get(form)?.kept);

// The form is saved, or waits in the outbox: what was typed in it need not be kept any more.
export async function done(form) {
  await followed.get(form)?.drop();
}

async function follow(form, whose) {
  const place = form.dataset.draft ?? location.pathname + location.search;
  const here = { kept: true, notice: null, drop: () => {} };
  const asItCame = contents(form);
  const draft = await store.draft(place);
  // With things to look at, the page holds what was typed.
  if (draft?.sent && (await wasSaved(draft.act.operation))) {
    await store.dropDraft(place);
  } else if (draft?.whose === whose && !document.querySelector(".summary") && !same(draft.fields, asItCame)) {
    here.notice = giveBack(form, draft, () => here.drop(true));
  }
  keepWhileTyping(form, here, place, whose, asItCame);
  followed.set(form, here);
}

// A form that was sent, and whose answer was never seen here: the server knows. Without one it is given back.
async function wasSaved(operation) {
  const journey = location.pathname.match(/^\/journeys\/[0-9a-f-]+/)?.[0];
  if (!journey || !operation) return false;
  return ask(`${journey}/done/${operation}`).then(() => true, () => false);
}

function keepWhileTyping(form, here, place, whose, asItCame) {
  let timer;
  let over = false;
  let sent = false;
  let keeping = Promise.resolve();
  const keep = () => {
    clearTimeout(timer);
    const fields = contents(form);
    if (over) return;
    const draft = { whose, fields, act: actOf(form), filled: form.hasAttribute("data-filled"), hours: Number(form.dataset.draftHours) || LONGEST_HOURS, at: Date.now(), sent };
    const write = () => (same(fields, asItCame) ? store.dropDraft(place) : store.keepDraft(place, draft));
    keeping = keeping.then(write).then(
      () => (here.kept = true),
      () => (here.kept = false),
    );
  };
  for (const kind of ["input", "change", "click"]) {
    form.addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER_MS);
    });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  form.addEventListener("submit", (event) => {
    sent ||= !event.defaultPrevented && navigator.onLine && !form.dataset.outbox;
    keep();
  });
  form.addEventListener("reset", () => (over = false));
  here.drop = async (goOn = false) => {
    over = !goOn;
    clearTimeout(timer);
    here.notice?.remove();
    await keeping;
    await store.dropDraft(place);
  };
}

// Name → list of texts, of what the person can see and change.
function contents(form) {
  const fields = {};
  for (const [name, given] of new FormData(form)) {
    if (!OF_THE_PAGE.includes(name) && typeof given === "string") (fields[name] ??= []).push(given);
  }
  return fields;
}

const same = (one, other) => JSON.stringify(filled(one)) === JSON.stringify(filled(other));
const filled = (fields) => Object.entries(fields).filter(([, values]) => values.some(Boolean)).sort(([a], [b]) => (a < b ? -1 : 1));

// The record and the version that the page had when it was typed: what was changed elsewhere since is merged or asked
// about. The same act too, so that what was saved after all is saved once; not for an entry of the outbox, which has
// one answer for each act: there the record alone tells.
const namesOfAct = (form) => (form.dataset.outbox ? ["version", "record"] : ["version", "record", "operation"]);
const named = (form, name) => form.querySelector(`input[name="${name}"]`);
const actOf = (form) => Object.fromEntries(["version", "record", "operation"].map((name) => [name, named(form, name)?.value ?? ""]));

// Returns the notice that says so, with the way to start over.
function giveBack(form, draft, forget) {
  const before = { fields: contents(form), act: actOf(form) };
  put(form, draft, form.hasAttribute("data-filled") && !draft.filled);
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const words = make("p", {}, fill(frame.dataset.draftBack, { when }));
  const notice = make("div", { class: "notice", role: "status" }, make("div", {}, words));
  const clear = button(frame.dataset.draftClear, "line", async () => {
    await forget();
    put(form, before, false);
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  notice.firstChild.append(clear);
  form.before(notice);
  return notice;
}

// `wordsOnly`: the answers of last time stand in the form, and only what was written goes over them.
function put(form, { fields, act }, wordsOnly) {
  for (const extra of form.querySelectorAll("[data-given-back]")) extra.remove();
  for (const control of form.elements) {
    const { name, type } = control;
    const isWords = type === "textarea" || control.inputMode;
    if (!name || OF_THE_PAGE.includes(name) || (wordsOnly && !isWords)) continue;
    const values = fields[name] ?? [];
    if (type === "radio" || type === "checkbox") control.checked = values.includes(control.value);
    else if (!["hidden", "submit", "button", "fieldset"].includes(type)) control.value = values[0] ?? "";
    else continue;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const name of namesOfAct(form)) if (named(form, name) && act[name]) named(form, name).value = act[name];
  if (form.dataset.outbox) carry(form, fields);
  form.dispatchEvent(new CustomEvent("give-back", { detail: fields })); // to parts that only a script makes
}

// Answers to questions that this page does not ask (the shell asks fewer) go along unseen rather than be lost.
function carry(form, fields) {
  const asked = new Set([...form.elements].map(({ name }) => name));
  for (const [name, values] of Object.entries(fields)) {
    if (asked.has(name)) continue;
    for (const value of values) form.append(make("input", { type: "hidden", name, value, "data-given-back": "" }));
  }
}
