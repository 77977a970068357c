"""Names and times of drugs and lines, the same on every page."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from tracker.content import drug_name
from tracker.dates import PartialDate
from tracker.treatments.lines import Course, Line


def drug(course: Course) -> str:
    name = drug_name(course.row.drug_id, course.row.drug_text)
    return name[:1].upper() + name[1:]


def drugs(line: Line) -> str:
    """`Palbociclib + letrozole`."""
    text = " + ".join(drug_name(course.row.drug_id, course.row.drug_text) for course in line.courses)
    return (text[:1].upper() + text[1:]) if text else _("A treatment")


def title(line: Line) -> str:
    """`5. Trastuzumab deruxtecan`; without a number for what is not counted as a line."""
    if line.number is None:
        return drugs(line)
    return _("%(number)d. %(drugs)s", number=line.number, drugs=drugs(line))


def when(start: PartialDate | None, end: PartialDate | None, *, going_on: bool) -> str:
    """`July 2022 to 8 November 2024`."""
    if start and going_on:
        return _("%(start)s to now", start=start.shown())
    if start and end and start != end:
        return _("%(start)s to %(end)s", start=start.shown(), end=end.shown())
    if start:
        return start.shown()
    return _("Until %(end)s", end=end.shown()) if end else ""


def when_line(line: Line, today: date) -> str:
    start, end = line.row.started_on, line.row.ended_on
    if start and line.is_planned(today):
        return _("Planned for %(start)s", start=start.shown())
    if start and line.row.ended and end is None:
        return _("From %(start)s; the end is not recorded", start=start.shown())
    return when(start, end, going_on=not line.row.ended)
