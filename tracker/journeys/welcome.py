"""A made-up journey as one small picture; its years are counted back from today, so it never grows old."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from flask_babel import gettext as _
from markupsafe import Markup

from tracker.picture import strip
from tracker.picture.axis import Extent
from tracker.picture.things import Band, Dose, Label, Link, Picture, Words

_MONTH = 30.44  # days
# kinds, months before today: from, to
_LINES = (
    (("targeted", "hormone"), 107, 68),
    (("hormone",), 67, 59),
    (("targeted", "hormone"), 58, 53),
    (("chemo",), 52, 24),
    (("adc",), 23, 0),
)
_HELD = (3, 44, 42)  # which of them, from, to
_ALL = 110


@lru_cache(maxsize=4)
def made_up_strip(today: date, _language: str) -> Markup:
    now = today.toordinal()
    title = _("A made-up journey: five treatments over nine years, on one line of time")
    return strip.svg(
        Picture(
            _days(now, _ALL, 0).first,
            now,
            Words(title, "", (), "", "", ""),
            bands=tuple(
                Band(
                    _days(now, first, last),
                    kinds,
                    Label("", str(number + 1)),
                    Link("", ""),
                    doses=(Dose("held", _days(now, *_HELD[1:])),) if number == _HELD[0] else (),
                )
                for number, (kinds, first, last) in enumerate(_LINES)
            ),
        )
    )


def _days(now: int, first: int, last: int) -> Extent:
    begun, ended = now - round(first * _MONTH), now - round(last * _MONTH)
    return Extent(begun, ended, begun, ended)
