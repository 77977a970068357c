"""Marks on a line: their shapes, the times they may lie in, and their labels where these have room."""

from __future__ import annotations

from collections.abc import Sequence

from .axis import Axis
from .layout import Layout
from .pen import Pen, n
from .text import width
from .things import Key, Lane, Mark

# half of the width of a shape
HALF = {
    "diamond": 6.5, "grew": 6.5, "smaller": 6.5, "same": 2.6, "mixed": 5.5, "unsure": 5.0, "wait": 5.0, "square": 5.5,
    "surgery": 5.5, "local": 5.5, "flag": 5.0,
}  # fmt: skip
_QUIET = ("same",)  # drawn first, so that what says more lies on top
_CAPS = 4.0
_REACH = 22.0  # px on either side that a thumb may touch, unless a neighbour is nearer
_GAP = 4.5


def shape(pen: Pen, name: str, x: float, y: float) -> None:
    a = n(x)
    if name == "diamond":
        pen.path(f"M{a} {n(y - 6.5)}l6.5 6.5l-6.5 6.5l-6.5 -6.5z", "mkf")
    elif name == "grew":
        pen.path(f"M{a} {n(y - 7)}l6.5 12h-13z", "mkf")
    elif name == "smaller":
        pen.path(f"M{a} {n(y + 7)}l6.5 -12h-13z", "mk")
    elif name == "same":
        pen.circle(x, y, 2.6, "mkf")
    elif name == "mixed":
        pen.circle(x, y, 5, "mk")
        pen.path(f"M{a} {n(y - 5)}a5 5 0 0 0 0 10z", "mkf")
    elif name == "unsure":
        pen.circle(x, y, 4.5, "unsure")
    elif name == "wait":
        pen.circle(x, y, 4.5, "wait")
    elif name == "flag":
        pen.path(f"M{n(x - 4)} {n(y + 7)}V{n(y - 7)}l9 3.5l-9 3.5z", "mkf")
    else:
        pen.path(f"M{n(x - 5)} {n(y - 5)}h10v10h-10z", "mk")
        if name == "surgery":
            pen.path(f"M{n(x - 5)} {n(y + 5)}l10 -10", "range")
        elif name == "local":
            pen.circle(x, y, 1.5, "end")


def lane(pen: Pen, one: Lane, axis: Axis, layout: Layout, top: float) -> float:
    """A line with its name and marks; gives its height."""
    row = layout.lane_row
    extra = 0.0
    if layout.gutter:
        pen.text(2, top + row.text, layout.text, "t2", one.name)
    else:
        extra = _named(pen, one, layout, top + row.text)
    y = top + row.thing + extra
    pen.hide()
    pen.path(f"M{n(layout.line[0])} {n(y)}H{n(layout.line[1])}", "grid")
    pen.show()
    on_line(
        pen, one.marks, axis, layout, y, (top + row.text + 4 if not layout.gutter else top, top + row.height + extra)
    )
    return row.height + extra


def _named(pen: Pen, one: Lane, layout: Layout, y: float) -> float:
    """The name above the line, and what the shapes mean: on lines as wide as the picture. Gives the height added."""
    pen.hide()
    pen.text(2, y, layout.text, "t2 lab", one.name)
    added, _ = key_line(pen, one.key, layout, 2 + width(one.name, layout.text) + 8, y)
    pen.show()
    return added


def key_line(pen: Pen, key: Sequence[Key], layout: Layout, x: float, y: float) -> tuple[float, float]:
    """Shapes with their words from `x` on, in as many lines as they need; gives the height added and the end."""
    added = 0.0
    for each in key:
        wide = 2 * HALF.get(each.name, 6) + _GAP + width(each.word, layout.small)
        if x + wide > layout.line[1] and x > 4:
            x, added = 4.0, added + layout.text + 4
        half = HALF.get(each.name, 6)
        shape(pen, each.name, x + half, y + added - 4.5)
        pen.text(x + 2 * half + _GAP, y + added, layout.small, "t2 lab", each.word)
        x += wide + 10
    return added, x


def on_line(pen: Pen, marks: Sequence[Mark], axis: Axis, layout: Layout, y: float, rows: tuple[float, float]) -> None:
    """The marks that the axis shows, each with what a thumb may touch; `rows`: top and bottom of that."""
    shown = sorted((mark for mark in marks if axis.shows(mark.extent)), key=lambda mark: mark.extent.middle)
    at = [_span(mark, axis) for mark in shown]
    labels = _labels(shown, at, layout)
    for number in sorted(range(len(shown)), key=lambda number: (shown[number].shape not in _QUIET, number)):
        mark, (left, x, right) = shown[number], at[number]
        pen.open(mark.link)
        if right - left > 2 * HALF[mark.shape] + 4:
            d = f"M{n(left)} {n(y - _CAPS)}v8M{n(right)} {n(y - _CAPS)}v8M{n(left)} {n(y)}H{n(right)}"
            pen.path(d, "range")
        shape(pen, mark.shape, x, y)
        text, start, anchor, end = labels[number]
        if text:
            pen.text(start, y + layout.text * 0.35, layout.text, "halo", text, anchor)
        before = (at[number - 1][1] + x) / 2 if number else x - _REACH
        after = (at[number + 1][1] + x) / 2 if number + 1 < len(at) else x + _REACH
        near, far = max(before, x - _REACH, 0), min(after, x + _REACH, layout.width)
        if text:
            near, far = min(near, end) if anchor == "end" else near, max(far, end) if anchor == "start" else far
        pen.close(near, rows[0], far, rows[1])


def _span(mark: Mark, axis: Axis) -> tuple[float, float, float]:
    """The earliest it may stand, the middle, the latest."""
    left, right = axis.x(mark.extent.first), axis.x(mark.extent.last)
    return left, round((left + right) / 2, 1), right


def _labels(
    shown: Sequence[Mark], at: Sequence[tuple[float, float, float]], layout: Layout
) -> list[tuple[str, float, str, float]]:
    """For each mark its text (or none), where that starts, its anchor and where it ends; the latest marks first."""
    found: list[tuple[str, float, str, float]] = [("", 0.0, "start", 0.0)] * len(shown)
    reach = [(_edge(mark, each, -1), _edge(mark, each, 1)) for mark, each in zip(shown, at, strict=True)]
    taken: list[tuple[float, float]] = []
    for number in reversed(range(len(shown))):
        others = [*taken, *(span for other, span in enumerate(reach) if other != number)]
        chosen = _fitting(shown[number].labels, reach[number], others, layout)
        if chosen:
            found[number] = chosen
            _text, start, anchor, end = chosen
            taken.append((start, end) if anchor == "start" else (end, start))
    return found


def _edge(mark: Mark, at: tuple[float, float, float], side: int) -> float:
    half = HALF[mark.shape]
    return min(at[0], at[1] - half) if side < 0 else max(at[2], at[1] + half)


def _fitting(
    texts: Sequence[str], reach: tuple[float, float], others: Sequence[tuple[float, float]], layout: Layout
) -> tuple[str, float, str, float] | None:
    """The longest text that has room right of the mark, else left of it."""
    after, before = reach[1] + _GAP, reach[0] - _GAP
    for text in texts:
        wide = width(text, layout.text)
        if after + wide <= layout.right - 5 and not _meets(after, after + wide, others):
            return text, after, "start", after + wide
        if before - wide >= layout.line[0] and not _meets(before - wide, before, others):
            return text, before, "end", before - wide
    return None


def _meets(left: float, right: float, others: Sequence[tuple[float, float]]) -> bool:
    return any(left < end + 2 and right > start - 2 for start, end in others)
