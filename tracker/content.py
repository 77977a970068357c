"""The knowledge base within a request: one catalogue, read at start; names of drugs in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from flask import current_app
from flask_babel import gettext as _

from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.knowledge.base import SourceUse
from tracker.knowledge.models import Catalogue


def catalogue() -> Catalogue:
    return cast(Catalogue, current_app.extensions["catalogue"])


def kind_of(drug_id: str) -> str | None:
    """The kind of treatment of a drug; None for an id that the content does not know."""
    content = catalogue()
    return content.kind_of(drug_id) if drug_id in content.drugs else None


def drug_name(drug_id: str | None, typed: str | None) -> str:
    """A drug as the page names it: its generic name, else what the person typed."""
    drug = catalogue().drugs.get(drug_id or "")
    return drug.generic.in_language(language()) if drug else typed or drug_id or ""


def kind_name(kind: str) -> str:
    return catalogue().label("option_kind", kind).in_language(language())


@dataclass(frozen=True)
class Source:
    """A source as the macros of `published.html` draw it. `read_in`: the month it was last read, in words."""

    publisher: str
    title: str
    published: PartialDate | None
    read_in: str


def source_shown(source_id: str) -> Source:
    """In the reader's language."""
    content = catalogue()
    source = content.source(source_id)
    published = PartialDate(source.published) if source.published else None
    return Source(source.publisher.in_language(language()), source.title, published, read_in(source_id))


def cited(uses: Iterable[SourceUse]) -> list[tuple[Source, str]]:
    """Each source once in the reader's language, with where in it."""
    content, lang = catalogue(), language()
    found = [(source_shown(use.id), content.locator(use.locator).in_language(lang)) for use in uses]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class SourceNote:
    """Who says it, when that was published and when we last read it, in words; `id` leads to the page of the source."""

    id: str
    words: str


def source_lines(ids: Iterable[str]) -> tuple[SourceNote, ...]:
    """One note for each source, in the reader's language; two that would read alike are told apart by their titles."""
    content, lang = catalogue(), language()
    notes = [_noted(content, each, lang, False) for each in dict.fromkeys(ids)]
    words = [note.words for note in notes]
    return tuple(_noted(content, note.id, lang, True) if words.count(note.words) > 1 else note for note in notes)


@lru_cache(maxsize=2048)
def _noted(content: Catalogue, source_id: str, language: str, with_title: bool) -> SourceNote:
    source = content.source(source_id)
    published = PartialDate(source.published).shown("short") if source.published else _("not dated")
    who = source.publisher.in_language(language)
    if with_title:
        who = _("%(publisher)s, “%(title)s”", publisher=who, title=source.title)
    said = _("%(who)s, %(when)s", who=who, when=published)
    if month := read_in(source_id):
        said = _("%(said)s · read %(month)s", said=said, month=month)
    return SourceNote(source_id, said)


def read_in(source_id: str) -> str:
    """The month a source was last read, in words; empty where no day was noted."""
    day = last_read(catalogue(), source_id)
    return PartialDate(day[:7]).shown() if day else ""


@lru_cache(maxsize=2048)
def last_read(content: Catalogue, source_id: str) -> PartialDate | None:
    """The day a source was last read: as noted with it, else of the last review of an option that names it."""
    if day := content.source(source_id).read_on:
        return PartialDate(day)
    reviews = [
        option.reviewed.on for option in content.options.values() if source_id in {use.id for use in option.sources}
    ]
    return PartialDate.of(max(reviews)) if reviews else None
