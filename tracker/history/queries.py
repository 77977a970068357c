"""What changed lately, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.audit import AuditEvent, Revision
from tracker.db import db
from tracker.owned import opened


@dataclass(frozen=True)
class Noted:
    """A revision, and when it came to stand here.

    It stands for a whole import where `came_in` is how many records that brought; `changed_since`: one of them was
    changed again, so that the import cannot be taken back.
    """

    revision: Revision
    at: datetime
    came_in: int
    changed_since: bool


def latest(limit: int) -> Sequence[Noted]:
    """The latest revisions, the newest first. An import is one of them, at the moment it was brought in."""
    other, brought, event = aliased(Revision), aliased(Revision), AuditEvent
    places = func.row_number().over(partition_by=other.imported_in, order_by=other.id)
    numbered = select(other.id, places.label("place")).where(other.imported_in.is_not(None)).subquery()
    brought_in = select(func.count(brought.record_id.distinct())).where(brought.imported_in == Revision.imported_in)
    at = func.coalesce(event.at, Revision.at)
    statement = (
        select(Revision, at, brought_in.correlate(Revision).scalar_subquery(), _changed_since())
        .outerjoin(numbered, numbered.c.id == Revision.id)
        .outerjoin(
            event,
            and_(
                event.account_id == opened().owner_id,
                event.act == "imported",
                event.operation_id == Revision.imported_in,
            ),
        )
        .where(or_(Revision.imported_in.is_(None), numbered.c.place == 1))
        .order_by(at.desc(), Revision.version.desc())
        .limit(limit)
    )
    return [Noted(*row) for row in db.session.execute(statement)]


def _changed_since() -> Any:
    """Whether a record that came with the import of this revision has a version from something else after it."""
    came, later = aliased(Revision), aliased(Revision)
    after = and_(later.record_id == came.record_id, later.version > came.version)
    elsewhere = or_(later.imported_in.is_(None), later.imported_in != came.imported_in)
    statement = select(came.id).join(later, after).where(came.imported_in == Revision.imported_in, elsewhere)
    return exists(statement.correlate(Revision))
