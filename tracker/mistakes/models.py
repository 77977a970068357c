"""A report of a mistake in the content. It belongs to no journey and to no account, and asks for nothing medical."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_network

from flask import current_app
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker import crypto
from tracker.db import Base, now

_NETWORK = 64


class MistakeReport(Base):
    """What someone found wrong, sealed with the server's own key: there may be no account to seal it with.

    `about` is the reference of an entry or a page. `sender`, for the limit of a day, tells one connection from
    another on that day alone; queries.forget wipes it afterwards, and the report itself after a year.
    """

    __tablename__ = "mistake_report"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    about: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sender: Mapped[str | None] = mapped_column(String(64))

    def seal(self, text: str, contact: str | None) -> None:
        self.text_sealed = crypto.seal(_key(), text, self._place("text"))
        self.contact_sealed = crypto.seal(_key(), contact, self._place("contact")) if contact else None

    @property
    def text(self) -> str:
        """Raises Tampered."""
        return crypto.unseal(_key(), self.text_sealed, self._place("text"))

    @property
    def contact(self) -> str | None:
        """Raises Tampered."""
        return crypto.unseal(_key(), self.contact_sealed, self._place("contact")) if self.contact_sealed else None

    def _place(self, column: str) -> str:
        return f"mistake_report|{column}|{self.id}|{self.id}"


def _key() -> bytes:
    return bytes.fromhex(current_app.config["SECRETS"].account_kek)


def sender_of(address: str, day: str) -> str:
    """A name for a connection on one day, that cannot be turned back without the server's key.

    Of an IPv6 address the network alone counts (/64): one connection has all addresses in it.
    """
    if ":" in address:
        with suppress(ValueError):  # a proxy may say it in words of its own
            address = str(ip_network((address, _NETWORK), strict=False))
    key = bytes.fromhex(current_app.config["SECRETS"].index_key)
    return crypto.blind_index(key, f"mistake_report|{day}|{address}")
