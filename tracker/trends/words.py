"""The trends in words: names of items, what a point stands for, the last answer, rows of the table."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language, listed
from tracker.treatments.lines import Line

from .curves import Tick
from .series import Point, Series, as_day

NAMES = {
    "1m": _l("1 month"),
    "3m": _l("3 months"),
    "6m": _l("6 months"),
    "1y": _l("1 year"),
    "2y": _l("2 years"),
    "all": _l("All"),
}
_STEPS = {
    7: _l("one week"),
    14: _l("two weeks"),
    28: _l("four weeks"),
    91: _l("three months"),
    182: _l("six months"),
    364: _l("one year"),
    1820: _l("five years"),
}


def own_names(kept: str | None) -> dict[str, str]:
    """Names of the person's own symptoms by item; empty where nothing, or nothing readable, is kept."""
    try:
        rows = json.loads(kept or "[]")
    except ValueError:
        return {}
    rows = rows if isinstance(rows, list) else []
    return {str(row["id"]): str(row["name"]) for row in rows if isinstance(row, dict) and {"id", "name"} <= row.keys()}


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


def shown(day: float) -> str:
    return PartialDate.of(as_day(day)).shown()


class Sayings:
    """Answers in words, for one page: the same few days and scores come again for every item, and are put once."""

    def __init__(self) -> None:
        self._bands: dict[tuple[str, float], str] = {}
        self._days: dict[int, str] = {}
        self._answer = _("%(score)s, %(band)s")
        self._from_to = _("%(first)s to %(last)s")
        self._middle = _("%(middle)s (from %(low)d to %(high)d)")
        self._times = _("yes %(yes)d times of %(all)d")
        self._yes, self._no = _("yes"), _("no")
        self._language = language()

    def day(self, ordinal: int) -> str:
        if ordinal not in self._days:
            self._days[ordinal] = shown(ordinal)
        return self._days[ordinal]

    def value(self, series: Series, score: float) -> str:
        """`6, moderate`; `yes`."""
        if series.yes_no:
            return self._yes if score else self._no
        key = (series.item, score)
        if key not in self._bands:
            band = catalogue().checkin.band(score, series.item)
            word = band.in_language(self._language) if band else ""
            self._bands[key] = self._answer % {"score": number(score), "band": word}
        return self._bands[key]

    def row(self, series: Series, point: Point, step: int) -> tuple[str, str]:
        """When and what, for the table: the middle of several answers with the lowest and the highest."""
        when = self.day(point.first)
        if step > 1 and point.last > point.first:
            when = self._from_to % {"first": when, "last": self.day(point.last)}
        if len(point.scores) == 1:
            return when, self.value(series, point.scores[0])
        if series.yes_no:
            return when, self._times % {"yes": sum(point.scores), "all": len(point.scores)}
        middle = self.value(series, point.value)
        return when, self._middle % {"middle": middle, "low": point.scores[0], "high": point.scores[-1]}

    def latest(self, series: Series) -> str:
        """`Last answer, 20 November 2026: 6, moderate`."""
        day, score = series.latest
        return _("Last answer, %(day)s: %(value)s", day=self.day(day), value=self.value(series, score))

    def described(self, series: Series, latest: str) -> str:
        """What the picture shows, for those who do not see it."""
        points = series.points
        count = ngettext(
            "%(num)d answer since %(first)s.",
            "%(num)d answers since %(first)s.",
            series.answers,
            first=self.day(points[0].first),
        )
        parts = [count]
        if not series.yes_no:
            low, high = min(p.scores[0] for p in points), max(p.scores[-1] for p in points)
            parts.append(_("Lowest %(low)d, highest %(high)d.", low=low, high=high))
        parts.append(latest + ".")
        if series.holes:
            parts.append(ngettext("%(num)d gap without answers.", "%(num)d gaps without answers.", series.holes))
        return " ".join(parts)


def number(score: float) -> str:
    """`4`, `4.5`, `4,5`."""
    text = f"{score:g}"
    return text.replace(".", ",") if language() == "fr" else text


def thinned(step: int, apart: int) -> str:
    """What a point stands for; nothing where it is one check-in. `apart`: of how many days one check-in was read."""
    if step <= 1:
        return ""
    length = _STEPS.get(step, "")
    text = _(
        "There are many check-ins in this time: each point is the middle answer (the median) of %(length)s.",
        length=length,
    )
    if apart > 1:
        text += " " + _("Of every %(days)d days, the last check-in is counted.", days=apart)
    return text


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
