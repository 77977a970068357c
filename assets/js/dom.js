// Elements from names and texts, never from markup.

// Gaps are written %(name)s, as in every other text of the app.
export function fill(text, gaps) {
  return text.replace(/%\((\w+)\)s/g, (gap, name) => gaps[name] ?? gap);
}

export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

export function button(label, kind, pressed) {
  const element = make("button", { type: "button", class: kind }, label);
  element.addEventListener("click", pressed);
  return element;
}
