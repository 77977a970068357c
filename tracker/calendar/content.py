"""What the feed of the open journey holds, in the language and with the titles the person chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Event

from tracker.appointments import words
from tracker.appointments.models import Appointment, CalendarFeed
from tracker.calendar import ics, queries
from tracker.content import drug_name
from tracker.i18n import LANGUAGES
from tracker.treatments.cycles import running
from tracker.treatments.models import DrugCourse

BACK, AHEAD = timedelta(days=90), timedelta(days=90)


def feed_of(row: CalendarFeed, today: date) -> bytes:
    with force_locale(LANGUAGES[row.language]):
        return ics.calendar([*_appointments(row, today), *_treatment_days(row, today)])


def _appointments(row: CalendarFeed, today: date) -> Iterator[Event]:
    for each in queries.appointments_since(today - BACK):
        event = ics.appointment_event(each, _told(row, each), ZoneInfo(row.time_zone), remind=row.remind)
        if event is not None:
            yield event


def _told(row: CalendarFeed, each: Appointment) -> ics.Told:
    if not row.in_words:
        return ics.Told(_("Appointment"))
    return ics.Told(words.title(each), each.place or "", each.with_whom or "")


def _treatment_days(row: CalendarFeed, today: date) -> Iterator[Event]:
    for _line, course, cycle in running(queries.lines(today)):
        for first, last in cycle.runs(today, today + AHEAD):
            run = ics.Run(course.row.id, first, last, course.row.updated_at, course.row.version)
            yield ics.run_event(run, ics.Told(_treatment(row, course.row)), remind=row.remind)


def _treatment(row: CalendarFeed, course: DrugCourse) -> str:
    if not row.in_words:
        return _("Treatment")
    return _("Treatment: %(drugs)s", drugs=drug_name(course.drug_id, course.drug_text))
