"""When two or three organizations are offered on Today, decided from plain facts. Pure: no database, request or clock.

An offer is made once. It is there for as long as its reason is near, until the person puts it away; the same reason
never brings it back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

# Ours, all of them: how near a reason must be, and what a hard week is.
PROGRESSION_DAYS = 42  # since a line ended because the cancer grew
HARD_WEEK_DAYS = 7  # since the check-in
HARD = 7  # "severe" of 0 to 10
HARD_ITEMS = frozenset({"low_mood", "worry"})  # one of these is enough
HARD_ANSWERS = 3  # else so many of any
HARD_AGAIN_DAYS = 90  # before another hard week is answered again
FIRST_VISIT_DAYS = 14  # before it


@dataclass(frozen=True)
class Facts:
    """What is known. `progressions`: line → day it ended; `scores`: of the last check-in, 0 is good and 10 is worst."""

    today: date
    progressions: Mapping[str, date] = field(default_factory=dict)
    last_check_in: date | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    visits: Collection[date] = ()
    put_away: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """`moment`: an id of `support.yaml`. `key`: what is put away with it."""

    moment: str
    key: str


def offer(facts: Facts) -> Offer | None:
    """The one offer to make now, if there is a reason."""
    return _hard_week(facts) or _progression(facts) or _first_visit(facts)  # with a hard week comes the crisis line


def is_hard(scores: Mapping[str, int]) -> bool:
    """Whether a check-in speaks of a hard week."""
    severe = {item for item, score in scores.items() if score >= HARD}
    return bool(severe & HARD_ITEMS) or len(severe) >= HARD_ANSWERS


def _progression(facts: Facts) -> Offer | None:
    for line, day in sorted(facts.progressions.items(), key=lambda each: each[1], reverse=True):
        key = f"progression:{line}"
        if 0 <= (facts.today - day).days <= PROGRESSION_DAYS and key not in facts.put_away:
            return Offer("progression", key)
    return None


def _hard_week(facts: Facts) -> Offer | None:
    near = (
        facts.last_check_in and (facts.today - facts.last_check_in).days < HARD_WEEK_DAYS
    )  # its day may be tomorrow's
    if not near or not is_hard(facts.scores):
        return None
    before = facts.put_away.get("hard-week")
    if before and facts.today - date.fromisoformat(before) < timedelta(days=HARD_AGAIN_DAYS):
        return None
    return Offer("hard-week", "hard-week")


def _first_visit(facts: Facts) -> Offer | None:
    """The first appointment that was ever written down is still ahead, and near."""
    first = min(facts.visits, default=None)
    if first is None or "first-visit" in facts.put_away:
        return None
    return Offer("first-visit", "first-visit") if 0 <= (first - facts.today).days <= FIRST_VISIT_DAYS else None
