"""What happened to a record: the history a person can open and undo (S28), and the trail of who did what (S18).

Every write says so with one `record(…)`. A commit in which an owned row changed without it raises Unrecorded, so a
feature cannot forget.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, UniqueConstraint, and_, event, inspect, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.access import Scope
from tracker.dates import PartialDateType
from tracker.db import Base, UtcDateTime, db, now
from tracker.owned import EncryptedText, JourneyRow, Opened, Owned, opened, owned, owned_classes

NOT_CONTENT = {"journey_id", "id", "entered_by", "version", "created_at", "updated_at"}
_FIRST_LINK = "0" * 64
_AT_ONCE = 500  # ids in one statement
RowT = TypeVar("RowT", bound=Owned)


class Unrecorded(Exception):
    """An owned row was changed and `audit.record` was not called for it."""


class ChangedSince(Exception):
    """An undo would throw away a later change."""


class Revision(JourneyRow, Base):
    """One version of one record, as it was after a change. The payload is the record's content as JSON.

    The revisions of one act of a person share `operation_id`; an undo takes the whole operation back. `imported_in`:
    the operation in which the record came with its past from a file; taking that back takes the record away.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("journey_id", "record_id", "version"),)

    operation_id: Mapped[uuid.UUID] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(60))
    record_table: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID]
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[uuid.UUID]
    payload: Mapped[EncryptedText]
    imported_in: Mapped[uuid.UUID | None] = mapped_column(index=True)

    @classmethod
    def shown_to(cls, journey: Opened) -> ColumnElement[bool] | None:
        """A former version says what the record said: it is shown with its section, to who may read the notes in it.

        What belongs to no section is its author's, whoever changed it: an undo goes back over what the owner did.
        """
        grant = journey.grant
        readable = [each for each in owned_classes() if each.section and grant.shows(each.section)]
        tables = [each.__tablename__ for each in readable if grant.shows(Scope.NOTES)]
        of_its_author = [inspect(each).local_table for each in owned_classes() if each.section is None]
        own = [
            and_(cls.record_table == table.name, cls.record_id.in_(_written_by(table, journey)))
            for table in of_its_author
        ]
        return or_(cls.record_table.in_(tables), *own)

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.payload)


def _written_by(table: Any, journey: Opened) -> Select[tuple[uuid.UUID]]:
    """Ids of what the person at the door wrote, removed or not."""
    mine = (table.c.journey_id == journey.journey_id, table.c.entered_by == journey.actor_id)
    return select(table.c.id).where(*mine)


class AuditHead(Base):
    """The last link of an account's trail; locked while a link is added, so that the chain has no forks."""

    __tablename__ = "audit_head"

    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    link: Mapped[str] = mapped_column(String(64))


class AuditEvent(Base):
    """Who did what to which record, when and on which device; never what it says. Append-only, hash-chained.

    `account_id` is whose trail it is (the owner of the journey), `actor_id` who acted.
    """

    __tablename__ = "audit_event"

    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[uuid.UUID]
    device_id: Mapped[uuid.UUID | None]
    journey_id: Mapped[uuid.UUID | None]
    record_id: Mapped[uuid.UUID | None]
    operation_id: Mapped[uuid.UUID | None]
    link: Mapped[str] = mapped_column(String(64))

    def link_after(self, previous: str) -> str:
        """The hash that binds this event to the one before it, 64 hexadecimal digits."""
        parts = (previous, self.account_id, self.number, self.at.isoformat(), self.act, self.actor_id)
        more = (self.device_id, self.journey_id, self.record_id, self.operation_id)
        return hashlib.sha256("|".join(str(part) for part in parts + more).encode()).hexdigest()


# --- writing --------------------------------------------------------------------------------------------------


def record(act: str, *rows: Owned, operation_id: uuid.UUID | None = None) -> None:
    """Note that the actor did `act` to `rows`: a revision of each, and one link in the owner's trail.

    The first row is the one the trail names. Flushes; the caller commits.
    """
    journey = opened()
    db.session.flush()
    operation_id = operation_id or operation()
    noted = db.session.info.setdefault("noted", set())
    for row in rows:
        noted.add((row.id, row.version))
        db.session.add(
            Revision(
                journey_id=journey.journey_id,
                operation_id=operation_id,
                act=act,
                record_table=row.__tablename__,
                record_id=row.id,
                version=row.version,
                actor_id=journey.actor_id,
                payload=json.dumps(content_of(row), ensure_ascii=False),
            )
        )
    note(
        journey.owner_id,
        act,
        actor_id=journey.actor_id,
        journey_id=journey.journey_id,
        record_id=rows[0].id if rows else None,
        operation_id=operation_id,
    )


def add(row: RowT, act: str) -> RowT:
    """Add one record and note it. The caller commits."""
    db.session.add(row)
    record(act, row)
    return row


def change(row: RowT, act: str, **values: Any) -> RowT:
    """Set `values` on one record and note it. Nothing is noted where nothing changed. The caller commits."""
    for name, value in values.items():
        setattr(row, name, value)
    if db.session.is_modified(row) or row in db.session.new:
        record(act, row)
    return row


def remove(row: Owned, act: str) -> None:
    """Take one record out of sight; undo brings it back. The caller commits."""
    change(row, act, deleted_at=now())


def note(account_id: uuid.UUID, act: str, *, actor_id: uuid.UUID | None = None, **where: uuid.UUID | None) -> None:
    """Add a link to the trail of `account_id`. `where`: journey_id, record_id, operation_id. The caller commits."""
    with db.session.no_autoflush:  # the revisions and the link are written together
        head = db.session.get(AuditHead, account_id, with_for_update=True)
    if head is None:
        head = AuditHead(account_id=account_id, number=0, link=_FIRST_LINK)
        db.session.add(head)
    entry = AuditEvent(
        account_id=account_id,
        number=head.number + 1,
        at=now(),
        act=act,
        actor_id=actor_id or account_id,
        device_id=db.session.info.get("device_id"),
        **{"journey_id": None, "record_id": None, "operation_id": None} | where,
    )
    entry.link = entry.link_after(head.link)
    head.number, head.link = entry.number, entry.link
    db.session.add(entry)


@contextmanager
def from_no_device() -> Iterator[None]:
    """What is noted in here was done without signing in, whoever may be signed in on that device."""
    device_id = db.session.info.pop("device_id", None)
    try:
        yield
    finally:
        if device_id is not None:
            db.session.info["device_id"] = device_id


def operation() -> uuid.UUID:
    """The id of what the person is doing in this request: made by their form, or here."""
    return db.session.info.setdefault("operation_id", uuid.uuid4())


def done_before(operation_id: uuid.UUID) -> bool:
    """Whether this journey already holds the operation: a double tap, or a form sent again."""
    here = or_(Revision.operation_id == operation_id, Revision.imported_in == operation_id)
    return db.session.scalar(select(Revision.id).where(here).limit(1)) is not None


def contents_of(operation_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the records of an operation said after it; an empty list where it was not done."""
    return [row.content for row in db.session.scalars(owned(Revision, Revision.operation_id == operation_id))]


@event.listens_for(Session, "after_flush")
def _see_changes(session: Session, _context: Any) -> None:
    changed = session.info.setdefault("changed", set())
    for row in [*session.new, *(row for row in session.dirty if session.is_modified(row))]:
        if isinstance(row, Owned):
            changed.add((row.id, row.version))
    changed.update((row.id, None) for row in session.deleted if isinstance(row, Owned))  # only ever marked, see remove


@event.listens_for(Session, "before_commit")
def _refuse_unrecorded(session: Session) -> None:
    session.flush()
    if missing := session.info.get("changed", set()) - session.info.get("noted", set()):
        raise Unrecorded(f"{len(missing)} changed rows without audit.record()")


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _start_afresh(session: Session) -> None:
    for name in ("changed", "noted"):
        session.info.pop(name, None)


# --- content as JSON --------------------------------------------------------------------------------------------


def content_of(row: Owned) -> dict[str, Any]:
    """What a record says, as plain JSON values; `deleted_at` is kept as whether it is removed."""
    content = {name: plain(getattr(row, name)) for name in inspect(type(row)).columns.keys() if name not in NOT_CONTENT}
    content["deleted_at"] = row.deleted_at is not None
    return content


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, (uuid.UUID, str)) else value


def typed(cls: type[Owned], content: dict[str, Any]) -> dict[str, Any]:
    """Plain JSON values as the columns of `cls` hold them. Raises KeyError on a name that is no column."""
    columns = inspect(cls).columns
    return {name: _typed(columns[name].type, value) for name, value in content.items()}


def write_content(row: Owned, content: dict[str, Any]) -> None:
    """Put a former content back on a record. Keys the record no longer has are passed over."""
    columns = inspect(type(row)).columns
    for name in columns.keys():
        if name in content and name not in NOT_CONTENT | {"deleted_at"}:
            setattr(row, name, _typed(columns[name].type, content[name]))
    row.deleted_at = now() if content.get("deleted_at") else None


def _typed(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, PartialDateType):
        return value
    if enum_class := getattr(kind, "enum_class", None):
        return enum_class(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return uuid.UUID(value) if kind.python_type is uuid.UUID else value


# --- undo and history --------------------------------------------------------------------------------------------


def undo(operation_id: uuid.UUID) -> list[Owned]:
    """Take one operation back, all of it. Raises ChangedSince where a record was changed again after it.

    The undo is an operation of its own, so it can be undone too. Unknown operation: an empty list. The caller commits.
    A record that came from a file in this operation is taken away, whatever past it brought. Someone the journey is
    shared with takes back what they did themselves, where they may still write.
    """
    here = or_(Revision.operation_id == operation_id, Revision.imported_in == operation_id)
    if not opened().grant.is_whole:
        here = and_(here, Revision.actor_id == opened().actor_id)
    last: dict[uuid.UUID, Revision] = {}
    for revision in db.session.scalars(owned(Revision, here).order_by(Revision.version)):
        last[revision.record_id] = revision
    rows = [row for row in _rows_of(list(last.values())) if type(row).may_write(opened().grant)]
    for row in rows:
        if row.version != last[row.id].version:
            raise ChangedSince(row.__tablename__)
    for row in rows:
        came_with_it = last[row.id].imported_in == operation_id
        former = None if came_with_it else _revision(row.id, row.version - 1)
        write_content(row, former.content if former else content_of(row) | {"deleted_at": True})
    if rows:
        record("undone", *rows, operation_id=uuid.uuid4())
    return rows


def history_of(record_id: uuid.UUID) -> list[Revision]:
    """Every version of one record, the latest first."""
    return list(db.session.scalars(owned(Revision, Revision.record_id == record_id).order_by(Revision.version.desc())))


def put_back(revision: Revision) -> Owned:
    """Make an earlier version the current one again; a second tap changes nothing. The caller commits."""
    row = _row_of(revision)
    if content_of(row) != revision.content:
        write_content(row, revision.content)
        record("put_back", row)
    return row


def content_at(row: Owned, version: int) -> dict[str, Any] | None:
    """What the record said at an earlier version; None if that version is not known."""
    found = _revision(row.id, version)
    return found.content if found else None


def _revision(record_id: uuid.UUID, version: int) -> Revision | None:
    return db.session.scalar(owned(Revision, Revision.record_id == record_id, Revision.version == version))


def _row_of(revision: Revision) -> Owned:
    return _rows_of([revision])[0]


def _rows_of(revisions: Sequence[Revision]) -> list[Owned]:
    """The records of these revisions, removed ones too, some hundred in a round trip."""
    rows: list[Owned] = []
    for cls in owned_classes():
        ids = [revision.record_id for revision in revisions if revision.record_table == cls.__tablename__]
        for start in range(0, len(ids), _AT_ONCE):
            statement = owned(cls, cls.id.in_(ids[start : start + _AT_ONCE]))
            rows.extend(db.session.scalars(statement.execution_options(with_deleted=True)))
    return rows


def trail_of(account_id: uuid.UUID) -> list[AuditEvent]:
    """The account's trail, the first event first."""
    return list(db.session.scalars(select(AuditEvent).filter_by(account_id=account_id).order_by(AuditEvent.number)))


def broken_link(account_id: uuid.UUID) -> int | None:
    """The number of the first event of the trail that was altered, or follows one that is gone; None if it is whole.

    The last link is kept apart (AuditHead), so that events missing at the end are noticed too.
    """
    previous, number = _FIRST_LINK, 0
    for entry in trail_of(account_id):
        number += 1
        if entry.number != number or entry.link != entry.link_after(previous):
            return entry.number
        previous = entry.link
    head = db.session.get(AuditHead, account_id)
    whole = head is not None and (head.number, head.link) == (number, previous)
    return None if whole else number + 1
