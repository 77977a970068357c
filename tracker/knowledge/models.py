"""The knowledge base as frozen objects. Fields are those of the files under `seed/`; see `docs/content.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, InstanceOf, StrictBool, StrictInt, StringConstraints

from .base import Entry, Id, Review, SourceUse, Text, Url, Words, a_date
from .checkin import CheckIn
from .organizations import Support
from .predicates import Predicate
from .prompts import Prompts
from .red_flags import RedFlags
from .understand import Understand

Language = Literal["en", "fr"]


class Source(Entry):
    """A document that was read. `read`: how much of it could be seen. `title` stays in its own language.

    `read_on`: the day, where it was noted; else that of the last review of an option that names it counts.
    """

    id: Id
    title: Words
    publisher: Text
    url: Url | None
    published: Annotated[str, AfterValidator(a_date)] | None
    kind: str
    jurisdiction: Text
    read: Text
    seed_file: str | None = None
    note: Text | None = None
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,}/\S+$")] | None = None
    read_on: Annotated[str, AfterValidator(a_date)] | None = None


class DrugClass(Entry):
    id: Id
    name: Text
    plain_language_name: Text
    kind: str


class Drug(Entry):
    """`brands`: names used in Canada. `contains`: drugs inside a combined product."""

    id: Id
    generic: Text
    brands: tuple[Words, ...]
    class_id: str
    route: str
    atc: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2}[A-Z]{2}\d{2}$")] | None
    rxnorm: Annotated[str, StringConstraints(pattern=r"^\d+$")] | None
    contains: tuple[str, ...] = ()
    brands_elsewhere: tuple[Words, ...] = ()
    note: Text | None = None


class Option(Entry):
    """A documented treatment option. `notes` are for us and never shown."""

    id: Id
    name: Text
    drugs: tuple[str, ...]
    kind: str
    applies_when: InstanceOf[Predicate]
    documented: Text
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]
    status: Literal["current", "seed_only", "superseded"]
    confidence: Literal["high", "medium", "low"]
    reviewed: Review
    cautions: Text | None = None
    superseded_by: str | None = None
    availability_in_canada: str | None = None
    since: StrictInt | None = None
    notes: str | None = None


class Fact(Entry):
    """One statement with its source. `text` is what `facts.yaml` calls `fact` (with a `value`) or `plain`."""

    id: Id
    text: Text
    source: str
    value: Text | None = None
    as_of: StrictInt | None = None
    locator: str | None = None
    also: tuple[str, ...] = ()
    note: Text | None = None
    limit: Text | None = None
    credited_to: Text | None = None
    site: str | None = None


class Forms(Entry):
    """Other forms of a word, such as its plural; the languages differ, so the lists do not go in pairs."""

    en: tuple[Words, ...] = ()
    fr: tuple[Words, ...] = ()


class GlossaryTerm(Entry):
    """A word and what it means. `forms`: how else it stands in texts."""

    term: Text
    definition: Text
    source: str
    also: tuple[str, ...] = ()
    synonyms: tuple[Text, ...] = ()
    forms: Forms = Forms()

    @property
    def slug(self) -> str:
        """Its lasting name in addresses: `hormone-receptor-positive-hr`."""
        return plain(self.term.en).replace(" ", "-")


class DiseaseNames(Entry):
    terms: tuple[Text, ...]
    sources: tuple[str, ...]
    note: Text
    note_source: str


class NamedOrganisation(Entry):
    """An organization that a source names; only its name and that source."""

    name: Text
    source: str


class Term(Entry):
    """The word for one thing in both languages. `note` is for whoever translates."""

    id: Id
    group: str
    en: Words
    fr: Words
    note: str | None = None
    same: StrictBool = False

    def in_language(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


class Reviewed(Entry):
    """That a clinician read an entry as it was at `digest`."""

    entry: Words
    by: Words
    on: date
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All content, by id and in the order of the files. Compared and hashed by identity: it is loaded once.

    `facts` by section, then id; `glossary` by the English term; `labels` by group, then coded value;
    `locators` by the English. `checkin`, `red_flags`, `prompts` (questions.yaml) and `understand` are the files of
    these names; `support` is `organizations.yaml` with `support.yaml`. `reviews`: the last review of each entry that
    had one, by its reference (see entries.py).
    """

    sources: Mapping[str, Source]
    classes: Mapping[str, DrugClass]
    drugs: Mapping[str, Drug]
    options: Mapping[str, Option]
    facts: Mapping[str, Mapping[str, Fact]]
    glossary: Mapping[str, GlossaryTerm]
    disease_names: DiseaseNames
    organisations: tuple[NamedOrganisation, ...]
    terms: Mapping[str, Term]
    labels: Mapping[str, Mapping[str, Text]]
    locators: Mapping[str, Text]
    checkin: CheckIn
    red_flags: RedFlags
    prompts: Prompts
    support: Support
    understand: Understand
    reviews: Mapping[str, Reviewed]

    def source(self, source_id: str) -> Source:
        return self.sources[source_id]

    def drug(self, drug_id: str) -> Drug:
        return self.drugs[drug_id]

    def option(self, option_id: str) -> Option:
        return self.options[option_id]

    def fact(self, section: str, fact_id: str) -> Fact:
        return self.facts[section][fact_id]

    def class_of(self, drug_id: str) -> DrugClass:
        return self.classes[self.drugs[drug_id].class_id]

    def kind_of(self, drug_id: str) -> str:
        """The kind of the drug's class: endocrine, targeted, chemotherapy …"""
        return self.class_of(drug_id).kind

    def label(self, group: str, value: str | bool) -> Text:
        """The words for a coded value, for example `label("route", "oral")`."""
        return self.labels[group][str(value).lower() if isinstance(value, bool) else value]

    def locator(self, text: str) -> Text:
        return self.locators[text]

    def find_drugs(self, text: str, language: str = "en") -> tuple[Drug, ...]:
        """Drugs with a name that holds `text`, from its second letter, whatever the case and the accents.

        Names are the generic in both languages and every brand. First those with a word that begins with it, then
        the others; alphabetical by generic in `language` within each.
        """
        wanted = plain(text)
        if len(wanted) < 2:
            return ()
        found = []
        for drug_id, names in self._names.items():
            if not any(wanted in name for name in names):
                continue
            begins = any(name.startswith(wanted) or f" {wanted}" in name for name in names)
            drug = self.drugs[drug_id]
            found.append((not begins, plain(drug.generic.in_language(language)), drug))
        return tuple(drug for _, _, drug in sorted(found, key=lambda row: row[:2]))

    def drug_named(self, text: str) -> Drug | None:
        """The one drug with exactly this generic or brand name, in either language; None if there is none."""
        drug_id = self._by_name.get(plain(text))
        return self.drugs[drug_id] if drug_id else None

    @cached_property
    def terms_by_slug(self) -> Mapping[str, GlossaryTerm]:
        return {term.slug: term for term in self.glossary.values()}

    @cached_property
    def sources_by_place(self) -> Mapping[str, str]:
        """The id of a source by its web address, and of a seed text by its name."""
        return {place: each.id for each in self.sources.values() for place in (each.url, each.seed_file) if place}

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        return {drug.id: tuple(map(plain, _names_of(drug))) for drug in self.drugs.values()}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        named: dict[str, set[str]] = {}
        for drug in self.drugs.values():
            for name in (*_names_of(drug), *_short_forms(drug), drug.id):
                named.setdefault(plain(name), set()).add(drug.id)
        return {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}


def plain(text: str) -> str:
    """`text` without case, accents and punctuation, for comparing names: « 5-FU » is `5 fu`."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return " ".join(re.sub(r"[^\w\s]|_", " ", "".join(c for c in letters if not unicodedata.combining(c))).split())


def _names_of(drug: Drug) -> tuple[str, ...]:
    return (drug.generic.en, drug.generic.fr, *drug.brands, *drug.brands_elsewhere)


def _short_forms(drug: Drug) -> Iterator[str]:
    """Both halves of a generic such as `trastuzumab emtansine (T-DM1)`.

    Only where one word stands in the brackets: a phrase there says what sets the drug apart from the name before it,
    as in `estradiol (high dose)`.
    """
    for generic in (drug.generic.en, drug.generic.fr):
        if match := re.fullmatch(r"(.+) \((\S+)\)", generic):
            yield from match.groups()
