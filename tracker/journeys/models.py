"""A journey, and what lets others see it: the shares of it, and links to its visit summary."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker import crypto
from tracker.access import Grant, Right, Scope
from tracker.db import Base, now
from tracker.owned import place_of


class Journey(Base):
    """One person's record. It has one owner; everything recorded points at it."""

    __tablename__ = "journey"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ShareState(Enum):
    """Where a share stands. Only ACTIVE lets anyone in."""

    INVITED = "invited"
    ANSWERED = "answered"
    ACTIVE = "active"
    PAUSED = "paused"
    EXPIRED = "expired"
    ENDED = "ended"


class Share(Base):
    """What one caregiver may see of a journey, do with it, and until when (S7, S8).

    Not a row of the journey: it is looked up before a journey is open. Names are sealed with the owner's key. Of the
    token and the code only hashes are kept, and none once they were used. `changed_at`: when somebody last came to
    see more than before; the owner is told of it on each device.
    """

    __tablename__ = "share"
    __table_args__ = (
        Index(
            "uq_share_in_force",
            "journey_id",
            "caregiver_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    journey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"), index=True)
    caregiver_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    owner_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    answered_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sections: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[Right]
    expires_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_tries: Mapped[int] = mapped_column(default=0)
    answer_by: Mapped[datetime]
    invited_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_caregiver: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime | None]

    @property
    def grant(self) -> Grant:
        return Grant.of((Scope(section) for section in self.sections), self.right)

    def state(self, at: datetime) -> ShareState:
        if self.ended_at:
            return ShareState.ENDED
        if self.confirmed_at is None:
            waits_until = self.answer_by if self.answered_at is None else self.expires_at
            waiting = ShareState.INVITED if self.answered_at is None else ShareState.ANSWERED
            return waiting if at < waits_until else ShareState.EXPIRED
        if at >= self.expires_at:
            return ShareState.EXPIRED
        return ShareState.PAUSED if self.paused_at else ShareState.ACTIVE

    def seal(self, column: str, name: str, key: bytes) -> None:
        """Keep a name: `name`, `owner_name` or `answered_name`."""
        setattr(self, f"{column}_sealed", crypto.seal(key, name, self._place(column)))

    def unseal(self, column: str, key: bytes) -> str | None:
        """A name as it was typed; None where there is none. Raises Tampered."""
        sealed = getattr(self, f"{column}_sealed")
        return None if sealed is None else crypto.unseal(key, sealed, self._place(column))

    def _place(self, column: str) -> str:
        return place_of("share", column, self.journey_id, self.id)


class LinkState(Enum):
    """Where a link for an appointment stands. Only OPEN shows anything."""

    OPEN = "open"
    USED_UP = "used_up"
    EXPIRED = "expired"
    REVOKED = "revoked"


class SummaryLink(Base):
    """Opens one visit summary for someone without an account, such as a clinic: read only, with a passcode, for a time
    and a number of openings.

    Not a row of the journey: who opens it is not signed in, and the address and the passcode are all they have; only
    hashes of the two are kept. `choices`: what the summary holds, as chosen when the link was made
    (`visit_summary.choices`).
    """

    __tablename__ = "summary_link"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    journey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"), index=True)
    label_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    passcode_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    openings: Mapped[int]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]

    def state(self, at: datetime) -> LinkState:
        if self.revoked_at:
            return LinkState.REVOKED
        if at >= self.expires_at:
            return LinkState.EXPIRED
        return LinkState.OPEN if self.opened < self.openings else LinkState.USED_UP

    def seal_label(self, label: str, key: bytes) -> None:
        self.label_sealed = crypto.seal(key, label, self._place())

    def label(self, key: bytes) -> str:
        """What the owner calls it. Raises Tampered."""
        return crypto.unseal(key, self.label_sealed, self._place())

    def _place(self) -> str:
        return place_of("summary_link", "label", self.journey_id, self.id)
