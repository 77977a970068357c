"""The door: nothing of a record is read or written but through `open_journey`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, or_, select
from werkzeug.exceptions import Forbidden, NotFound

from tracker import audit
from tracker.access import WHOLE, Grant, Right, Scope
from tracker.accounts.models import Account, AccountKey
from tracker.db import SAFE_METHODS, begin_writing, db, now
from tracker.journeys.models import Journey, Share, SummaryLink
from tracker.owned import Opened, opened

MADE_UP_LASTS = timedelta(hours=24)
_ONE_LOOK = timedelta(minutes=15)
_LATELY = timedelta(days=30)


def open_journey(journey_id: uuid.UUID, scope: Scope | None, right: Right = Right.VIEW) -> Journey:
    """The journey, if the person signed in may do this with this part of it; from here on the session touches it alone.

    The one place that decides. `scope` None: a page for anyone with a share, whatever it shows. Raises NotFound for a
    stranger, and for a part that was not given, exactly as for a journey that does not exist; Forbidden where the part
    was given and the right was not.
    """
    asked_at = now()
    found = _at_the_door(journey_id, asked_at)
    if found is None:
        raise NotFound
    journey, key, share, *given_at, _ = found
    grant = WHOLE
    if journey.owner_id == current_user.id:
        g.has_news_of_shares, g.news_until = _has_news(given_at), asked_at
    else:
        grant = _still_in_force(share).grant
        if not grant.shows(scope):
            raise NotFound
        if not grant.allows(scope, right):
            raise Forbidden
        g.share = share
        if _note_the_look(journey, scope):
            return open_journey(journey_id, scope, right)  # it was committed: what was decided and locked is no more
    enter(journey, key.unwrapped(), actor_id=current_user.id, grant=grant)
    g.journey = journey
    return journey


def _at_the_door(journey_id: uuid.UUID, at: datetime) -> Any:
    """One row, or none: the journey if it is one's own or shared with one, its key, the share; when somebody last came
    to see more by a share, and when the last link for an appointment was made.
    """
    device = db.session.info.get("device")
    values = {
        "journey": journey_id,
        "journey_name": str(journey_id),
        "caller": current_user.id,
        "now": at,
        "since": min(device.created_at, at - _LATELY) if device else at - _LATELY,
    }
    return db.session.execute(_door(db.engine.dialect.name, _may_write()), values).one_or_none()


@lru_cache(maxsize=4)
def _door(dialect: str, locked: bool) -> Any:
    """Made once. `locked`: one change of a journey at a time; SQLite does so by itself (see tracker/db.py)."""
    mine = Journey.owner_id == bindparam("caller")
    by_share = _given_last(Share, Share.changed_at, Share.ended_at)
    by_link = _given_last(SummaryLink, SummaryLink.created_at, SummaryLink.revoked_at)
    statement = (
        select(Journey, AccountKey, Share, by_share, by_link, _tell_the_database(dialect, bindparam("journey_name")))
        .join(Account, and_(Account.id == Journey.owner_id, *in_use(bindparam("now"))))
        .join(AccountKey, AccountKey.account_id == Journey.owner_id)
        .outerjoin(Share, and_(Share.journey_id == Journey.id, *_in_force(bindparam("caller"), bindparam("now"))))
        .where(Journey.id == bindparam("journey"), or_(mine, Share.id.is_not(None)))
    )
    return statement.with_for_update(of=Journey, key_share=True) if locked else statement


def _given_last(cls: Any, given: Any, ended: Any) -> Any:
    """When the journey was last shown to someone new, or more of it.

    Also by what has ended, lately or since this device was signed in: who let someone in, looked and ended it on a
    phone they should not have held must not stay unseen.
    """
    known = or_(ended.is_(None), ended > bindparam("since"))
    return select(func.max(given)).where(cls.journey_id == bindparam("journey"), known).scalar_subquery()


def in_use(at: Any) -> tuple[ColumnElement[bool], ...]:
    """What an account must be for anyone to come to its journey. `at`: this instant."""
    return (Account.active.is_(True), or_(Account.expires_at.is_(None), Account.expires_at > at))


def _in_force(caregiver_id: Any, at: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Share.caregiver_id == caregiver_id,
        Share.confirmed_at.is_not(None),
        Share.ended_at.is_(None),
        Share.paused_at.is_(None),
        Share.expires_at > at,
    )


def _still_in_force(share: Share) -> Share:
    """Read again before a write: PostgreSQL may have waited for the owner, who took the share back meanwhile."""
    if not _may_write():
        return share
    again = select(Share).where(Share.id == share.id, *_in_force(current_user.id, now()))
    found = db.session.scalar(again.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _may_write() -> bool:
    return has_request_context() and request.method not in SAFE_METHODS


def _has_news(given_at: Sequence[datetime | None]) -> bool:
    """Whether this device has not been told of somebody who came to see the journey, or more of it."""
    device = db.session.info.get("device")
    last = max((at for at in given_at if at), default=None)
    if last is None or device is None:
        return False
    return device.told_of_shares_at is None or device.told_of_shares_at < last


def note_told(until: datetime | None = None) -> None:
    """This device has been told of everyone who came to see the journey up to `until` (now, where it is not said)."""
    device = db.session.info.get("device")
    if device is not None:
        told = min(until or now(), now())
        device.told_of_shares_at = max(told, device.told_of_shares_at or device.created_at)


def gave_more_here() -> None:
    """The owner gave more to see on this device: it need not be told, unless it had other news before."""
    if g.get("has_news_of_shares") is False:
        note_told()


def _note_the_look(journey: Journey, scope: Scope | None) -> bool:
    """Say in the owner's trail that a caregiver looks, before anything of the record is read (S18): whether it was new.

    A look at the same part within a quarter of an hour is the same look. Where it cannot be written, nothing is shown.
    What is sent counts too: the page comes back with what stands there where something of it needs another look.
    """
    if not has_request_context():
        return False
    act = f"looked.{scope or Scope.SUMMARY}"
    looked = select(audit.AuditEvent.number).where(
        audit.AuditEvent.account_id == journey.owner_id,
        audit.AuditEvent.actor_id == current_user.id,
        audit.AuditEvent.journey_id == journey.id,
        audit.AuditEvent.act == act,
        audit.AuditEvent.at > now() - _ONE_LOOK,
    )
    if db.session.scalar(looked.limit(1)) is not None:
        return False
    begin_writing()
    audit.note(journey.owner_id, act, actor_id=current_user.id, journey_id=journey.id)
    db.session.commit()
    return True


def _tell_the_database(dialect: str, journey: Any) -> Any:
    """Names the journey to row-level security in the same round trip (S14). It is read only if the row is found."""
    return func.set_config("app.journey", journey, True) if dialect == "postgresql" else literal("")


def enter(journey: Journey, key: bytes, *, actor_id: uuid.UUID, grant: Grant = WHOLE) -> None:
    """Let this session touch this journey, as far as `grant` goes. Whoever calls it has decided that the actor may."""
    db.session.info["opened"] = Opened(journey.id, journey.owner_id, actor_id, key, grant)


def own_journey(account: Account) -> Journey | None:
    """The journey this account owns; a caregiver may have none."""
    return db.session.scalar(select(Journey).where(Journey.owner_id == account.id))


def is_given_any(account: Account) -> bool:
    """Whether a journey is shared with this account, or waits for its owner's yes."""
    held = select(Share.id).where(Share.caregiver_id == account.id, Share.ended_at.is_(None))
    return db.session.scalar(held.limit(1)) is not None


def names_of_caregivers() -> dict[uuid.UUID, str]:
    """What the owner of the open journey calls those it is or was shared with: account → name."""
    journey = opened()
    rows = db.session.scalars(select(Share).where(Share.journey_id == journey.journey_id).order_by(Share.invited_at))
    return {row.caregiver_id: row.unseal("name", journey.key) or "" for row in rows if row.caregiver_id}


def new_journey(account: Account) -> Journey:
    """Start the account's own record and open it. The caller commits."""
    db.session.flush()
    journey = Journey(id=uuid.uuid4(), owner_id=account.id, created_at=now())
    db.session.add(journey)
    db.session.flush()
    audit.note(account.id, "journey.started", journey_id=journey.id)
    enter(journey, db.session.get_one(AccountKey, account.id).unwrapped(), actor_id=account.id)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(_tell_the_database("postgresql", str(journey.id))))
    return journey


def remove_made_up() -> int:
    """Erase made-up journeys past their time, keys and trails included: how many. The caller commits."""
    expired = select(Account.id).where(Account.expires_at <= now())
    ids = list(db.session.scalars(expired.limit(200)))
    erase(ids)
    return len(ids)


def erase(ids: list[uuid.UUID]) -> None:
    """Erase accounts for good, with their journeys, keys and trails. The caller commits."""
    for cls, column in (
        (Account, Account.id),
        (AccountKey, AccountKey.account_id),
        (audit.AuditEvent, audit.AuditEvent.account_id),
        (audit.AuditHead, audit.AuditHead.account_id),
    ):
        db.session.execute(delete(cls).where(column.in_(ids)).execution_options(synchronize_session=False))
