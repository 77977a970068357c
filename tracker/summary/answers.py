"""What was answered in the check-ins over time, for curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.checkins.models import CheckIn, Rhythm
from tracker.picture.series import Said

# days from one answer to the next that are still one line: a week that is missing is a gap
LONGEST = {Rhythm.WEEKLY: 13.0, Rhythm.DAILY: 2.5, Rhythm.FREE: 17.5}


@dataclass
class Answers:
    """Check-ins of a span, thinned. `wordings`: instrument, version, recall, as `Said.wording` counts them.

    `first`: the day of the very first check-in, in the span or not. `apart`: of how many days each the last was read.
    """

    said: list[Said] = field(default_factory=list)
    wordings: list[tuple[str, int, str]] = field(default_factory=list)
    first: date | None = None
    apart: int = 1


def answers_of(check_ins: Sequence[CheckIn]) -> Answers:
    """Every check-in, in the order given."""
    found = Answers(first=min((row.day.first_day for row in check_ins), default=None))
    places: dict[tuple[str, int, str], int] = {}
    for row in check_ins:
        wording = (row.instrument, row.instrument_version, row.recall)
        found.said.append(Said(row.day.first_day.toordinal(), row.scores, places.setdefault(wording, len(places))))
    found.wordings.extend(places)
    return found
