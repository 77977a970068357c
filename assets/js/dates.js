// Chips that fill the year, month and day of a date: today or yesterday on this phone's own clock, or nothing.

const DAYS_BACK = { today: 0, yesterday: 1 };

export function dateChips() {
  for (const chips of document.querySelectorAll("[data-date-chips]")) chips.hidden = false;
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-set-date]");
    if (chip) fill(chip.closest("[data-date]"), chip.dataset.setDate);
  });
}

function fill(field, when) {
  const day = new Date();
  day.setDate(day.getDate() - (DAYS_BACK[when] ?? 0));
  const parts = { year: day.getFullYear(), month: day.getMonth() + 1, day: day.getDate() };
  for (const [part, value] of Object.entries(parts)) {
    const control = field.querySelector(`[data-part="${part}"]`);
    control.value = when in DAYS_BACK ? value : "";
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
