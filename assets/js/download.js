// While a file is being made, its button says so. The answer is a file, so the page stays; a cookie says that it came.

const LOOK_EVERY_MS = 250;
const GIVE_UP_AFTER_MS = 60000;

export function sayWhileMaking() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.defaultPrevented && "download" in form.dataset) wait(form);
  });
}

function wait(form) {
  const button = form.querySelector("[data-busy]");
  const status = form.querySelector("[data-status]");
  const label = [...button.childNodes]; // an icon too
  const mark = form.elements.operation;
  const started = Date.now();
  button.textContent = button.dataset.busy;
  status.textContent = button.dataset.busy;
  const timer = setInterval(() => {
    const came = document.cookie.includes(`made=${mark.value}`);
    if (came || Date.now() - started > GIVE_UP_AFTER_MS) ready();
    else form.setAttribute("aria-busy", "true");
  }, LOOK_EVERY_MS);

  function ready() {
    clearInterval(timer);
    button.replaceChildren(...label);
    status.textContent = "";
    form.removeAttribute("aria-busy");
    mark.value = String(Date.now());
  }
  addEventListener("pagehide", ready, { once: true }); // the answer was a page after all: the password is asked for
}
