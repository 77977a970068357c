"""What goes on the page, as the address or a link to it says; what makes no sense counts as not said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from tracker.access import Scope
from tracker.appointments.models import Appointment, AppointmentKind
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.forms import as_uuid
from tracker.i18n import LANGUAGES
from tracker.owned import grant_here
from tracker.summary.record import Summary

NO_APPOINTMENT = "none"
USUAL_DAYS = 30


class Part(Choice):
    """One part of the page, in the order of the page."""

    WHO = "who", _l("Who and what: receptors, genes, where it is")
    DRUGS = "drugs", _l("Current drugs and doses")
    LINES = "lines", _l("Lines of therapy, and why each ended")
    PICTURE = "picture", _l("The picture")
    CHANGES = "changes", _l("What changed, and symptoms")
    TESTS = "tests", _l("Scans and tumour markers")
    MATTERS = "matters", _l("What matters most to me")
    QUESTIONS = "questions", _l("My questions, with room to write")


# What each part reads: first the part of the journey without which it is nothing.
READS: Mapping[Part, tuple[Scope, ...]] = {
    Part.WHO: (Scope.TREATMENTS,),
    Part.DRUGS: (Scope.TREATMENTS,),
    Part.LINES: (Scope.TREATMENTS,),
    Part.PICTURE: (Scope.TREATMENTS, Scope.SYMPTOMS),
    Part.CHANGES: (Scope.SYMPTOMS, Scope.NOTES),
    Part.TESTS: (Scope.TREATMENTS,),
    Part.MATTERS: (Scope.APPOINTMENTS,),
    Part.QUESTIONS: (Scope.APPOINTMENTS,),
}


def parts_given() -> list[Part]:
    """The parts of the page that who looks at it may read: of what was not given the page says nothing, not "none"."""
    grant = grant_here()
    return [part for part in Part if grant.shows(READS[part][0])]


@dataclass(frozen=True)
class Choices:
    """`since`: the day that what is new comes after. `last_visit`: when the visit was that this day stands for, if one.

    `full`: the whole history follows on further pages.
    """

    appointment: Appointment | None
    since: date
    parts: frozenset[Part]
    language: str
    full: bool = False
    last_visit: PartialDate | None = None


def choices_of(args: MultiDict[str, str], summary: Summary, language: str) -> Choices:
    """The choices an address makes; what it does not say is as usual.

    `appointment`: an id, or `none`; `since`: a day; `parts`: any number; `language`; `full`.
    """
    appointment = _appointment(args.get("appointment"), summary)
    since = _day(args.get("since"))
    if since is None or since > summary.today:
        since = usual_since(summary, appointment)
    visited = last_visit(summary, appointment)
    given = parts_given()
    named = [Part(value) for value in args.getlist("parts") if value in list(Part)]
    chosen = args.get("language", "")
    return Choices(
        appointment,
        since,
        frozenset(named).intersection(given) or frozenset(given),
        chosen if chosen in LANGUAGES else language,
        full=args.get("full") == "y",
        last_visit=visited if visited and visited.last_day == since else None,
    )


def address_of(
    appointment: str, since: date | None, parts: Iterable[str], language: str, *, full: bool
) -> dict[str, Any]:
    """The choices as the arguments of an address: what `choices_of` reads."""
    found: dict[str, Any] = {"appointment": appointment, "parts": sorted(parts), "language": language}
    if since:
        found["since"] = since.isoformat()
    if full:
        found["full"] = "y"
    return found


def kept(choices: Choices) -> dict[str, Any]:
    """The choices as a link keeps them, with nothing left to be found anew when the page is made."""
    appointment = str(choices.appointment.id) if choices.appointment else NO_APPOINTMENT
    return address_of(appointment, choices.since, map(str, choices.parts), choices.language, full=choices.full)


def choices_kept(found: Mapping[str, Any], summary: Summary) -> Choices:
    """What `kept` made, read again. An appointment that was removed since is not replaced by another."""
    still_there = {NO_APPOINTMENT, *(str(row.id) for row in summary.appointments)}
    appointment = found["appointment"] if found["appointment"] in still_there else NO_APPOINTMENT
    return choices_of(MultiDict({**found, "appointment": appointment}), summary, found["language"])


def next_appointment(summary: Summary) -> Appointment | None:
    """The next visit with the team; where none is planned, the next appointment of any kind."""
    ahead = [row for row in summary.appointments if row.day.last_day >= summary.today]
    return next((row for row in ahead if row.kind is AppointmentKind.VISIT), next(iter(ahead), None))


def last_visit(summary: Summary, before: Appointment | None = None) -> PartialDate | None:
    """When the last visit with the team was that is surely over, and before that appointment, as it is known."""
    limit = min(summary.today, before.day.last_day) if before else summary.today
    visits = (row for row in summary.appointments if row.kind is AppointmentKind.VISIT and row is not before)
    over = [row.day for row in visits if row.day.last_day < limit]
    return max(over, key=lambda day: day.last_day, default=None)


def usual_since(summary: Summary, appointment: Appointment | None) -> date:
    """The last day the last visit can have been on: what is new is surely new."""
    visited = last_visit(summary, appointment)
    return visited.last_day if visited else summary.today - timedelta(days=USUAL_DAYS)


def _appointment(text: str | None, summary: Summary) -> Appointment | None:
    if text == NO_APPOINTMENT:
        return None
    wanted = as_uuid(text)
    return next((row for row in summary.appointments if row.id == wanted), None) or next_appointment(summary)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
