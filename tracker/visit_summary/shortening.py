"""How the page stays one page: how much of each thing stands on it, and the sentence that says what does not. Pure.

What is left out is always counted on the page, and stands in the full history. A text that is cut ends in `…`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

LONGEST_DOSE = 80
_SPACE = re.compile(r"[ \t\n]+")  # a no-break space stays one
ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Room:
    """How much stands on the page: so many of each thing, texts of so many characters. `full`: a history follows."""

    full: bool = False
    samples: int = 4
    lines: int = 8
    local: int = 4
    changes: int = 8
    logs: int = 6
    scans: int = 4
    matters: int = 4
    questions: int = 6
    name: int = 80
    reason: int = 80
    drugs: int = 110
    item: int = 180
    sentence: int = 260

    def tighter(self) -> tuple[Room, Room]:
        """For a page whose letters would be too small to read otherwise: less of each, then less still."""
        some = replace(self, samples=3, lines=6, local=3, changes=5, logs=4, scans=3, matters=3, questions=5)
        some = replace(some, name=60, reason=50, drugs=90, item=110, sentence=170)
        few = replace(some, samples=2, lines=4, local=2, changes=3, logs=2, scans=2, matters=2, questions=3)
        return some, replace(few, name=40, reason=30, drugs=60, item=70, sentence=110)


def cut(text: str, longest: int) -> str:
    """One line of at most so many characters, cut between words where there are some."""
    line = _SPACE.sub(" ", text).strip()
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    whole, _space, _rest = kept.rpartition(" ")
    return (whole if len(whole) > longest // 2 else kept).rstrip(" ,;.:") + "…"


def listed_within(items: Sequence[str], longest: int, between: str = ", ") -> str:
    """As many whole items as so many characters hold, and how many more there are; the first one always stands."""
    kept: list[str] = []
    for item in items:
        if kept and len(between.join([*kept, item])) > longest:
            break
        kept.append(item)
    told, left = between.join(kept), len(items) - len(kept)
    if not left:
        return told
    return f"{told} {_('and %(num)d more', num=left)}"


def first(items: Sequence[ItemT], most: int) -> tuple[Sequence[ItemT], int]:
    """At most so many, and how many are left; one alone is not left out if it fits in the place of the sentence."""
    if len(items) <= most:
        return items, 0
    return items[: most - 1], len(items) - most + 1


def left_out(number: int, *, full: bool) -> str:
    """`3 more: see the full history.`; an empty text for none."""
    if not number:
        return ""
    if full:
        return ngettext(
            "%(num)d more: see the full history.",
            "%(num)d more: see the full history.",
            number,
        )
    return ngettext("%(num)d more did not fit on this page.", "%(num)d more did not fit on this page.", number)


def earlier_lines(number: int, *, full: bool) -> str:
    """`3 earlier lines: see the full history.`; an empty text for none."""
    if not number:
        return ""
    if full:
        return ngettext(
            "%(num)d earlier treatment: see the full history.",
            "%(num)d earlier treatments: see the full history.",
            number,
        )
    return ngettext(
        "%(num)d earlier treatment did not fit on this page.",
        "%(num)d earlier treatments did not fit on this page.",
        number,
    )
