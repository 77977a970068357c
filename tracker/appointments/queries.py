"""Every read and write of questions. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from tracker import audit
from tracker.appointments.models import Question
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


def add_question(journey: Journey, text: str, option: str | None = None) -> Question:
    return audit.add(Question(journey_id=journey.id, text=text, option=option), "question.added")


def change_question(row: Question, **values: object) -> Question:
    return audit.change(row, "question.changed", **values)


def remove_question(row: Question) -> None:
    audit.remove(row, "question.removed")
