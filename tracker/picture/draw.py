"""The whole picture as one SVG: axis, lines, supportive drugs, marks and curves, all on the same time."""

from __future__ import annotations

from markupsafe import Markup

from . import bands, marks
from .axis import Axis, ticks
from .curves import BOUNDS, Box, curve
from .ink import PAPER, SCREEN
from .layout import LAYOUTS, Layout
from .pen import Pen, clean, n
from .text import cut
from .things import Picture, Symptom, Words

_AXIS_Y = 22.0


def svg(picture: Picture, name: str) -> Markup:
    """`name`: "phone" or "wide" for the page, "print" for paper, where everything stands in attributes."""
    layout = LAYOUTS[name]
    pen = Pen(PAPER if name == "print" else SCREEN, name[0])
    axis = Axis(picture.first, picture.last, layout.left, layout.right)
    body = Pen(pen.ink, name[0])
    curves_top, bottom = _rows(body, picture, axis, layout)
    height = _foot(body, picture, axis, layout, bottom)
    pen.hide()
    _behind(pen, picture, axis, layout, curves_top, bottom)
    _axis(pen, picture.words, axis, layout)
    pen.show()
    return _whole(picture.words, pen, body, layout.width, height)


def _whole(words: Words, behind: Pen, body: Pen, width: float, height: float) -> Markup:
    ink, prefix = behind.ink, behind.prefix
    size = f' width="{n(width)}" height="{n(height)}"' if not ink.links else ""
    labelled = f' role="group" aria-labelledby="{prefix}t" aria-describedby="{prefix}d"' if ink.links else ' role="img"'
    return Markup(  # noqa: S704 every text in it passed `clean`
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}"{size}{labelled}{ink.root}>'
        f'<title id="{prefix}t">{clean(words.title)}</title><desc id="{prefix}d">{clean(words.description)}</desc>'
        f"{ink.defs}{''.join(behind.parts)}{''.join(body.parts)}</svg>"
    )


def _rows(pen: Pen, picture: Picture, axis: Axis, layout: Layout) -> tuple[float, float]:
    """Everything below the axis, from the top down; gives where the curves begin and where they end."""
    y = layout.top
    found = [mark for mark in picture.found if axis.shows(mark.extent)]
    if found:
        row = layout.found_row
        marks.on_line(pen, found, axis, layout, y + row.thing, (y, y + row.height))
        y += row.height
    lines = [band for band in picture.bands if axis.shows(band.extent)]
    row = layout.many_row if len(lines) > layout.many else layout.line_row
    for band in lines:
        bands.line_row(pen, band, axis, layout, row, y)
        y += row.height
    for thin in picture.thin:
        if any(axis.shows(band.extent) for band in thin.bands):
            bands.thin_row(pen, thin, axis, layout, y)
            y += layout.thin_row.height
    for lane in picture.lanes:
        if any(axis.shows(mark.extent) for mark in lane.marks):
            y += marks.lane(pen, lane, axis, layout, y)
    if y == layout.top:
        pen.text(
            layout.left, y + 20, layout.text, "t2", cut(picture.words.nothing, layout.text, layout.right - layout.left)
        )
        y += 34
    top = y
    for symptom in picture.symptoms:
        _symptom(pen, symptom, picture.words, axis, layout, y)
        y += layout.curve_row.height
    return top, y


def _behind(pen: Pen, picture: Picture, axis: Axis, layout: Layout, curves_top: float, bottom: float) -> None:
    """The years behind the curves, the dotted lines from the starts, and today, which falls through everything."""
    if picture.symptoms:
        for tick in ticks(axis, _room(layout), layout.width):
            pen.path(f"M{n(tick.x)} {n(curves_top)}V{n(bottom)}", "grid")
    y = layout.top + (layout.found_row.height if any(axis.shows(mark.extent) for mark in picture.found) else 0)
    lines = [band for band in picture.bands if axis.shows(band.extent)]
    row = layout.many_row if len(lines) > layout.many else layout.line_row
    for band in lines:
        x = bands.guide_x(band, axis)
        if x is not None:
            pen.path(f"M{n(x)} {n(y + row.thing)}V{n(bottom)}", "guide")
        y += row.height
    pen.path(f"M{n(axis.right)} {n(_AXIS_Y)}V{n(bottom)}", "nowline")


def _axis(pen: Pen, words: Words, axis: Axis, layout: Layout) -> None:
    pen.path(f"M{n(layout.line[0])} {n(_AXIS_Y)}H{n(layout.line[1])}", "axis")
    for tick in ticks(axis, _room(layout), layout.width):
        pen.path(f"M{n(tick.x)} {n(_AXIS_Y - 4)}v8", "axis")
        if tick.labelled:
            text = words.months[tick.day.month - 1] if tick.style == "month" else str(tick.day.year)
            pen.text(tick.x + 1, _AXIS_Y - 9, layout.small, "t2", text)
    pen.circle(axis.right, _AXIS_Y, 5.5, "now")


def _room(layout: Layout) -> dict[str, float]:
    return {"day": layout.month, "month": layout.month, "year": layout.year}


def _symptom(pen: Pen, symptom: Symptom, words: Words, axis: Axis, layout: Layout, top: float) -> None:
    row = layout.curve_row
    base = top + row.thing
    box = Box(base - 10 * layout.unit, base)
    drawn = curve(symptom.series, axis, box)
    pen.open(symptom.link)
    for bound in BOUNDS:
        pen.path(f"M{n(layout.line[0])} {n(box.y(bound))}H{n(axis.right)}", "band4")
    pen.path(f"M{n(layout.line[0])} {n(base)}H{n(layout.line[1])}", "base")
    for x in drawn.breaks:
        pen.path(f"M{n(x)} {n(box.top)}V{n(base)}", "break")
    if drawn.path:
        pen.path(drawn.path, "curve")
    for dot in drawn.dots:
        pen.circle(dot.x, dot.y, 2.2, "end")
    if drawn.end:
        pen.circle(drawn.end.x, drawn.end.y, 3.5, "end")
    if layout.gutter:
        pen.text(2, top + row.text, layout.text, "tb", cut(symptom.name, layout.text, layout.line[0] - 8))
        if symptom.latest and drawn.end:
            pen.text(layout.values, drawn.end.y + 5, layout.text + 1, "tb", symptom.latest, "end")
    else:
        pen.text(2, top + row.text, layout.text, "tb lab", cut(symptom.name, layout.text, layout.values - 60))
        if symptom.latest:
            pen.spans(layout.values, top + row.text, layout.text, [("t2", words.now), ("tb", symptom.latest)], "end")
    pen.close(layout.line[0], top + 1, layout.line[1], top + row.height - 1)


def _foot(pen: Pen, picture: Picture, axis: Axis, layout: Layout, bottom: float) -> float:
    """The axis once more, what the curves measure, and the key; gives the height of the picture."""
    y = bottom + (10 if not layout.gutter else 6)
    pen.hide()
    pen.path(f"M{n(axis.right)} {n(bottom)}V{n(y)}", "nowline")
    pen.path(f"M{n(layout.line[0])} {n(y)}H{n(layout.line[1])}", "axis")
    pen.circle(axis.right, y, 3.5, "now")
    if picture.symptoms:
        y += 16
        pen.text(layout.line[0], y, layout.small, "t2", picture.words.scale)
    pen.show()
    return round(y + 8, 1)
