"""What the red flags and "what changed" look at: the person's facts on the day of an entry, and the entries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

RECENT_DAYS = 42  # taken now or stopped at most so long ago: the vocabulary of red_flags.yaml
OFF_DAYS = 28  # a restart counts as a start after so long off


@dataclass(frozen=True, slots=True)
class Course:
    """One time that a drug was taken. Days ago, as numbers; no `stopped_days_ago`: it still is."""

    drug: str
    started_days_ago: float | None
    stopped_days_ago: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about the person on the day of the entry.

    `drugs`: ids taken now or stopped at most 42 days ago; None: no drugs are recorded. `earlier_drugs`: older lines.
    `started_days_ago` by drug id: the newest start, a pause of less than 28 days not being one. `has_unnamed`: a drug
    is being taken that the content does not know, so what they take is not wholly recorded.
    """

    drugs: tuple[str, ...] | None = None
    earlier_drugs: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    started_days_ago: Mapping[str, float] = field(default_factory=dict)
    has_unnamed: bool = False

    @classmethod
    def of_courses(cls, courses: Sequence[Course], sites: Sequence[str] = ()) -> Facts:
        """The facts of all recorded courses; those of the future count as not recorded."""
        begun = [c for c in courses if c.started_days_ago is None or c.started_days_ago >= 0]
        recent = dict.fromkeys(c.drug for c in begun if (c.stopped_days_ago or 0) <= RECENT_DAYS)
        return cls(
            drugs=tuple(recent) if begun else None,
            earlier_drugs=tuple(dict.fromkeys(c.drug for c in begun if c.drug not in recent)),
            sites=tuple(sites),
            started_days_ago={drug: start for drug in recent if (start := _newest_start(drug, begun)) is not None},
        )

    def as_of(self, days_ago: float) -> Facts:
        """The same on an earlier day: drugs known to have been started since are left out."""
        known = {drug: start for drug, start in self.started_days_ago.items() if is_number(start)}
        starts = {drug: start - days_ago for drug, start in known.items() if start >= days_ago}
        later = known.keys() - starts.keys()
        drugs = None if self.drugs is None else tuple(drug for drug in self.drugs if drug not in later)
        return replace(self, drugs=drugs, started_days_ago=starts)


def _newest_start(drug: str, courses: Sequence[Course]) -> float | None:
    """How long ago the drug was last started, or started again after 28 days off; None if no start is known."""
    dated = [(c.started_days_ago, c.stopped_days_ago or 0) for c in courses if c.drug == drug]
    newest: float | None = None
    off_since = math.inf
    for started, stopped in sorted(((a, z) for a, z in dated if a is not None), reverse=True):
        if off_since - started >= OFF_DAYS:
            newest = started
        off_since = min(off_since, stopped)
    return newest


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in or one entry of "something happened"; `days_ago` may be a fraction, 0 is the entry itself.

    `scores` by item, skipped ones left out. A yes_no item that was answered is in `answered_yes` or `answered_no`.
    `wording`: instrument and version of the questions, where they matter.
    """

    days_ago: float = 0
    scores: Mapping[str, int] = field(default_factory=dict)
    answered_yes: frozenset[str] = frozenset()
    answered_no: frozenset[str] = frozenset()
    temperature_c: float | None = None
    quick: frozenset[str] = frozenset()
    wording: str = ""

    def score(self, item: str) -> int | None:
        return whole_score(self.scores.get(item))


def is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9


def whole_score(value: object) -> int | None:
    """The answer, if it is one: a whole number from 0 to 10."""
    return int(value) if is_number(value) and value in range(11) else None
