"""The picture of a journey, made from its `Summary` in the reader's language: as SVG, as a table, in words.

What is drawn how: `docs/look.md`, "The picture".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.access import Right, Scope
from tracker.checkins.models import Rhythm
from tracker.checkins.words import item_name
from tracker.content import catalogue
from tracker.owned import Owned, grant_here
from tracker.picture import draw, strip
from tracker.picture.axis import Extent, as_day
from tracker.picture.series import Said, Series, most_felt, series_of, step_for
from tracker.picture.things import Band, Lane, Link, Mark, Picture, Symptom, Thin, Words
from tracker.summary import picture_bands, picture_marks
from tracker.summary.answers import LONGEST
from tracker.summary.record import Summary
from tracker.summary.sayings import Sayings, number, shown, thinned
from tracker.summary.told import Told

PERIODS: Mapping[str, int | None] = {"all": None, "2y": 731, "6m": 183}
MOST_SYMPTOMS, AMONG = 3, 6
_SHORTEST = 183
_DAYS_IN_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `kind`: line, early, supportive, found, specimen, scan, local or symptom."""

    when: str
    what: str
    detail: str
    kind: str
    href: str = ""


def picture_svg(summary: Summary, *, period: str = "all", layout: str = "phone") -> Markup:
    """`layout`: "phone" or "wide" for a page; "print" with nothing but attributes; "strip" for one small line."""
    return drawn(Telling(summary).picture(period), layout)


def picture_rows(summary: Summary, *, period: str = "all") -> list[Row]:
    """What the picture of this time shows, in words: treatments, then what was found and done, then symptoms."""
    telling = Telling(summary)
    return telling.rows(telling.picture(period))


def picture_words(summary: Summary, *, period: str = "all") -> tuple[str, str]:
    """Title and description, for those who do not see the picture and have no table beside it."""
    picture = Telling(summary).picture(period)
    seen = [band for band in picture.bands if _seen(band.extent, (picture.first, picture.last))]
    told = [*(band.link.named for band in seen), *(f"{each.name}: {each.link.named}" for each in picture.symptoms)]
    return picture.words.title, " ".join(each if each.endswith(".") else f"{each}." for each in told)


def drawn(picture: Picture, layout: str) -> Markup:
    return strip.svg(picture) if layout == "strip" else draw.svg(picture, layout)


def since(period: str, today: date) -> date | None:
    """The first day of a period; None for all of it."""
    days = PERIODS.get(period)
    return None if days is None else today - timedelta(days=days)


@dataclass(frozen=True)
class Telling:
    """A summary put into the reader's words once; pictures of several periods are cut from it."""

    summary: Summary

    @cached_property
    def treatments(self) -> tuple[list[Band], list[Thin]]:
        return picture_bands.bands_of(self.summary)

    @cached_property
    def marks(self) -> picture_marks.Marks:
        return picture_marks.marks_of(self.summary)

    @cached_property
    def lanes(self) -> list[Lane]:
        return self.marks.lanes()

    @cached_property
    def found(self) -> tuple[Mark, ...]:
        return tuple(each.mark for each in self.marks.found if each.mark)

    @cached_property
    def told(self) -> list[Told]:
        return [*picture_bands.told(self.summary), *self.marks.all]

    @cached_property
    def first_day(self) -> date:
        """The earliest day that anything in the record can mean, at least half a year ago."""
        shortest = self.summary.today.toordinal() - _SHORTEST
        first = as_day(min([shortest, *(extent.first for extent in self._extents())]))
        return min(first, self.summary.said.first or first)

    @property
    def has_any(self) -> bool:
        """Whether anything in the record has a date."""
        return bool(self.treatments[0] or self.treatments[1] or self.lanes or self.found or self.summary.said.first)

    @property
    def days(self) -> int:
        return (self.summary.today - self.first_day).days

    @property
    def years(self) -> int:
        """How many years all of it is, in round numbers; 0 for less than one and a half."""
        years = round(self.days / _DAYS_IN_A_YEAR)
        return years if years > 1 else 0

    def picture(self, period: str = "all") -> Picture:
        first = since(period, self.summary.today) or self.first_day
        span = (first.toordinal(), self.summary.today.toordinal())
        bands, thin = self.treatments
        seen = [band for band in bands if _seen(band.extent, span)]
        thin_seen = [band for one in thin for band in one.bands if _seen(band.extent, span)]
        symptoms = _symptoms(self.summary, span, period)
        return Picture(
            *span,
            words=_words(first, self.summary.today, sum(bool(band.label.number) for band in seen), bool(symptoms)),
            found=self.found,
            bands=tuple(bands),
            thin=tuple(thin),
            lanes=tuple(_with_key(lane, span) for lane in self.lanes),
            symptoms=tuple(symptoms),
            key=tuple(picture_bands.key_of(seen, thin_seen, span)),
        )

    def rows(self, picture: Picture) -> list[Row]:
        span = (picture.first, picture.last)
        dated = [_row(each) for each in self.told if each.extent and _seen(each.extent, span)]
        without = [_row(each) for each in self.told if each.extent is None]
        return [*dated, *without, *map(_symptom_row, picture.symptoms)]

    def undrawn(self) -> str:
        """How many records have no date at all, in a sentence; nothing where there are none."""
        count = picture_bands.undated(self.summary) + sum(each.extent is None for each in self.marks.all)
        if not count:
            return ""
        return ngettext(
            "%(num)d record without a date is not in the picture. It is in the list below.",
            "%(num)d records without a date are not in the picture. They are in the list below.",
            count,
        )

    def thinned(self, picture: Picture) -> str:
        """What a point of the curves stands for; nothing where it is one check-in."""
        said = _said(self.summary, (picture.first, picture.last))
        return thinned(step_for(said), self.summary.said.apart) if picture.symptoms else ""

    def how_chosen(self, picture: Picture) -> str:
        """Which symptoms are drawn, where more were answered in this time."""
        answered, shown = len(_series(self.summary, (picture.first, picture.last))), len(picture.symptoms)
        if answered <= shown:
            return ""
        return _(
            "Symptoms drawn: %(shown)d of %(all)d. Of the six with the highest answers (the last one or the median), "
            "those answered most often.",
            shown=shown,
            all=answered,
        )

    def _extents(self) -> Iterator[Extent]:
        bands, thin = self.treatments
        yield from (band.extent for band in bands)
        yield from (band.extent for one in thin for band in one.bands)
        yield from (mark.extent for lane in self.lanes for mark in lane.marks)
        yield from (mark.extent for mark in self.found)


def _row(told: Told) -> Row:
    return Row(told.when, told.what, told.detail, told.kind, told.href)


# --- symptoms -----------------------------------------------------------------------------------------------------


def _series(summary: Summary, span: tuple[int, int]) -> list[Series]:
    """What was answered from 0 to 10 in this time; not how one felt overall, which is no symptom."""
    content = catalogue().checkin
    said = _said(summary, span)
    yes_no = frozenset(item.id for item in content.extra.values() if item.scale == "yes_no")
    every = series_of(said, step_for(said), _longest(summary), yes_no)
    return [each for each in every if not each.yes_no and not _is_overall(each.item)]


def _said(summary: Summary, span: tuple[int, int]) -> list[Said]:
    return [each for each in summary.said.said if span[0] <= each.day <= span[1] + 1]


def _longest(summary: Summary) -> float:
    return LONGEST[summary.plan.rhythm if summary.plan else Rhythm.WEEKLY]


def _is_overall(item: str) -> bool:
    known = catalogue().checkin.item(item)
    return known is not None and known.direction_note is not None


def _symptoms(summary: Summary, span: tuple[int, int], period: str) -> list[Symptom]:
    journey = _journey(summary)
    may_open = journey and grant_here().allows(Scope.SYMPTOMS, Right.MANAGE)
    href = f"/journeys/{journey}/trends?period={period}" if may_open else "#told" if journey else ""
    say = Sayings()
    found = []
    for series in most_felt(_series(summary, span), MOST_SYMPTOMS, AMONG):
        day, score = series.latest
        recent = summary.today.toordinal() - day <= _longest(summary)
        name = item_name(series.item, summary.own_symptoms)
        told = say.described(series, say.latest(series))
        found.append(Symptom(name, series, number(score) if recent else "", Link(href, told)))
    return found


def _symptom_row(symptom: Symptom) -> Row:
    points = symptom.series.points
    when = _("%(first)s to %(last)s", first=shown(points[0].first), last=shown(points[-1].last))
    return Row(when, symptom.name, symptom.link.named, "symptom", symptom.link.href)


# --- the rest -----------------------------------------------------------------------------------------------------


def _journey(summary: Summary) -> str:
    """The journey, by any of its rows; empty where there are none."""
    every: Iterable[Sequence[Owned]] = summary.rows.values()
    return next((str(row.journey_id) for rows in every for row in rows), "")


def _seen(extent: Extent, span: tuple[int, int]) -> bool:
    return extent.last >= span[0] and extent.first <= span[1]


def _with_key(lane: Lane, span: tuple[int, int]) -> Lane:
    """The lane with what its shapes mean, of those that are drawn."""
    shapes = {mark.shape for mark in lane.marks if _seen(mark.extent, span)}
    return Lane(lane.name, lane.marks, tuple(key for key in lane.key if key.name in shapes))


def _words(first: date, last: date, lines: int, symptoms: bool) -> Words:
    if first.year == last.year:
        title = _("The journey, %(year)d", year=last.year)
    else:
        title = _("The journey, %(first)d to %(last)d", first=first.year, last=last.year)
    counted = ngettext("%(num)d line of therapy.", "%(num)d lines of therapy.", lines)
    below = _("Biopsies, scans and symptoms stand below on the same axis of time.") if symptoms else ""
    table = _("The table says the same.")
    return Words(
        title=title,
        description=" ".join(part for part in (counted, below, table) if part),
        months=_months(str(get_locale() or "en_CA")),
        now=_("now"),
        scale=_("0 at the bottom, 10 at the top; dashes at 4 and 7"),
        nothing=_("Nothing with a date yet"),
    )


@lru_cache(maxsize=4)
def _months(_language: str) -> tuple[str, ...]:
    locale = get_locale()
    names = locale.months["format"]["abbreviated"] if locale else {}
    return tuple(str(names.get(month, month)) for month in range(1, 13))
