"""Cycles of a drug: which day of the cycle a date is, and on which days the drug is taken. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.treatments.lines import Course, Line
from tracker.treatments.models import DrugCourse

LONGEST = 366
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cycle:
    """`days` long and taken on the first `days_on` of them, again and again from `first` on, which is day 1."""

    days: int
    days_on: int
    first: date

    def day_of(self, day: date) -> int | None:
        """1 for the first day of a cycle; None before the first cycle."""
        since = (day - self.first).days
        return None if since < 0 else since % self.days + 1

    def is_treatment_day(self, day: date) -> bool:
        number = self.day_of(day)
        return number is not None and number <= self.days_on

    def next_start(self, day: date) -> date:
        """The first day 1 that is not before `day`."""
        number = self.day_of(day)
        if number is None:
            return self.first
        return day if number == 1 else day + timedelta(days=self.days + 1 - number)

    def runs(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """First and last treatment day of every cycle that has one between `start` and `end`, both counted."""
        number = self.day_of(start)
        first = self.first if number is None else start - timedelta(days=number - 1)
        while first <= end:
            last = first + timedelta(days=self.days_on - 1)
            if last >= start:
                yield first, last
            first += timedelta(days=self.days)

    def treatment_days(self, start: date, end: date) -> list[date]:
        """Every treatment day between `start` and `end`, both counted."""
        return [
            first + n * _DAY
            for first, last in self.runs(start, end)
            for n in range((last - first).days + 1)
            if start <= first + n * _DAY <= end
        ]


def cycle_of(row: DrugCourse) -> Cycle | None:
    """The cycle as it was told; None where there is none."""
    if row.cycle_days is None or row.cycle_days_on is None or row.cycle_from is None:
        return None
    return Cycle(row.cycle_days, row.cycle_days_on, row.cycle_from.first_day)


def running(lines: Sequence[Line]) -> list[tuple[Line, Course, Cycle]]:
    """Every cycle that goes on or will begin, in the order of the lines: none of a line that has ended, nor of a drug
    that is held or was stopped."""
    return [
        (line, course, cycle)
        for line in lines
        if not line.row.ended
        for course in line.courses
        if not (course.held or course.stopped_early) and (cycle := cycle_of(course.row))
    ]
