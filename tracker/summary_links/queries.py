"""Every read and write of links to the visit summary. The caller commits, but for `open_with`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tracker import audit, tokens
from tracker.access import Grant, Right, Scope
from tracker.accounts.models import Account, AccountKey
from tracker.db import begin_reading, begin_writing, db, now
from tracker.journeys.models import Journey, LinkState, SummaryLink
from tracker.journeys.queries import enter, gave_more_here, in_use
from tracker.owned import opened
from tracker.tokens import Handed
from tracker.visit_summary.choices import READS, Part

MOST_TRIES = 10
_KIND = "link"
_LISTED = 50


# --- the owner ------------------------------------------------------------------------------------------------------


def links(journey: Journey) -> Sequence[SummaryLink]:
    """The latest links of the journey, the newest first."""
    statement = select(SummaryLink).where(SummaryLink.journey_id == journey.id).order_by(SummaryLink.created_at.desc())
    return db.session.scalars(statement.limit(_LISTED)).all()


def link(journey: Journey, link_id: uuid.UUID) -> SummaryLink | None:
    return db.session.scalar(select(SummaryLink).where(SummaryLink.journey_id == journey.id, SummaryLink.id == link_id))


def is_taken(journey: Journey, link_id: uuid.UUID) -> bool:
    """Whether this id cannot be used for a link of this journey that nobody has opened yet."""
    row = db.session.get(SummaryLink, link_id)
    return row is not None and (
        row.journey_id != journey.id or row.state(now()) is not LinkState.OPEN or row.opened > 0
    )


def make(journey: Journey, link_id: uuid.UUID, *, label: str, **values: Any) -> Handed:
    """Make the link. Sent twice, it is one: what was read last is what it shows, and the last passcode counts."""
    row = link(journey, link_id) or SummaryLink(id=link_id, journey_id=journey.id)
    handed = tokens.new()
    for field, value in values.items():
        setattr(row, field, value)
    row.seal_label(label, opened().key)
    row.token_hash, row.passcode_hash = tokens.hash_of(handed.token), tokens.code_hash(_KIND, row.id, handed.code)
    row.tries, row.created_at = 0, now()  # it may show more than when it was first made: the owner is told again
    db.session.add(row)
    db.session.flush()
    audit.note(journey.owner_id, "link.made", journey_id=journey.id)
    gave_more_here()
    return handed


def revoke(journey: Journey, row: SummaryLink) -> None:
    """The link is dead at once."""
    if row.revoked_at is None:
        row.revoked_at = now()
        db.session.flush()
        audit.note(journey.owner_id, "link.revoked", journey_id=journey.id)


# --- who opens it ---------------------------------------------------------------------------------------------------


def open_with(token: str, passcode: str) -> dict[str, Any] | None:
    """Count one opening and enter the journey as far as the link goes: the choices of its summary.

    With them whether the journey is a made-up one. What is read from here on is of one moment, at which the link still
    stood.

    None, whatever it is that does not fit.

    Commits: an opening and a wrong passcode count whatever comes after, and the tenth wrong one ends the link. The row
    is locked, so that two who come at once for the last opening do not both get it.
    """
    begin_writing()
    statement = (
        select(SummaryLink, Journey, AccountKey, Account.expires_at)
        .join(Journey, Journey.id == SummaryLink.journey_id)
        .join(Account, Account.id == Journey.owner_id)
        .join(AccountKey, AccountKey.account_id == Account.id)
        .where(SummaryLink.token_hash == tokens.hash_of(token), *in_use(now()))
        .with_for_update(of=SummaryLink)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None or found[0].state(now()) is not LinkState.OPEN:
        db.session.rollback()
        return None
    row, journey, key, _expires_at = found
    if not tokens.fits(_KIND, row.id, passcode, row.passcode_hash):
        _count_wrong(row, journey)
        db.session.commit()
        return None
    row.opened, row.last_opened_at = row.opened + 1, now()
    _note(journey, row, "link.opened")
    choices, link_id = {**row.choices, "made_up": found[3] is not None}, row.id
    db.session.commit()
    enter(journey, key.unwrapped(), actor_id=link_id, grant=grant_of(choices))
    begin_reading()
    still = select(SummaryLink.id).where(SummaryLink.id == link_id, SummaryLink.revoked_at.is_(None))
    return choices if db.session.scalar(still) else None


def grant_of(choices: dict[str, Any]) -> Grant:
    """What the page cannot be made without: who and for which visit, and what the chosen parts read."""
    whole = choices.get("full") == "y"
    parts = set(Part) if whole else {Part(each) for each in choices["parts"]}
    sections = {Scope.TREATMENTS, Scope.APPOINTMENTS, *(scope for part in parts for scope in READS[part])}
    return Grant(frozenset(sections), Right.VIEW, of_others=Part.CHANGES in parts)


def _count_wrong(row: SummaryLink, journey: Journey) -> None:
    row.tries += 1
    if row.tries >= MOST_TRIES:
        row.revoked_at = now()
        _note(journey, row, "link.ended")


def _note(journey: Journey, row: SummaryLink, act: str) -> None:
    db.session.flush()  # the link, then the trail: the order in which the owner takes them, so neither waits for ever
    with audit.from_no_device():
        audit.note(journey.owner_id, act, actor_id=row.id, journey_id=journey.id)
