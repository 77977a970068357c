"""Every read and write of lines, drug courses, dose changes and local treatments. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker import audit
from tracker.db import db, now
from tracker.journeys.models import Journey
from tracker.owned import owned, together
from tracker.treatments.lines import KindOf, Line, lines_of
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment


def lines(kind_of: KindOf, today: date) -> list[Line]:
    """Every line of the open journey, the oldest first, in one round trip."""
    rows = together(LineOfTherapy, DrugCourse, DoseChange)
    return lines_of(rows[LineOfTherapy], rows[DrugCourse], rows[DoseChange], kind_of, today)


def line(line_id: uuid.UUID) -> LineOfTherapy | None:
    return db.session.scalar(owned(LineOfTherapy, LineOfTherapy.id == line_id))


def courses_of(line_id: uuid.UUID) -> list[DrugCourse]:
    statement = owned(DrugCourse, DrugCourse.line_id == line_id)
    return list(db.session.scalars(statement.order_by(DrugCourse.position, DrugCourse.created_at)))


def course(course_id: uuid.UUID) -> DrugCourse | None:
    return db.session.scalar(owned(DrugCourse, DrugCourse.id == course_id))


def dose_change(change_id: uuid.UUID) -> DoseChange | None:
    return db.session.scalar(owned(DoseChange, DoseChange.id == change_id))


def local_treatment(treatment_id: uuid.UUID) -> LocalTreatment | None:
    return db.session.scalar(owned(LocalTreatment, LocalTreatment.id == treatment_id))


def add_line(journey: Journey, drugs: Sequence[tuple[str | None, str | None]], **values: Any) -> LineOfTherapy:
    """Add a line. `drugs`: pairs of a drug id or None, and the name as typed or None, in order."""
    row = LineOfTherapy(journey_id=journey.id, **_without_end_if_current(values))
    courses = [
        DrugCourse(journey_id=journey.id, line_id=row.id, position=position, drug_id=drug_id, drug_text=drug_text)
        for position, (drug_id, drug_text) in enumerate(drugs)
    ]
    db.session.add(row)
    db.session.flush()  # the courses point at it
    db.session.add_all(courses)
    audit.record("line_of_therapy.added", row, *courses)
    return row


def change_line(
    row: LineOfTherapy,
    drugs: Sequence[tuple[str | None, str | None]],
    before: Sequence[tuple[str | None, str | None]],
    **values: Any,
) -> LineOfTherapy:
    """Change a line. Drugs in `before` (what the page showed) but not in `drugs` are removed, new ones added.

    A drug that was added elsewhere in the meantime is in neither, and stays.
    """
    present = courses_of(row.id)  # before the row changes: a select writes what has changed, and hides it
    for name, value in _without_end_if_current(values).items():
        setattr(row, name, value)
    known = {(c.drug_id, c.drug_text): c for c in present}
    touched: list[DrugCourse] = []
    for drug in before:
        if drug not in drugs and drug in known:
            known[drug].deleted_at = now()
            touched.append(known[drug])
    position = max((c.position for c in present), default=-1)
    for drug in drugs:
        if drug not in known and drug not in before:
            position += 1
            new = DrugCourse(
                journey_id=row.journey_id, line_id=row.id, position=position, drug_id=drug[0], drug_text=drug[1]
            )
            db.session.add(new)
            touched.append(new)
    changed = [row] if db.session.is_modified(row) else []
    if changed or touched:
        audit.record("line_of_therapy.changed", *changed, *touched)
    return row


def _without_end_if_current(values: dict[str, Any]) -> dict[str, Any]:
    """A line that goes on has no end date and no reason, whatever the folded part of the form still holds."""
    if values.get("ended") is False:
        return values | {"ended_on": None, "end_reason": None}
    return values


def end_line(row: LineOfTherapy, **values: Any) -> LineOfTherapy:
    return audit.change(row, "line_of_therapy.ended", ended=True, **values)


def remove_line(row: LineOfTherapy) -> None:
    audit.remove(row, "line_of_therapy.removed")


def change_course(row: DrugCourse, **values: Any) -> DrugCourse:
    return audit.change(row, "drug_course.changed", **values)


def add_dose_change(row: DrugCourse, **values: Any) -> DoseChange:
    return audit.add(DoseChange(journey_id=row.journey_id, course_id=row.id, **values), "dose_change.added")


def change_dose_change(row: DoseChange, **values: Any) -> DoseChange:
    return audit.change(row, "dose_change.changed", **values)


def remove_dose_change(row: DoseChange) -> None:
    audit.remove(row, "dose_change.removed")


def add_local_treatment(journey: Journey, **values: Any) -> LocalTreatment:
    return audit.add(LocalTreatment(journey_id=journey.id, **values), "local_treatment.added")


def change_local_treatment(row: LocalTreatment, **values: Any) -> LocalTreatment:
    return audit.change(row, "local_treatment.changed", **values)


def remove_local_treatment(row: LocalTreatment) -> None:
    audit.remove(row, "local_treatment.removed")
