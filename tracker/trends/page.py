"""The page of the trends put together: every item with its curve, its words and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.checkins.models import CheckInPlan, Rhythm
from tracker.content import catalogue, kind_of
from tracker.knowledge.checkin import CheckIn as Content
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.words import drugs

from . import curves, words
from .queries import Read
from .series import Series, as_day, new_wordings, rows_of, series_of, step_for

PERIODS = {"1m": 31, "3m": 92, "6m": 183, "1y": 366, "2y": 731, "all": None}
USUAL = "6m"
LONGEST = {Rhythm.WEEKLY: 17.5, Rhythm.DAILY: 2.5, Rhythm.FREE: 17.5}  # two and a half rhythms, in days
_SHORTEST = 31


@dataclass(frozen=True, slots=True)
class Trend:
    """One item: everything its part of the page shows."""

    name: str
    ends: str
    series: Series
    curve: curves.Curve
    bounds: list[tuple[float, str]]
    latest: str
    described: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """`has_any`: there are check-ins, if not in this span."""

    trends: list[Trend]
    ticks: list[tuple[curves.Tick, str]]
    bands: list[curves.Band]
    lines: list[tuple[int, str, str]]
    span: str
    thinned: str
    changed: str
    has_any: bool


def axis_of(period: str, today: date, first_ever: date | None = None) -> curves.Axis:
    """The whole period, whatever was answered in it; `all` begins with the first check-in.

    It ends with today, the day in eastern Canada; a phone elsewhere may have begun tomorrow.
    """
    days = PERIODS.get(period, PERIODS[USUAL])
    if days is None:
        begun = (today - first_ever).days if first_ever else 0
        days = max(begun, _SHORTEST)
    return curves.Axis(today.toordinal() - days, today.toordinal())


def page_of(read: Read, axis: curves.Axis, today: date) -> Page:
    content = catalogue().checkin
    step = step_for(read.said)
    rhythm = read.plan.rhythm if read.plan else Rhythm.WEEKLY
    yes_no = frozenset(item.id for item in content.extra.values() if item.scale == "yes_no")
    every = _in_order(series_of(read.said, step, LONGEST[rhythm], yes_no), content, read.plan)
    lines = [line for line in lines_of(read.lines, read.courses, (), kind_of, today) if line.number]
    bands = curves.bands([each for line in lines if (each := stretch(line, today))], axis)
    behind = {band.number for band in bands}
    return Page(
        trends=_trends(every, axis, read.plan),
        ticks=[(tick, words.tick(tick)) for tick in curves.ticks(axis)],
        bands=bands,
        lines=[(line.number or 0, drugs(line), words.when(line)) for line in lines if line.number in behind],
        span=words.span(as_day(axis.first), as_day(axis.last)),
        thinned=words.thinned(step, read.apart),
        changed=words.changed(new_wordings(read.said)),
        has_any=read.has_any,
    )


def stretch(line: Line, today: date) -> curves.Stretch | None:
    """Where a line lies; None where its start, or the end of an ended line, is not known."""
    start, end = line.row.started_on, line.row.ended_on
    if start is None or (line.row.ended and end is None) or line.number is None:
        return None
    now = today.toordinal()
    last, surely = (end.last_day.toordinal(), end.first_day.toordinal()) if line.row.ended and end else (now, now)
    return curves.Stretch(line.number, start.first_day.toordinal(), last, start.last_day.toordinal(), surely)


def _in_order(every: Sequence[Series], content: Content, plan: CheckInPlan | None) -> list[Series]:
    """As the check-in asks: the core, the extra ones, the person's own."""
    own = words.own_names(plan.own if plan else None)
    place = {item: number for number, item in enumerate([*content.core, *content.extra, *own])}
    return sorted(every, key=lambda series: place.get(series.item, len(place)))


def _trends(every: Sequence[Series], axis: curves.Axis, plan: CheckInPlan | None) -> list[Trend]:
    own, say = words.own_names(plan.own if plan else None), words.Sayings()
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
    return [(curves.y(at[low]), word) for low, _high, word in words.bounds(item) if low in at]
