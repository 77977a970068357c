"""Appointments, the questions to bring, and the private calendar feed."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base, now
from tracker.owned import EncryptedText, Owned


class AppointmentKind(Choice):
    VISIT = "visit", _l("Visit with the care team")
    TREATMENT = "treatment", _l("Treatment day")
    SCAN = "scan", _l("Scan")
    BLOOD_TEST = "blood_test", _l("Blood test")
    OTHER = "other", _l("Something else")


class Appointment(Owned, Base):
    """One appointment. `time`: `HH:MM` by the clock of the place where it is; None: not known.

    `matters`: what matters most to the person at this visit; `decided`: what was decided, noted afterwards.
    """

    __tablename__ = "appointment"
    section = Scope.APPOINTMENTS
    __table_args__ = (Index("ix_appointment_day", "journey_id", "day"),)

    kind: Mapped[AppointmentKind] = mapped_column(default=AppointmentKind.VISIT)
    day: Mapped[PartialDate]
    time: Mapped[str | None] = mapped_column(String(5))
    with_whom: Mapped[EncryptedText | None]
    place: Mapped[EncryptedText | None]
    about: Mapped[EncryptedText | None]
    matters: Mapped[EncryptedText | None]
    decided: Mapped[EncryptedText | None]


class Question(Owned, Base):
    """Something to ask. `option`, `prompt`: ids of the documented option or the prompt it came from, if it did.

    `position`: its place in the person's own order; only which is larger counts. `appointment_id`: the visit it is
    for; None, or one that was removed: the next one. (No foreign key: SQLite cannot add one to a table that has rows.)
    """

    __tablename__ = "question"
    section = Scope.APPOINTMENTS

    text: Mapped[EncryptedText]
    option: Mapped[str | None] = mapped_column(String(80))
    prompt: Mapped[str | None] = mapped_column(String(80))
    appointment_id: Mapped[uuid.UUID | None]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    asked: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[EncryptedText | None]


class CalendarFeed(Base):
    """The address by which a phone's calendar reads the appointments of one journey; only a hash of it is kept (S9).

    Not a row of the journey: a calendar that asks is not signed in, and the address is all it has. `in_words`: titles
    say what the appointment is; else they are neutral. `remind`: the phone is asked to remind the day before.
    `time_zone`: IANA name of where the appointments are.
    """

    __tablename__ = "calendar_feed"

    journey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    in_words: Mapped[bool] = mapped_column(default=False)
    remind: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_read_at: Mapped[datetime | None]
