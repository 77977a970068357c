"""Writing what came from a file. All of it, or nothing: the caller commits once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import inspect

from tracker import audit
from tracker.db import db
from tracker.exports.comparing import Comparison, Pair
from tracker.owned import Owned, opened, owned, owned_classes
from tracker.restoring import Past, restore
from tracker.summary.whole import Record

_FIRST = ("line_of_therapy", "drug_course")  # other kinds point at these
_AT_ONCE = 500  # ids in one statement


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
