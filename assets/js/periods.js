// Another period of the picture takes the place of this one, without leaving the page; its link works without.

const PARTS = [".seg", ".picture", ".told"];

export function periods() {
  if (!document.querySelector("figure.picture")) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".seg a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href).catch(() => location.assign(link.href));
  });
}

async function show(url) {
  const page = await pageAt(url);
  for (const part of PARTS) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (!there) throw new Error("another page"); // signed out in the meantime
    if (part === ".told") there.open = here.open;
    here.replaceWith(document.importNode(there, true));
  }
  history.replaceState(null, "", url);
  document.querySelector('.seg [aria-current="true"]').focus();
}

// Parsed by the browser as it comes: nothing here makes elements from markup (Trusted Types).
function pageAt(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.timeout = 10_000;
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(request.status)));
    request.onerror = request.ontimeout = () => reject(new Error("away"));
    request.open("GET", url);
    request.send();
  });
}
