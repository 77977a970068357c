// Parts of a form that only some answers need, and buttons that only a page without script needs.

export function partsOnDemand() {
  for (const part of document.querySelectorAll("fieldset[data-shown-with]")) {
    const box = document.getElementById(part.dataset.shownWith);
    // Not sent while out of sight: what is left in it would say that the treatment has ended.
    const follow = () => {
      part.hidden = part.disabled = !box.checked;
    };
    if (part.querySelector(".bad")) box.checked = true;
    box.addEventListener("change", follow);
    addEventListener("pageshow", follow);
    follow();
  }
}

// Taken out, not hidden: Enter in a field presses the first button of its form.
export function withoutWhatScriptReplaces() {
  for (const extra of document.querySelectorAll("[data-only-without-script]")) extra.remove();
}
