"""The wall around a journey: no statement gets past it, and no record is made without it (S13, S18, S28)."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, union_all, update
from sqlalchemy.orm import aliased

from tests import factories
from tests.factories import Journey, inside, make_journey, make_line, make_question, make_specimen
from tracker import audit
from tracker.accounts.models import AccountKey
from tracker.appointments.models import Question
from tracker.audit import Revision
from tracker.dates import PartialDate
from tracker.db import db
from tracker.diagnosis.models import Gene, Menopause, Receptor, Specimen
from tracker.journeys import models, queries
from tracker.observations.models import ObservationState
from tracker.owned import NoJourneyOpen, Owned, PastTheWall, WrongJourney, journey_tables, owned_classes, together
from tracker.scans.models import ScanResult
from tracker.treatments.models import DoseChangeKind, DrugCourse, LineOfTherapy, LocalKind

TRACKER = Path(__file__).parent.parent / "tracker"

# Of each record class: how to make one, and a value to change. A class without a line here fails the tests below.
Make = Callable[[Flask, Journey], uuid.UUID]
RECORDS: dict[str, tuple[Make, str, Any]] = {
    "appointment": (factories.make_appointment, "decided", "We go on as we are"),
    "background": (factories.make_background, "menopause", Menopause.POST),
    "check_in": (factories.make_check_in, "could_not", "climb the stairs"),
    "check_in_plan": (factories.make_plan, "clinic_night_number", "613-555-0199"),
    "content_seen": (factories.make_content_seen, "seen_on", PartialDate("2026-02-03")),
    "dose_change": (factories.make_dose_change, "kind", DoseChangeKind.STOPPED),
    "drug_course": (factories.make_course, "dose", "100 mg à jeun"),
    "genomic_finding": (factories.make_finding, "gene", Gene.ESR1),
    "happening": (factories.make_happening, "note", "in the kitchen"),
    "line_of_therapy": (factories.make_line, "note", "with my sister"),
    "local_treatment": (factories.make_local_treatment, "kind", LocalKind.SURGERY),
    "marker_result": (factories.make_marker_result, "value", 28.0),
    "observation": (factories.make_observation, "state", ObservationState.KEPT),
    "question": (factories.make_question, "text", "And after that?"),
    "saved_organization": (factories.make_saved_organization, "note", "They called back"),
    "scan": (factories.make_scan, "result", ScanResult.GROWN),
    "set_aside": (factories.make_set_aside, "rule", "seizure"),
    "support_plan": (factories.make_support_plan, "region", "CA-ON"),
    "specimen": (factories.make_specimen, "er", Receptor.LOW),
}
of_every_class = pytest.mark.parametrize("cls", owned_classes(), ids=lambda cls: cls.__tablename__)


@pytest.fixture
def mine(app: Flask) -> Journey:
    return make_journey(app)


@pytest.fixture
def theirs(app: Flask) -> Journey:
    return make_journey(app)


def make(app: Flask, journey: Journey, cls: type[Owned]) -> uuid.UUID:
    return RECORDS[cls.__tablename__][0](app, journey)


def row_of(cls: type[Owned], row_id: uuid.UUID) -> Any:
    return db.session.scalars(select(cls).where(cls.id == row_id)).one_or_none()


# --- no journey open, or another one ------------------------------------------------------------------------------


@of_every_class
def test_without_an_open_journey_nothing_is_read_or_written(app: Flask, mine: Journey, cls: type[Owned]) -> None:
    row_id = make(app, mine, cls)
    statements = (select(cls), select(func.count()).select_from(cls), update(cls).values(version=9), delete(cls))
    with app.app_context():
        for statement in statements:
            with pytest.raises(NoJourneyOpen):
                db.session.execute(statement)
        with pytest.raises(NoJourneyOpen):
            db.session.get(cls, (mine.id, row_id))
        with pytest.raises(NoJourneyOpen):  # noqa: PT012
            db.session.add(cls(journey_id=mine.id))
            db.session.flush()


def test_the_history_is_behind_the_same_wall(app: Flask, mine: Journey, theirs: Journey) -> None:
    make_specimen(app, theirs)
    with app.app_context(), pytest.raises(NoJourneyOpen):
        db.session.execute(select(Revision))
    with inside(app, mine):
        assert db.session.scalars(select(Revision)).all() == []


@of_every_class
def test_rows_of_another_journey_are_out_of_reach(app: Flask, mine: Journey, theirs: Journey, cls: type[Owned]) -> None:
    make(app, mine, cls)
    foreign_id = make(app, theirs, cls)
    other, twice = aliased(cls), aliased(cls)
    with inside(app, mine):
        assert {row.journey_id for row in db.session.scalars(select(cls))} == {mine.id}
        assert db.session.get(cls, (theirs.id, foreign_id)) is None
        assert db.session.scalar(select(func.count()).select_from(cls)) == 1
        assert db.session.scalar(select(func.count(cls.id))) == 1
        assert db.session.scalars(select(other.id)).all() != [foreign_id]
        assert len(db.session.scalars(select(other.id)).all()) == 1
        assert len(db.session.execute(select(other.id, twice.id).join(twice, other.id != twice.id)).all()) == 0
        assert len(db.session.scalars(select(cls.id).where(cls.id.in_(select(other.id)))).all()) == 1
        within = select(cls.id).subquery()
        assert len(db.session.execute(select(within)).all()) == 1
        assert db.session.scalar(select(select(cls.id).where(cls.id == foreign_id).exists())) is False
        united = union_all(select(cls.id), select(other.id))
        assert foreign_id not in db.session.scalars(united).all()
        named = select(cls.id).cte()
        assert foreign_id not in db.session.scalars(select(named.c.id)).all()
        assert together(cls)[cls][0].journey_id == mine.id
        db.session.commit()
    with inside(app, theirs):
        assert row_of(cls, foreign_id).version == 1


def test_a_join_of_two_kinds_of_record_stays_inside(app: Flask, mine: Journey, theirs: Journey) -> None:
    make_line(app, mine, "letrozole", "palbociclib")
    make_line(app, theirs, "fulvestrant")
    with inside(app, mine):
        joined = select(LineOfTherapy, DrugCourse).join(DrugCourse, DrugCourse.line_id == LineOfTherapy.id)
        assert {course.drug_id for _line, course in db.session.execute(joined)} == {"letrozole", "palbociclib"}
        crossed = select(LineOfTherapy.id, DrugCourse.drug_id).join(DrugCourse, DrugCourse.line_id.is_not(None))
        assert {drug for _line, drug in db.session.execute(crossed)} == {"letrozole", "palbociclib"}


@pytest.mark.parametrize(
    "statement",
    [
        select,
        lambda table: select(func.count()).select_from(table),
        lambda table: update(table).values(version=9),
        delete,
        lambda table: insert(table).values(version=1),
        lambda table: text(f"SELECT * FROM {table.name}"),
        lambda table: union_all(select(table.c.id), select(table.c.id)),
    ],
    ids=["select", "count", "update", "delete", "insert", "text", "union"],
)
@pytest.mark.parametrize("table", journey_tables())
def test_a_statement_on_the_bare_table_is_refused(app: Flask, mine: Journey, table: str, statement: Any) -> None:
    bare = statement(db_table(table))
    with inside(app, mine), pytest.raises((PastTheWall, NoJourneyOpen)):
        db.session.execute(bare)


def db_table(name: str) -> Any:
    return models.Journey.metadata.tables[name]


@of_every_class
def test_a_row_of_another_journey_cannot_be_added(app: Flask, mine: Journey, theirs: Journey, cls: type[Owned]) -> None:
    with inside(app, mine):
        db.session.add(cls(journey_id=theirs.id))
        with pytest.raises(WrongJourney):
            db.session.flush()


@of_every_class
@pytest.mark.parametrize("write", [insert, update, delete])
def test_records_are_written_through_their_objects_alone(
    app: Flask, mine: Journey, cls: type[Owned], write: Any
) -> None:
    """A statement that writes many rows at once would leave no history, and an insert could name another journey."""
    with inside(app, mine), pytest.raises(PastTheWall):
        db.session.execute(write(cls) if write is delete else write(cls).values(version=9))


def test_a_select_written_by_hand_is_refused(app: Flask, mine: Journey) -> None:
    with inside(app, mine), pytest.raises(PastTheWall):
        db.session.execute(select(Specimen).from_statement(text("SELECT * FROM specimen")))


def test_a_row_cannot_be_moved_to_another_journey(app: Flask, mine: Journey, theirs: Journey) -> None:
    row_id = make_question(app, mine)
    with inside(app, mine):
        row_of(Question, row_id).journey_id = theirs.id
        with pytest.raises(WrongJourney):
            db.session.flush()


def test_opening_one_journey_after_another_shows_only_the_second(app: Flask, mine: Journey, theirs: Journey) -> None:
    make_specimen(app, mine)
    with inside(app, mine):
        assert len(db.session.scalars(select(Specimen)).all()) == 1
        key = db.session.get_one(AccountKey, theirs.owner.id).unwrapped()
        queries.enter(db.session.get_one(models.Journey, theirs.id), key, actor_id=theirs.owner.id)
        assert db.session.scalars(select(Specimen)).all() == []


# --- every class: history, trail, undo ----------------------------------------------------------------------------


def test_every_record_class_is_tried_here() -> None:
    assert {cls.__tablename__ for cls in owned_classes()} == RECORDS.keys()


def trail(app: Flask, journey: Journey) -> list[str]:
    with app.app_context():
        return [event.act for event in audit.trail_of(journey.owner.id)]


@of_every_class
def test_each_write_is_in_the_history_and_on_the_trail(app: Flask, mine: Journey, cls: type[Owned]) -> None:
    row_id = make(app, mine, cls)
    after_adding = trail(app, mine)
    name, value = RECORDS[cls.__tablename__][1:]
    with inside(app, mine):
        first = audit.history_of(row_id)
        assert [revision.version for revision in first] == [1]
        audit.change(row_of(cls, row_id), "test.changed", **{name: value})
        db.session.commit()
    with inside(app, mine):
        audit.remove(row_of(cls, row_id), "test.removed")
        db.session.commit()
    with inside(app, mine):
        versions = audit.history_of(row_id)
        assert [revision.version for revision in versions] == [3, 2, 1]
        assert versions[1].content[name] == value
        assert versions[0].content["deleted_at"] is True
        assert row_of(cls, row_id) is None
    assert trail(app, mine) == [*after_adding, "test.changed", "test.removed"]


@of_every_class
def test_undo_brings_the_former_content_back(app: Flask, mine: Journey, cls: type[Owned]) -> None:
    row_id = make(app, mine, cls)
    name, value = RECORDS[cls.__tablename__][1:]
    with inside(app, mine):
        former = audit.content_of(row_of(cls, row_id))
        audit.change(row_of(cls, row_id), "test.changed", **{name: value})
        changed = audit.operation()
        db.session.commit()
    with inside(app, mine):
        audit.remove(row_of(cls, row_id), "test.removed")
        removed = audit.operation()
        db.session.commit()
    with inside(app, mine):
        audit.undo(removed)
        db.session.commit()
        assert getattr(row_of(cls, row_id), name) == value
    with inside(app, mine), pytest.raises(audit.ChangedSince):
        audit.undo(changed)
    with inside(app, mine):
        before_removal = next(r for r in audit.history_of(row_id) if r.version == 1)
        audit.put_back(before_removal)
        db.session.commit()
    with inside(app, mine):
        assert audit.content_of(row_of(cls, row_id)) == former


@of_every_class
def test_undo_of_adding_takes_it_away_and_undo_of_that_brings_it_back(
    app: Flask, mine: Journey, cls: type[Owned]
) -> None:
    row_id = make(app, mine, cls)
    with inside(app, mine):
        former = audit.content_of(row_of(cls, row_id))
        audit.undo(audit.history_of(row_id)[0].operation_id)
        db.session.commit()
        assert row_of(cls, row_id) is None
        audit.undo(audit.history_of(row_id)[0].operation_id)
        db.session.commit()
    with inside(app, mine):
        assert audit.content_of(row_of(cls, row_id)) == former


@of_every_class
def test_a_change_that_is_not_recorded_cannot_be_committed(app: Flask, mine: Journey, cls: type[Owned]) -> None:
    row_id = make(app, mine, cls)
    name, value = RECORDS[cls.__tablename__][1:]
    with inside(app, mine):
        setattr(row_of(cls, row_id), name, value)
        with pytest.raises(audit.Unrecorded):
            db.session.commit()
    with inside(app, mine):
        assert row_of(cls, row_id).version == 1


def test_adding_without_recording_cannot_be_committed(app: Flask, mine: Journey) -> None:
    with inside(app, mine):
        db.session.add(Specimen(journey_id=mine.id))
        with pytest.raises(audit.Unrecorded):
            db.session.commit()


def test_a_row_cannot_be_deleted_for_good_without_a_trace(app: Flask, mine: Journey) -> None:
    row_id = make_specimen(app, mine)
    with inside(app, mine):
        db.session.delete(row_of(Specimen, row_id))
        with pytest.raises(audit.Unrecorded):
            db.session.commit()


def test_a_second_change_after_the_first_was_recorded_is_noticed(app: Flask, mine: Journey) -> None:
    row_id = make_specimen(app, mine)
    with inside(app, mine):
        row = row_of(Specimen, row_id)
        audit.change(row, "test.changed", er=Receptor.LOW)
        row.er = Receptor.NEGATIVE
        with pytest.raises(audit.Unrecorded):
            db.session.commit()


# --- where statements may stand -----------------------------------------------------------------------------------

MAY_QUERY = {"accounts/tries.py", "audit.py", "restoring.py", "owned.py", "db.py", "schema.py", "cli.py"}
STATEMENTS = {"select", "insert", "update", "delete", "owned"}


def test_statements_stand_in_the_queries_of_a_feature() -> None:
    names = {cls.__name__ for cls in owned_classes()} | {"Revision", "JourneyRow", "Owned"}
    found = []
    for path in sorted(TRACKER.rglob("*.py")):
        if path.name == "queries.py" or path.relative_to(TRACKER).as_posix() in MAY_QUERY:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _names(node.func) & STATEMENTS:
                inner = {
                    inner.id for argument in node.args for inner in ast.walk(argument) if isinstance(inner, ast.Name)
                }
                if inner & names:
                    found.append(f"{path.relative_to(TRACKER)}:{node.lineno}")
            if isinstance(node, ast.Attribute) and node.attr == "__table__":
                found.append(f"{path.relative_to(TRACKER)}:{node.lineno} a bare table passes the wall")
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "db.session":  # noqa: SIM102
                if node.attr not in ("commit", "rollback", "info"):
                    found.append(f"{path.relative_to(TRACKER)}:{node.lineno} db.session.{node.attr}")
    assert [place for place in found if not _allowed(place)] == []


def _names(function: ast.expr) -> set[str]:
    return {function.id} if isinstance(function, ast.Name) else set()


def _allowed(place: str) -> bool:
    return place.startswith("accounts/models.py")  # the key of an account, which is no record
