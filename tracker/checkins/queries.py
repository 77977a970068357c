"""Every read and write of check-ins, quick logs, the plan and what was set aside. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, literal, select

from tracker import audit
from tracker.checkins.models import CheckIn, CheckInPlan, Happening, Rhythm, SetAside
from tracker.db import db, now
from tracker.journeys.models import Journey
from tracker.owned import JourneyRow, owned, together

PAGE = 30
ENOUGH = 200  # entries before one that red flags and "what changed" look at
EntryT = TypeVar("EntryT", CheckIn, Happening)


def together_with_entries(
    limit: int, *classes: type[JourneyRow], only: Mapping[type, ColumnElement[bool]] | None = None
) -> dict[type, list[Any]]:
    """Every row of `classes`, and the newest check-ins and quick logs (at most `limit` of each, the newest first).

    One round trip; `only` as in `owned.together`.
    """
    entries: dict[type, Any] = {cls: newest(cls, limit) for cls in (CheckIn, Happening)}
    found = together(*classes, *entries, only=entries | dict(only or {}))
    found[CheckIn].sort(key=lambda row: min(row.answered_at, row.created_at), reverse=True)
    found[Happening].sort(key=lambda row: min(row.happened_at, row.created_at), reverse=True)
    return found


@lru_cache(maxsize=16)
def newest(cls: type[Any], limit: int) -> ColumnElement[bool]:
    """The condition of being one of the newest `limit` entries of this class."""
    ids = select(cls.id).order_by(cls.day.desc(), cls.created_at.desc()).limit(limit)
    return cast(ColumnElement[bool], cls.id.in_(ids))


def page_of(cls: type[EntryT], number: int) -> tuple[Sequence[EntryT], bool, CheckInPlan | None]:
    """One page of check-ins or quick logs, the newest first; whether there are more; the plan, if one was chosen."""
    statement = select(cls, CheckInPlan).outerjoin(CheckInPlan, CheckInPlan.journey_id == cls.journey_id)
    statement = statement.order_by(cls.day.desc(), cls.created_at.desc()).offset((number - 1) * PAGE).limit(PAGE + 1)
    found = db.session.execute(statement).all()
    rows = [row for row, _plan in found]
    return rows[:PAGE], len(rows) > PAGE, found[0][1] if found else None


def entry(cls: type[EntryT], entry_id: uuid.UUID, *, removed: bool = False) -> EntryT | None:
    """A check-in or quick log. `removed`: also one that was taken away."""
    statement = owned(cls, cls.id == entry_id).execution_options(with_deleted=removed)
    return db.session.scalar(statement)


def plan_and_entry(
    journey: Journey, cls: type[EntryT], entry_id: uuid.UUID | None
) -> tuple[CheckInPlan, EntryT | None]:
    """What saving an entry looks at, in one round trip: the plan, and the entry if it is here, removed or not."""
    values = {"journey": journey.id, "entry": entry_id}
    plan_row, row = db.session.execute(_plan_and_entry(cls), values, execution_options={"with_deleted": True}).one()
    return plan_row or usual_plan(journey.id), row


@lru_cache(maxsize=2)
def _plan_and_entry(cls: type[Any]) -> Any:
    journey, entry_id = bindparam("journey", type_=Uuid()), bindparam("entry", type_=Uuid())
    here = and_(CheckInPlan.journey_id == journey, CheckInPlan.deleted_at.is_(None))
    this = and_(cls.journey_id == journey, cls.id == entry_id)
    one = select(literal(1).label("n")).subquery("one")
    return select(CheckInPlan, cls).select_from(one).outerjoin(CheckInPlan, here).outerjoin(cls, this)


def add(row: EntryT) -> EntryT:
    return audit.add(row, f"{row.__tablename__}.added")


def change(row: EntryT, **values: Any) -> EntryT:
    """Change an entry. The act is noted even where nothing changed: an outbox asks whether it was done."""
    return audit.change(row, f"{row.__tablename__}.changed", updated_at=now(), **values)


def remove(row: CheckIn | Happening) -> None:
    audit.remove(row, f"{row.__tablename__}.removed")


def plan(journey: Journey) -> CheckInPlan:
    """The journey's plan; the usual one (not yet stored) where nothing was chosen."""
    return db.session.scalar(owned(CheckInPlan)) or usual_plan(journey.id)


def usual_plan(journey_id: uuid.UUID) -> CheckInPlan:
    usual = {"fahrenheit": False, "pounds": False, "hidden": [], "added": [], "keep_on_phone": False}
    return CheckInPlan(journey_id=journey_id, rhythm=Rhythm.WEEKLY, **usual)


def save_plan(row: CheckInPlan, **values: Any) -> CheckInPlan:
    """Store `values`. A journey has one plan: where the first was undone or removed, that one is written anew."""
    removed = None if row.version else db.session.scalar(owned(CheckInPlan).execution_options(with_deleted=True))
    if removed is not None:
        return audit.change(removed, "check_in_plan.changed", **values | {"deleted_at": None})
    db.session.add(row)
    return audit.change(row, "check_in_plan.changed", **values)


def set_aside(journey: Journey, rule: str, row: CheckIn | Happening) -> SetAside:
    """Note that the person's team knows about this rule, as it stood on this entry."""
    scores = dict(row.scores) if isinstance(row, CheckIn) else {}
    said = SetAside(journey_id=journey.id, rule=rule, entry_id=row.id, said_at=now(), scores=scores)
    return audit.add(said, "set_aside.added")
