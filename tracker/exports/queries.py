"""Reading everything for a file, and writing what came from one: all of it or nothing; the caller commits once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Enum, Uuid, inspect, select
from sqlalchemy.orm import aliased

from tracker import audit, crypto
from tracker.audit import Revision
from tracker.db import UtcDateTime, db
from tracker.exports.comparing import Comparison, Pair
from tracker.owned import EncryptedTextType, Owned, opened, owned, owned_classes, place_of, together
from tracker.restoring import Past, restore
from tracker.summary.queries import LARGE, SMALL
from tracker.summary.whole import Former, Record, Whole

_FIRST = ("line_of_therapy", "drug_course")  # other kinds point at these
_AT_ONCE = 500  # ids in one statement


# --- reading ------------------------------------------------------------------------------------------------------


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


# --- writing ------------------------------------------------------------------------------------------------------


def bring_in(compared: Sequence[Comparison], *, take_theirs: bool) -> None:
    """Add what is new with its past, and write what is different, if that was chosen; one act for undo and trail."""
    journey, operation_id = opened(), audit.operation()
    by_table = {each.table: each for each in compared}
    changed: list[Owned] = []
    for cls in _in_order(by_table):
        found = by_table[cls.__tablename__]
        restore([_restored(cls, record) for record in found.new])
        if take_theirs:
            changed += _overwritten(cls, found.different)
    if changed:
        audit.record("imported", *changed)
    else:
        where = {"journey_id": journey.journey_id, "operation_id": operation_id}
        audit.note(journey.owner_id, "imported", actor_id=journey.actor_id, **where)


def note_export(kind: str) -> None:
    """Say on the trail that the record left the app, and as what. The caller commits."""
    journey = opened()
    audit.note(journey.owner_id, f"exported.{kind}", actor_id=journey.actor_id, journey_id=journey.journey_id)


def _in_order(tables: Iterable[str]) -> list[type[Owned]]:
    classes = {cls.__tablename__: cls for cls in owned_classes()}
    first = [name for name in _FIRST if name in tables]
    return [classes[name] for name in (*first, *(name for name in tables if name not in first))]


def _restored(cls: type[Owned], record: Record) -> tuple[Owned, list[Past]]:
    content = _filled(cls, record.content)
    row = cls(
        journey_id=opened().journey_id,
        id=record.id,
        created_at=record.created_at,
        updated_at=record.updated_at,
        deleted_at=record.updated_at if record.removed else None,
        **audit.typed(cls, content),
    )
    said = content | {"deleted_at": record.removed}
    if record.history:
        past = [
            Past(each.version, each.act, each.at, each.operation_id, said if each.content is None else each.content)
            for each in record.history
        ]
    else:
        act = f"{record.table}.{'added' if record.version == 1 else 'changed'}"
        past = [Past(record.version, act, record.updated_at, uuid.uuid4(), said)]
    return row, past


def _filled(cls: type[Owned], content: dict[str, Any]) -> dict[str, Any]:
    """With the usual value of each column that the file does not speak of."""
    columns = inspect(cls).columns
    filled = dict(content)
    for name in columns.keys():
        if name not in filled and name not in audit.NOT_CONTENT | {"deleted_at"}:
            usual = columns[name].default
            value = usual.arg if usual is not None else None
            filled[name] = audit.plain(value(None) if callable(value) else value)
    return filled


def _overwritten(cls: type[Owned], pairs: Sequence[Pair]) -> list[Owned]:
    """The records that now say what the file says; what they said before is in their history."""
    theirs = {pair.here.id: pair.there for pair in pairs}
    ids = list(theirs)
    changed = []
    for start in range(0, len(ids), _AT_ONCE):
        statement = owned(cls, cls.id.in_(ids[start : start + _AT_ONCE]))
        for row in db.session.scalars(statement.execution_options(with_deleted=True)).all():
            there = theirs[row.id]
            audit.write_content(row, there.content | {"deleted_at": there.removed})
            if db.session.is_modified(row):
                changed.append(row)
    return changed
