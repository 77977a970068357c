"""What was taken along comes back: `import(export(x)) == x`, for made-up journeys by the thousand."""

from __future__ import annotations

import json
from random import Random

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exports.journeys import in_order, journeys, recombined, with_the_ids_of
from tests.factories import Journey, inside, make_journey
from tracker import audit
from tracker.db import db, now
from tracker.exports import queries
from tracker.exports.comparing import compare
from tracker.exports.document import document
from tracker.exports.queries import whole
from tracker.exports.reading import read
from tracker.summary.whole import Whole

AT = now()


def data_of(file: bytes) -> object:
    return json.loads(file)["data"]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(journeys(), st.integers(0, 2**32))
def test_reading_what_was_written_gives_the_same_journey_and_the_same_bytes(
    plain_app: Flask, drawn: Whole, seed: int
) -> None:
    """Two thousand journeys: each that is drawn, and nine more of its records."""
    chance = Random(seed)
    with plain_app.app_context():
        for journey in (drawn, *(recombined(drawn, chance) for _each in range(9))):
            file = document(journey, AT)
            found, left_out = read(file)
            assert left_out == []
            assert in_order(found) == in_order(journey)
            assert document(found, AT) == file
            assert all(not each.new and not each.different for each in compare(journey, found))
            assert all(not each.same and not each.different for each in compare(Whole(), found))


def bring_in(app: Flask, journey: Journey, file: bytes, *, take_theirs: bool = False) -> int:
    """As the "yes" after the preview does it: how many were new."""
    with inside(app, journey):
        there, _left_out = read(file)
        compared = compare(whole(), there)
        queries.bring_in(compared, take_theirs=take_theirs)
        db.session.commit()
        return sum(len(each.new) for each in compared)


def take_along(app: Flask, journey: Journey) -> bytes:
    with inside(app, journey):
        return document(whole(), AT)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(journeys())
def test_through_the_database_everything_comes_back(app: Flask, made_up: Whole) -> None:
    """Versions, moments, former versions, removed records and partial dates included."""
    first, second = make_journey(app), make_journey(app)
    file = document(made_up, AT)
    assert bring_in(app, first, file) == len(made_up)
    again = take_along(app, first)
    assert data_of(again) == data_of(file)
    assert again == file
    bring_in(app, second, again)
    assert take_along(app, second) == file
    assert bring_in(app, second, file) == 0
    assert take_along(app, second) == file


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(journeys(), journeys())
def test_taking_what_is_in_the_file_keeps_what_was_here_in_the_history_and_can_be_undone(
    app: Flask, one: Whole, other: Whole
) -> None:
    journey, other = make_journey(app), with_the_ids_of(other, one)
    bring_in(app, journey, document(one, AT))
    before = data_of(take_along(app, journey))
    with inside(app, journey):
        here = whole()
        there, _left_out = read(document(other, AT))
        compared = compare(here, there)
        queries.bring_in(compared, take_theirs=True)
        operation_id = audit.operation()
        db.session.commit()
    with inside(app, journey):
        assert all(not each.new and not each.different for each in compare(whole(), there))
    with inside(app, journey):
        audit.undo(operation_id)
        db.session.commit()
    after = data_of(take_along(app, journey))
    for table, rows in before.items():  # type: ignore[attr-defined]
        kept = {row["id"]: row for row in after[table]}  # type: ignore[index]
        assert all(
            (kept[row["id"]]["content"], kept[row["id"]]["removed"]) == (row["content"], row["removed"]) for row in rows
        )
