"""The words of the glossary where a page first uses them: each opens in place, without script and without leaving.

A published statement goes through the filter `explained`. What is drawn once and kept for every page goes through
`marked` instead, and through `kept` when a page uses it: only then is it known which words the page has explained.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask, g, get_template_attribute
from markupsafe import Markup, escape

from tracker.content import catalogue, source_lines
from tracker.i18n import language
from tracker.knowledge.glossary import Glossary, Word
from tracker.knowledge.models import Catalogue

# Characters for private use: no content holds them.
_OPEN, _BETWEEN, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}(.*?){_BETWEEN}(.*?){_CLOSE}")

Pieces = tuple[str | Word, ...]


def init_app(app: Flask) -> None:
    app.add_template_filter(explained)
    app.add_template_filter(marked)


def explained(text: str) -> Markup:
    """The text, with a button for each word this page has not explained before."""
    return kept(_pieces(catalogue(), str(text), language()))


def marked(text: str) -> Markup:
    """The text with its words marked, for a drawing that is kept: see `pieces_of`."""
    found = _pieces(catalogue(), str(text), language())
    drawn = (f"{_OPEN}{each.slug}{_BETWEEN}{each.text}{_CLOSE}" if isinstance(each, Word) else each for each in found)
    return Markup("".join(drawn))  # noqa: S704  # escaped in _pieces


def pieces_of(drawn: str) -> Pieces:
    """A drawing with marked words, taken apart where they stand."""
    pieces: list[str | Word] = []
    parts = _MARK.split(drawn)
    for number in range(0, len(parts) - 2, 3):
        pieces += [parts[number], Word(parts[number + 1], parts[number + 2])]
    return (*pieces, parts[-1])


def kept(pieces: Pieces) -> Markup:
    """Pieces put together again; the first of each word on this page can be opened."""
    seen: set[str] = g.setdefault("explained", set())
    lang = language()
    drawn = []
    for each in pieces:
        if isinstance(each, str):
            drawn.append(each)
        elif each.slug in seen:
            drawn.append(each.text)
        else:
            seen.add(each.slug)
            drawn.append(_opened(catalogue(), each, lang))
    return Markup("".join(drawn))  # noqa: S704  # the pieces are escaped where they are made


@lru_cache(maxsize=8)
def glossary(content: Catalogue, language: str) -> Glossary:
    return Glossary(content.glossary.values(), language)


@lru_cache(maxsize=4096)
def _pieces(content: Catalogue, text: str, language: str) -> Pieces:
    """The pieces, ready for a page: escaped, words included."""
    return tuple(
        Word(each.slug, str(escape(each.text))) if isinstance(each, Word) else str(escape(each))
        for each in glossary(content, language).pieces(text)
    )


@lru_cache(maxsize=1024)
def _opened(content: Catalogue, word: Word, language: str) -> str:
    """The word as a button with what it means, drawn once for each form and language."""
    term = content.terms_by_slug[word.slug]
    draw = get_template_attribute("macros/glossary.html", "word")
    before, _space, last = word.text.rpartition(" ")
    return str(
        draw(
            word.slug,
            Markup(last),  # noqa: S704  # escaped in _pieces
            Markup(before),  # noqa: S704
            term.term.in_language(language),
            term.definition.in_language(language),
            source_lines((term.source, *term.also)),
        )
    ).strip()
