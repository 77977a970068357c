"""Every read and write of appointments and questions. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from tracker import audit
from tracker.appointments.models import Appointment, Question
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.owned import owned


def questions(_journey: Journey) -> Sequence[Question]:
    """Every question, in the order they were written."""
    return db.session.scalars(owned(Question).order_by(Question.created_at)).all()


def question(question_id: uuid.UUID) -> Question | None:
    return db.session.scalar(owned(Question, Question.id == question_id))


def question_about(option: str) -> Question | None:
    """The question kept for this documented option, if there is one."""
    return db.session.scalar(owned(Question, Question.option == option).limit(1))


def add_question(journey: Journey, text: str, option: str | None = None, **values: Any) -> Question:
    return audit.add(Question(journey_id=journey.id, text=text, option=option, **values), "question.added")


def change_question(row: Question, **values: object) -> Question:
    return audit.change(row, "question.changed", **values)


def remove_question(row: Question) -> None:
    audit.remove(row, "question.removed")


def appointment(appointment_id: uuid.UUID) -> Appointment | None:
    return db.session.scalar(owned(Appointment, Appointment.id == appointment_id))


def add_appointment(journey: Journey, **values: Any) -> Appointment:
    return audit.add(Appointment(journey_id=journey.id, **values), "appointment.added")


def change_appointment(row: Appointment, **values: Any) -> Appointment:
    return audit.change(row, "appointment.changed", **values)


def remove_appointment(row: Appointment) -> None:
    audit.remove(row, "appointment.removed")
