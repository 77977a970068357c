"""The trail of who did what, and undo (S18, S28)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import Embedded, Server
from tests.factories import Journey, inside, make_journey, make_line, make_question, make_specimen
from tests.people import Person
from tracker import audit
from tracker.appointments.models import Question
from tracker.audit import AuditEvent
from tracker.db import db
from tracker.diagnosis.models import Receptor, Specimen
from tracker.owned import owned


def trail(app: Flask, journey: Journey) -> list[AuditEvent]:
    with app.app_context():
        events = audit.trail_of(journey.owner.id)
        db.session.expunge_all()
        return events


def acts(app: Flask, journey: Journey) -> list[str]:
    return [event.act for event in trail(app, journey)]


def verify(app: Flask) -> Any:
    return app.test_cli_runner().invoke(args=["audit", "verify"])


def test_each_act_stands_on_the_trail_once(app: Flask, as_owner: Person, journey: Journey) -> None:
    before = acts(app, journey)
    as_owner.press(as_owner.url("/diagnosis/specimens/add"), er="positive")
    with inside(app, journey):
        specimen_id = db.session.scalars(owned(Specimen)).one().id
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="low", version="1")
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}/remove"))
    with inside(app, journey):
        operation_id = audit.history_of(specimen_id)[0].operation_id
    as_owner.press(as_owner.url(f"/undo/{operation_id}"))
    assert acts(app, journey)[len(before) :] == ["specimen.added", "specimen.changed", "specimen.removed", "undone"]
    last = trail(app, journey)[-1]
    assert (last.actor_id, last.journey_id, last.record_id) == (journey.owner.id, journey.id, specimen_id)
    with as_owner.client.session_transaction() as session:
        assert str(last.device_id) == session["device"]


def test_what_is_refused_or_changes_nothing_is_not_on_the_trail(app: Flask, as_owner: Person, journey: Journey) -> None:
    specimen_id = make_specimen(app, journey, note=None, place=None, origin=None)
    before = acts(app, journey)
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="positive", version="1")
    as_owner.press(as_owner.url("/diagnosis/specimens/" + str(uuid.uuid4())), er="low")
    assert acts(app, journey) == before


def test_the_trail_never_says_what_a_record_says(app: Flask, journey: Journey) -> None:
    make_question(app, journey, "planted phrase of a question")
    columns = [column.name for column in AuditEvent.__table__.columns]
    for event in trail(app, journey):
        assert "planted" not in " ".join(str(getattr(event, name)) for name in columns)


def test_a_trail_that_was_left_alone_is_whole(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_specimen(app, journey)
    result = verify(app)
    assert result.exit_code == 0
    assert "0 altered" in result.output


ALTERATIONS = {
    "act": "UPDATE audit_event SET act = 'specimen.changed' WHERE number = 2",
    "time": "UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE number = 2",
    "record": "UPDATE audit_event SET record_id = NULL, journey_id = NULL WHERE number = 2",
    "link": "UPDATE audit_event SET link = '00' WHERE number = 2",
    "gone": "DELETE FROM audit_event WHERE number = 2",
}


@pytest.mark.parametrize("statement", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_an_altered_event_is_named(app: Flask, database: Any, statement: str) -> None:
    journey = make_journey(app)
    make_specimen(app, journey)
    make_question(app, journey)
    past_the_trigger(app, database, statement)
    result = verify(app)
    assert result.exit_code == 1
    assert f"account {journey.owner.id}: event" in result.output
    assert "event 2 " in result.output or (statement.startswith("DELETE") and "event 3 " in result.output)


def test_a_trail_cut_off_at_its_end_is_named(app: Flask, database: Any) -> None:
    journey = make_journey(app)
    make_specimen(app, journey)
    past_the_trigger(app, database, "DELETE FROM audit_event WHERE number = 2")
    result = verify(app)
    assert result.exit_code == 1
    assert str(journey.owner.id) in result.output


def test_a_trail_that_is_gone_altogether_is_named(app: Flask, database: Any) -> None:
    journey = make_journey(app)
    past_the_trigger(app, database, "DELETE FROM audit_event")
    assert verify(app).exit_code == 1, journey


def past_the_trigger(app: Flask, database: Any, statement: str) -> None:
    """What someone with the database in their hands could do: the triggers off for a moment."""
    if isinstance(database, Server):
        database.admin.execute(f"SET session_replication_role = replica; {statement}; RESET session_replication_role")
        return
    assert isinstance(database, Embedded)
    with app.app_context(), db.engine.begin() as connection:
        kept = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
        ).all()
        for name, _sql in kept:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
        for _name, sql in kept:
            connection.exec_driver_sql(sql)


def test_events_of_two_people_make_two_chains(app: Flask) -> None:
    first, second = make_journey(app), make_journey(app)
    for journey in (first, second, first):
        make_question(app, journey)
    assert [event.number for event in trail(app, first)] == [1, 2, 3]
    assert [event.number for event in trail(app, second)] == [1, 2]


# --- undo -----------------------------------------------------------------------------------------------------


def latest(app: Flask, journey: Journey, record_id: uuid.UUID) -> uuid.UUID:
    """The operation of the latest version of a record."""
    with inside(app, journey):
        return audit.history_of(record_id)[0].operation_id


def er_of(app: Flask, journey: Journey, specimen_id: uuid.UUID) -> Any:
    with inside(app, journey):
        row = db.session.scalars(owned(Specimen, Specimen.id == specimen_id)).one_or_none()
        return row and row.er


def test_undo_and_undo_of_undo(app: Flask, as_owner: Person, journey: Journey) -> None:
    specimen_id = make_specimen(app, journey, er=Receptor.POSITIVE)
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="negative", version="1")
    for expected in (Receptor.POSITIVE, Receptor.NEGATIVE, Receptor.POSITIVE):
        answer = as_owner.press(as_owner.url(f"/undo/{latest(app, journey, specimen_id)}"))
        assert answer.status_code == 302
        assert er_of(app, journey, specimen_id) is expected


def test_undo_takes_back_all_of_an_operation(app: Flask, as_owner: Person, journey: Journey) -> None:
    line_id = make_line(app, journey, "letrozole", "palbociclib")
    as_owner.press(as_owner.url(f"/undo/{latest(app, journey, line_id)}"))
    with inside(app, journey):
        from tracker.treatments.queries import courses_of, line

        assert line(line_id) is None
        assert courses_of(line_id) == []
    as_owner.press(as_owner.url(f"/undo/{latest(app, journey, line_id)}"))
    with inside(app, journey):
        assert line(line_id) is not None
        assert [course.drug_id for course in courses_of(line_id)] == ["letrozole", "palbociclib"]


@pytest.mark.parametrize(("language", "words"), [("en", "changed again since"), ("fr", None)])
def test_undo_after_a_later_change_is_refused_with_a_word(
    app: Flask, as_owner: Person, journey: Journey, language: str, words: str | None
) -> None:
    specimen_id = make_specimen(app, journey, er=Receptor.POSITIVE)
    added = latest(app, journey, specimen_id)
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="negative", version="1")
    answer = as_owner.reads(language).press(as_owner.url(f"/undo/{added}"))
    assert answer.status_code == 302
    assert answer.location.endswith("/history")
    assert er_of(app, journey, specimen_id) is Receptor.NEGATIVE
    with as_owner.client.session_transaction() as session:
        category, message = session["_flashes"][-1]
        assert category == "warn"
        if words:
            assert words in message
        else:
            assert "changed" not in message


def test_undo_of_nothing_is_not_found(as_owner: Person) -> None:
    assert as_owner.press(as_owner.url(f"/undo/{uuid.uuid4()}")).status_code == 404


def test_undo_comes_back_to_a_page_of_this_site_only(app: Flask, as_owner: Person, journey: Journey) -> None:
    question_id = make_question(app, journey)
    undo = as_owner.url(f"/undo/{latest(app, journey, question_id)}")
    assert as_owner.press(undo + "?next=//evil.example/x").location == as_owner.url()


def test_an_earlier_version_is_put_back(app: Flask, as_owner: Person, journey: Journey) -> None:
    specimen_id = make_specimen(app, journey, er=Receptor.POSITIVE, note="first words")
    for version, er in ((1, "negative"), (2, "low")):
        as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er=er, version=version)
    answer = as_owner.press(as_owner.url(f"/history/{specimen_id}/1"))
    assert answer.status_code == 302
    with inside(app, journey):
        row = db.session.scalars(owned(Specimen)).one()
        assert (row.er, row.note, row.version) == (Receptor.POSITIVE, "first words", 4)
        assert audit.history_of(specimen_id)[0].act == "put_back"


def test_putting_a_version_back_twice_counts_once(app: Flask, as_owner: Person, journey: Journey) -> None:
    specimen_id = make_specimen(app, journey, er=Receptor.POSITIVE)
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="negative", version=1)
    for _tap in range(2):
        assert as_owner.press(as_owner.url(f"/history/{specimen_id}/1")).status_code == 302
    with inside(app, journey):
        assert [revision.version for revision in audit.history_of(specimen_id)] == [3, 2, 1]


def test_a_removed_record_can_be_put_back_from_its_history(app: Flask, as_owner: Person, journey: Journey) -> None:
    question_id = make_question(app, journey)
    as_owner.press(as_owner.url(f"/visits/questions/{question_id}/remove"))
    as_owner.press(as_owner.url(f"/history/{question_id}/1"))
    with inside(app, journey):
        assert db.session.scalars(owned(Question)).one().id == question_id


def test_putting_back_what_never_was_is_not_found(app: Flask, as_owner: Person, journey: Journey) -> None:
    question_id = make_question(app, journey)
    assert as_owner.press(as_owner.url(f"/history/{question_id}/7")).status_code == 404
    assert as_owner.press(as_owner.url(f"/history/{uuid.uuid4()}/1")).status_code == 404


def test_times_of_the_trail_are_utc(app: Flask, journey: Journey) -> None:
    with app.app_context():
        at = db.session.scalars(select(AuditEvent.at)).first()
    assert at is not None
    assert at.utcoffset() == timedelta(0)
