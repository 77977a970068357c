"""Every read and write of the calendar feed. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, or_, select, update
from sqlalchemy.exc import OperationalError

from tracker import audit, tokens
from tracker.accounts.models import Account, AccountKey
from tracker.appointments.models import Appointment, CalendarFeed
from tracker.content import kind_of
from tracker.dates import PartialDate
from tracker.db import db, now
from tracker.i18n import language
from tracker.journeys.models import Journey
from tracker.journeys.queries import enter, in_use
from tracker.owned import owned, together
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy

_READ_EVERY = timedelta(hours=1)  # how often the mark of the last reading is renewed


def feed(journey: Journey) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, journey.id)


def feed_and_left_out(journey: Journey, today: date) -> tuple[CalendarFeed | None, int]:
    """The feed, and how many visits to come no calendar can show because their day is not known; one round trip."""
    day = PartialDate.of(today)
    month, year = PartialDate(day[:7]), PartialDate(day[:4])
    unknown = func.length(Appointment.day) < len(day)
    to_come = or_(Appointment.day >= month, Appointment.day == year)
    number = select(func.count(Appointment.id)).where(unknown, to_come).scalar_subquery()
    always = select(literal(1).label("n")).subquery("always")
    mine = CalendarFeed.journey_id == journey.id
    statement = select(CalendarFeed, number).select_from(always).outerjoin(CalendarFeed, mine)
    row, left_out = db.session.execute(statement).one()
    return row, left_out


def new_address(journey: Journey, **values: Any) -> str:
    """Make the feed, or give it another address; the one before is dead at once. The token, kept nowhere."""
    token = tokens.new_token()
    row = feed(journey)
    if row is None:
        row = CalendarFeed(journey_id=journey.id, token_hash=tokens.hash_of(token), language=language(), **values)
        db.session.add(row)
        audit.note(journey.owner_id, "calendar.made", journey_id=journey.id)
    else:
        row.token_hash, row.created_at, row.last_read_at = tokens.hash_of(token), now(), None
        audit.note(journey.owner_id, "calendar.renewed", journey_id=journey.id)
    return token


def change_feed(journey: Journey, row: CalendarFeed, **values: Any) -> None:
    """What the feed says from now on, in the language of the person now."""
    for name, value in values.items():
        setattr(row, name, value)
    row.language = language()
    audit.note(journey.owner_id, "calendar.changed", journey_id=journey.id)


def stop(journey: Journey) -> None:
    """The address is dead at once."""
    row = feed(journey)
    if row is not None:
        db.session.delete(row)
        audit.note(journey.owner_id, "calendar.stopped", journey_id=journey.id)


def enter_by(token: str) -> CalendarFeed | None:
    """Open the journey whose feed has this address, with its owner's key; None where there is none.

    The same round trip names the journey to row-level security, for the row that was found alone (S14).
    """
    told: ColumnElement[str] = literal("")
    if db.engine.dialect.name == "postgresql":
        told = func.set_config("app.journey", cast(CalendarFeed.journey_id, String), True)
    found = db.session.execute(
        select(CalendarFeed, Journey, AccountKey, told)
        .join(Journey, Journey.id == CalendarFeed.journey_id)
        .join(Account, Account.id == Journey.owner_id)
        .join(AccountKey, AccountKey.account_id == Journey.owner_id)
        .where(CalendarFeed.token_hash == tokens.hash_of(token), *in_use(now()))
    ).one_or_none()
    if found is None:
        return None
    row, journey, key, _told = found
    enter(journey, key.unwrapped(), actor_id=journey.owner_id)
    return row


def appointments_since(day: date) -> Sequence[Appointment]:
    """Appointments from this day on, the first first; one known to the month counts by its first day."""
    statement = owned(Appointment, Appointment.day >= PartialDate.of(day)).order_by(Appointment.day, Appointment.time)
    return db.session.scalars(statement).all()


def lines(today: date) -> list[Line]:
    rows = together(LineOfTherapy, DrugCourse, DoseChange)
    return lines_of(rows[LineOfTherapy], rows[DrugCourse], rows[DoseChange], kind_of, today)


def mark_read(journey_id: uuid.UUID, last: datetime | None, at: datetime) -> None:
    """Note that a calendar reads the feed, once an hour, in a transaction of its own."""
    if last is not None and at - last < _READ_EVERY:
        return
    with suppress(OperationalError), db.engine.begin() as connection:  # busy or full: the next reading marks again
        mark = update(CalendarFeed).where(CalendarFeed.journey_id == journey_id).values(last_read_at=at)
        connection.execute(mark)
