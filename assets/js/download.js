// While a file is being made or read, its button says so. Where the answer is a file (`data-download`), the page stays,
// and a cookie says that the file came; else the next page takes this one's place.

const LOOK_EVERY_MS = 250;
const GIVE_UP_AFTER_MS = 60000;

export function sayWhileMaking() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.defaultPrevented && form.querySelector("[data-busy]")) wait(form);
  });
}

function wait(form) {
  const button = form.querySelector("[data-busy]");
  const status = form.querySelector("[data-status]");
  const label = [...button.childNodes]; // an icon too
  const mark = "download" in form.dataset ? form.elements.operation : null;
  const started = Date.now();
  button.textContent = button.dataset.busy;
  status.textContent = button.dataset.busy;
  const timer = setInterval(() => {
    const came = mark && document.cookie.includes(`made=${mark.value}`);
    if (came || Date.now() - started > GIVE_UP_AFTER_MS) ready();
    else form.setAttribute("aria-busy", "true");
  }, LOOK_EVERY_MS);

  function ready() {
    clearInterval(timer);
    button.replaceChildren(...label);
    status.textContent = "";
    form.removeAttribute("aria-busy");
    if (mark) mark.value = String(Date.now());
  }
  addEventListener("pagehide", ready, { once: true }); // the answer is a page, or was one after all: the password is asked for
}
