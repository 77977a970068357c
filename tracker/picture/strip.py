"""The journey as one small line: the bands with their numbers over the axis. Nothing in it leads anywhere."""

from __future__ import annotations

from markupsafe import Markup

from . import bands
from .axis import Axis, ticks
from .ink import SCREEN
from .layout import STRIP
from .pen import Pen, clean, n
from .text import width
from .things import Band, Picture

_BANDS_Y, _HEIGHT, _AXIS_Y = 18.0, 16.0, 40.0
_MOST = 4  # bands above each other, so that none is under 3 px


def svg(picture: Picture) -> Markup:
    pen = Pen(SCREEN, "s")
    axis = Axis(picture.first, picture.last, STRIP.left, STRIP.right)
    shown = [band for band in picture.bands if axis.shows(band.extent)]
    levels = _levels(shown)
    each = _HEIGHT / max(levels, default=1) if shown else _HEIGHT
    taken = 0.0
    for band, level in zip(shown, _level_of(shown), strict=True):
        at = bands.extent_of(band, axis)
        bands.draw(pen, band, at, axis, _BANDS_Y + level * each, each)
        taken = _number(pen, band, at.x + at.width / 2, taken)
    _axis(pen, picture, axis)
    return Markup(  # noqa: S704 every text in it passed `clean`
        f'<svg viewBox="0 0 {n(STRIP.width)} 58" role="img" aria-label="{clean(picture.words.title)}">'
        f"{''.join(pen.parts)}</svg>"
    )


def _number(pen: Pen, band: Band, middle: float, taken: float) -> float:
    """The number above its band, if the one before leaves room; gives how far the numbers reach."""
    wide = width(band.label.number, 13)
    if not band.label.number or middle - wide / 2 < taken:
        return taken
    pen.text(middle, 12, 13, "tb", band.label.number, "middle")
    return middle + wide / 2 + 2


def _axis(pen: Pen, picture: Picture, axis: Axis) -> None:
    pen.path(f"M{n(STRIP.line[0])} {n(_AXIS_Y)}H{n(STRIP.line[1])}", "axis")
    room = {"day": STRIP.month, "month": STRIP.month, "year": STRIP.year}
    for tick in ticks(axis, room, STRIP.width):
        pen.path(f"M{n(tick.x)} {n(_AXIS_Y - 3)}v6", "axis")
        if tick.labelled:
            text = picture.words.months[tick.day.month - 1] if tick.style == "month" else str(tick.day.year)
            pen.text(tick.x + 3, _AXIS_Y + 14, STRIP.small, "t2", text)
    pen.circle(axis.right, _AXIS_Y, 5.5, "now")


def _level_of(shown: list[Band]) -> list[int]:
    """For each band the first level on which it does not lie over another."""
    ends: list[int] = []
    found = []
    for band in shown:
        first = band.extent.surely_first
        free = next((level for level, end in enumerate(ends) if end <= first), None)
        if free is None:
            free = min(len(ends), _MOST - 1)
        ends[free : free + 1] = [min(band.extent.surely_last, band.extent.last)]
        found.append(free)
    return found


def _levels(shown: list[Band]) -> list[int]:
    return [level + 1 for level in _level_of(shown)]
