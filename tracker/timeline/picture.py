"""The picture as the Journey page shows it: twice as a drawing, once as a table, with what must be said beside it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tracker.picture.key import swatch
from tracker.summary.picture import PERIODS, Row, Telling, drawn
from tracker.summary.record import Summary

_LONGER = 1.15  # all of it must be so much longer than a period that this is worth a link


@dataclass(frozen=True, slots=True)
class Seen:
    """`periods`: what may be asked for, and its name; one alone is no choice."""

    period: str
    periods: list[tuple[str, str]]
    title: str
    phone: Markup
    wide: Markup
    key: list[tuple[Markup, str]]
    notes: list[str]
    rows: list[Row]


def seen(summary: Summary, period: str) -> Seen | None:
    """None where nothing in the record has a date."""
    telling = Telling(summary)
    if not telling.has_any:
        return None
    picture = telling.picture(period)
    notes = (telling.how_chosen(picture), telling.thinned(picture), telling.undrawn())
    return Seen(
        period=period,
        periods=_periods(telling, period),
        title=picture.words.title,
        phone=drawn(picture, "phone"),
        wide=drawn(picture, "wide"),
        key=[(swatch(each), each.word) for each in picture.key],
        notes=[note for note in notes if note],
        rows=telling.rows(picture),
    )


def _periods(telling: Telling, period: str) -> list[tuple[str, str]]:
    every = ngettext("All %(num)d year", "All %(num)d years", telling.years) if telling.years else _("All")
    names = {"all": every, "2y": _("2 years"), "6m": _("6 months")}
    return [
        (each, names[each])
        for each, days in PERIODS.items()
        if days is None or each == period or telling.days > days * _LONGER
    ]
