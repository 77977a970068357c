"""Every read and write of appointments and questions. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from tracker import audit
from tracker.appointments.agenda import Agenda
from tracker.appointments.models import Appointment, Question
from tracker.dates import PartialDate
from tracker.db import db, now
from tracker.journeys.models import Journey
from tracker.owned import Owned, owned, together

PAGE = 30
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)  # seconds since then fit the column for sixty years
_BEFORE = 12  # appointments of earlier years that are still near


@lru_cache(maxsize=16)
def near(today: date, also: uuid.UUID | None = None) -> ColumnElement[bool]:
    """Appointments that are near: all of this year and later, the latest of earlier years, and the one `also`."""
    year = PartialDate(f"{today.year:04d}")
    earlier = select(Appointment.id).where(Appointment.day < year).order_by(Appointment.day.desc()).limit(_BEFORE)
    return or_(Appointment.day >= year, Appointment.id.in_(earlier), Appointment.id == also)


@cache
def open_or_prompted() -> ColumnElement[bool]:
    """Questions that were not asked yet, and those that came from a prompt."""
    return or_(Question.asked.is_(False), Question.prompt.is_not(None))


def agenda(today: date, also: uuid.UUID | None = None) -> Agenda:
    """The appointments near `today` and every question, in one round trip."""
    rows = together(Appointment, Question, only={Appointment: near(today, also)})
    return Agenda(rows[Appointment], rows[Question], today)


def past_page(today: date, number: int) -> tuple[Sequence[Appointment], bool]:
    """One page of the appointments that are over, the latest first, and whether there are more."""
    day = PartialDate.of(today)
    over = owned(
        Appointment, Appointment.day < day, Appointment.day.not_in([PartialDate(day[:4]), PartialDate(day[:7])])
    )
    statement = over.order_by(Appointment.day.desc(), Appointment.time.desc(), Appointment.created_at.desc())
    rows = db.session.scalars(statement.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def question(question_id: uuid.UUID) -> Question | None:
    return db.session.scalar(owned(Question, Question.id == question_id))


def question_about(option: str) -> Question | None:
    """The question kept for this documented option, if there is one."""
    return db.session.scalar(owned(Question, Question.option == option).limit(1))


def add_question(journey: Journey, text: str, option: str | None = None, **values: Any) -> Question:
    """Add a question at the end of the person's order: its place is the second it is written."""
    usual = {"position": int((now() - _FIRST).total_seconds())}
    return audit.add(Question(journey_id=journey.id, text=text, option=option, **usual | values), "question.added")


def change_question(row: Question, **values: object) -> Question:
    return audit.change(row, "question.changed", **values)


def place_questions(places: Mapping[Question, int]) -> None:
    """Give questions new places in the person's order: one act, however many move."""
    for row, position in places.items():
        row.position = position
    audit.record("question.moved", *places)


def remove_question(row: Question) -> None:
    audit.remove(row, "question.removed")


def appointment(appointment_id: uuid.UUID) -> Appointment | None:
    return db.session.scalar(owned(Appointment, Appointment.id == appointment_id))


def add_appointment(journey: Journey, **values: Any) -> Appointment:
    return audit.add(Appointment(journey_id=journey.id, **values), "appointment.added")


def change_appointment(row: Appointment, **values: Any) -> Appointment:
    return audit.change(row, "appointment.changed", **values)


def note_visit(
    row: Appointment, values: Mapping[str, Any], answers: Iterable[tuple[Question, Mapping[str, Any]]]
) -> bool:
    """Store what was noted in a visit and the answers to its questions, as one act. Whether anything changed."""
    touched: list[Owned] = []
    noted: list[tuple[Owned, Mapping[str, Any]]] = [(row, values), *answers]
    for each, said in noted:
        for name, value in said.items():
            setattr(each, name, value)
        if db.session.is_modified(each):
            touched.append(each)
    if touched:
        audit.record("appointment.changed", *touched)
    return bool(touched)


def remove_appointment(row: Appointment) -> None:
    audit.remove(row, "appointment.removed")
