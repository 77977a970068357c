"""The page of the trends put together: every item with its curve, its words and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.checkins.models import CheckInPlan, Rhythm
from tracker.checkins.record import own_symptoms
from tracker.content import catalogue, kind_of
from tracker.dates import PartialDate
from tracker.knowledge.checkin import CheckIn as Content
from tracker.picture.axis import Axis, Extent, Tick, as_day
from tracker.picture.curves import Curve
from tracker.picture.series import Series, new_wordings, rows_of, series_of, step_for
from tracker.summary.answers import LONGEST, Answers
from tracker.summary.sayings import Sayings, thinned
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.models import DrugCourse, LineOfTherapy
from tracker.treatments.words import drugs

from . import curves, words

PERIODS = {"1m": 31, "3m": 92, "6m": 183, "1y": 366, "2y": 731, "all": None}
USUAL = "6m"
MOST_POINTS = 92  # each day of three months; a year of many is no dearer than one of few
READS = (LineOfTherapy, DrugCourse, CheckInPlan)
_SHORTEST = 31


@dataclass(frozen=True, slots=True)
class Trend:
    """One item: everything its part of the page shows."""

    name: str
    ends: str
    series: Series
    curve: Curve
    bounds: list[tuple[float, str]]
    latest: str
    described: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """`has_any`: there are check-ins, if not in this span."""

    trends: list[Trend]
    ticks: list[tuple[Tick, str]]
    bands: list[curves.Band]
    lines: list[tuple[int, str, str]]
    span: str
    thinned: str
    changed: str
    has_any: bool


def since(period: str, today: date) -> date | None:
    """The first day of a period; None for `all`."""
    days = PERIODS.get(period, PERIODS[USUAL])
    return None if days is None else today - timedelta(days=days)


def axis_of(period: str, today: date, first_ever: date | None = None) -> Axis:
    """The whole period, whatever was answered in it; `all` begins with the first check-in.

    It ends with today, the day in eastern Canada; a phone elsewhere may have begun tomorrow.
    """
    first = since(period, today)
    if first is None:
        first = min(first_ever or today, today - timedelta(days=_SHORTEST))
    return curves.axis_from(first.toordinal(), today.toordinal())


def page_of(rows: Mapping[type, Sequence[Any]], read: Answers, axis: Axis, today: date) -> Page:
    content = catalogue().checkin
    plan = next(iter(rows[CheckInPlan]), None)
    step = step_for(read.said, MOST_POINTS)
    rhythm = plan.rhythm if plan else Rhythm.WEEKLY
    yes_no = frozenset(item.id for item in content.extra.values() if item.scale == "yes_no")
    every = _in_order(series_of(read.said, step, LONGEST[rhythm], yes_no), content, plan)
    lines = [line for line in lines_of(rows[LineOfTherapy], rows[DrugCourse], (), kind_of, today) if line.number]
    bands = curves.bands([(line.number or 0, days) for line in lines if (days := stretch(line, today))], axis)
    behind = {band.number for band in bands}
    return Page(
        trends=_trends(every, axis, plan),
        ticks=[(tick, words.tick(tick)) for tick in curves.ticks(axis)],
        bands=bands,
        lines=[(line.number or 0, drugs(line), words.when(line)) for line in lines if line.number in behind],
        span=words.span(as_day(axis.first), as_day(axis.last)),
        thinned=thinned(step, read.apart),
        changed=words.changed(new_wordings(read.said)),
        has_any=read.first is not None,
    )


def stretch(line: Line, today: date) -> Extent | None:
    """Where a line lies; None where its start, or the end of an ended line, is not known."""
    start, end = line.row.started_on, line.row.ended_on
    if start is None or (line.row.ended and end is None):
        return None
    return Extent.of(start, end if line.row.ended and end else PartialDate.of(today))


def _in_order(every: Sequence[Series], content: Content, plan: CheckInPlan | None) -> list[Series]:
    """As the check-in asks: the core, the extra ones, the person's own."""
    own = own_symptoms(plan.own if plan else None)
    place = {item: number for number, item in enumerate([*content.core, *content.extra, *own])}
    return sorted(every, key=lambda series: place.get(series.item, len(place)))


def _trends(every: Sequence[Series], axis: Axis, plan: CheckInPlan | None) -> list[Trend]:
    own, say = own_symptoms(plan.own if plan else None), Sayings()
    found = []
    for series in every:
        latest = say.latest(series)
        rows, step = rows_of(series)
        found.append(
            Trend(
                name=words.name(series.item, own),
                ends="" if series.yes_no else words.ends(series.item),
                series=series,
                curve=curves.curve(series, axis),
                bounds=[] if series.yes_no else _bounds(series.item),
                latest=latest,
                described=say.described(series, latest),
                rows=[say.row(series, point, step) for point in rows],
            )
        )
    return found


def _bounds(item: str) -> list[tuple[float, str]]:
    """The words of the bands that have room in the picture, and where they stand."""
    at = {1: 1.4, 4: 4.6, 7: 7.6}
    return [(curves.BOX.y(at[low]), word) for low, _high, word in words.bounds(item) if low in at]
