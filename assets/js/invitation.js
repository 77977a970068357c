// The link of an invitation, or of a visit summary, carries its secret behind "#", which no server sees: it is put into
// the form, and taken out of the address bar, where someone looking over a shoulder or at the history would find it.

export function invitation() {
  const form = document.querySelector("form[data-invitation]");
  if (!form) return;
  const link = form.elements.link;
  const take = () => {
    if (location.hash.length >= 20) {
      link.value = location.hash;
      history.replaceState(null, "", location.pathname);
    }
    link.closest(".field").hidden = link.value.startsWith("#"); // from here, not pasted: also when the page came back
  };
  take();
  addEventListener("hashchange", take); // the link was opened where the page was open already
}
