"""What the kinds of bands and the signs in them mean: a small piece of each, for the list under the picture."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from . import bands
from .axis import Axis, Extent, Placed
from .ink import SCREEN
from .layout import Layout
from .pen import Pen, n
from .text import width
from .things import Band, Dose, Key, Label, Link

WIDTH, HEIGHT = 18.0, 13.0
_AT = Placed(0.6, 16.8, 0.6, 16.8)
_AXIS = Axis(0, 18, 0.0, 18.0)
_DAYS = Extent(0, 18, 0, 18)
_DOSES = {"reduced": Dose("reduced", Extent(9, 9, 9, 9)), "held": Dose("held", Extent(6, 12, 6, 12))}


def swatch(key: Key) -> Markup:
    """A piece of the picture by itself, for a page."""
    pen = Pen(SCREEN, "k")
    draw(pen, key)
    return Markup(  # noqa: S704 nothing in it comes from outside
        f'<svg class="sw" viewBox="0 0 {n(WIDTH)} {n(HEIGHT)}" aria-hidden="true">{"".join(pen.parts)}</svg>'
    )


def draw(pen: Pen, key: Key) -> None:
    if key.of == "end":
        bands.end_mark(pen, key.name, WIDTH / 2, HEIGHT / 2)
        return
    kind = key.name if key.of != "dose" else "hormone"
    doses = (_DOSES[key.name],) if key.of == "dose" else ()
    band = Band(_DAYS, (kind,), Label(""), Link("", ""), early=key.of == "early", trial=key.of == "trial", doses=doses)
    y, height = (4.0, 5.0) if kind == "bone" else (0.6, 11.8)
    bands.draw(pen, band, _AT, _AXIS, y, height)


def legend(pen: Pen, keys: Sequence[Key], layout: Layout, y: float) -> float:
    """All of them in the picture itself, on as many lines as they need; gives the height they take."""
    left = 2.0
    x, top = left, y
    for key in keys:
        wide = WIDTH + 5 + width(key.word, layout.small) + 14
        if x + wide > layout.width and x > left:
            x, y = left, y + layout.text + 6
        pen.put(f'<g transform="translate({n(x)} {n(y)})">')
        draw(pen, key)
        pen.put("</g>")
        pen.text(x + WIDTH + 5, y + 10.5, layout.small, "t2", key.word)
        x += wide
    return y - top + HEIGHT if keys else 0.0
