"""Every read and write of shares. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from tracker import audit, tokens
from tracker.access import Right, Scope
from tracker.accounts.models import Account, AccountKey
from tracker.audit import AuditEvent
from tracker.db import db, now
from tracker.journeys.models import Journey, Share, ShareState
from tracker.journeys.queries import gave_more_here
from tracker.owned import opened
from tracker.tokens import Handed

TO_ANSWER = timedelta(days=7)
MOST_TRIES = 5
_KIND = "share"
_LOOKS_SHOWN = 40


# --- the owner ------------------------------------------------------------------------------------------------------


def shares(journey: Journey) -> Sequence[Share]:
    """Every share of the journey, the newest first."""
    statement = select(Share).where(Share.journey_id == journey.id).order_by(Share.invited_at.desc())
    return db.session.scalars(statement).all()


def share(journey: Journey, share_id: uuid.UUID) -> Share | None:
    return db.session.scalar(select(Share).where(Share.journey_id == journey.id, Share.id == share_id))


def is_taken(journey: Journey, share_id: uuid.UUID) -> bool:
    """Whether this id cannot be used for an invitation of this journey that waits for its answer."""
    row = db.session.get(Share, share_id)
    return row is not None and (row.journey_id != journey.id or row.state(now()) is not ShareState.INVITED)


def invite(journey: Journey, share_id: uuid.UUID, *, name: str, owner_name: str, **values: Any) -> Handed:
    """Make the share, which lets nobody in yet.

    Sent twice, it is one share: what was read last is what is given, and the last link and code count.
    """
    former = share(journey, share_id)
    row = former or Share(id=share_id, journey_id=journey.id)
    for field, value in values.items():
        setattr(row, field, value)
    _name(row, name, owner_name)
    db.session.add(row)
    invitation = _link_and_code(row)
    _note(journey, "share.renewed" if former else "share.invited")
    return invitation


def renew(journey: Journey, row: Share) -> Handed:
    """Another link and code for an invitation nobody has answered; the ones before are dead."""
    invitation = _link_and_code(row)
    _note(journey, "share.renewed")
    return invitation


def _link_and_code(row: Share) -> Handed:
    handed = tokens.new()
    row.token_hash, row.code_hash = tokens.hash_of(handed.token), tokens.code_hash(_KIND, row.id, handed.code)
    row.code_tries, row.answer_by = 0, now() + TO_ANSWER
    return handed


def confirm(journey: Journey, row: Share) -> bool:
    """Let the person who answered in. False where there is nobody to confirm. A former share of theirs ends."""
    if row.state(now()) is not ShareState.ANSWERED or row.caregiver_id is None:
        return False
    former = update(Share).where(
        Share.journey_id == journey.id, Share.caregiver_id == row.caregiver_id, Share.ended_at.is_(None)
    )
    db.session.execute(former.where(Share.id != row.id).values(ended_at=now()))
    row.confirmed_at = now()
    _gives_more(row)
    _note(journey, "share.confirmed")
    return True


def change(journey: Journey, row: Share, *, name: str, owner_name: str, **values: Any) -> None:
    """Change what the person sees, does, and until when. What gives more than before is told on every device."""
    before, until = row.grant, row.expires_at
    for field, value in values.items():
        setattr(row, field, value)
    _name(row, name, owner_name)
    after = row.grant
    more = not after.sections <= before.sections or not before.right.includes(after.right) or row.expires_at > until
    if more and row.confirmed_at:
        _gives_more(row)
    _note(journey, "share.changed")


def pause(journey: Journey, row: Share) -> None:
    if row.paused_at is None and row.ended_at is None:
        row.paused_at = now()
        _note(journey, "share.paused")


def resume(journey: Journey, row: Share) -> None:
    if row.paused_at is not None and row.ended_at is None:
        row.paused_at = None
        _gives_more(row)
        _note(journey, "share.resumed")


def end(journey: Journey, row: Share) -> None:
    if row.ended_at is None:
        _end(row)
        _note(journey, "share.ended")


def _gives_more(row: Share) -> None:
    """Have the owner told of it on each other device."""
    row.changed_at = now()
    gave_more_here()


def looks(journey: Journey, row: Share) -> Sequence[AuditEvent]:
    """When the person looked at which part, the newest first."""
    statement = select(AuditEvent).where(
        AuditEvent.account_id == journey.owner_id,
        AuditEvent.journey_id == journey.id,
        AuditEvent.actor_id == row.caregiver_id,
        AuditEvent.act.startswith("looked."),
        AuditEvent.at >= row.invited_at,
    )
    return db.session.scalars(statement.order_by(AuditEvent.number.desc()).limit(_LOOKS_SHOWN)).all()


def address_of(row: Share) -> str | None:
    """The e-mail address of the account that answered: the owner confirms that it is who they mean."""
    account = db.session.get(Account, row.caregiver_id) if row.caregiver_id else None
    return account.email if account else None


def _name(row: Share, name: str, owner_name: str) -> None:
    row.seal("name", name, opened().key)
    row.seal("owner_name", owner_name, opened().key)


def _end(row: Share, *, by_caregiver: bool = False) -> None:
    row.ended_at, row.ended_by_caregiver = now(), by_caregiver
    row.token_hash = row.code_hash = None


def _note(journey: Journey, act: str, actor_id: uuid.UUID | None = None) -> None:
    db.session.flush()  # the share, then the trail: in one order, so that owner and caregiver never wait for each other
    audit.note(journey.owner_id, act, actor_id=actor_id, journey_id=journey.id)


# --- the invited person ---------------------------------------------------------------------------------------------


def answer(token_hash: str, code: str, name: str, account: Account) -> Share | None:
    """Bind the invitation to this account: it waits for the owner from now on. None where anything does not fit.

    A wrong code counts, and the fifth ends the invitation; so the caller commits in any case.
    """
    statement = (
        select(Share, Journey, AccountKey)
        .join(Journey, Journey.id == Share.journey_id)
        .join(AccountKey, AccountKey.account_id == Journey.owner_id)
        .where(Share.token_hash == token_hash)
        .with_for_update(of=Share)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        return None
    row, journey, key = found
    if row.state(now()) is not ShareState.INVITED or journey.owner_id == account.id:
        return None
    if not tokens.fits(_KIND, row.id, code, row.code_hash):
        row.code_tries += 1
        if row.code_tries >= MOST_TRIES:
            _end(row)
            _note(journey, "share.ended")
        return None
    row.caregiver_id, row.answered_at = account.id, now()
    row.token_hash = row.code_hash = None
    row.seal("answered_name", name, key.unwrapped())
    _note(journey, "share.answered", account.id)
    return row


@dataclass(frozen=True)
class SharedWithMe:
    """A journey someone shares with the account: whose, and how it stands."""

    share: Share
    owner_name: str
    state: ShareState


def shared_with(account: Account, at: datetime) -> list[SharedWithMe]:
    """Every share that has not ended, by the owner's name; paused ones read as waiting, whatever the reason."""
    statement = (
        select(Share, AccountKey)
        .join(Journey, Journey.id == Share.journey_id)
        .join(AccountKey, AccountKey.account_id == Journey.owner_id)
        .where(Share.caregiver_id == account.id, Share.ended_at.is_(None))
    )
    found = [
        SharedWithMe(row, row.unseal("owner_name", key.unwrapped()) or "", row.state(at))
        for row, key in db.session.execute(statement)
    ]
    return sorted(found, key=lambda each: each.owner_name.casefold())


def leave(account: Account, share_id: uuid.UUID) -> bool:
    """Give a share back. Whether it was this account's."""
    row = db.session.scalar(select(Share).where(Share.id == share_id, Share.caregiver_id == account.id))
    if row is None:
        return False
    if row.ended_at is None:
        _end(row, by_caregiver=True)
        journey = db.session.get_one(Journey, row.journey_id)
        _note(journey, "share.left", account.id)
    return True


def values_of(sections: Sequence[str], right: Right, expires_at: datetime) -> dict[str, Any]:
    """What a form says, as a share keeps it: sections in their order."""
    chosen = [str(section) for section in Scope if section in sections]
    return {"sections": chosen, "right": right, "expires_at": expires_at}
