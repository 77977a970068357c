"""Accounts, their keys, and the devices they are signed in on."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_security import UserMixin
from sqlalchemy import ForeignKey, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker import crypto
from tracker.db import Base, db, now

# Own phone; shared or borrowed device (S1)
IDLE = {False: timedelta(days=7), True: timedelta(minutes=15)}
ABSOLUTE = {False: timedelta(days=30), True: timedelta(hours=12)}
# Own phone of someone who has no journey and looks at those of others
CAREGIVER_IDLE, CAREGIVER_ABSOLUTE = timedelta(minutes=60), timedelta(days=7)
LONGEST_TRIED = 1024  # characters; the hasher raises above 4096
SEEN_EVERY = timedelta(minutes=1)


class AccountKey(Base):
    """The key of one account, wrapped by the server's. Made before the account: an orphan key is harmless (S12)."""

    __tablename__ = "account_key"

    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    def new(cls, account_id: uuid.UUID) -> AccountKey:
        wrapped = crypto.wrap(_kek(), crypto.new_key(), f"account_key|{account_id}")
        return cls(account_id=account_id, wrapped=wrapped)

    def unwrapped(self) -> bytes:
        """The 256-bit key. Raises Tampered."""
        return crypto.unwrap(_kek(), self.wrapped, f"account_key|{self.account_id}")


def _kek() -> bytes:
    return bytes.fromhex(current_app.config["SECRETS"].account_kek)


class Account(UserMixin, Base):
    """A person who signs in: someone with a journey, a caregiver, or both.

    The e-mail address is encrypted and looked up by a blind index (S9). `expires_at` is set on the throw-away
    accounts of the made-up journey, which have neither address nor password. `erase_at`: when all of it is erased,
    because the person asked for it; until then they can change their mind. `support_put_away_at`: when they put away
    what is offered to someone who cares for another.
    """

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    erase_at: Mapped[datetime | None] = mapped_column(index=True)
    support_put_away_at: Mapped[datetime | None]

    roles: Any = ()  # Flask-Security asks for it; rights come from journeys and shares alone

    def __init__(self, email: str | None = None, **values: Any) -> None:
        values.pop("roles", None)
        values.setdefault("id", uuid.uuid4())
        values.setdefault("fs_uniquifier", uuid.uuid4().hex)
        super().__init__(**values)
        key = AccountKey.new(self.id)
        db.session.add(key)
        if email:
            self.email_index = email_index(email)
            self.email_sealed = crypto.seal(key.unwrapped(), email, self._email_place())

    @property
    def email(self) -> str | None:
        """The address in clear; one more query, for the few pages that show it."""
        if self.email_sealed is None:
            return None
        key = db.session.get_one(AccountKey, self.id)
        return crypto.unseal(key.unwrapped(), self.email_sealed, self._email_place())

    @property
    def is_made_up(self) -> bool:
        return self.expires_at is not None

    def verify_and_update_password(self, password: str) -> bool:
        """Whether it is the password; one longer than any that is kept is not."""
        return len(password) <= LONGEST_TRIED and bool(super().verify_and_update_password(password))

    def _email_place(self) -> str:
        return f"account|email|{self.id}|{self.id}"


def email_index(email: str) -> str:
    return crypto.blind_index(bytes.fromhex(current_app.config["SECRETS"].index_key), email.strip().lower())


class DeviceSession(Base):
    """A device that is signed in. The session cookie names the row; no row, no access (S1).

    `told_of_shares_at`: when the owner of a journey last said here that they know who it is shared with.
    `caregiver`: of someone who had no journey of their own when they signed in.
    """

    __tablename__ = "device_session"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    shared: Mapped[bool] = mapped_column(default=False)
    caregiver: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    idle_until: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    told_of_shares_at: Mapped[datetime | None]

    @property
    def idle(self) -> timedelta:
        """How long it may lie unused."""
        return CAREGIVER_IDLE if self.caregiver and not self.shared else IDLE[self.shared]

    @property
    def absolute(self) -> timedelta:
        """How long a sign-in lasts at most."""
        return CAREGIVER_ABSOLUTE if self.caregiver and not self.shared else ABSOLUTE[self.shared]

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.idle_until and at < self.ends_at
