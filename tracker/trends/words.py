"""The trends in words: names of items, what a point stands for, the last answer, rows of the table."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language, listed
from tracker.picture.axis import Tick
from tracker.summary.sayings import shown
from tracker.treatments.lines import Line

NAMES = {
    "1m": _l("1 month"),
    "3m": _l("3 months"),
    "6m": _l("6 months"),
    "1y": _l("1 year"),
    "2y": _l("2 years"),
    "all": _l("All"),
}


def name(item: str, own: dict[str, str]) -> str:
    known = catalogue().checkin.item(item)
    if known:
        return known.label.in_language(language())
    return own.get(item) or (_("A symptom of your own") if item.startswith("own-") else _("An earlier question"))


def ends(item: str) -> str:
    """What 0 and 10 mean; for an item with a direction of its own, the sentence that says it."""
    known, lang = catalogue().checkin.item(item), language()
    if known and known.direction_note:
        return known.direction_note.in_language(lang)
    if known and known.low_anchor and known.high_anchor:
        low, high = known.low_anchor.in_language(lang), known.high_anchor.in_language(lang)
        return _("0: %(low)s. 10: %(high)s.", low=low, high=high)
    return ""


def bounds(item: str) -> list[tuple[int, int, str]]:
    """The bands of an item in its own words: lowest, highest, word."""
    content = catalogue().checkin
    known = content.item(item)
    words = known.band_words if known and known.band_words else content.bands.items
    return [(band.lowest, band.highest, band.in_language(language())) for band in words]


def all_bounds() -> str:
    """`0 none, 1–3 mild, 4–6 moderate, 7–10 severe`."""
    parts = [
        _("%(range)s %(word)s", range=f"{low}\u2060–\u2060{high}" if low != high else low, word=word)
        for low, high, word in bounds("")
    ]
    return ", ".join(parts)


def changed(days: list[int]) -> str:
    """When the wording of the questions changed; nothing where it did not."""
    if not days:
        return ""
    named = listed([shown(day) for day in days])
    return _("The wording of the questions changed on %(days)s. The line starts again there.", days=named)


def when(line: Line) -> str:
    """`December 2017 to March 2021`, for a line whose start is known."""
    start, end = line.row.started_on, line.row.ended_on
    if start is None:
        return ""
    if not line.row.ended or end is None:
        return _("%(start)s to now", start=start.shown())
    return _("%(start)s to %(end)s", start=start.shown(), end=end.shown()) if start != end else start.shown()


def tick(one: Tick) -> str:
    locale: Any = get_locale() or "en_CA"
    return format_date(one.day, {"day": "d MMM", "month": "MMM", "year": "y"}[one.style], locale=locale)


def span(first: date, last: date) -> str:
    return _("%(first)s to %(last)s", first=PartialDate.of(first).shown(), last=PartialDate.of(last).shown())
