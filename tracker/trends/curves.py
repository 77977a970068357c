"""The small pictures of the trends: where each thing lies in a box of 316 by 118.

Every picture of a page has the same axis of time, so one backdrop serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.picture import curves
from tracker.picture.axis import Axis, Extent, Placed, Tick, placed
from tracker.picture.axis import ticks as all_ticks
from tracker.picture.curves import Box, Curve
from tracker.picture.series import Series

WIDTH = 316
LEFT, RIGHT = 6.0, 308.0
BOX = Box(20.0, 98.0)  # of the scores; above it the numbers of the lines, below it the dates
MARKS_AT = 34.0  # of a yes or no
LABEL = 9.0  # a number fits in a band as wide as this
_ROOM = {"day": 40.0, "month": 29.0, "year": 36.0}


@dataclass(frozen=True, slots=True)
class Band:
    """A line as drawn, its number, and where that stands (None: no room)."""

    number: int
    at: Placed
    label_x: float | None


def axis_from(first: int, last: int) -> Axis:
    return Axis(first, last, LEFT, RIGHT)


def curve(series: Series, axis: Axis) -> Curve:
    return curves.marks(series, axis, MARKS_AT) if series.yes_no else curves.curve(series, axis, BOX)


def bands(lines: Iterable[tuple[int, Extent]], axis: Axis) -> list[Band]:
    """The numbered lines that the axis shows, in their order."""
    found: list[Band] = []
    taken = -LABEL
    for number, extent in lines:
        if not axis.shows(extent):
            continue
        at = placed(extent, axis)
        label = at.x + 3 if at.x >= taken else None
        taken = at.x + LABEL + 3 if label is not None else taken
        found.append(Band(number, at, label))
    return found


def ticks(axis: Axis) -> list[Tick]:
    return all_ticks(axis, _ROOM, WIDTH)
