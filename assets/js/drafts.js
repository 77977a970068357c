// What a person has typed and not saved survives leaving the page, a locked phone and signing in again: it is kept on
// this phone, sealed as everything in the store, until the form is saved, cleared, or two weeks old.

import * as store from "./store.js";
import { button, fill, make } from "./dom.js";

const KEEP_AFTER_MS = 400;
const FORGET_AFTER_MS = 14 * 24 * 3_600_000;
const SAME_ACT = ["version", "operation", "record"];
const OWN_TO_THE_PAGE = [...SAME_ACT, "csrf_token", "answered_at", "happened_at", "utc_offset"];
const followed = new Map();

const frame = document.getElementById("outbox");

export async function drafts() {
  if (!frame || frame.dataset.shared || !store.usable()) return;
  const inShell = document.querySelector("[data-offline]");
  try {
    const whose = frame.dataset.account || (inShell && (await store.noted("hello"))?.account);
    if (!whose) return;
    const saved = document.querySelector(".toast"); // the page that says so
    await store.dropDrafts(({ at, sent }) => (saved && sent) || Math.abs(Date.now() - at) > FORGET_AFTER_MS);
    for (const bar of document.querySelectorAll("form[method=post]:not([data-no-draft]) .savebar")) {
      const form = bar.closest("form");
      if (!form.querySelector("input[type=password]")) await follow(form, whose);
    }
  } catch {
    // A browser that refuses its store: the page is as it is without, and warns before it is left.
  }
}

// Whether what is typed in this form is kept here; else the page warns before it is left.
export const isKept = (form) => followed.has(form);

// The form is saved, or waits in the outbox: what was typed in it need not be kept any more.
export async function done(form) {
  await followed.get(form)?.();
}

async function follow(form, whose) {
  const place = form.dataset.draft || location.pathname;
  const asItCame = contents(form);
  const draft = await store.draft(place);
  // With things to look at, the page holds what was typed; filled in from last time, only the words are given back.
  if (draft?.whose === whose && !document.querySelector(".summary") && !same(draft.fields, asItCame)) {
    giveBack(form, draft, place);
  }
  keepWhileTyping(form, place, whose, asItCame);
}

function keepWhileTyping(form, place, whose, asItCame) {
  let timer;
  let over = false;
  let keeping = Promise.resolve();
  const keep = (sent) => {
    clearTimeout(timer);
    const fields = contents(form);
    if (over || (!sent && same(fields, asItCame))) return;
    const draft = { whose, fields, own: own(form), at: Date.now(), sent };
    keeping = keeping.then(() => store.keepDraft(place, draft)).catch(() => {});
  };
  for (const kind of ["input", "change", "click"]) {
    form.addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER_MS, false);
    });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep(false));
  form.addEventListener("submit", (event) => !event.defaultPrevented && keep(true));
  form.addEventListener("reset", () => (over = false));
  followed.set(form, async () => {
    over = true;
    clearTimeout(timer);
    await keeping;
    await store.dropDraft(place);
  });
}

// Name → list of texts, of what the person can see and change.
function contents(form) {
  const fields = {};
  for (const [name, given] of new FormData(form)) {
    if (!OWN_TO_THE_PAGE.includes(name) && typeof given === "string") (fields[name] ??= []).push(given);
  }
  return fields;
}

const same = (one, other) => JSON.stringify(filled(one)) === JSON.stringify(filled(other));
const filled = (fields) => Object.entries(fields).filter(([, values]) => values.some(Boolean)).sort(([a], [b]) => (a < b ? -1 : 1));

// The act and the version that the page had when it was typed: what was changed elsewhere since is merged or asked
// about, and what was saved after all is saved once.
const own = (form) => Object.fromEntries(SAME_ACT.map((name) => [name, form.querySelector(`input[name="${name}"]`)?.value ?? ""]));

function giveBack(form, draft, place) {
  const before = { fields: contents(form), own: own(form) };
  put(form, draft, form.hasAttribute("data-filled"));
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const words = make("p", {}, fill(frame.dataset.draftBack, { when }));
  const notice = make("div", { class: "notice", role: "status" }, make("div", {}, words));
  const clear = button(frame.dataset.draftClear, "line", async () => {
    await store.dropDraft(place);
    put(form, before, false);
    notice.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  notice.firstChild.append(clear);
  form.before(notice);
}

function put(form, { fields, own: act }, wordsOnly) {
  for (const control of form.elements) {
    const { name, type } = control;
    const isWords = type === "textarea" || control.inputMode;
    if (!name || OWN_TO_THE_PAGE.includes(name) || (wordsOnly && !isWords)) continue;
    const values = fields[name] ?? [];
    if (type === "radio" || type === "checkbox") control.checked = values.includes(control.value);
    else if (!["hidden", "submit", "button", "fieldset"].includes(type)) control.value = values[0] ?? "";
    else continue;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const name of SAME_ACT) {
    const input = form.querySelector(`input[name="${name}"]`);
    if (input && act[name]) input.value = act[name];
  }
  form.dispatchEvent(new CustomEvent("give-back", { detail: fields })); // to parts that only a script makes
}
