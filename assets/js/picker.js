// The drug picker: a combobox (WAI-ARIA, list autocomplete with manual selection) over a plain text field.
//
// Nothing is chosen for the person: Enter takes the row that is marked, or a name typed in full. Drugs already chosen
// arrive as ticked boxes (so that they can be taken off without script) and become rows with a Remove button.

import { fill, make, setAttributes } from "./dom.js";
import { fold, search } from "./search.js";

const FIRST_LETTERS = 2;

export function drugPickers() {
  for (const root of document.querySelectorAll("[data-drug-picker]")) new Picker(root);
}

class Picker {
  constructor(root) {
    this.text = root.dataset;
    this.input = root.querySelector("input[data-picker]");
    this.chosen = root.querySelector("[data-chosen]");
    this.status = root.querySelector("[data-status]");
    this.drugs = [];
    this.rows = [];
    this.active = -1;
    this.list = make("ul", { id: `${this.input.id}-list`, role: "listbox", "aria-label": this.text.listLabel, hidden: "" });
    this.input.after(this.list);
    for (const hint of root.querySelectorAll("[data-without-script]")) hint.hidden = true;
    for (const box of this.chosen.querySelectorAll("input[type=checkbox]")) this.fromBox(box);
    this.becomeCombobox();
    root.closest("form").addEventListener("give-back", ({ detail }) => this.replace(detail[this.text.name] ?? []));
  }

  becomeCombobox() {
    const { input, list } = this;
    setAttributes(input, { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" });
    input.addEventListener("focus", () => this.load(), { once: true });
    input.addEventListener("input", () => this.show());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A tap on a row must not take the focus from the field, or the list would close under the finger.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.pick(this.rows[[...list.children].indexOf(row)]);
    });
  }

  async load() {
    try {
      const answer = await fetch(this.text.url, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      this.drugs = await answer.json();
      if (document.activeElement === this.input) this.show();
    } catch {
      // No signal: what is typed can still be kept. The next touch tries again.
      this.input.addEventListener("focus", () => this.load(), { once: true });
    }
  }

  show() {
    const typed = this.input.value.trim();
    if (fold(typed).length < FIRST_LETTERS) return this.close();
    const found = search(this.drugs, typed);
    this.rows = [...found.map((match) => this.drugRow(match)), this.ownWords(typed)];
    this.list.replaceChildren(...this.rows.map((row, i) => row.option(`${this.list.id}-${i}`)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(-1);
    this.say(fill(found.length === 1 ? this.text.foundOne : this.text.found, { num: found.length }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = this.list.children[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!open) return this.show();
      // One place more than there are rows: the text field itself, between the last and the first.
      const places = this.rows.length + 1;
      this.mark(((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && (open || this.input.value.trim())) {
      event.preventDefault(); // Enter in this field never sends the form while there is something in it
      if (open) this.enter();
      else this.show();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }

  enter() {
    const typed = fold(this.input.value.trim());
    const whole = this.rows.find((row) => row.names?.some((name) => fold(name) === typed));
    if (this.active >= 0) this.pick(this.rows[this.active]);
    else if (whole) this.pick(whole);
    else this.mark(0);
  }

  drugRow({ drug, name, from, to }) {
    const other = name !== drug.name && !drug.brands.includes(name) ? name : null;
    const brands = drug.brands.length ? fill(this.text.brand, { names: drug.brands.join(", ") }) : null;
    const detail = [other, brands, drug.kind].filter(Boolean).join(" · ");
    const matched = name.slice(from, to);
    return {
      value: drug.id,
      label: drug.name,
      detail,
      names: [drug.name, ...drug.brands, ...(drug.also ?? [])],
      option: (id) => {
        const small = make("small", {}, ...(name === drug.name ? [detail] : marked(detail, name, matched, from)));
        return make("li", { id, role: "option" }, ...(name === drug.name ? marked(name, name, matched, from) : [drug.name]), small);
      },
    };
  }

  ownWords(typed) {
    const label = fill(this.text.keep, { typed });
    return {
      value: `text:${typed}`,
      label: typed,
      detail: this.text.keepDetail,
      option: (id) => make("li", { id, role: "option" }, label, make("small", {}, this.text.keepDetail)),
    };
  }

  pick({ value, label, detail }) {
    if (!this.values().includes(value)) this.add(value, label, detail);
    this.input.value = "";
    this.close();
    this.say(fill(this.text.added, { name: label }));
    this.input.focus();
  }

  values() {
    return [...this.chosen.querySelectorAll("input")].map((input) => input.value);
  }

  fromBox(box) {
    const label = box.closest("label");
    if (box.checked) this.add(box.value, label.querySelector("[data-name]").textContent, label.querySelector("small")?.textContent);
    label.remove();
  }

  // What was chosen before the page was left, by value alone.
  async replace(values) {
    if (values.join() === this.values().join()) return;
    await this.load();
    this.chosen.replaceChildren();
    for (const value of values) {
      const drug = this.drugs.find(({ id }) => id === value);
      const typed = value.startsWith("text:");
      this.add(value, drug?.name ?? (typed ? value.slice(5) : value), typed ? this.text.keepDetail : drug?.kind);
    }
  }

  add(value, name, detail) {
    const hidden = make("input", { type: "hidden", name: this.text.name, value });
    const remove = make("button", { type: "button", class: "plain", "aria-label": fill(this.text.removeNamed, { name }) }, this.text.remove);
    const row = make("div", { class: "picked" }, make("span", {}, name, ...(detail ? [make("small", {}, detail)] : [])), hidden, remove);
    remove.addEventListener("click", () => {
      row.remove();
      this.say(fill(this.text.removed, { name }));
      this.input.focus();
    });
    this.chosen.append(row);
  }

  say(words) {
    this.status.textContent = words;
  }
}

// `whole` cut around the piece of it that matched, which is wrapped in <mark>.
function marked(whole, name, matched, from) {
  const start = whole.indexOf(name) + from;
  return [whole.slice(0, start), make("mark", {}, matched), whole.slice(start + matched.length)];
}
