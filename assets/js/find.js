// The kept directory: what does not hold every word that was typed goes out of sight.

import { fill } from "./dom.js";
import { fold } from "./search.js";

export function findInList() {
  const field = document.querySelector("[data-find]");
  if (!field) return;
  const input = field.querySelector("input");
  const status = document.querySelector("[data-found]");
  const entries = [...document.querySelectorAll("[data-entry]")].map((entry) => ({ entry, words: fold(entry.textContent) }));
  input.addEventListener("input", () => {
    const wanted = fold(input.value).split(/\s+/);
    for (const { entry, words } of entries) entry.hidden = !wanted.every((word) => words.includes(word));
    const number = entries.filter(({ entry }) => !entry.hidden).length;
    status.textContent = fill(status.dataset.found, { number, all: entries.length });
  });
  field.hidden = false;
}
