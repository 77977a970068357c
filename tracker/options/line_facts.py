"""Conditions about earlier treatment. See the vocabulary at the head of `seed/options.yaml`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.knowledge.models import Catalogue
from tracker.knowledge.predicates import SETTINGS, Drugs, GrewOn, Had, Leaf, LineCount, RelapsedWithin

from .situation import Line, Months, Situation

Truth = bool | None
Decided = tuple[Truth, tuple[int, ...]]
"""A truth, and the positions of the lines that speak for it."""

Wanted = Mapping[str, frozenset[str]]
"""Drugs that count for a condition: by id, what in the drug counts (the drug itself, or drugs it contains)."""


class Drugbook:
    """Which drugs count as which, worked out once for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._inside = {drug.id: frozenset((drug.id, *drug.contains)) for drug in catalogue.drugs.values()}
        self._wanted: dict[Drugs, Wanted] = {}

    def knows(self, drug_id: str) -> bool:
        return drug_id in self._inside

    def wanted(self, drugs: Drugs) -> Wanted:
        if drugs not in self._wanted:
            found = {drug: frozenset(d for d in inside if self._is(d, drugs)) for drug, inside in self._inside.items()}
            self._wanted[drugs] = {drug: counting for drug, counting in found.items() if counting}
        return self._wanted[drugs]

    def _is(self, drug_id: str, drugs: Drugs) -> bool:
        if drugs.by == "drug":
            return drug_id in drugs.ids
        if drugs.by == "class":
            return self._catalogue.drug(drug_id).class_id in drugs.ids
        kind = self._catalogue.kind_of(drug_id)
        return kind != "supportive" if drugs.by == "any" else kind in drugs.ids


@dataclass(frozen=True, slots=True)
class _Line:
    """A line made ready: the known drugs, those given until the end, and whether there may be others."""

    line: Line
    setting: str | None
    held: frozenset[str]
    maybe_more: bool
    given: frozenset[str]
    maybe_more_given: bool
    stopped: frozenset[str]

    @classmethod
    def of(cls, line: Line, book: Drugbook) -> _Line:
        stopped = frozenset(line.stopped_before_growth or ())
        held = frozenset(drug for drug in line.drugs if book.knows(drug))
        not_known = {drug for drug in line.drugs if not book.knows(drug)}
        open_ended = not line.drugs or not line.drugs_complete
        return cls(
            line=line,
            setting=line.setting if line.setting in SETTINGS else None,
            held=held,
            maybe_more=open_ended or bool(not_known),
            given=held - stopped,
            maybe_more_given=open_ended or bool(not_known - stopped),
            stopped=stopped,
        )

    def holds(self, wanted: Wanted) -> Truth:
        if not self.held.isdisjoint(wanted):
            return True
        return None if self.maybe_more else False

    def still_gives(self, wanted: Wanted) -> Truth:
        """Whether such a drug was given until the end of the line, or until the cancer grew."""
        if any(drug in wanted and not wanted[drug] <= self.stopped for drug in self.given):
            return True if self.line.stopped_before_growth is not None else None
        if self.maybe_more_given and any(not counting <= self.stopped for counting in wanted.values()):
            return None
        return False

    def grew(self) -> Truth:
        return self.line.progressed if isinstance(self.line.progressed, bool) else None

    def is_in(self, *settings: str) -> Truth:
        return None if self.setting is None else self.setting in settings


class LineFacts:
    """The lines of one situation, ready to be asked."""

    def __init__(self, book: Drugbook, situation: Situation) -> None:
        self._book = book
        self._lines = [_Line.of(line, book) for line in situation.lines or ()]
        # More lines, with any drug and any outcome, may exist.
        self._maybe_more = situation.lines is None or not situation.lines_complete

    def decide(self, leaf: Leaf) -> Decided:
        """Whether the lines meet the condition, and which of them speak for that."""
        match leaf:
            case LineCount():
                return self._count(leaf)
            case Had(drugs, setting):
                wanted = self._book.wanted(drugs)
                return self._some([_both(line.holds(wanted), _in(line, setting)) for line in self._lines], wanted)
            case GrewOn(drugs, setting):
                wanted = self._book.wanted(drugs)
                truths = [_both(line.still_gives(wanted), line.grew(), _in(line, setting)) for line in self._lines]
                return self._some(truths, wanted)
            case RelapsedWithin(drugs, months):
                wanted = self._book.wanted(drugs)
                return self._some([_came_back(line, wanted, months) for line in self._lines], wanted)
        raise TypeError(f"{leaf!r} is not about earlier treatment")

    def _some(self, truths: Sequence[Truth], wanted: Wanted) -> Decided:
        """Whether it is so for at least one line. For a false answer, lines with such a drug are what was looked at."""
        if True in truths:
            return True, _places(truths, True)
        if None in truths or self._maybe_more:
            return None, _places(truths, None)
        return False, tuple(i for i, line in enumerate(self._lines) if line.holds(wanted))

    def _count(self, leaf: LineCount) -> Decided:
        wanted = None if leaf.drugs is None else self._book.wanted(leaf.drugs)
        truths = [
            _both(True if wanted is None else line.holds(wanted), _in(line, leaf.setting)) for line in self._lines
        ]
        lowest = truths.count(True)
        highest = math.inf if self._maybe_more else lowest + truths.count(None)
        value: Truth = None
        if leaf.at_least is not None:
            value = True if lowest >= leaf.at_least else False if highest < leaf.at_least else None
        elif leaf.at_most is not None:
            value = True if highest <= leaf.at_most else False if lowest > leaf.at_most else None
        return value, _places(truths, True) if value is not None else _places(truths, True, None)


def _in(line: _Line, setting: str | None) -> Truth:
    return True if setting is None else line.is_in(setting)


def _both(*truths: Truth) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _places(truths: Sequence[Truth], *wanted: Truth) -> tuple[int, ...]:
    return tuple(index for index, truth in enumerate(truths) if truth in wanted)


def _came_back(line: _Line, wanted: Wanted, months: int) -> Truth:
    """Such a drug before or after surgery, and the cancer back while it was given or within `months` of the end."""
    return _both(
        line.is_in("neoadjuvant", "adjuvant"),
        line.still_gives(wanted),
        _in_time(line.grew(), line.line.relapse_months_after, months),
    )


def _in_time(grew: Truth, interval: Months | None, months: int) -> Truth:
    """Growth during the line settles it, and the months are not looked at. Exactly `months` counts."""
    if grew or (interval is not None and interval[1] <= months):
        return True
    if grew is False and interval is not None and interval[0] > months:
        return False
    return None
