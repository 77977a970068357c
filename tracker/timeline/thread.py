"""Everything that happened on one line of time, the latest first. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.dates import PartialDate, newest_first
from tracker.labs.models import Marker, MarkerResult
from tracker.scans.models import Scan

_MARKERS = list(Marker)


@dataclass(frozen=True)
class Event:
    """Something on the thread. `kind`: line, specimen, local, scan, markers or found; `item`: what the page draws."""

    kind: str
    day: PartialDate | None
    item: Any

    @property
    def order(self) -> tuple[Any, ...]:
        return newest_first(self.day)


def thread(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """Events with a date, the latest first, and events whose date is not known, in the order given."""
    known = list(events)
    dated = sorted((event for event in known if event.day), key=lambda event: event.order, reverse=True)
    return dated, [event for event in known if not event.day]


def by_day(results: Iterable[MarkerResult]) -> list[tuple[PartialDate | None, list[MarkerResult]]]:
    """Tumour markers that were taken on the same date, as one event each; those without a date together."""
    found: dict[PartialDate | None, list[MarkerResult]] = {}
    for row in sorted(results, key=lambda row: (_MARKERS.index(row.marker), row.created_at)):
        found.setdefault(row.taken_on, []).append(row)
    return list(found.items())


def tied(scans: Iterable[Scan]) -> dict[uuid.UUID, list[Scan]]:
    """The scans that tell the response of a line, by its id, the oldest first and the undated last."""
    found: dict[uuid.UUID, list[Scan]] = {}
    for row in sorted(scans, key=lambda row: (row.taken_on or "9", row.created_at)):
        if row.line_id is not None:
            found.setdefault(row.line_id, []).append(row)
    return found
