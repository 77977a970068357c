"""What changed against the person's own last weeks, item by item. Pure; nothing here raises.

It shows, and never alarms. A skipped item and a week without an entry are gaps: they are never counted as zero.
Answers to another wording of the questions are not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from tracker.knowledge.checkin import Band, CheckIn

from .facts import Entry, is_number

EARLIER = 4


class Turn(StrEnum):
    """Which way an item went. Lower is better for every item, wellbeing too: 0 is the best and 10 the worst."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"  # less than one point either way
    FIRST = "first"  # nothing to compare with


@dataclass(frozen=True, slots=True)
class Change:
    """One item: the answer now, the median of the earlier ones (at most four, the newest first), and the difference.

    `band` and `usual_band` are the words for `now` and `usual`, in the item's own words where it has some.
    `earlier`: days ago and answer. `usual` and `difference` are None without an earlier answer.
    """

    item: str
    now: int
    band: Band
    turn: Turn
    earlier: tuple[tuple[float, int], ...] = ()
    usual: float | None = None
    usual_band: Band | None = None
    difference: float | None = None

    @property
    def changed(self) -> bool:
        return self.turn in (Turn.BETTER, Turn.WORSE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One yes-or-no item: the answer now, and the last one before; None: none before."""

    item: str
    now: bool
    before: bool | None

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before != self.now


def changes(content: CheckIn, entry: Entry, previous: Sequence[Entry] = ()) -> tuple[Change, ...]:
    """Every scored answer of `entry` (own symptoms too), in the order of the content, then of the entry."""
    order = [name for name in (*content.core, *content.extra) if name in entry.scores]
    names = dict.fromkeys((*order, *entry.scores))
    earlier = _comparable(entry, previous)
    return tuple(
        _change(
            content, name, now, [(e.days_ago - entry.days_ago, s) for e in earlier if (s := e.score(name)) is not None]
        )
        for name in names
        if (now := entry.score(name)) is not None
    )


def answers(content: CheckIn, entry: Entry, previous: Sequence[Entry] = ()) -> tuple[Answer, ...]:
    """Every yes-or-no answer of `entry`, in the order of the content."""
    earlier = _comparable(entry, previous)
    found = []
    for name in content.extra:
        now = _yes_or_no(entry, name)
        if now is not None:
            before = (_yes_or_no(each, name) for each in earlier)
            found.append(Answer(name, now, next((each for each in before if each is not None), None)))
    return tuple(found)


def _change(content: CheckIn, name: str, now: int, all_earlier: list[tuple[float, int]]) -> Change:
    band = _band(content, name, now)
    earlier = tuple(all_earlier[:EARLIER])
    if not earlier:
        return Change(name, now, band, Turn.FIRST)
    usual = float(median(score for _, score in earlier))
    difference = now - usual
    if abs(difference) < content.bands.changed_by:
        turn = Turn.SAME
    else:
        turn = Turn.WORSE if difference > 0 else Turn.BETTER
    return Change(name, now, band, turn, earlier, usual, _band(content, name, usual), difference)


def _band(content: CheckIn, name: str, score: float) -> Band:
    return content.band(score, name) or content.bands.items[0]


def _comparable(entry: Entry, previous: Sequence[Entry]) -> list[Entry]:
    """Entries before this one with the same wording, the newest first; of the same moment, in the order given."""
    before = [
        each
        for each in previous
        if is_number(each.days_ago) and each.days_ago >= entry.days_ago and each.wording == entry.wording
    ]
    return sorted(before, key=lambda each: each.days_ago)


def _yes_or_no(entry: Entry, name: str) -> bool | None:
    if name in entry.answered_yes:
        return True
    return False if name in entry.answered_no else None
