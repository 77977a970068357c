"""Lines as they are read: drugs and dose changes attached, metastatic lines numbered by date. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.dates import Interval, PartialDate
from tracker.treatments.models import DoseChange, DoseChangeKind, DrugCourse, LineOfTherapy, Setting

KindOf = Callable[[str], str | None]


@dataclass(frozen=True)
class Course:
    """One drug of a line and what happened to its dose, the oldest change first."""

    row: DrugCourse
    changes: tuple[DoseChange, ...] = ()

    @property
    def stopped_early(self) -> bool:
        """Stopped for good while the line went on; a later restart undoes it."""
        return bool(self.changes) and self.changes[-1].kind is DoseChangeKind.STOPPED

    @property
    def held(self) -> bool:
        return bool(self.changes) and self.changes[-1].kind is DoseChangeKind.HELD


@dataclass(frozen=True)
class Line:
    """A line of therapy. `number` is None for a line that is not counted (see `numbered`)."""

    row: LineOfTherapy
    courses: tuple[Course, ...] = ()
    number: int | None = None
    kinds: tuple[str, ...] = field(default=())

    def is_planned(self, today: date) -> bool:
        return self.row.started_on is not None and self.row.started_on.first_day > today

    def is_current(self, today: date) -> bool:
        return not self.row.ended and not self.is_planned(today)

    def days(self, today: date) -> Interval | None:
        """Fewest and most days on the line so far; None where the start, or the end of an ended line, is not known."""
        if self.row.started_on is None or (self.row.ended and self.row.ended_on is None):
            return None
        return self.row.started_on.days_until(self.row.ended_on or PartialDate.of(today))


def lines_of(
    rows: Sequence[LineOfTherapy],
    courses: Sequence[DrugCourse],
    changes: Sequence[DoseChange],
    kind_of: KindOf,
    today: date,
) -> list[Line]:
    """Every line, the oldest first, with its courses in order; `kind_of`: kind of treatment of a drug id."""
    changes_of: dict[object, list[DoseChange]] = {}
    for change in sorted(changes, key=lambda change: (change.changed_on or "9", change.created_at)):
        changes_of.setdefault(change.course_id, []).append(change)
    courses_of: dict[object, list[Course]] = {}
    for course in sorted(courses, key=lambda course: (course.position, course.created_at)):
        courses_of.setdefault(course.line_id, []).append(Course(course, tuple(changes_of.get(course.id, ()))))
    lines = []
    for row in sorted(rows, key=lambda row: (row.started_on or "9", row.created_at)):
        own = tuple(courses_of.get(row.id, ()))
        lines.append(Line(row, own, kinds=_kinds(own, kind_of)))
    return numbered(lines, today)


def _kinds(courses: Sequence[Course], kind_of: KindOf) -> tuple[str, ...]:
    kinds = [kind_of(course.row.drug_id) for course in courses if course.row.drug_id]
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def numbered(lines: Sequence[Line], today: date) -> list[Line]:
    """Number the metastatic lines by start, undated ones last, same day as entered.

    Not counted: (neo)adjuvant treatment, a setting that is not known, a line that has not begun, and a line of
    supportive drugs alone (a bone drug is not a line of cancer treatment).
    """
    number, counted = 0, []
    for line in lines:
        only_supportive = line.kinds == ("supportive",) and all(course.row.drug_id for course in line.courses)
        if line.row.setting is Setting.METASTATIC and not only_supportive and not line.is_planned(today):
            number += 1
            counted.append(replace(line, number=number))
        else:
            counted.append(replace(line, number=None))
    return counted
