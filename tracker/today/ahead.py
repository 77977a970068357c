"""What is coming up (the next visit, the next treatment days), and what is going on (the lines, the day of a cycle)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from tracker.appointments import words
from tracker.content import drug_name
from tracker.dates import PartialDate
from tracker.i18n import listed
from tracker.lengths import length
from tracker.today.present import Present
from tracker.treatments.cycles import Cycle, cycle_of, running
from tracker.treatments.lines import Course, Line


@dataclass(frozen=True)
class Ahead:
    """A row of "Coming up"."""

    when: str
    what: str
    url: str


def coming_up(now: Present, journey_id: UUID) -> list[Ahead]:
    """The next visit with the number of its open questions, then the next treatment day of every cycle, by day."""
    rows = []
    if visit := now.agenda.next:
        what = words.with_questions(visit, len(now.agenda.open_for(visit)))
        url = url_for("appointments.visit", journey_id=journey_id, appointment_id=visit.id)
        rows.append(Ahead(words.when(visit, now.today), what, url))
    for day, courses in sorted(_starts(now).items()):
        url = url_for("timeline.index", journey_id=journey_id, _anchor=f"line-{courses[0][0].row.id}")
        rows.append(Ahead(*_treatment(now, day, courses), url))
    return rows


def treatment_days(now: Present) -> list[tuple[str, str]]:
    """The next treatment day of every cycle, by day: when, and which drugs."""
    return [_treatment(now, day, courses) for day, courses in sorted(_starts(now).items())]


def _treatment(now: Present, day: date, courses: list[tuple[Line, Course]]) -> tuple[str, str]:
    named = _("Treatment: %(drugs)s", drugs=listed([_name(course) for _line, course in courses]))
    return words.day_in_words(PartialDate.of(day), now.today), named


def _starts(now: Present) -> dict[date, list[tuple[Line, Course]]]:
    """The next day on which a drug with a pause is taken again: day 1 of a cycle, today included."""
    found: dict[date, list[tuple[Line, Course]]] = {}
    for line, course, cycle in running(now.about.lines):
        if cycle.days_on < cycle.days:
            found.setdefault(cycle.next_start(now.today), []).append((line, course))
    return found


@dataclass(frozen=True)
class Standing:
    """A line that is going on. `since`: from when and how long. `days`: the day of each cycle."""

    title: str
    since: str
    url: str
    days: list[str] = field(default_factory=list)


def where_you_are(now: Present, journey_id: UUID) -> list[Standing]:
    """The current lines, the latest first."""
    return [
        Standing(
            title=_line_named(line),
            since=_since(line, now.today),
            url=url_for("timeline.index", journey_id=journey_id, _anchor=f"line-{line.row.id}"),
            days=[words for course in line.courses if (words := _day_of_cycle(course, len(line.courses), now.today))],
        )
        for line in now.about.current
    ]


def _line_named(line: Line) -> str:
    drugs = listed([_name(course) for course in line.courses])
    return _("Line %(number)d: %(drugs)s", number=line.number, drugs=drugs) if line.number else drugs


def _since(line: Line, today: date) -> str:
    days = line.days(today)
    if line.row.started_on is None or days is None:
        return ""
    return _("Since %(day)s (%(length)s)", day=line.row.started_on.shown(), length=length(days))


def _day_of_cycle(course: Course, drugs: int, today: date) -> str:
    """`Day 9 of 28`, with the name of the drug where the line has several; empty without a running cycle."""
    if course.held or course.stopped_early:
        return ""
    cycle: Cycle | None = cycle_of(course.row)
    number = cycle.day_of(today) if cycle else None
    if cycle is None or number is None:
        return ""
    gaps: dict[str, Any] = {"day": number, "days": cycle.days}
    if cycle.days_on < cycle.days and number > cycle.days_on and cycle.days_on > 1:
        words = _("Day %(day)d of %(days)d, a pause", **gaps)
    else:
        words = _("Day %(day)d of %(days)d", **gaps)
    return _("%(drug)s: %(words)s", drug=_name(course), words=words[:1].lower() + words[1:]) if drugs > 1 else words


def _name(course: Course) -> str:
    return drug_name(course.row.drug_id, course.row.drug_text)
