// The link of an invitation carries its secret behind "#", which no server sees: it is put into the form, and taken out
// of the address bar, where someone looking over a shoulder or at the history would find it.

export function invitation() {
  const form = document.querySelector("form[data-invitation]");
  if (!form || location.hash.length < 20) return;
  form.elements.link.value = location.hash;
  form.elements.link.closest(".field").hidden = true;
  history.replaceState(null, "", location.pathname);
}
