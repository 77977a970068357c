"""The page of the tumour markers put together: each marker with its charts and a page of its values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dates import PartialDate
from tracker.labs import chart, words
from tracker.labs.models import PAIRS, Marker, MarkerResult, MarkerUnit

PAGE = 30  # values
MOST_DRAWN = 300
_FEWEST_DRAWN = 2  # one value is no picture; the list says it


@dataclass(frozen=True)
class Drawn:
    """One chart. `units`: of the values it shows, in words."""

    units: str
    chart: chart.Chart
    described: str


@dataclass(frozen=True)
class Section:
    """One marker. `number`, `last`: the page of its values that is shown, and the last there is, from 1."""

    marker: Marker
    drawn: list[Drawn]
    rows: Sequence[MarkerResult]
    number: int
    last: int


@dataclass(frozen=True)
class Page:
    """`ticks`: the dates under every chart; they share one axis of time."""

    sections: list[Section]
    ticks: list[tuple[chart.Tick, str]]


def page_of(results: Sequence[MarkerResult], today: date, number: int = 1) -> Page:
    """`results`: newest first. `number`: the page of the values; the last one where it is more than there are."""
    dated = [row.taken_on for row in results if row.taken_on]
    axis = chart.axis_of(dated, today)
    sections = [
        _section(marker, own, axis, number) for marker in Marker if (own := [r for r in results if r.marker is marker])
    ]
    return Page(sections, [(tick, words.tick(tick)) for tick in chart.ticks(axis)])


def _section(marker: Marker, results: Sequence[MarkerResult], axis: chart.Axis, number: int) -> Section:
    last = -(-len(results) // PAGE)
    number = min(max(1, number), last)
    drawn = [each for pair in PAIRS if (each := _drawn(results, pair, axis))]
    return Section(marker, drawn, results[(number - 1) * PAGE : number * PAGE], number, last)


def _drawn(results: Sequence[MarkerResult], pair: Sequence[MarkerUnit], axis: chart.Axis) -> Drawn | None:
    own = [row for row in results if row.unit in pair]
    dated: list[tuple[PartialDate, MarkerResult]] = [(row.taken_on, row) for row in own if row.taken_on]
    shown = dated[:MOST_DRAWN]
    if len(shown) < _FEWEST_DRAWN:
        return None
    rows = [row for _day, row in shown]
    return Drawn(
        units=words.units([unit for unit in pair if unit in {row.unit for row in rows}]),
        chart=chart.draw([(day, row.value) for day, row in shown], axis),
        described=words.described(rows, undated=len(own) - len(dated), more=len(dated) > len(shown)),
    )
