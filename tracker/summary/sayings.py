"""Answers of a series in words: when, which score with its word, the last one, what the curve shows."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.picture.axis import as_day
from tracker.picture.series import Point, Series


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
