// A button that opens the print dialog; without script the menu of the browser does.

export function printButton() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
