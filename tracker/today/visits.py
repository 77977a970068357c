"""The Visits page: what comes next and the questions for it. It reads across the record for the questions it offers."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import ColumnElement

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import queries, words
from tracker.appointments.agenda import Agenda, own_order
from tracker.appointments.blueprint import bp
from tracker.appointments.forms import QuestionForm
from tracker.appointments.models import Appointment, Question
from tracker.checkins.models import CheckIn
from tracker.checkins.queries import newest
from tracker.editing import page, saved, submitted
from tracker.journeys.queries import open_journey
from tracker.owned import together
from tracker.scans.models import Scan
from tracker.today.offers import facts_of, offered
from tracker.treatments.models import LineOfTherapy


@bp.route("", methods=["GET", "POST"])
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    """A question written here is for the next visit."""
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    form, then = QuestionForm(), url_for(".index", journey_id=journey_id)
    del form.appointment_id
    if submitted(form, then=then):
        queries.add_question(journey, form.text.data)
        return saved(_("Question saved."), then=then)
    today = dates.today()
    only: dict[type, ColumnElement[bool]] = {CheckIn: newest(CheckIn, 1), Appointment: queries.near(today)}
    rows = together(LineOfTherapy, CheckIn, Scan, Appointment, Question, only=only)
    agenda = Agenda(rows[Appointment], rows[Question], today)
    facts = facts_of(agenda, rows[LineOfTherapy], rows[Scan], rows[CheckIn])
    return page(
        "appointments/index.html",
        form,
        agenda=agenda,
        open=agenda.open_for(agenda.next),
        later=[(row, len(agenda.open_for(row))) for row in agenda.coming[1:]],
        asked=[row for row in own_order(agenda.questions) if row.asked and not agenda.visit_of(row)],
        offer=offered(facts, agenda),
        today=today,
        words=words,
    )
