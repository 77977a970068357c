"""The picture of a journey, made from its `Summary` in the reader's language: as SVG, as a table, in words.

What is drawn how: `docs/look.md`, "The picture".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.checkins.models import Rhythm
from tracker.checkins.words import item_name
from tracker.content import catalogue
from tracker.owned import Owned
from tracker.picture import draw, strip
from tracker.picture.axis import Extent, as_day
from tracker.picture.series import Series, most_felt, series_of, step_for
from tracker.picture.things import Lane, Link, Picture, Symptom, Words
from tracker.summary import picture_bands, picture_marks
from tracker.summary.answers import LONGEST
from tracker.summary.record import Summary
from tracker.summary.sayings import Sayings, number

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
    return drawn(picture_of(summary, period), layout)


def drawn(picture: Picture, layout: str) -> Markup:
    return strip.svg(picture) if layout == "strip" else draw.svg(picture, layout)


def picture_words(summary: Summary, *, period: str = "all") -> tuple[str, str]:
    """Title and description, for those who do not see the picture."""
    words = picture_of(summary, period).words
    return words.title, words.description


def since(period: str, today: date) -> date | None:
    """The first day of a period; None for all of it."""
    days = PERIODS.get(period)
    return None if days is None else today - timedelta(days=days)


def first_day(summary: Summary) -> date:
    """The earliest day that anything in the record can mean, at least half a year ago."""
    days = [extent.first for extent in _extents(summary)]
    shortest = summary.today.toordinal() - _SHORTEST
    first = as_day(min([shortest, *days]))
    return min(first, summary.said.first or first)


def years(summary: Summary) -> int:
    """How many years all of it is, in round numbers."""
    return max(1, round((summary.today - first_day(summary)).days / _DAYS_IN_A_YEAR))


def picture_of(summary: Summary, period: str = "all") -> Picture:
    first = since(period, summary.today) or first_day(summary)
    span = (first.toordinal(), summary.today.toordinal())
    bands, thin = picture_bands.bands_of(summary)
    lanes = [lane for lane in picture_marks.lanes_of(summary) if lane.marks]
    shown = [_with_key(lane, span) for lane in lanes]
    seen = [band for band in bands if _seen(band.extent, span)]
    symptoms = _symptoms(summary, span, period)
    return Picture(
        *span,
        words=_words(summary, first, len([band for band in seen if band.label.number]), bool(symptoms)),
        found=tuple(picture_marks.found(summary)),
        bands=tuple(bands),
        thin=tuple(thin),
        lanes=tuple(shown),
        symptoms=tuple(symptoms),
        key=tuple(picture_bands.key_of(seen, [each for one in thin for each in one.bands if _seen(each.extent, span)])),
    )


def undrawn(summary: Summary) -> str:
    """How many records have no date at all, in a sentence; nothing where there are none."""
    count = picture_bands.undated(summary) + picture_marks.undated(summary)
    if not count:
        return ""
    return ngettext(
        "%(num)d record without a date is not in the picture. It is in the list below.",
        "%(num)d records without a date are not in the picture. They are in the list below.",
        count,
    )


def how_chosen(picture: Picture, answered: int) -> str:
    """Which symptoms are drawn, where there are more; `answered`: how many were answered in this time."""
    if answered <= len(picture.symptoms):
        return ""
    return ngettext(
        "One symptom of %(all)d is drawn.",
        "%(num)d symptoms of %(all)d are drawn: of the six with the highest answers (the last one or the median), "
        "those answered most often.",
        len(picture.symptoms),
        all=answered,
    )


def answered_symptoms(summary: Summary, picture: Picture) -> int:
    return len(_series(summary, (picture.first, picture.last)))


def picture_rows(summary: Summary, *, period: str = "all") -> list[Row]:
    """What the picture of this time shows, in words: treatments, then what was found and done, then symptoms."""
    return rows_of(summary, picture_of(summary, period))


def rows_of(summary: Summary, picture: Picture) -> list[Row]:
    span = (picture.first, picture.last)
    told = [
        *((extent, Row(*row)) for extent, row in picture_bands.rows(summary)),
        *((extent, Row(*row)) for extent, row in picture_marks.rows(summary)),
    ]
    dated = [row for extent, row in told if extent and _seen(extent, span)]
    undated_ = [row for extent, row in told if extent is None]
    return [*dated, *undated_, *(_symptom_row(each) for each in picture.symptoms)]


# --- symptoms -----------------------------------------------------------------------------------------------------


def _series(summary: Summary, span: tuple[int, int]) -> list[Series]:
    """What was answered from 0 to 10 in this time; not how one felt overall, which is no symptom."""
    content = catalogue().checkin
    said = [each for each in summary.said.said if span[0] <= each.day <= span[1] + 1]
    rhythm = summary.plan.rhythm if summary.plan else Rhythm.WEEKLY
    yes_no = frozenset(item.id for item in content.extra.values() if item.scale == "yes_no")
    every = series_of(said, step_for(said), LONGEST[rhythm], yes_no)
    return [each for each in every if not each.yes_no and not _is_overall(each.item)]


def _is_overall(item: str) -> bool:
    known = catalogue().checkin.item(item)
    return known is not None and known.direction_note is not None


def _symptoms(summary: Summary, span: tuple[int, int], period: str) -> list[Symptom]:
    journey = journey_id(summary)
    href = f"/journeys/{journey}/trends?period={period}" if journey else ""
    say = Sayings()
    found = []
    for series in most_felt(_series(summary, span), MOST_SYMPTOMS, AMONG):
        day, score = series.latest
        name = item_name(series.item, summary.own_symptoms)
        rhythm = summary.plan.rhythm if summary.plan else Rhythm.WEEKLY
        recent = summary.today.toordinal() - day <= LONGEST[rhythm]
        told = _("%(symptom)s: %(told)s", symptom=name, told=say.described(series, say.latest(series)))
        found.append(Symptom(name, series, number(score) if recent else "", Link(href, told)))
    return found


def _symptom_row(symptom: Symptom) -> Row:
    say = Sayings()
    points = symptom.series.points
    when = _("%(first)s to %(last)s", first=say.day(points[0].first), last=say.day(points[-1].last))
    told = say.described(symptom.series, say.latest(symptom.series))
    return Row(when, symptom.name, told, "symptom", symptom.link.href)


# --- the rest -----------------------------------------------------------------------------------------------------


def journey_id(summary: Summary) -> str:
    """The journey, by any of its rows; empty where there are none."""
    every: Iterable[Sequence[Owned]] = summary.rows.values()
    return next((str(row.journey_id) for rows in every for row in rows), "")


def _extents(summary: Summary) -> Iterable[Extent]:
    bands, thin = picture_bands.bands_of(summary)
    yield from (band.extent for band in bands)
    yield from (band.extent for one in thin for band in one.bands)
    yield from (mark.extent for lane in picture_marks.lanes_of(summary) for mark in lane.marks)
    yield from (mark.extent for mark in picture_marks.found(summary))


def _seen(extent: Extent, span: tuple[int, int]) -> bool:
    return extent.last >= span[0] and extent.first <= span[1]


def _with_key(lane: Lane, span: tuple[int, int]) -> Lane:
    """The lane with what its shapes mean, of those that are drawn."""
    drawn_ = {mark.shape for mark in lane.marks if _seen(mark.extent, span)}
    return Lane(lane.name, lane.marks, tuple(key for key in lane.key if key.name in drawn_))


def _words(summary: Summary, first: date, lines: int, symptoms: bool) -> Words:
    begun, ended = str(first.year), str(summary.today.year)
    counted = ngettext("%(num)d line of therapy", "%(num)d lines of therapy", lines)
    curves = _("Biopsies, scans and symptoms stand below on the same axis of time.") if symptoms else ""
    return Words(
        title=_("Your journey, %(first)s to %(last)s", first=begun, last=ended)
        if begun != ended
        else _("Your journey, %(year)s", year=begun),
        description=" ".join(part for part in (counted + ".", curves, _("The table below says the same.")) if part),
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
