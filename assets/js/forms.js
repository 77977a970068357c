// Two small guards around sending: a second tap does nothing, and leaving with unsaved words asks first.

import { isKept } from "./drafts.js";

const AGAIN_AFTER_MS = 5000;

export function noDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
    } else if (!event.defaultPrevented) {
      form.setAttribute("aria-busy", "true");
      setTimeout(() => form.removeAttribute("aria-busy"), AGAIN_AFTER_MS);
    }
  });
  // Back from the next page: the form is as it was left, and may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
}

export function warnBeforeLeaving() {
  for (const bar of document.querySelectorAll(".savebar")) {
    const form = bar.closest("form");
    if (form) guard(form);
  }
}

function guard(form) {
  // A form that came back with things to look at holds words that are saved nowhere.
  const before = document.querySelector(".summary") ? null : contents(form);
  let sent = false;
  form.addEventListener("submit", (event) => {
    sent = !event.defaultPrevented;
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && !isKept(form) && contents(form) !== before) event.preventDefault();
  });
}

function contents(form) {
  return new URLSearchParams(new FormData(form)).toString();
}
