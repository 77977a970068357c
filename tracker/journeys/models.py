"""A journey: one person's record."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, now


class Journey(Base):
    """One person's record. It has one owner; everything recorded points at it."""

    __tablename__ = "journey"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Scope(Enum):
    """The parts of a journey that can be shared (S8)."""

    SUMMARY = auto()
    TREATMENTS = auto()
    SYMPTOMS = auto()
    APPOINTMENTS = auto()
    NOTES = auto()


class Right(Enum):
    """What someone may do with a part."""

    VIEW = auto()
    ADD = auto()
    MANAGE = auto()
