"""That what an information page says rests on something: it exists, and every number stands in it too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .base import LANGUAGES, Text
from .content import Document, Key, Problem
from .models import Catalogue
from .references import Names, fact_of
from .understand import Statement

STATISTICS = "statistics."
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,\u00a0]\d+)*")
Wrong = Iterator[tuple[Key, str]]


def broken(content: Catalogue, document: Document, names: Names) -> Iterator[Problem]:
    """Each part of `understand.yaml` that rests on nothing, and each number that stands nowhere else."""
    for place, message in _of_pages(content, names):
        yield document.problem(place, message)


def _of_pages(content: Catalogue, names: Names) -> Wrong:
    for number, page in enumerate(content.understand.pages.values()):
        ids = Counter(statement.id for section in page.sections for statement in section.statements)
        for at, section in enumerate(page.sections):
            for index, statement in enumerate(section.statements):
                place: Key = ("pages", number, "sections", at, "statements", index)
                if ids[statement.id] > 1:
                    yield (*place, "id"), f"{statement.id!r} is used twice on the page"
                yield from (((*place, *where), message) for where, message in _of_statement(statement, content, names))
                if section.before is None and any(fact.startswith(STATISTICS) for fact in statement.facts):
                    yield (*place, "facts"), "statistics stand only in a section with a sentence before it"


def _of_statement(statement: Statement, content: Catalogue, names: Names) -> Wrong:
    texts: list[Text] = []
    for index, fact in enumerate(statement.facts):
        found = fact_of(content, fact)
        texts += found
        if not found:
            yield ("facts", index), f"{fact!r} names no fact"
    for index, slug in enumerate(statement.terms):
        term = content.terms_by_slug.get(slug)
        texts += [term.term, term.definition] if term else []
        if term is None:
            yield ("terms", index), f"{slug!r} names no term of the glossary"
    for index, option_id in enumerate(statement.options):
        option = content.options.get(option_id)
        texts += [option.documented] if option else []
        if option is None:
            yield ("options", index), f"{option_id!r} names no option"
    for index, use in enumerate(statement.sources):
        if use.id not in names.sources:
            yield ("sources", index, "id"), f"{use.id!r} names no source"
        if use.locator not in names.locators:
            yield ("sources", index, "locator"), f"{use.locator!r} has no locator in fr/terms.yaml"
    for language in LANGUAGES:
        known = {number for text in texts for number in _numbers(text.in_language(language))}
        for missing in _numbers(statement.in_language(language)):
            if missing not in known:
                yield (language,), f"the number {missing} is not in what the statement rests on"


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)
