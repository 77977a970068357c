"""A page costs at most three round trips to the database, however long the record is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from tests.factories import (
    make_appointment,
    make_finding,
    make_line,
    make_marker_result,
    make_question,
    make_scan,
    make_specimen,
)
from tests.people import Person
from tracker.db import db

MOST = 3
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "UPDATE device_session")
PAGES = ("", "/add", "/options", "/diagnosis", "/diagnosis/background", "/lines/add", "/history", "/today") + (
    "/support",
    "/support/canadian-cancer-society",
    "/support/plan",
    "/scans/add",
    "/markers",
    "/visits",
    "/history",
    "/export",
    "/visits/add",
    "/visits/ask",
    "/visits/calendar",
    "/visits/past",
    "/visits/prompts",
    "/trials",
)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def see(_connection, _cursor, statement: str, *_rest) -> None:
        if not statement.startswith(NOT_COUNTED):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", see)
    yield seen
    event.remove(engine, "before_cursor_execute", see)


@pytest.mark.parametrize("tail", PAGES)
def test_a_page_costs_three_round_trips_however_long_the_record(app: Flask, as_owner: Person, tail: str) -> None:
    counts = []
    for _more in range(2):
        with statements(app) as seen:
            assert as_owner.get(as_owner.url(tail)).status_code == 200
        counts.append(len(seen))
        for _number in range(6):
            make_line(app, as_owner.journey)
            make_scan(app, as_owner.journey)
            make_marker_result(app, as_owner.journey)
            make_specimen(app, as_owner.journey)
            make_finding(app, as_owner.journey)
            make_question(app, as_owner.journey)
            make_appointment(app, as_owner.journey)
    assert counts[0] == counts[1] <= MOST, counts


def test_the_page_of_an_appointment_does_too(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    for _number in range(6):
        make_question(app, as_owner.journey)
    for tail in ("", "/edit"):
        with statements(app) as seen:
            assert as_owner.get(as_owner.url(f"/visits/{appointment_id}{tail}")).status_code == 200
        assert len(seen) <= MOST, seen
