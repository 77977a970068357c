"""The curve of one series in a box: broken at every hole and where the wording changed."""

from __future__ import annotations

from dataclasses import dataclass

from .axis import Axis
from .series import HIGHEST, LOWEST, Series

BOUNDS = (4, 7)  # where the dashes are
FEW = 40  # points that are drawn as dots on their line


@dataclass(frozen=True, slots=True)
class Box:
    """Heights of the scores: 0 is at the bottom, 10 at the top."""

    top: float
    bottom: float

    def y(self, score: float) -> float:
        kept = min(float(HIGHEST), max(float(LOWEST), score))
        return round(self.bottom - (kept - LOWEST) / (HIGHEST - LOWEST) * (self.bottom - self.top), 1)


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


def curve(series: Series, axis: Axis, box: Box) -> Curve:
    pieces: list[str] = []
    dots: list[Dot] = []
    few = sum(len(part) for part in series.parts) <= FEW
    for part in series.parts:
        at = [(axis.x(point.middle), box.y(point.value)) for point in part]
        if len(at) > 1:
            pieces.append("M" + "L".join(f"{a} {b}" for a, b in at))
        if few or len(at) == 1:
            dots.extend(Dot(a, b) for a, b in at)
    return Curve("".join(pieces), tuple(dots), _end(series, axis, box), breaks(series, axis))


def marks(series: Series, axis: Axis, height: float) -> Curve:
    """A yes or no: one mark each, no line. Several answers in one point: yes if any of them was."""
    dots = tuple(Dot(axis.x(point.middle), height, any(point.scores)) for point in series.points)
    return Curve("", dots, None, breaks(series, axis))


def breaks(series: Series, axis: Axis) -> tuple[float, ...]:
    return tuple(dict.fromkeys(axis.x(day) for day in series.breaks))


def _end(series: Series, axis: Axis, box: Box) -> Dot | None:
    points = series.parts[-1] if series.parts else ()
    return Dot(axis.x(points[-1].middle), box.y(points[-1].value)) if points else None
