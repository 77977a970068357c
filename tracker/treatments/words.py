"""Treatments in words: names, dates, lengths, dose changes."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.content import drug_name
from tracker.dates import Interval, PartialDate
from tracker.treatments.lines import Course, Line
from tracker.treatments.models import DoseChange, LocalTreatment

_DAYS_IN_A_MONTH = 365.2425 / 12
_DAYS_UNTIL_WEEKS, _DAYS_UNTIL_MONTHS = 14, 60
_MONTHS_UNTIL_YEARS = 24
_ABOUT = 2  # months between the fewest and the most, where both dates are known to the month


def length(interval: Interval) -> str:
    """`3 years 2 months`; where the dates are partial, `between 11 months and 13 months`."""
    fewest, most = _days(interval.lowest), _days(interval.highest)
    if fewest == most:
        return fewest
    return _("between %(fewest)s and %(most)s", fewest=fewest, most=most)


def _days(number: int) -> str:
    if number < _DAYS_UNTIL_WEEKS:
        return ngettext("%(num)d day", "%(num)d days", number)
    if number < _DAYS_UNTIL_MONTHS:
        return ngettext("%(num)d week", "%(num)d weeks", number // 7)
    months = _months(number)
    if months < _MONTHS_UNTIL_YEARS:
        return ngettext("%(num)d month", "%(num)d months", months)
    years, left = divmod(months, 12)
    in_years = ngettext("%(num)d year", "%(num)d years", years)
    if not left:
        return in_years
    return _("%(years)s %(months)s", years=in_years, months=ngettext("%(num)d month", "%(num)d months", left))


def short_length(interval: Interval) -> str:
    """`3 y 3 m`, `8 months`; `≈ 3 y 3 m` where the dates are known to the month, `1 y to 3 y` where to the year."""
    fewest, most = _short(interval.lowest), _short(interval.highest)
    if fewest == most:
        return fewest
    if _months(interval.highest) - _months(interval.lowest) <= _ABOUT:
        return _("≈ %(length)s", length=_short((interval.lowest + interval.highest) // 2))
    return _("%(fewest)s to %(most)s", fewest=fewest, most=most)


def _short(number: int) -> str:
    if _months(number) < _MONTHS_UNTIL_YEARS:
        return _days(number)
    years, months = divmod(_months(number), 12)
    return _("%(years)d y %(months)d m", years=years, months=months) if months else _("%(years)d y", years=years)


def _months(days: int) -> int:
    return round(days / _DAYS_IN_A_MONTH)


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


def when_local(row: LocalTreatment) -> str:
    return when(row.started_on, row.ended_on, going_on=False)


def dose_changes(line: Line) -> list[tuple[DoseChange, str]]:
    """Each change of a dose, drug by drug, the oldest first: `Palbociclib: dose reduced, September 2025`."""
    alone = len(line.courses) == 1
    return [(change, _dose_change(change, "" if alone else drug(c))) for c in line.courses for change in c.changes]


def _dose_change(change: DoseChange, name: str) -> str:
    what = str(change.kind.label)
    if change.changed_on:
        what = _("%(change)s, %(date)s", change=what, date=change.changed_on.shown())
    return _("%(drug)s: %(change)s", drug=name, change=what[:1].lower() + what[1:]) if name else what


def doses(line: Line) -> str:
    """`Palbociclib: 125 mg; Letrozole: 2.5 mg`: the doses as the person wrote them."""
    named = [
        _("%(drug)s: %(dose)s", drug=drug(course), dose=course.row.dose) for course in line.courses if course.row.dose
    ]
    return "; ".join(named)
