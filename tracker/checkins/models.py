"""Check-ins, quick logs, how a person wants to be asked, and red flags that their team knows."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import EncryptedText, NoteText, Owned

INSTRUMENT = "throughline"  # our own questions; never called by another scale's name
RECALL = "past_7_days"


class AnsweredBy(Choice):
    SELF = "self", _l("I answered")
    ASSISTED = "assisted", _l("I answered, someone helped")
    PROXY = "proxy", _l("Someone answered for me")


class Channel(Choice):
    """How an entry came: from a page, or from the outbox of a phone."""

    PAGE = "page", _l("On the page")
    OUTBOX = "outbox", _l("Kept on a phone, sent later")


class CheckIn(Owned, Base):
    """One person's answers for one day.

    `scores`: item of `seed/checkin.yaml` → 0 to 10, or true and false for a yes-or-no item; `own-…` for a symptom of
    the person's own. What was skipped is not in it: missing is never zero. `utc_offset`: minutes east of UTC where
    the person was. A changed wording is a new `instrument_version`, and breaks the line of a trend.
    """

    __tablename__ = "check_in"
    section = Scope.SYMPTOMS
    __table_args__ = (Index("ix_check_in_day", "journey_id", "day"),)

    day: Mapped[PartialDate]
    answered_at: Mapped[datetime]
    utc_offset: Mapped[int] = mapped_column(default=0)
    instrument: Mapped[str] = mapped_column(String(40), default=INSTRUMENT)
    instrument_version: Mapped[int]
    recall: Mapped[str] = mapped_column(String(40), default=RECALL)
    language: Mapped[str] = mapped_column(String(2))
    answered_by: Mapped[AnsweredBy] = mapped_column(default=AnsweredBy.SELF)
    channel: Mapped[Channel] = mapped_column(default=Channel.PAGE)
    scores: Mapped[dict[str, int | bool]] = mapped_column(JSON, default=dict)
    temperature_c: Mapped[float | None]
    weight_kg: Mapped[float | None]
    note: Mapped[NoteText | None]
    could: Mapped[EncryptedText | None]
    could_not: Mapped[EncryptedText | None]


class Happening(Owned, Base):
    """Something that happened: one quick entry of `seed/checkin.yaml`, with its time."""

    __tablename__ = "happening"
    section = Scope.SYMPTOMS
    __table_args__ = (Index("ix_happening_day", "journey_id", "day"),)

    kind: Mapped[str] = mapped_column(String(60))
    day: Mapped[PartialDate]
    happened_at: Mapped[datetime]
    utc_offset: Mapped[int] = mapped_column(default=0)
    channel: Mapped[Channel] = mapped_column(default=Channel.PAGE)
    score: Mapped[int | None]
    temperature_c: Mapped[float | None]
    note: Mapped[NoteText | None]


class Rhythm(Choice):
    WEEKLY = "weekly", _l("Once a week")
    DAILY = "daily", _l("Every day")
    FREE = "free", _l("When I like")


class CheckInPlan(Owned, Base):
    """How the person wants to be asked, and whom they call; one row a journey.

    `hidden`, `added`: items of the content. `own`: own symptoms as JSON, a list of `{"id": "own-…", "name": …}`.
    `keep_on_phone`: show the last-seen pages and the clinic's numbers without a signal (S21: only if they chose so).
    """

    __tablename__ = "check_in_plan"
    section = Scope.SYMPTOMS
    __table_args__ = (UniqueConstraint("journey_id"),)

    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.WEEKLY)
    fahrenheit: Mapped[bool] = mapped_column(default=False)
    pounds: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[list[str]] = mapped_column(JSON, default=list)
    added: Mapped[list[str]] = mapped_column(JSON, default=list)
    own: Mapped[EncryptedText | None]
    clinic_name: Mapped[EncryptedText | None]
    clinic_day_number: Mapped[EncryptedText | None]
    clinic_night_number: Mapped[EncryptedText | None]
    keep_on_phone: Mapped[bool] = mapped_column(default=False)


class SetAside(Owned, Base):
    """A red flag that the person's team knows about, said on one entry; it stays quiet as `flags.shown` decides."""

    __tablename__ = "set_aside"
    section = Scope.SYMPTOMS

    rule: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[uuid.UUID]
    said_at: Mapped[datetime]
    scores: Mapped[dict[str, int | bool]] = mapped_column(JSON, default=dict)
