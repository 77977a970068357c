"""Sizes of the layouts, in px of the box of the SVG. Docs: `docs/look.md`, "The picture"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its height, and where in it the text stands (its baseline) and the thing itself (top or middle)."""

    height: float
    text: float
    thing: float


@dataclass(frozen=True, slots=True)
class Layout:
    """`left`, `right`: of the first day and of today. `line`: ends of the axis. `gutter`: names stand left of the axis
    and labels beside the bands; else both stand above. `unit`: height of one of the 10 steps of a score.
    """

    width: float
    left: float
    right: float
    line: tuple[float, float]
    gutter: bool
    text: float
    small: float
    year: float
    month: float
    band: float
    line_row: Row
    many_row: Row
    thin_row: Row
    found_row: Row
    lane_row: Row
    curve_row: Row
    unit: float
    values: float
    many: int = 8
    top: float = 30.0


PHONE = Layout(
    width=316, left=10, right=310, line=(2, 314), gutter=False, text=13, small=12, year=32, month=36, band=15,
    line_row=Row(40, 14, 19), many_row=Row(32, 12, 16), thin_row=Row(35, 15, 20), found_row=Row(22, 15.5, 11),
    lane_row=Row(41, 15, 31), curve_row=Row(71, 15, 63), unit=4.1, values=303,
)  # fmt: skip
WIDE = Layout(
    width=900, left=160, right=866, line=(152, 874), gutter=True, text=14, small=13, year=44, month=48, band=14,
    line_row=Row(28, 19, 7), many_row=Row(26, 18, 6), thin_row=Row(28, 19, 11), found_row=Row(28, 20, 15.5),
    lane_row=Row(28, 20.5, 16), curve_row=Row(72, 52, 72), unit=6, values=898,
)  # fmt: skip
PRINT = Layout(
    width=720, left=95, right=687, line=(88, 694), gutter=True, text=11.5, small=10.5, year=34, month=38, band=14,
    line_row=Row(20, 14.1, 3), many_row=Row(18, 13, 2), thin_row=Row(20, 14.1, 7), found_row=Row(20, 16, 12),
    lane_row=Row(20, 16.2, 12), curve_row=Row(50, 37, 50), unit=3.8, values=718,
)  # fmt: skip
STRIP = Layout(
    width=328, left=8, right=320, line=(2, 324), gutter=False, text=13, small=12, year=36, month=40, band=16,
    line_row=Row(16, 12, 18), many_row=Row(16, 12, 18), thin_row=Row(0, 0, 0), found_row=Row(0, 0, 0),
    lane_row=Row(0, 0, 0), curve_row=Row(0, 0, 0), unit=0, values=0,
)  # fmt: skip
LAYOUTS = {"phone": PHONE, "wide": WIDE, "print": PRINT}
