"""The information pages and the glossary, ready to print: the same for everyone. Knows no person."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.content import SourceNote, catalogue, source_lines
from tracker.i18n import language
from tracker.knowledge.entries import is_reviewed, listed
from tracker.knowledge.models import Catalogue, plain
from tracker.knowledge.understand import InfoPage, InfoSection


@dataclass(frozen=True)
class Said:
    """One statement. `of_year`: the years the figures behind it belong to, in words; empty where no source says."""

    id: str
    words: str
    of_year: str
    sources: tuple[SourceNote, ...]
    checked: bool


@dataclass(frozen=True)
class Part:
    """Statements under one heading. `before`: the sentence in front of a part that is closed at first."""

    id: str
    title: str
    before: str
    statements: tuple[Said, ...]


@dataclass(frozen=True)
class Meaning:
    """A word of the glossary. `also`: its synonyms."""

    slug: str
    term: str
    definition: str
    also: str
    sources: tuple[SourceNote, ...]
    checked: bool


def parts_of(page: InfoPage) -> list[Part]:
    return [_part(page, section) for section in page.sections]


def _part(page: InfoPage, section: InfoSection) -> Part:
    content, lang = catalogue(), language()
    statements = []
    for each in section.statements:
        entry = listed(content)[f"statement:{page.id}.{each.id}"]
        said = Said(
            id=each.id,
            words=each.in_language(lang),
            of_year=_of_year(content, each.facts),
            sources=source_lines(entry.sources),
            checked=is_reviewed(content, entry.ref),
        )
        statements.append(said)
    before = section.before.in_language(lang) if section.before else ""
    return Part(section.id, section.title.in_language(lang), before, tuple(statements))


def _of_year(content: Catalogue, facts: tuple[str, ...]) -> str:
    """`Figures of 2018`, from the facts that say their year."""
    years = set()
    for name in facts:
        section, _dot, fact_id = name.partition(".")
        fact = content.facts.get(section, {}).get(fact_id)
        if fact and fact.as_of:
            years.add(fact.as_of)
    return _("Figures of %(years)s", years=", ".join(map(str, sorted(years)))) if years else ""


def meanings() -> list[Meaning]:
    """The whole glossary in the order of the alphabet of the reader."""
    content, lang = catalogue(), language()
    found = [
        Meaning(
            slug=term.slug,
            term=term.term.in_language(lang),
            definition=term.definition.in_language(lang),
            also=", ".join(synonym.in_language(lang) for synonym in term.synonyms),
            sources=source_lines((term.source, *term.also)),
            checked=is_reviewed(content, f"term:{term.slug}"),
        )
        for term in content.glossary.values()
    ]
    return sorted(found, key=lambda meaning: plain(meaning.term))
