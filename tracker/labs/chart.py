"""The small chart of one tumour marker: where each thing lies in a box of 316 by 118. Pure; nothing here raises.

The axis of values begins at zero and says nothing of what is usual: no source gives a range that holds for everyone.
A date known only to the year or month is a level stroke over all the days it can mean, never a point on one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tracker.dates import PartialDate

WIDTH, HEIGHT = 316, 118
LEFT, RIGHT = 40.0, 304.0  # left of it the numbers of the axis
TOP, BOTTOM = 20.0, 98.0
NARROWEST = 3.0  # a stroke is never shorter

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_WHOLE_DATE = 10  # characters of a date known to the day
_LONGEST_OF_MONTHS = 800  # days; beyond, the axis counts years
_SHORTEST = 61  # days, so that there is a month to name
_MOST_TICKS = 6
_MONTHS_APART = (1, 2, 3, 4, 6, 12)
_LABEL_ROOM = 28.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Time from left to right, both days counted, as ordinals."""

    first: int
    last: int

    def x(self, day: date) -> float:
        share = (day.toordinal() - self.first) / max(1, self.last - self.first)
        return round(LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT), 1)


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A value of a partial date: from the first day it can mean to the last."""

    start: float
    end: float
    y: float


@dataclass(frozen=True, slots=True)
class Level:
    """A line of the axis of values."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: date
    years: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`path` joins dots of whole dates that follow one another; a stroke between them breaks it."""

    path: str
    dots: tuple[Dot, ...]
    strokes: tuple[Stroke, ...]
    levels: tuple[Level, ...]


def axis_of(days: Iterable[PartialDate], today: date) -> Axis:
    """From the first day that any of the dates can mean to today."""
    firsts = [day.first_day.toordinal() for day in days]
    last = max([today.toordinal(), *firsts])
    return Axis(min([last - _SHORTEST, *firsts]), last)


def draw(values: Sequence[tuple[PartialDate, float]], axis: Axis) -> Chart:
    """`values`: in any order, of one unit or of units with the same number."""
    top = _top(max((value for _day, value in values), default=0.0))
    in_order = sorted(values, key=lambda each: each[0])
    pieces: list[str] = []
    dots: list[Dot] = []
    strokes: list[Stroke] = []
    for whole, group in groupby(in_order, key=lambda each: len(each[0]) == _WHOLE_DATE):
        if whole:
            part = [Dot(axis.x(day.first_day), _y(value, top)) for day, value in group]
            dots += part
            if len(part) > 1:
                pieces.append("M" + "L".join(f"{dot.x} {dot.y}" for dot in part))
        else:
            strokes += [_stroke(day, _y(value, top), axis) for day, value in group]
    levels = tuple(Level(_y(value, top), value) for value in (top / 2, top))
    return Chart("".join(pieces), tuple(dots), tuple(strokes), levels)


def _stroke(day: PartialDate, y: float, axis: Axis) -> Stroke:
    start, end = axis.x(day.first_day), axis.x(day.last_day)
    start = min(start, RIGHT - NARROWEST)
    return Stroke(start, max(end, round(start + NARROWEST, 1)), y)


def _y(value: float, top: float) -> float:
    share = min(1.0, max(0.0, value / top))
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _top(highest: float) -> float:
    """The round number at the top of the axis: the first at or above `highest`."""
    power = 0.001
    while power * _STEPS[-1] < highest:
        power *= 10
    return next((round(step * power, 4) for step in _STEPS if step * power >= highest > 0), 1.0)


def ticks(axis: Axis) -> list[Tick]:
    """Dates under the axis, as many as have room: months, or years. A label stands right of its tick."""
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    years = axis.last - axis.first > _LONGEST_OF_MONTHS
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers if not years or number % 12 == 0]
    days = [day for day in days if first <= day <= last]
    apart = max(1, -(-len(days) // _MOST_TICKS))
    apart = apart if years else next(months for months in _MONTHS_APART if months >= apart)
    kept = [day for day in days if (day.year if years else day.month - 1) % apart == 0]
    at = [(axis.x(day), day) for day in kept]
    return [Tick(x, day, years or day.month == 1, x <= WIDTH - _LABEL_ROOM) for x, day in at]
