"""That every name in an entry is the name of something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from . import models
from .base import Text
from .content import Key, Problem
from .predicates import CannotOrDeclines, Drugs, GrewOn, Had, LineCount, RelapsedWithin, leaves
from .sections import Built

# A kind is known by its label; which labels say what, by entry and field.
_LABELLED: Mapping[type, tuple[tuple[str, str], ...]] = {
    models.Source: (("kind", "source_kind"),),
    models.DrugClass: (("kind", "option_kind"),),
    models.Drug: (("route", "route"),),
    models.Option: (
        ("kind", "option_kind"),
        ("status", "option_status"),
        ("confidence", "option_confidence"),
        ("availability_in_canada", "availability_in_canada"),
    ),
}


@dataclass(frozen=True)
class Names:
    """Every name that an entry may refer to; entries that could not be made are named too."""

    sources: Collection[str]
    classes: Collection[str]
    drugs: Collection[str]
    options: Collection[str]
    locators: Mapping[str, Text]
    labels: Mapping[str, Mapping[str, Text]]

    @property
    def kinds(self) -> Collection[str]:
        return self.labels.get("option_kind", {})


def broken(built: Built, names: Names) -> Iterator[Problem]:
    """Each name in the entry that names nothing."""
    entry = built.entry
    for place, missing in (*_named(entry, names), *_unlabelled(entry, names)):
        yield built.document.problem((*built.key, *place), missing)
    if isinstance(entry, models.Option):
        for name, missing in _outside(entry, names):
            yield built.document.problem(built.document.key_of(name, (*built.key, "applies_when")), missing)


def _named(entry: object, names: Names) -> Iterator[tuple[Key, str]]:
    match entry:
        case models.Option():
            yield from _of_option(entry, names)
        case models.Drug():
            yield from _missing(("class_id",), entry.class_id, names.classes, "class")
            for index, part in enumerate(entry.contains):
                yield from _missing(("contains", index), part, names.drugs, "drug")
        case models.Fact() | models.GlossaryTerm() | models.NamedOrganisation():
            yield from _missing(("source",), entry.source, names.sources, "source")
            for index, source in enumerate(getattr(entry, "also", ())):
                yield from _missing(("also", index), source, names.sources, "source")
            if locator := getattr(entry, "locator", None):
                yield from _missing(("locator",), locator, names.locators, "locator in fr/terms.yaml")
        case models.DiseaseNames():
            for index, source in enumerate(entry.sources):
                yield from _missing(("sources", index), source, names.sources, "source")
            yield from _missing(("note_source",), entry.note_source, names.sources, "source")


def _of_option(option: models.Option, names: Names) -> Iterator[tuple[Key, str]]:
    for index, use in enumerate(option.sources):
        yield from _missing(("sources", index, "id"), use.id, names.sources, "source")
        yield from _missing(("sources", index, "locator"), use.locator, names.locators, "locator in fr/terms.yaml")
    for index, drug in enumerate(option.drugs):
        is_class = drug.startswith("class:")
        known, what = (names.classes, "class") if is_class else (names.drugs, "drug")
        yield from _missing(("drugs", index), drug.removeprefix("class:"), known, what)
    if option.superseded_by is not None:
        yield from _missing(("superseded_by",), option.superseded_by, names.options, "option")
    if (option.status == "superseded") != (option.superseded_by is not None):
        yield ("status",), "status superseded and superseded_by go together"
    for group, value in (
        ("option_reviewed_by", option.reviewed.by),
        ("option_reviewed_clinician", str(option.reviewed.clinician).lower()),
    ):
        yield from _missing(("reviewed",), value, names.labels.get(group, {}), f"label of {group}")


def _outside(option: models.Option, names: Names) -> Iterator[tuple[str, str]]:
    """Drugs, classes and kinds in the predicate that name nothing, each with what is wrong."""
    known = {"drug": names.drugs, "class": names.classes, "kind": names.kinds, "any": ()}
    for leaf in leaves(option.applies_when):
        match leaf:
            case CannotOrDeclines(id=name) if not any(name in ids for ids in known.values()):
                yield name, f"{name!r} names no class, kind or drug"
            case (
                Had(drugs=Drugs() as drugs)
                | GrewOn(drugs=Drugs() as drugs)
                | LineCount(drugs=Drugs() as drugs)
                | RelapsedWithin(drugs=Drugs() as drugs)
            ):
                for name in drugs.ids:
                    if name not in known[drugs.by]:
                        yield name, f"{name!r} names no {drugs.by}"


def _unlabelled(entry: object, names: Names) -> Iterator[tuple[Key, str]]:
    for field, group in _LABELLED.get(type(entry), ()):
        value = getattr(entry, field)
        if value is not None:
            yield from _missing((field,), value, names.labels.get(group, {}), f"label of {group}")


def _missing(place: Key, name: str, known: Collection[str], what: str) -> Iterator[tuple[Key, str]]:
    if name not in known:
        yield place, f"{name!r} names no {what}" if what in _IDS else f"{name!r} has no {what}"


_IDS = ("source", "class", "drug", "option")


DISEASE_NAMES, DISEASE_NOTE = "names_for_the_disease", "names_for_the_disease.note"


def fact_of(content: models.Catalogue, name: str) -> list[Text]:
    """The words of a fact named `section.id`, or of the names for the disease or their note; else an empty list."""
    if name == DISEASE_NAMES:
        return list(content.disease_names.terms)
    if name == DISEASE_NOTE:
        return [content.disease_names.note]
    section, _, fact_id = name.partition(".")
    fact = content.facts.get(section, {}).get(fact_id)
    return [text for text in (fact.text, fact.value, fact.note) if text] if fact else []
