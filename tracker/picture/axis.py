"""Time from left to right: where a day stands, which days a thing may cover, and the dates under the axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.dates import PartialDate

NARROWEST = 3.0  # px of a band
_LONGEST_OF_DAYS, _LONGEST_OF_MONTHS = 45, 800
_MONTHS_APART = (1, 2, 3, 4, 6)
_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Axis:
    """Both days counted, as ordinals; they stand at `left` and `right`."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: float) -> float:
        span = max(1, self.last - self.first)
        share = min(1.0, max(0.0, (day - self.first) / span))
        return round(self.left + share * (self.right - self.left), 1)

    def shows(self, extent: Extent) -> bool:
        return extent.last >= self.first and extent.first <= self.last


@dataclass(frozen=True, slots=True)
class Extent:
    """The days of something: at most `first` to `last`; surely those from `surely_first` to `surely_last`.

    The sure days are none where these two are crossed, as for what began and ended in the same unknown year.
    """

    first: int
    last: int
    surely_first: int
    surely_last: int

    @classmethod
    def of(cls, start: PartialDate, end: PartialDate) -> Extent:
        return cls(
            start.first_day.toordinal(),
            max(start.first_day, end.last_day).toordinal(),
            start.last_day.toordinal(),
            end.first_day.toordinal(),
        )

    @classmethod
    def at(cls, day: PartialDate) -> Extent:
        """One day, known as exactly as it was written."""
        return cls.of(day, day)

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an extent stands: all it may cover, never under 3 px, and what it surely covers (`sure_width` may be 0)."""

    x: float
    width: float
    sure_x: float
    sure_width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def sure_end(self) -> float:
        return round(self.sure_x + self.sure_width, 1)


def placed(extent: Extent, axis: Axis) -> Placed:
    """An extent that the axis shows, cut to the axis."""
    x, end = axis.x(extent.first), axis.x(extent.last)
    width = max(NARROWEST, round(end - x, 1))
    x = round(min(x, axis.right - width), 1)
    if extent.surely_first > extent.surely_last:
        return Placed(x, width, x, 0.0)
    sure_x, sure_end = axis.x(extent.surely_first), axis.x(extent.surely_last)
    if end - x < NARROWEST:
        return Placed(x, width, x, width)
    return Placed(x, width, sure_x, max(0.0, round(sure_end - sure_x, 1)))


@dataclass(frozen=True, slots=True)
class Tick:
    """`style`: "day", "month" or "year"."""

    x: float
    day: date
    style: str
    labelled: bool = True


def ticks(axis: Axis, room: Mapping[str, float], end: float) -> list[Tick]:
    """Dates on the axis, as many as have room: days, months or years. A label stands right of its tick, before `end`.

    `room`: px that a label of each style takes.
    """
    span = axis.last - axis.first
    width = axis.right - axis.left
    if span <= _LONGEST_OF_DAYS:
        days = [(as_day(day), "day") for day in range(axis.last - span // 7 * 7, axis.last, 7)]
        days = days[:: 1 if len(days) <= 4 else 2]
    elif span <= _LONGEST_OF_MONTHS:
        widest = max(room["month"], room["year"])
        apart = next((apart for apart in _MONTHS_APART if apart * _A_MONTH / span * width >= widest), _MONTHS_APART[-1])
        days = [(day, "year" if day.month == 1 else "month") for day in _firsts(axis) if (day.month - 1) % apart == 0]
    else:
        years = [day for day in _firsts(axis) if day.month == 1]
        apart = max(1, -(-int(len(years) * room["year"]) // int(width)))
        days = [(day, "year") for day in years if day.year % apart == 0]
    at = [(axis.x(day.toordinal()), day, style) for day, style in days]
    return [Tick(x, day, style, x <= end - room[style]) for x, day, style in at]


def _firsts(axis: Axis) -> list[date]:
    """The first day of each month on the axis."""
    start, end = as_day(axis.first), as_day(axis.last)
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return [day for day in days if start <= day <= end]


def as_day(ordinal: float) -> date:
    return date.min + timedelta(days=min(date.max.toordinal() - 1, max(0, int(ordinal) - 1)))
