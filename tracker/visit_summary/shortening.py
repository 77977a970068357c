"""How the page stays one page: how much of each thing stands on it, and the sentence that says what does not. Pure.

What is left out is always counted on the page, and stands in the full history. A text that is cut ends in `…`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

MOST_SAMPLES = 4
MOST_LINES = 8
MOST_LOCAL = 4
MOST_CHANGES = 8
MOST_LOGS = 6
MOST_SCANS = 4
MOST_MATTERS = 4
MOST_QUESTIONS = 6
LONGEST_NAME = 80
LONGEST_REASON = 80
LONGEST_DRUGS = 110
LONGEST_ITEM = 180
LONGEST_SENTENCE = 260
_SPACE = re.compile(r"[ \t\n]+")  # a no-break space stays one
ItemT = TypeVar("ItemT")


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
