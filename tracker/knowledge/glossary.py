"""The words of the glossary found in a text: the longest first, whole words only. Pure, and the same for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .base import LANGUAGES
from .models import GlossaryTerm

_IN_BRACKETS = re.compile(r"(.+) \(([^)\s]+)\)")
_SPACE, _HYPHEN = r"[\s\u00a0]+", "[-\u2010\u2011]"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary where it stands: the slug of its entry, and the text as it is written there."""

    slug: str
    text: str


class Glossary:
    """The glossary of one language, ready to be looked for."""

    def __init__(self, terms: Iterable[GlossaryTerm], language: str) -> None:
        self._slugs = {_plain(form): term.slug for term in terms for form in forms_of(term, language)}
        longest_first = sorted(self._slugs, key=len, reverse=True)
        words = "|".join(_SPACE.join(map(_escaped, form.split())) for form in longest_first)
        # A part of a compound is another word: HER2 is not linked in HER2-negative.
        self._pattern = re.compile(rf"(?<![\w\-\u2011])(?:{words})(?!\w|{_HYPHEN}\w)", re.IGNORECASE)

    def pieces(self, text: str) -> Iterator[str | Word]:
        """The text in order, each first word of an entry taken out as a Word; joined it is the text again."""
        seen: set[str] = set()
        end = 0
        for found in self._pattern.finditer(text):
            slug = self._slugs[_plain(found[0])]
            if slug in seen:
                continue
            seen.add(slug)
            if found.start() > end:
                yield text[end : found.start()]
            yield Word(slug, found[0])
            end = found.end()
        if end < len(text):
            yield text[end:]


def forms_of(term: GlossaryTerm, language: str) -> Iterator[str]:
    """How the word may stand in a text: as it is, either half of `receptor-positive (HR+)`, synonyms, other forms."""
    name = term.term.in_language(language)
    yield name
    if match := _IN_BRACKETS.fullmatch(name):
        yield from match.groups()
    for synonym in term.synonyms:
        yield synonym.in_language(language)
    yield from term.forms.fr if language.startswith("fr") else term.forms.en


def shared_forms(terms: Iterable[GlossaryTerm]) -> Iterator[tuple[str, str]]:
    """English name of a term, and a form of it that another term before it has too: it could open only one of them."""
    kept: dict[tuple[str, str], str] = {}
    for term in terms:
        for language in LANGUAGES:
            for form in forms_of(term, language):
                if kept.setdefault((language, _plain(form)), term.slug) != term.slug:
                    yield term.term.en, form


def _plain(form: str) -> str:
    """The form as it is looked up: one space, one kind of hyphen, no case. Accents count."""
    return re.sub(_HYPHEN, "-", re.sub(_SPACE, " ", form)).casefold()


def _escaped(word: str) -> str:
    return re.escape(word).replace(r"\-", _HYPHEN)
