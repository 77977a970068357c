"""The small pictures of the trends: where each thing lies in a box of 316 by 118. Pure; nothing here raises.

Every picture of a page has the same axis of time, so one backdrop serves them all. 0 is at the bottom, 10 at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .series import Point, Series, as_day

WIDTH, HEIGHT = 316, 118
LEFT, RIGHT = 6.0, 308.0
TOP, BOTTOM = 20.0, 98.0  # of the scores; above it the numbers of the lines, below it the dates
MARKS_TOP, MARKS_HEIGHT, MARKS_AT = 20.0, 66, 34.0  # of a yes or no
LOWEST, HIGHEST = 0, 10
BOUNDS = (4, 7)  # where the dashes are
ALONE = 2.2  # radius of a point that has no neighbour
FEW = 40  # points that are drawn as dots on their line
NARROWEST = 3.0
LABEL = 9.0  # a number fits in a band as wide as this

_LONGEST_OF_DAYS, _LONGEST_OF_MONTHS = 45, 800
_FAR_APART = 4
_MONTHS_APART = ((200, 1), (400, 2), (_LONGEST_OF_MONTHS, _FAR_APART))
_MOST_YEARS = 8
_LABEL_ROOM = {"day": 40.0, "month": 29.0, "year": 28.0}


@dataclass(frozen=True, slots=True)
class Axis:
    """Time from left to right, both days counted, as ordinals."""

    first: int
    last: int

    def x(self, day: float) -> float:
        span = max(1, self.last - self.first)
        share = min(1.0, max(0.0, (day - self.first) / span))
        return round(LEFT + share * (RIGHT - LEFT), 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line of therapy on the axis: ordinals of the earliest and the surest days it covers, and its number."""

    number: int
    first: int
    last: int
    surely_first: int
    surely_last: int


@dataclass(frozen=True, slots=True)
class Band:
    """A line as drawn: all it may cover, what it surely covers, and where its number stands (None: no room)."""

    number: int
    x: float
    width: float
    sure_x: float
    sure_width: float
    label_x: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: date
    style: str  # "day", "month" or "year"
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    yes: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """One item: `path` is broken at every hole; `dots` stand alone; `breaks` are where the wording changed."""

    path: str
    dots: tuple[Dot, ...]
    end: Dot | None
    breaks: tuple[float, ...]


@lru_cache(maxsize=256)
def y(score: float) -> float:
    kept = min(float(HIGHEST), max(float(LOWEST), score))
    return round(BOTTOM - (kept - LOWEST) / (HIGHEST - LOWEST) * (BOTTOM - TOP), 1)


def curve(series: Series, axis: Axis) -> Curve:
    if series.yes_no:
        return marks(series, axis)
    pieces: list[str] = []
    dots: list[Dot] = []
    few = sum(len(part) for part in series.parts) <= FEW
    for part in series.parts:
        at = [(axis.x(point.middle), y(point.value)) for point in part]
        if len(at) > 1:
            pieces.append("M" + "L".join(f"{a} {b}" for a, b in at))
        if few or len(at) == 1:
            dots.extend(Dot(a, b) for a, b in at)
    return Curve("".join(pieces), tuple(dots), _end(series, axis), _breaks(series, axis))


def marks(series: Series, axis: Axis) -> Curve:
    """A yes or no: one mark each, no line. Several answers in one point: yes if any of them was."""
    dots = tuple(Dot(axis.x(point.middle), MARKS_AT, any(point.scores)) for point in series.points)
    return Curve("", dots, None, _breaks(series, axis))


def _end(series: Series, axis: Axis) -> Dot | None:
    points: Sequence[Point] = series.parts[-1] if series.parts else ()
    return Dot(axis.x(points[-1].middle), y(points[-1].value)) if points else None


def _breaks(series: Series, axis: Axis) -> tuple[float, ...]:
    return tuple(dict.fromkeys(axis.x(day) for day in series.breaks))


def bands(stretches: Iterable[Stretch], axis: Axis) -> list[Band]:
    """The lines that the axis shows, in their order; never under 3 px."""
    found: list[Band] = []
    taken = -LABEL
    for each in stretches:
        if each.last < axis.first or each.first > axis.last:
            continue
        x, end = axis.x(each.first), axis.x(each.last)
        width = max(NARROWEST, round(end - x, 1))
        x = min(x, RIGHT - width) if width == NARROWEST else x
        sure_x, sure_end = axis.x(each.surely_first), axis.x(each.surely_last)
        sure = round(sure_end - sure_x, 1) if each.surely_first <= each.surely_last else 0.0
        label = x + 3 if x >= taken else None
        taken = x + LABEL + 3 if label is not None else taken
        found.append(Band(each.number, x, width, sure_x, max(0.0, sure), label))
    return found


def ticks(axis: Axis) -> list[Tick]:
    """Dates under the axis, as many as have room: days, months or years. A label stands right of its tick."""
    span = axis.last - axis.first
    if span <= _LONGEST_OF_DAYS:
        days = [(as_day(day), "day") for day in range(axis.last - span // 7 * 7, axis.last, 7)]
        days = days[:: 1 if len(days) <= 4 else 2]
    elif span <= _LONGEST_OF_MONTHS:
        apart = next(apart for longest, apart in _MONTHS_APART if span <= longest)
        days = [
            (day, "year" if apart == _FAR_APART and day.month == 1 else "month")
            for day in _firsts(axis)
            if (day.month - 1) % apart == 0
        ]
    else:
        years = [day for day in _firsts(axis) if day.month == 1]
        apart = max(1, -(-len(years) // _MOST_YEARS))
        days = [(day, "year") for day in years if day.year % apart == 0]
    at = [(axis.x(day.toordinal()), day, style) for day, style in days]
    return [Tick(x, day, style, x <= WIDTH - _LABEL_ROOM[style]) for x, day, style in at]


def _firsts(axis: Axis) -> list[date]:
    """The first day of each month on the axis."""
    start, end = as_day(axis.first), as_day(axis.last)
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return [day for day in days if start <= day <= end]
