// The shell: what opens without a signal. One of its parts at a time, by the address: `#check-in`, `#happened`,
// `#unsent`, `#seen`, `#help-now`, else the list of what one can do.

import * as store from "./store.js";
import { drawList, inShell, say, text } from "./outbox.js";
import { make } from "./dom.js";

const main = document.querySelector("[data-shell]");

export async function shell() {
  if (!inShell || !store.usable()) return;
  for (const part of main.querySelectorAll("[data-part-of-shell]")) part.hidden = true;
  addEventListener("hashchange", () => show(true));
  store.onChange(() => drawUnsent());
  main.addEventListener("kept", ({ target, detail }) => {
    target.reset();
    for (const input of target.querySelectorAll("input[type=hidden]")) input.value = "";
    target.removeAttribute("aria-busy");
    location.hash = "#start";
    say(detail);
    main.querySelector("[data-worried]").hidden = false;
    document.getElementById("outbox").querySelector("[data-said]").focus();
  });
  main.querySelector("[data-again]").addEventListener("click", () => {
    if (location.pathname.startsWith("/offline/")) location.assign("/");
    else location.reload();
  });
  show(false);
  drawUnsent();
  await drawSeen().catch(() => {}); // its questions are there before a draft is given back to them
}

// The page that was asked for tells which part is wanted, until a part is chosen.
function wanted() {
  const chosen = location.hash.slice(1);
  if (chosen && document.getElementById(`part-${chosen}`)) return chosen;
  const parts = ["check-in", "happened", "help-now"];
  return chosen ? "start" : parts.find((name) => location.pathname.endsWith(`/${name}`)) ?? "start";
}

async function show(byTap) {
  const name = wanted();
  for (const part of main.querySelectorAll("[data-part-of-shell]")) part.hidden = part.id !== `part-${name}`;
  if (name === "check-in" || name === "happened") {
    const hello = await store.noted("hello").catch(() => null);
    main.querySelector(`#part-${name} form`).dataset.account = hello?.account ?? "";
    if (!hello) say(text.firstSignIn);
  }
  if (byTap) {
    scrollTo(0, 0);
    main.querySelector(`#part-${name} [tabindex]`)?.focus({ preventScroll: true });
  }
}

async function drawUnsent() {
  const some = await drawList(main.querySelector("[data-unsent]")).catch(() => 0);
  main.querySelector("[data-none-unsent]").hidden = Boolean(some);
}

async function drawSeen() {
  const seen = await store.seen();
  if (!seen) return;
  const { at, clinic, pages, questions } = seen;
  if (questions) drawQuestions(questions);
  const when = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  drawNumbers(clinic);
  main.querySelector("[data-seen-at]").textContent = when;
  main.querySelector("[data-seen]").replaceChildren(...[clinic, ...pages].flatMap((part) => written(part, 3)));
  main.querySelector("[data-seen-row]").hidden = false;
}

// Beside the emergency number: those of the clinic, if they are kept here.
function drawNumbers({ numbers }) {
  const list = main.querySelector("[data-worried] ul");
  const own = numbers.filter(({ number }) => !list.textContent.includes(number));
  list.prepend(...own.map(({ label, number }) => make("li", {}, make("a", { class: "btn line wide", href: `tel:${number.replace(/[^\d+,;*#]/g, "")}` }, `${label}: ${number}`))));
}

// The questions that this person's treatment brings, and those of their own; what they left out is not asked.
function drawQuestions({ left_out: leftOut, more }) {
  for (const name of leftOut) main.querySelector(`[data-item="${CSS.escape(name)}"]`)?.remove();
  const place = main.querySelector("[data-more-questions]");
  place.replaceChildren(...more.map((each) => scale(each, place.dataset)));
}

function scale({ name, label, question, low, high, yes_no: yesNo }, text) {
  const answers = yesNo ? [["no", text.no], ["yes", text.yes]] : [...Array(11).keys()].map((score) => [String(score), String(score)]);
  const choice = ([value, words], more = {}) => make("label", value ? {} : { class: "dk" }, make("input", { type: "radio", name, value, ...more }), make("span", {}, words));
  return make(
    "fieldset",
    { class: "scale", role: "radiogroup", "data-item": name, "aria-describedby": `${name}-hint` },
    make("legend", {}, label),
    make("p", { class: "hint", id: `${name}-hint` }, question),
    make("div", { class: yesNo ? "grid11 yesno" : "grid11" }, ...answers.map((each) => choice(each)), choice(["", text.skip], { checked: "" })),
    ...(yesNo ? [] : [make("p", { class: "ends" }, make("span", {}, `0 ${low}`), make("span", {}, `10 ${high}`))]),
  );
}

// Texts as they were seen: a text is a paragraph, a list a list, and an object a part with its title.
function written(value, level) {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) {
    return value.every((each) => typeof each === "string") && value.length
      ? [make("ul", {}, ...value.map((each) => make("li", {}, each)))]
      : value.flatMap((each) => written(each, level));
  }
  if (typeof value !== "object") return [make("p", {}, String(value))];
  const { title, label, number, ...rest } = value;
  const made = [];
  if (title) made.push(make(`h${level}`, {}, title));
  if (number) made.push(make("p", {}, ...(label ? [`${label}: `] : []), make("a", { href: `tel:${number.replace(/[^\d+,;*#]/g, "")}` }, number)));
  else if (label) made.push(make("p", {}, label));
  return [...made, ...Object.values(rest).flatMap((each) => written(each, Math.min(level + 1, 4)))];
}
