"""Loads the content of a seed folder, and says everything that is wrong with it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from . import inline, models, reviews, sections, support_files, understand_checks
from .base import Text
from .content import Document, Key, Problem, read
from .entries import listed
from .french import French
from .glossary import shared_forms
from .organizations import Support
from .predicates import FACT_VALUES
from .references import Names, broken
from .sections import Builder, Built, Section

FILES = ("options.yaml", "drugs.yaml", "facts.yaml", "sources.yaml")
TERMS = "fr/terms.yaml"
_TOP = {
    "options.yaml": {"vocabulary", "notes", "options"},
    "drugs.yaml": {"classes", "drugs"},
    "facts.yaml": {"about", "names_for_the_disease", "glossary", "support_organisations", *sections.FACT_SECTIONS},
    TERMS: {"terms", "labels", "locators"},
    **inline.TOP,
    **support_files.TOP,
    reviews.FILE: {"reviews"},
}


class BrokenContent(RuntimeError):
    """The content has mistakes and must not be shown; `problems` holds every one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["the content is broken:", *map(str, self.problems)]))


def problems(seed_dir: Path | str) -> list[Problem]:
    """Every mistake in the content, by file and line; an empty list if there is none."""
    return _read_all(Path(seed_dir))[1]


def load(seed_dir: Path | str) -> models.Catalogue:
    """The content of `seed_dir`. Raises BrokenContent if there is any mistake."""
    catalogue, found = _read_all(Path(seed_dir))
    if found or catalogue is None:
        raise BrokenContent(found)
    return catalogue


@dataclass(frozen=True)
class _Files:
    english: Mapping[str, Document]
    french: Mapping[str, French]
    terms: French
    inline: Mapping[str, Document]
    support: Mapping[str, Document]
    reviews: Document


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Reading makes many objects and drops few: looking for cycles among them doubles the time to start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_garbage()
def _read_all(seed: Path) -> tuple[models.Catalogue | None, list[Problem]]:
    names = [*FILES, *(f"fr/{name}" for name in FILES), TERMS, *inline.FILES, *support_files.FILES, reviews.FILE]
    documents = {name: read(seed / name, f"{seed.name}/{name}") for name in names}
    found = [problem for document in documents.values() for problem in document.broken]
    if any(document.data is None for document in documents.values()):
        return None, sorted(found)
    files = _Files(
        {name: documents[name] for name in FILES},
        {name: French(documents[f"fr/{name}"]) for name in FILES},
        French(documents[TERMS]),
        {name: documents[name] for name in inline.FILES},
        {name: documents[name] for name in support_files.FILES},
        documents[reviews.FILE],
    )
    catalogue, more = _build(files)
    found += more + [p for name, keys in _TOP.items() for p in _top_level(documents[name], keys)]
    return (None if found else catalogue), sorted(set(found))


def _build(files: _Files) -> tuple[models.Catalogue | None, list[Problem]]:
    builders = {name: Builder(files.english[name], files.french[name]) for name in FILES}
    terms = Builder(files.terms.document, files.terms)
    built: dict[Section, Mapping[str, Built]] = {s: builders[s.file].entries(s) for s in sections.ALL}
    disease_names = _disease_names(builders["facts.yaml"])
    words = {term.id: term for term in _terms(terms)}
    labels = _labels(terms)
    locators = _locators(terms)
    names = Names(
        sources=_names(builders["sources.yaml"], sections.SOURCES),
        classes=_names(builders["drugs.yaml"], sections.CLASSES),
        drugs=_names(builders["drugs.yaml"], sections.DRUGS),
        options=_names(builders["options.yaml"], sections.OPTIONS),
        locators=locators,
        labels=labels,
    )
    found = [problem for builder in (*builders.values(), terms) for problem in builder.problems]
    entries = [entry for named in built.values() for entry in named.values()]
    if disease_names:
        entries.append(disease_names)
    found += [problem for entry in entries for problem in broken(entry, names)]
    found += _outside_vocabulary(files.english["options.yaml"])
    for french in files.french.values():
        found += [*french.problems, *french.leftovers()]
    found += files.terms.problems
    both, more = inline.build(files.inline, names)
    found += more
    seeds = {str(row.entry.seed_file) for row in built[sections.SOURCES].values() if row.entry.seed_file}
    support, more = support_files.build(files.support, labels, seeds)
    found += more
    reviewed, more = reviews.read(files.reviews)
    found += more
    if found or disease_names is None or both is None or support is None:
        return None, found

    catalogue = _catalogue(built, disease_names.entry, words, names, both, support, reviewed)
    found += understand_checks.broken(catalogue, files.inline["understand.yaml"], names)
    found += _shared_words(catalogue, files.english["facts.yaml"])
    if not found:
        found += reviews.broken(catalogue, files.reviews, listed(catalogue))
    return catalogue, found


def _catalogue(
    built: Mapping[Section, Mapping[str, Built]],
    disease_names: models.DiseaseNames,
    words: Mapping[str, models.Term],
    names: Names,
    both: inline.Inline,
    support: Support,
    reviewed: Mapping[str, models.Reviewed],
) -> models.Catalogue:
    def rows(section: Section) -> Mapping[str, Any]:
        return MappingProxyType({name: row.entry for name, row in built[section].items()})

    return models.Catalogue(
        sources=rows(sections.SOURCES),
        classes=rows(sections.CLASSES),
        drugs=rows(sections.DRUGS),
        options=rows(sections.OPTIONS),
        facts=MappingProxyType({name: rows(section) for name, section in sections.FACTS.items()}),
        glossary=rows(sections.GLOSSARY),
        disease_names=disease_names,
        organisations=tuple(row.entry for row in built[sections.ORGANISATIONS].values()),
        terms=MappingProxyType(dict(words)),
        labels=MappingProxyType({group: MappingProxyType(dict(values)) for group, values in names.labels.items()}),
        locators=MappingProxyType(dict(names.locators)),
        checkin=both.checkin,
        red_flags=both.red_flags,
        prompts=both.prompts,
        support=support,
        understand=both.understand,
        reviews=reviewed,
    )


def _shared_words(catalogue: models.Catalogue, document: Document) -> Iterator[Problem]:
    order = list(catalogue.glossary)
    for name, form in shared_forms(catalogue.glossary.values()):
        yield document.problem(("glossary", order.index(name)), f"{form!r} is a form of another word too")


def _names(builder: Builder, section: Section) -> set[str]:
    """Names of all entries of the section, also of those that could not be made."""
    return {name for name, _, _ in Builder(builder.document, builder.french).rows(section)}


def _disease_names(builder: Builder) -> Built | None:
    key = ("names_for_the_disease",)
    row = builder.document.at(key)
    if not isinstance(row, dict):
        builder.report(key, "must be a map")
        return None
    entry = builder.entry(models.DiseaseNames, row, key, key, ("terms", "note"))
    return Built(entry, builder.document, key) if entry else None


def _terms(builder: Builder) -> Iterator[models.Term]:
    section = Section(TERMS, ("terms",), models.Term, ())
    for row in builder.entries(section).values():
        term: models.Term = row.entry
        builder.french.check_words(term.fr, term.en, term.same or None, row.key)
        yield term


def _labels(builder: Builder) -> dict[str, dict[str, Text]]:
    """The words for coded values: both languages stand beside each other, so there is no en_sha."""
    groups: dict[str, dict[str, Text]] = {}
    for group, _ in _map(builder, ("labels",)):
        groups[group] = {}
        for value, words in _map(builder, ("labels", group)):
            key = ("labels", group, value)
            try:
                same = words.pop("same", None) if isinstance(words, dict) else None
                groups[group][value] = text = Text.model_validate(words)
            except ValidationError:
                builder.report(key, "needs en and fr")
            else:
                builder.french.check_words(text.fr, text.en, same, key)
    return groups


def _locators(builder: Builder) -> dict[str, Text]:
    """Places in sources. Some are used by files that come later, so one that nothing names is no mistake."""
    return {text: builder.french.of(text, ("locators", text)) for text, _ in _map(builder, ("locators",))}


def _map(builder: Builder, key: tuple[str, ...]) -> list[tuple[str, Any]]:
    data = builder.document.at(key)
    if isinstance(data, dict):
        return list(data.items())
    builder.report(key, "must be a map")
    return []


def _top_level(document: Document, keys: set[str]) -> Iterator[Problem]:
    given = set(document.data) if isinstance(document.data, dict) else set()
    for name in given - keys:
        yield document.problem((name,), "is not a part of this file")
    for name in keys - given:
        yield document.problem((name,), "is missing")


def _outside_vocabulary(document: Document) -> Iterator[Problem]:
    """Predicates that the program knows but the vocabulary at the head of the file does not explain."""
    vocabulary = document.at(("vocabulary",))
    explained = set(vocabulary) if isinstance(vocabulary, dict) else set()
    for name in set(FACT_VALUES) - explained:
        yield document.problem(("vocabulary",), f"does not explain {name}")
    rows = document.at(("options",))
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        key: Key = ("options", index, "applies_when")
        for place, atom in _atoms(row.get("applies_when") if isinstance(row, dict) else None, key):
            if atom not in explained:
                yield document.problem(place, f"{atom!r} is not in the vocabulary")


def _atoms(data: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if not isinstance(data, dict) or len(data) != 1:
        return
    [(atom, argument)] = data.items()
    if atom == "not":
        yield from _atoms(argument, (*key, atom))
    elif atom in ("all", "any"):
        for index, part in enumerate(argument if isinstance(argument, list) else ()):
            yield from _atoms(part, (*key, atom, index))
    else:
        yield (*key, atom), atom
