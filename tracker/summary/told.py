"""One record put into the reader's words once: for its mark or band, and for its row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracker.choices import Choice
from tracker.i18n import language
from tracker.picture.axis import Extent
from tracker.picture.things import Mark


@dataclass(frozen=True, slots=True)
class Told:
    """`kind`: line, early, supportive, found, specimen, scan or local. `extent`, `mark`: None without a date."""

    kind: str
    extent: Extent | None
    when: str
    what: str
    detail: str
    href: str
    mark: Mark | None = None


def label_of(choice: Choice) -> str:
    """The label of an answer: a long record has the same few again and again."""
    return _label(type(choice), choice.value, language())


@lru_cache(maxsize=512)
def _label(of: type[Choice], value: str, _language: str) -> str:
    return str(of(value).label)
