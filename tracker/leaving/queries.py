"""What ends at once when a person leaves, and what is erased two weeks later (S12, S28). The caller commits."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from tracker import audit
from tracker.accounts.models import Account
from tracker.accounts.queries import end_other_devices
from tracker.appointments.models import CalendarFeed
from tracker.db import db, now
from tracker.journeys.models import Journey, Share, SummaryLink
from tracker.journeys.queries import erase

TIME_TO_CHANGE_ONES_MIND = timedelta(days=14)
_AT_ONCE = 50


def leave(account: Account, device_id: uuid.UUID | None) -> datetime:
    """Close every way to the record but the person's own, here: when all of it will be erased."""
    at = now()
    account.erase_at = at + TIME_TO_CHANGE_ONES_MIND
    _close(account.id, at)
    end_other_devices(account, but=device_id)
    audit.note(account.id, "account.leaving")
    return account.erase_at


def stay(account: Account) -> None:
    """The account and the record are kept. Nothing that ended comes back."""
    account.erase_at = None
    audit.note(account.id, "account.kept")


def _close(account_id: uuid.UUID, at: datetime) -> None:
    """End shares given and shares held, links for an appointment, and the calendar feed."""
    mine = select(Journey.id).where(Journey.owner_id == account_id)
    db.session.execute(mine.with_for_update())  # a share confirmed in this instant is there first, or waits
    journey = mine.scalar_subquery()
    given, held = Share.journey_id == journey, Share.caregiver_id == account_id
    for which, by_caregiver in ((given, False), (held, True)):
        _run(update(Share).where(which, Share.ended_at.is_(None)).values(ended_at=at, ended_by_caregiver=by_caregiver))
    revoked = update(SummaryLink).where(SummaryLink.journey_id == journey, SummaryLink.revoked_at.is_(None))
    _run(revoked.values(revoked_at=at))
    _run(delete(CalendarFeed).where(CalendarFeed.journey_id == journey))


def _run(statement: object) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]


def erase_those_who_left(at: datetime) -> int:
    """Erase some accounts whose two weeks are over, with keys, records and trails: how many.

    A caregiver's shares end first; in the journeys of others stays an id that leads to nobody.
    """
    over = select(Account.id).where(Account.erase_at <= at).limit(_AT_ONCE)
    ids = list(db.session.scalars(over))
    for account_id in ids:
        _close(account_id, at)
    erase(ids)
    return len(ids)


def ends_with_the_account(account: Account) -> tuple[Journey | None, bool, bool]:
    """The journey that is erased with the account, if any; whether it is shared; whether others share with it."""
    journey = db.session.scalar(select(Journey).where(Journey.owner_id == account.id))
    given = Share.journey_id == journey.id if journey else Share.journey_id.is_(None)
    open_shares = select(Share.journey_id, Share.caregiver_id).where(
        or_(given, Share.caregiver_id == account.id), Share.ended_at.is_(None)
    )
    rows = db.session.execute(open_shares).all()
    shared = any(journey is not None and journey_id == journey.id for journey_id, _ in rows)
    return journey, shared, any(caregiver_id == account.id for _, caregiver_id in rows)
