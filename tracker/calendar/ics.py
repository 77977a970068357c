"""Appointments and treatment days as iCalendar (RFC 5545). Pure.

Times are given in UTC, computed from the zone of the feed; whole days as dates. A UID is that of the record, and
SEQUENCE its version, so that a calendar recognizes what was changed. Nothing says how long an appointment lasts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.enums import CLASS, TRANSP

from tracker.appointments.models import Appointment

_MAKER = "-//Throughline//Calendar//EN"
_READ_AGAIN = timedelta(hours=12)
_DAY = timedelta(days=1)
_MORNING_BEFORE = timedelta(hours=-15)  # before a whole day, which begins at midnight: nine in the morning


@dataclass(frozen=True)
class Told:
    """What an event says. `place` and `detail` are empty where titles are neutral."""

    title: str
    place: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Run:
    """Treatment days in a row, `first` and `last` counted. `changed_at`, `version`: of the drug it belongs to."""

    course_id: UUID
    first: date
    last: date
    changed_at: datetime
    version: int


def calendar(events: Iterable[Event]) -> bytes:
    made = Calendar.new(prodid=_MAKER, name="Throughline", refresh_interval=_READ_AGAIN, subcomponents=list(events))
    made.pop("UID")  # a new one each time: the calendar would seem to change
    return made.to_ical()


def appointment_event(row: Appointment, told: Told, zone: ZoneInfo, *, remind: bool) -> Event | None:
    """None for an appointment whose day is not known: no day is made up for it."""
    if row.day.first_day != row.day.last_day:
        return None
    day: date | datetime = row.day.first_day
    if row.time:
        day = datetime.combine(row.day.first_day, time.fromisoformat(row.time), zone).astimezone(UTC)
    event = Event.new(
        uid=f"{row.id}@throughline",
        stamp=row.updated_at,
        sequence=row.version - 1,
        start=day,
        summary=told.title,
        location=told.place or None,
        description=told.detail or None,
        classification=CLASS.PRIVATE,
    )
    return _with_alarm(event, told, day) if remind else event


def run_event(run: Run, told: Told, *, remind: bool) -> Event:
    event = Event.new(
        uid=f"{run.course_id}-{run.first.isoformat()}@throughline",
        stamp=run.changed_at,
        sequence=run.version - 1,
        start=run.first,
        end=run.last + _DAY,  # the first day after it
        summary=told.title,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.TRANSPARENT,  # a day with a pill is not a busy day
    )
    return _with_alarm(event, told, run.first) if remind else event


def _with_alarm(event: Event, told: Told, start: date | datetime) -> Event:
    alarm = Alarm.new(description=told.title)
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -_DAY if isinstance(start, datetime) else _MORNING_BEFORE)
    event.add_component(alarm)
    return event
