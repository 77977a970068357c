"""From check-ins to what a curve shows: one series an item, thinned where there are many, broken where they stop.

What was skipped is no point: missing is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

LOWEST, HIGHEST = 0, 10
_SCORES = range(LOWEST, HIGHEST + 1)
MOST_POINTS = 200
MOST_ROWS = 40
STEPS = (1, 7, 14, 28, 91, 182, 364, 1820)  # days that one point may stand for
MONDAY = date(1900, 1, 1).toordinal()


class Said(NamedTuple):
    """One check-in: its day as an ordinal, its answers, and the wording (an index) that it answered."""

    day: int
    scores: Mapping[str, int | bool]
    wording: int = 0


class Point(NamedTuple):
    """One answer, or the answers of one step. `scores` in order of size; a yes counts as 1, a no as 0."""

    first: int
    last: int
    scores: tuple[int, ...]
    wording: int = 0

    @property
    def middle(self) -> float:
        """The day it stands at."""
        return (self.first + self.last) / 2

    @property
    def value(self) -> float:
        return float(self.scores[0] if len(self.scores) == 1 else median(self.scores))


@dataclass(frozen=True, slots=True)
class Series:
    """One item. `parts`: what is drawn without a break; `latest`: day and answer of the last check-in that has one.

    `breaks`: first days of another wording. `holes`: how often the check-ins stopped for long.
    """

    item: str
    yes_no: bool
    parts: tuple[tuple[Point, ...], ...]
    latest: tuple[int, int]
    breaks: tuple[int, ...] = ()
    holes: int = 0

    @property
    def points(self) -> list[Point]:
        return [point for part in self.parts for point in part]

    @property
    def answers(self) -> int:
        return sum(len(point.scores) for part in self.parts for point in part)


def step_for(entries: Sequence[Said], most: int = MOST_POINTS) -> int:
    """How many days one point stands for: 1 (each check-in by itself) up to `most` check-ins, then a week or more."""
    if len(entries) <= most:
        return 1
    days = [entry.day for entry in entries]
    return _wide_enough(max(days) - min(days), most)


def _wide_enough(span: int, most: int) -> int:
    return next((step for step in STEPS[1:] if span // step + 2 <= most), STEPS[-1])


def series_of(entries: Sequence[Said], step: int, longest: float, yes_no: frozenset[str] = frozenset()) -> list[Series]:
    """A series for every item that was answered, in the order in which it first comes.

    `longest`: days from one answer to the next that are still one line. `yes_no`: items that are a yes or a no; an
    item that is not a known one is what its first answer is.
    """
    kinds: dict[str, bool] = {}
    found: dict[str, list[Point]] = {}
    for entry in sorted(entries, key=lambda entry: entry.day):
        day, wording = entry.day, entry.wording
        for item, answer in entry.scores.items():
            is_bool = answer is True or answer is False
            kind = kinds.get(item)
            if kind is None:
                kind = kinds[item] = item in yes_no or is_bool
                found[item] = []
            if kind is is_bool and (is_bool or answer in _SCORES):
                found[item].append(Point(day, day, (int(answer),), wording))
    return [_series(item, kinds[item], points, step, longest) for item, points in found.items() if points]


def new_wordings(entries: Sequence[Said]) -> list[int]:
    """The days of the first check-in with other words than the one before."""
    in_order = sorted(entries, key=lambda entry: entry.day)
    return [after.day for before, after in pairwise(in_order) if after.wording != before.wording]


def _series(item: str, yes_no: bool, answers: list[Point], step: int, longest: float) -> Series:
    latest = (answers[-1].last, answers[-1].scores[0])
    points = _merged(answers, step) if step > 1 else answers
    parts: list[list[Point]] = [[points[0]]]
    breaks: list[int] = []
    holes = 0
    for before, point in pairwise(points):
        hole = point.first - before.last > longest
        other = point.wording != before.wording
        holes += hole
        if other:
            breaks.append(point.first)
        if hole or other:
            parts.append([])
        parts[-1].append(point)
    return Series(item, yes_no, tuple(tuple(part) for part in parts), latest, tuple(breaks), holes)


def _merged(points: Sequence[Point], step: int) -> list[Point]:
    """One point for each step and wording, the oldest first."""
    merged: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        merged.setdefault(((point.first - MONDAY) // step, point.wording), []).append(point)
    several = [
        Point(each[0].first, each[-1].last, tuple(sorted([score for point in each for score in point.scores])), wording)
        for (_, wording), each in merged.items()
    ]
    return sorted(several, key=itemgetter(0, 1))


def rows_of(series: Series, most: int = MOST_ROWS) -> tuple[list[Point], int]:
    """The rows of the table, the newest first, and how many days one stands for: 1 where each is one answer."""
    points = series.points
    alone = all(len(point.scores) == 1 for point in points)
    if alone and len(points) <= most:
        return points[::-1], 1
    step = _wide_enough(points[-1].last - points[0].first, most)
    return _merged(points, step)[::-1], step


def most_felt(every: Sequence[Series], most: int, among: int) -> list[Series]:
    """The `most` with the most answers of the `among` whose last answer or median is highest; the highest first.

    A yes or no has no height and is left out.
    """
    by_height = sorted((series for series in every if not series.yes_no), key=_height, reverse=True)
    often = sorted(by_height[:among], key=lambda series: series.answers, reverse=True)[:most]
    return sorted(often, key=_height, reverse=True)


def _height(series: Series) -> tuple[float, int]:
    scores = [score for point in series.points for score in point.scores]
    return max(float(series.latest[1]), float(median(scores))), len(scores)
