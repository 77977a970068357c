// Finding a drug from a few letters, whatever the accents, capitals and hyphens.

const MOST = 8; // rows; more would push "Keep as I typed it" out of sight

// Lower case without accents; `œ` as `oe`; hyphens and apostrophes as spaces.
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[-‐‑–'’]/g, " ");
}

// The drugs with a name that holds what was typed: names that begin with it, then words, then anywhere; by name within each.
// Each match is { drug, name, from, to }: the name that matched and the part of it to mark.
export function search(drugs, typed) {
  const wanted = fold(typed);
  return drugs
    .map((drug) => best(drug, wanted))
    .filter(Boolean)
    .sort((a, b) => a.rank - b.rank || a.drug.name.localeCompare(b.drug.name))
    .slice(0, MOST);
}

function best(drug, wanted) {
  const names = [drug.name, ...drug.brands, ...(drug.also ?? [])];
  const matches = names.map((name) => match(drug, name, wanted)).filter(Boolean);
  return matches.sort((a, b) => a.rank - b.rank)[0];
}

function match(drug, name, wanted) {
  // Folded letter by letter, so that a place in the folded name leads back to one in the name as written.
  const letters = [...name];
  const folded = letters.map(fold);
  const start = folded.join("").indexOf(wanted);
  if (start < 0) return null;
  const from = place(letters, folded, start);
  const to = place(letters, folded, start + wanted.length);
  const rank = start === 0 ? 0 : folded.join("")[start - 1] === " " ? 1 : 2;
  return { drug, name, from, to, rank };
}

// How many characters of the name as written make up the first `length` of the folded one.
function place(letters, folded, length) {
  let written = 0;
  let seen = 0;
  for (let i = 0; i < letters.length && seen < length; i += 1) {
    seen += folded[i].length;
    written += letters[i].length;
  }
  return written;
}
