"""What a summary and a file are made from. Nothing is written here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Enum, Uuid, inspect, select
from sqlalchemy.orm import aliased

from tracker import audit, crypto
from tracker.appointments.models import Appointment, Question
from tracker.audit import Revision
from tracker.checkins.models import CheckIn, CheckInPlan, Happening, SetAside
from tracker.db import UtcDateTime, db
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.labs.models import MarkerResult
from tracker.owned import EncryptedTextType, Owned, opened, owned, place_of, together
from tracker.scans.models import Scan
from tracker.summary.record import Summary
from tracker.summary.whole import Former, Record, Whole
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment

SMALL: tuple[type[Owned], ...] = (
    Background,
    Specimen,
    GenomicFinding,
    LineOfTherapy,
    DrugCourse,
    DoseChange,
    LocalTreatment,
    Scan,
    MarkerResult,
    Appointment,
    Question,
    CheckInPlan,
    SetAside,
)
LARGE: tuple[type[Owned], ...] = (CheckIn, Happening)  # read by a statement each: a wide join would carry them slowly


def summary(today: date) -> Summary:
    """The record of the open journey, in three round trips however long it is."""
    rows: dict[type[Owned], Sequence[Any]] = dict(together(*SMALL))
    rows |= {cls: db.session.scalars(owned(cls)).all() for cls in LARGE}
    return Summary(rows, today)


def whole() -> Whole:
    """Everything of the open journey, in four round trips: small tables, two large ones, former versions."""
    history = _history()
    records: dict[str, list[Record]] = {}
    small = together(*SMALL, with_deleted=True)
    for cls in SMALL:
        records[cls.__tablename__] = [_record(row, history) for row in small[cls]]
    for cls in LARGE:
        records[cls.__tablename__] = list(_plain_records(cls, history))
    return Whole(records)


History = dict[uuid.UUID, tuple[Former, ...]]


def _record(row: Owned, history: History) -> Record:
    content = audit.content_of(row)
    removed = content.pop("deleted_at")
    past = history.get(row.id, ())
    return Record(row.__tablename__, row.id, row.version, row.created_at, row.updated_at, removed, content, past)


def _plain_records(cls: type[Owned], history: History) -> Iterator[Record]:
    """As `_record`, from the columns alone: a tenth of the work for each of many rows."""
    journey, table = opened(), cls.__tablename__
    columns = inspect(cls).columns
    said = [name for name in columns.keys() if name not in audit.NOT_CONTENT | {"deleted_at"}]
    sealed = [name for name in said if isinstance(columns[name].type, EncryptedTextType)]
    typed = [name for name in said if isinstance(columns[name].type, (Enum, UtcDateTime, Uuid))]
    every = [columns[name] for name in said]
    statement = select(cls.id, cls.version, cls.created_at, cls.updated_at, cls.deleted_at, *every)
    for record_id, version, created_at, updated_at, deleted_at, *values in db.session.execute(
        statement, execution_options={"with_deleted": True}
    ):
        content = dict(zip(said, values, strict=True))
        for name in sealed:
            if content[name] is not None:
                place = place_of(table, name, journey.journey_id, record_id)
                content[name] = crypto.unseal(journey.key, content[name], place)
        for name in typed:
            content[name] = audit.plain(content[name])
        past = history.get(record_id, ())
        yield Record(table, record_id, version, created_at, updated_at, deleted_at is not None, content, past)


def _history() -> History:
    """Every version of the records that have more than one."""
    second = aliased(Revision)
    changed = select(second.record_id).where(second.version > 1)
    statement = owned(Revision, Revision.record_id.in_(changed)).order_by(Revision.record_id, Revision.version)
    found: History = {}
    for record_id, revisions in groupby(db.session.scalars(statement), key=lambda revision: revision.record_id):
        *before, last = revisions
        found[record_id] = (*(_former(each, each.content) for each in before), _former(last, None))
    return found


def _former(revision: Revision, content: dict[str, Any] | None) -> Former:
    return Former(revision.version, revision.act, revision.at, revision.operation_id, content)
