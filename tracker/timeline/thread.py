"""Everything that happened on one line of time, the latest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.dates import PartialDate, newest_first


@dataclass(frozen=True)
class Event:
    """Something on the thread. `kind`: line, planned, specimen, local or found; `item`: what the page draws."""

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
