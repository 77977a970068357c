"""The door: nothing of a record is read or written but through `open_journey`."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import delete, func, literal, select
from werkzeug.exceptions import NotFound

from tracker import audit
from tracker.accounts.models import Account, AccountKey
from tracker.db import SAFE_METHODS, db, now
from tracker.journeys.models import Journey, Right, Scope
from tracker.owned import Opened

MADE_UP_LASTS = timedelta(hours=24)


def open_journey(journey_id: uuid.UUID, scope: Scope, right: Right = Right.VIEW) -> Journey:
    """The journey, if the person signed in may do this with this part of it; from here on the session touches it alone.

    Raises NotFound for a stranger exactly as for a journey that does not exist. Today only the owner has rights;
    shares are decided here when they come.
    """
    statement = (
        select(Journey, AccountKey, _tell_the_database(journey_id))
        .join(AccountKey, AccountKey.account_id == Journey.owner_id)
        .where(Journey.id == journey_id, Journey.owner_id == current_user.id)
    )
    if has_request_context() and request.method not in SAFE_METHODS:
        # One change of a journey at a time; SQLite does so by itself (see tracker/db.py).
        statement = statement.with_for_update(of=Journey, key_share=True)
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    journey, key, _ = found
    enter(journey, key.unwrapped(), actor_id=current_user.id)
    g.journey = journey
    return journey


def _tell_the_database(journey_id: uuid.UUID):  # type: ignore[no-untyped-def]
    """Names the journey to row-level security in the same round trip (S14). It is read only if the row is found."""
    if db.engine.dialect.name == "postgresql":
        return func.set_config("app.journey", str(journey_id), True)
    return literal(str(journey_id))


def enter(journey: Journey, key: bytes, *, actor_id: uuid.UUID) -> None:
    """Let this session touch this journey. Whoever calls it has decided that the actor may."""
    db.session.info["opened"] = Opened(journey.id, journey.owner_id, actor_id, key)


def own_journey(account: Account) -> Journey | None:
    """The journey this account owns; a caregiver may have none."""
    return db.session.scalar(select(Journey).where(Journey.owner_id == account.id))


def new_journey(account: Account) -> Journey:
    """Start the account's own record and open it. The caller commits."""
    db.session.flush()
    journey = Journey(id=uuid.uuid4(), owner_id=account.id, created_at=now())
    db.session.add(journey)
    db.session.flush()
    audit.note(account.id, "journey.started", journey_id=journey.id)
    enter(journey, db.session.get_one(AccountKey, account.id).unwrapped(), actor_id=account.id)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(_tell_the_database(journey.id)))
    return journey


def remove_made_up() -> int:
    """Erase made-up journeys past their time, keys and trails included: how many. The caller commits."""
    expired = select(Account.id).where(Account.expires_at <= now())
    ids = list(db.session.scalars(expired.limit(200)))
    for cls, column in (
        (Account, Account.id),
        (AccountKey, AccountKey.account_id),
        (audit.AuditEvent, audit.AuditEvent.account_id),
        (audit.AuditHead, audit.AuditHead.account_id),
    ):
        db.session.execute(delete(cls).where(column.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)
