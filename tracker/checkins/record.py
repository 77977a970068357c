"""What a check-in needs to know of the record: the plan, the drugs being taken, and the facts of any day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tracker import dates
from tracker.checkins import facts
from tracker.checkins.items import Questions, questions
from tracker.checkins.models import CheckIn, CheckInPlan, Happening, SetAside
from tracker.checkins.queries import ENOUGH, together_with_entries, usual_plan
from tracker.content import catalogue, kind_of
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background
from tracker.owned import opened
from tracker.treatments.lines import Course, Line, lines_of
from tracker.treatments.models import DoseChange, DoseChangeKind, DrugCourse, LineOfTherapy

_AWAY = (DoseChangeKind.HELD, DoseChangeKind.STOPPED)
LOOKED_AT = (CheckInPlan, Background, LineOfTherapy, DrugCourse, DoseChange, SetAside)
_A_MONTH = 7  # characters of a date that names the month


@dataclass(frozen=True)
class Known:
    """One journey as the check-in sees it, read in one round trip."""

    plan: CheckInPlan
    lines: list[Line]
    sites: tuple[str, ...]
    set_aside: list[SetAside]
    check_ins: list[CheckIn]
    happenings: list[Happening]
    today: date

    @property
    def entries(self) -> list[CheckIn | Happening]:
        return [*self.check_ins, *self.happenings]

    @property
    def current(self) -> list[Line]:
        """The lines being taken, the latest first."""
        return [line for line in reversed(self.lines) if line.is_current(self.today)]

    @property
    def drugs(self) -> tuple[str, ...]:
        """Ids of the drugs being taken."""
        taken = (course.row.drug_id for line in self.current for course in line.courses if not course.stopped_early)
        return tuple(dict.fromkeys(drug for drug in taken if drug))

    @cached_property
    def own(self) -> dict[str, str]:
        """Symptoms in the person's own words, by id."""
        return own_symptoms(self.plan.own)

    @cached_property
    def questions(self) -> Questions:
        plan = self.plan
        return questions(catalogue(), self.drugs, self.sites, hidden=plan.hidden, added=plan.added, own=tuple(self.own))

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the items that a check-in asks."""
        return tuple(each.item.id for each in self.questions.all)

    def facts_on(self, day: date) -> facts.Facts:
        """What was known about the person on a day."""
        return facts.Facts.of_courses(
            [course for line in self.lines for course in _courses(line, self._end_of(line), day)], self.sites
        )

    def _end_of(self, line: Line) -> date | None:
        """When an ended line ended at the latest: its own date, else the start of a later line, else today."""
        if not line.row.ended:
            return None
        if line.row.ended_on:
            return line.row.ended_on.last_day
        place = self.lines.index(line)
        later = (each.row.started_on for each in self.lines[place + 1 :] if each.row.started_on)
        return max((start.first_day for start in list(later)[:1]), default=self.today)


def own_symptoms(text: str | None) -> dict[str, str]:
    """Names by id, as the plan keeps them; nothing where the text is not of that shape."""
    try:
        found = json.loads(text or "[]")
        return {each["id"]: each["name"] for each in found}
    except (ValueError, TypeError, KeyError):
        return {}


def known(limit: int = ENOUGH) -> Known:
    """Everything of the open journey that a check-in looks at, with at most `limit` entries of each kind."""
    return known_of(together_with_entries(limit, *LOOKED_AT), dates.today())


def known_of(rows: Mapping[type, list[Any]], today: date) -> Known:
    """The same from rows that were read: those of `LOOKED_AT`, check-ins and quick logs."""
    background = rows[Background][0] if rows[Background] else None
    return Known(
        plan=rows[CheckInPlan][0] if rows[CheckInPlan] else usual_plan(opened().journey_id),
        lines=lines_of(rows[LineOfTherapy], rows[DrugCourse], rows[DoseChange], kind_of, today),
        sites=tuple((background and background.sites) or ()),
        set_aside=rows[SetAside],
        check_ins=rows[CheckIn],
        happenings=rows[Happening],
        today=today,
    )


def _courses(line: Line, end: date | None, day: date) -> Iterator[facts.Course]:
    for course in line.courses:
        if course.row.drug_id:
            for started, stopped in _times(course, line.row.started_on, end):
                yield facts.Course(
                    course.row.drug_id,
                    started_days_ago=_days_since_start(started, day),
                    stopped_days_ago=float((day - stopped).days) if stopped and stopped <= day else None,
                )


def _times(
    course: Course, started: PartialDate | None, end: date | None
) -> Iterator[tuple[PartialDate | None, date | None]]:
    """When a drug was taken: held or stopped, and started again. A change without a date tells nothing."""
    since: PartialDate | None = started
    taking = True
    for change in course.changes:
        if change.changed_on is None:
            continue
        if change.kind in _AWAY and taking:
            yield since, change.changed_on.last_day
            taking = False
        elif change.kind is DoseChangeKind.RESUMED and not taking:
            since, taking = change.changed_on, True
    if taking:
        yield since, end


def _days_since_start(started: PartialDate | None, day: date) -> float | None:
    """Counted from the latest day it can mean; a year alone is no start. Less than zero: it had not begun."""
    if started is None or (len(started) < _A_MONTH and started.first_day <= day):
        return None
    if started.first_day > day:
        return float((day - started.first_day).days)
    return float((day - min(started.last_day, day)).days)
