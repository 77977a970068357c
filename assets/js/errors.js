// What has to be put right is read out first. A link in the summary leads to the field itself.

export function errorSummary() {
  document.querySelector(".summary")?.focus();
}
