"""Tumour markers in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tracker.i18n import listed
from tracker.labs.chart import Tick
from tracker.labs.models import MarkerResult, MarkerUnit


def number(value: float) -> str:
    """`1,234.5`; `1 234,5` in French."""
    locale: Any = get_locale() or "en_CA"
    return str(format_decimal(value, locale=locale))


def value(row: MarkerResult) -> str:
    """`31.5 U/mL`, held together."""
    return f"{number(row.value)}\u00a0{row.unit.label}"


def named(row: MarkerResult) -> str:
    """`CA 15-3: 31.5 U/mL`."""
    return _("%(marker)s: %(value)s", marker=row.marker.label, value=value(row))


def units(shown: Sequence[MarkerUnit]) -> str:
    """`U/mL`; `U/mL and kU/L`."""
    return listed([str(unit.label) for unit in shown])


def described(dated: Sequence[MarkerResult], undated: int, more: bool) -> str:
    """What a chart shows, for those who do not see it. `dated`: newest first, at least two."""
    low, high = min(row.value for row in dated), max(row.value for row in dated)
    parts = [
        ngettext("%(num)d value.", "%(num)d values.", len(dated)),
        _("Oldest, %(day)s: %(value)s.", day=_day(dated[-1]), value=value(dated[-1])),
        _("Newest, %(day)s: %(value)s.", day=_day(dated[0]), value=value(dated[0])),
        _("Lowest %(low)s, highest %(high)s.", low=number(low), high=number(high)),
    ]
    if undated:
        parts.append(
            ngettext(
                "%(num)d value without a date is in the list alone.",
                "%(num)d values without a date are in the list alone.",
                undated,
            )
        )
    if more:
        parts.append(_("Older values are in the list alone."))
    return " ".join(parts)


def _day(row: MarkerResult) -> str:
    return row.taken_on.shown() if row.taken_on else ""


def tick(one: Tick) -> str:
    """`2024`, or `Mar 2024`: the date under a mark of the axis."""
    locale: Any = get_locale() or "en_CA"
    return str(format_date(one.day, "y" if one.years else "MMM", locale=locale))
