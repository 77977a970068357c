// A button under a text that is there to be copied; where the browser has no clipboard, the text is copied by hand.

import { button } from "./dom.js";

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const area of document.querySelectorAll("textarea[data-copy]")) {
    const copy = button(area.dataset.copy, "line", () => {
      navigator.clipboard.writeText(area.value).then(
        () => (copy.textContent = area.dataset.copied),
        () => area.select(),
      );
    });
    copy.setAttribute("aria-live", "polite");
    area.after(copy);
  }
}
