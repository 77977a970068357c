"""Appointments in the reader's language: when, what, and with how many questions."""

from __future__ import annotations

from datetime import date, time, timedelta

from babel.dates import format_date, format_time
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tracker.appointments.models import Appointment, AppointmentKind
from tracker.dates import PartialDate

_LONGEST = 90


def when(row: Appointment, today: date) -> str:
    """`Thursday 26 November, 10:40 a.m.`; as much as is known."""
    day = day_in_words(row.day, today)
    return _("%(day)s, %(time)s", day=day, time=time_shown(row.time)) if row.time else day


def day_in_words(day: PartialDate, today: date) -> str:
    """`Today`, `Tomorrow`, `Thursday 26 November`; with the year where it is another one."""
    if day.first_day != day.last_day:
        month = day.shown()
        return month[:1].upper() + month[1:]
    the_day = day.first_day
    if the_day == today:
        return _("Today")
    if the_day == today + timedelta(days=1):
        return _("Tomorrow")
    return named_day(the_day, today)


def named_day(the_day: date, today: date) -> str:
    """`Thursday 26 November`, with the year where it is another one."""
    locale = str(get_locale() or "en_CA")
    number = "1er" if the_day.day == 1 and locale.startswith("fr") else str(the_day.day)
    year = "" if the_day.year == today.year else f" {the_day.year}"
    named = format_date(the_day, "EEEE", locale=locale)
    return f"{named[:1].upper()}{named[1:]} {number} {format_date(the_day, 'MMMM', locale=locale)}{year}"


def time_shown(clock: str) -> str:
    """`10:40 a.m.`; `8 h 30` and `14 h`, as French is written in Canada."""
    at, locale = time.fromisoformat(clock), str(get_locale() or "en_CA")
    if not locale.startswith("fr"):
        return format_time(at, "short", locale=locale)
    return f"{at.hour}\u00a0h\u00a0{at.minute:02d}" if at.minute else f"{at.hour}\u00a0h"


def title(row: Appointment) -> str:
    """`Visit with the care team: scan results`."""
    about = (row.about or "").split("\n", maxsplit=1)[0]
    about = about if len(about) <= _LONGEST else about[:_LONGEST].rstrip() + "…"
    if about and row.kind is AppointmentKind.OTHER:
        return about
    return _("%(kind)s: %(about)s", kind=row.kind.label, about=about) if about else str(row.kind.label)


def with_questions(row: Appointment, number: int) -> str:
    """`Visit with the care team: scan results. 3 questions ready.`"""
    if not number:
        return title(row)
    ready = ngettext("%(num)d question ready", "%(num)d questions ready", number)
    return _("%(title)s. %(ready)s.", title=title(row).rstrip("."), ready=ready)
