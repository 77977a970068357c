"""How long a record of many entries takes to become a file: time of the processor, whatever else the machine does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from tests.factories import Journey, inside, make_journey
from tracker import audit
from tracker.checkins.models import CheckIn
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.db import db, now
from tracker.exports.comparing import compare
from tracker.exports.document import document
from tracker.exports.queries import bring_in, whole
from tracker.exports.reading import read
from tracker.exports.tables import archive

RUNS = 7
BUDGETS_MS = {1850: 150.0, 20_000: 1000.0}
IMPORTED, IMPORT_MS = 1850, 1500.0


def a_long_record(app: Flask, entries: int) -> Journey:
    """A journey of so many check-ins, every fourth with a note."""
    journey, chance = make_journey(app), random.Random(entries)
    items = [*catalogue_items(app)]
    with inside(app, journey):
        rows = [
            CheckIn(
                journey_id=journey.id,
                day=PartialDate.of(date(2026, 1, 1) - timedelta(days=number)),
                answered_at=now(),
                utc_offset=-240,
                instrument_version=1,
                language="en",
                scores={item: chance.randint(0, 10) for item in items},
                temperature_c=37.2 if number % 3 == 0 else None,
                note="A week with some pain, better on Sunday" if number % 4 == 0 else None,
            )
            for number in range(entries)
        ]
        db.session.add_all(rows)
        audit.record("check_in.added", *rows)
        db.session.commit()
    return journey


def catalogue_items(app: Flask) -> list[str]:
    with app.app_context():
        return list(catalogue().checkin.core)


def export_times(app: Flask) -> list[tuple[str, float, float]]:
    """Name, milliseconds, budget: reading the record included."""
    found = []
    for entries, budget in BUDGETS_MS.items():
        journey = a_long_record(app, entries)
        found.append((f"JSON of {entries} entries", _best(app, journey, lambda: document(whole(), now())), budget))
        found.append((f"tables of {entries} entries", _best(app, journey, lambda: archive(whole())), budget))
    return [*found, (f"import of {IMPORTED} entries", import_ms(app), IMPORT_MS)]


def import_ms(app: Flask) -> float:
    """From the bytes of a file to the commit, each time into an empty journey."""
    with app.test_request_context(), inside(app, a_long_record(app, IMPORTED)):
        file = document(whole(), now())
    times = []
    for _ in range(3):
        with app.test_request_context(), inside(app, make_journey(app)):
            start = time.process_time()
            bring_in(compare(whole(), read(file)[0]), take_theirs=False)
            db.session.commit()
            times.append((time.process_time() - start) * 1000)
    return min(times)


def _best(app: Flask, journey: Journey, make: Callable[[], bytes]) -> float:
    times = []
    for _ in range(RUNS):
        with app.test_request_context(), inside(app, journey):
            start = time.process_time()
            make()
            times.append((time.process_time() - start) * 1000)
    return min(times)
