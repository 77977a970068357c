"""Bands: what a treatment surely covers is filled, what it may cover fades to the outline; doses are cut into it."""

from __future__ import annotations

from .axis import Axis, Placed, placed
from .layout import Layout, Row
from .pen import Pen, n
from .text import cut, width
from .things import Band, Dose, Thin

NO_DATE = 22.0  # px of a band whose other end has no date: it fades out, and says nothing of how long it was
_SLICE, _MOST_SLICES = 5.0, 6
_EARLY, _VAGUE = 0.22, 0.4  # opacity
_GAP = 7.0  # px between a band and its label
_MARK = 17.0  # px that the mark at an end takes
_THIN = 6.0
_SURE = 4.0  # px within which a start is exact enough for a line down from it


def line_row(pen: Pen, band: Band, axis: Axis, layout: Layout, row: Row, top: float) -> None:
    """One treatment with its label, a row of its own."""
    at = extent_of(band, axis)
    pen.open(band.link)
    y = top + row.thing
    height = layout.band if row is layout.line_row else layout.band - 2
    if layout.gutter:
        left, right = _label_beside(pen, band, at, layout, top + row.text)
    else:
        left, right = _label_above(pen, band, at, layout, top + row.text)
    draw(pen, band, at, axis, y, height)
    if not layout.gutter and band.end:
        _end_mark(pen, band.end, at.end, y + height / 2, axis)
    pen.close(min(left, at.x) - 2, top + 1, max(right, at.end + (_MARK if band.end else 0)) + 2, top + row.height - 1)


def thin_row(pen: Pen, thin: Thin, axis: Axis, layout: Layout, top: float) -> None:
    row = layout.thin_row
    drawn = [(band, extent_of(band, axis)) for band in thin.bands]
    first = 2.0 if layout.gutter else min((at.x for _, at in drawn), default=2.0)
    room = layout.left - 12 if layout.gutter else layout.right - 6
    name = cut(thin.name, layout.text, room)
    if not layout.gutter:
        first = min(first, max(2.0, layout.right - 6 - width(name, layout.text)))
    pen.text(first, top + row.text, layout.text, "t2 lab", name)
    for band, at in drawn:
        pen.open(band.link)
        draw(pen, band, at, axis, top + row.thing, _THIN)
        pen.close(at.x - 2, top + 1, at.end + 2, top + row.height - 1)


def guide_x(band: Band, axis: Axis) -> float | None:
    """Where a dotted line falls from the start; None where the start is not seen, or known too vaguely for a line."""
    extent = band.extent
    if band.open_start or extent.first < axis.first or band.label.number == "":
        return None
    vague = axis.x(min(extent.surely_first, extent.last)) - axis.x(extent.first)
    return axis.x(extent.first) if vague <= _SURE else None


def extent_of(band: Band, axis: Axis) -> Placed:
    """Where a band stands. With one date alone it fades out on the other side, a fixed few px wide."""
    at = placed(band.extent, axis)
    if band.open_end:
        end = min(axis.right, at.x + at.width + NO_DATE)
        return Placed(at.x, round(end - at.x, 1), at.sure_x, at.sure_width)
    if band.open_start:
        x = max(axis.left, at.end - at.width - NO_DATE)
        return Placed(x, round(at.end - x, 1), at.sure_x, at.sure_width)
    return at


def draw(pen: Pen, band: Band, at: Placed, axis: Axis, y: float, height: float) -> None:
    kinds = band.kinds or ("none",)
    each = height / len(kinds)
    for number, kind in enumerate(kinds):
        _fill(pen, kind, at, y + number * each, each, _EARLY if band.early else 1.0)
        for dose in band.doses:
            if dose.stripe in (None, number) and axis.shows(dose.extent):
                _dose(pen, dose, at, axis, y + number * each, each)
        _outline(pen, band, kind, at, y + number * each, each)


def _fill(pen: Pen, kind: str, at: Placed, y: float, height: float, opacity: float) -> None:
    fill = pen.ink.fill[kind]
    if not at.sure_width:
        _rect(pen, fill, at.x, at.width, y, height, opacity * _VAGUE)
        return
    _rect(pen, fill, at.sure_x, at.sure_width, y, height, opacity)
    _fade(pen, fill, at.sure_x, at.x, y, height, opacity)
    _fade(pen, fill, at.sure_end, at.end, y, height, opacity)


def _fade(pen: Pen, fill: str, sure: float, maybe: float, y: float, height: float, opacity: float) -> None:
    """From the sure edge to the farthest the band may reach."""
    length = maybe - sure
    count = min(_MOST_SLICES, int(abs(length) / _SLICE) + 1)
    if abs(length) < 0.2:
        return
    step = length / count
    for number in range(count):
        start, end = sure + number * step, sure + (number + 1) * step
        _rect(pen, fill, min(start, end), abs(step), y, height, opacity * 0.7 * (1 - (number + 0.5) / count))


def _rect(pen: Pen, fill: str, x: float, width_: float, y: float, height: float, opacity: float) -> None:
    seen = "" if opacity >= 1 else f' fill-opacity="{opacity:.2f}"'
    pen.put(f'<rect x="{n(x)}" y="{n(y)}" width="{n(width_)}" height="{n(height)}"{seen} {fill}/>')


def _outline(pen: Pen, band: Band, kind: str, at: Placed, y: float, height: float) -> None:
    """A rectangle, left open on the side that has no date."""
    dashes = pen.ink.dashes if band.trial else ""
    if band.open_start:
        d = f"M{n(at.x)} {n(y)}H{n(at.end)}V{n(y + height)}H{n(at.x)}"
    elif band.open_end:
        d = f"M{n(at.end)} {n(y)}H{n(at.x)}V{n(y + height)}H{n(at.end)}"
    else:
        d = f"M{n(at.x)} {n(y)}h{n(at.width)}v{n(height)}h{n(-at.width)}z"
    pen.put(f'<path d="{d}"{dashes} {pen.ink.outline[kind]}/>')


def _dose(pen: Pen, dose: Dose, band: Placed, axis: Axis, y: float, height: float) -> None:
    at = placed(dose.extent, axis)
    x, end = max(at.x, band.x + 1), min(at.end, band.end - 1)
    if end - x < 1:
        return
    if dose.kind == "held":
        inset = height * 0.2
        vague = "" if at.sure_width else ' fill-opacity="0.6"'
        pen.put(
            f'<rect x="{n(x)}" y="{n(y + inset)}" width="{n(end - x)}" height="{n(height - 2 * inset)}"{vague}'
            f" {pen.ink.of['pause']}/>"
        )
    elif at.width > 9:
        pen.path(f"M{n(x)} {n(y)}H{n(end)}v3H{n(x)}z", "cut")
    else:
        middle = min(max((x + end) / 2, band.x + 4), band.end - 4)
        deep = min(6.0, height - 2)
        pen.path(f"M{n(middle - 3.5)} {n(y)}h7l-3.5 {n(deep)}z", "cut")


def _end_mark(pen: Pen, end: str, x: float, y: float, axis: Axis) -> None:
    x = min(x + 9, axis.right - 8)
    if end == "grew":
        pen.path(f"M{n(x)} {n(y - 5)}l5.5 10h-11z", "mkf")
    else:
        pen.path(f"M{n(x - 4)} {n(y - 4)}l8 8m0 -8l-8 8", "mk")


# --- labels -------------------------------------------------------------------------------------------------------


def _label_above(pen: Pen, band: Band, at: Placed, layout: Layout, y: float) -> tuple[float, float]:
    """Above the band, starting with it, pushed left only so far as to end at today."""
    room = layout.right - 6 - 2
    parts = _parts(band, layout.text, room, reason=False)
    wide = _wide(parts, layout.text)
    if at.x + wide <= layout.right - 6:
        pen.spans(at.x, y, layout.text, parts)
        return at.x, at.x + wide
    pen.spans(layout.right - 6, y, layout.text, parts, "end")
    return max(2.0, layout.right - 6 - wide), layout.right - 6


def _label_beside(pen: Pen, band: Band, at: Placed, layout: Layout, y: float) -> tuple[float, float]:
    """Right of the band, else left of it, else on it; the shorter label where the longer has no room."""
    after, before = at.end + _GAP, at.x - _GAP
    for reason in (True, False):
        parts = _parts(band, layout.text, layout.width, reason=reason)
        wide = _wide(parts, layout.text)
        if after + wide <= layout.right - 6:
            pen.spans(after, y, layout.text, parts)
            return after, after + wide
        if before - wide >= 2:
            pen.spans(before, y, layout.text, parts, "end")
            return before - wide, before
    x = max(at.x + 6, layout.left)
    parts = _parts(band, layout.text, layout.right - 6 - x, reason=True)
    pen.spans(x, y, layout.text, parts)
    return x, layout.right - 6


def _parts(band: Band, size: float, room: float, *, reason: bool) -> list[tuple[str, str]]:
    """Style and text of each part of a label, cut to the room: first the reason goes, then the length of time."""
    label = band.label
    fixed = [("tb", label.number)] if label.number else []
    tail = ", ".join(part for part in (label.trial, label.length, label.reason if reason else "") if part)
    short = ", ".join(part for part in (label.trial, label.length) if part)
    for end in (tail, short, label.trial):
        parts = [*fixed, ("t", label.name), *([("t2", end)] if end else [])]
        if _wide(parts, size) <= room:
            return parts
    rest = [("t2", label.trial)] if label.trial else []
    name = cut(label.name, size, room - _wide([*fixed, *rest], size) - 12)
    return [*fixed, *([("t", name)] if name else []), *rest]


def _wide(parts: list[tuple[str, str]], size: float) -> float:
    return sum(width(text, size) for _, text in parts) + 6 * max(0, len(parts) - 1)
