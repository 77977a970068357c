"""The Visits page: the questions to bring."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.appointments import queries
from tracker.appointments.forms import QuestionForm
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form
from tracker.journeys.models import Right, Scope
from tracker.journeys.queries import open_journey

bp = Blueprint("appointments", __name__, url_prefix="/journeys/<uuid:journey_id>/visits")


@bp.route("", methods=["GET", "POST"])
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.ADD if request.method == "POST" else Right.VIEW)
    form, then = QuestionForm(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.add_question(journey, form.text.data)
        return saved(_("Question saved."), then=then)
    return page("appointments/index.html", form, questions=queries.questions(journey))


@bp.route("/questions/<uuid:question_id>", methods=["GET", "POST"])
@login_required
def edit_question(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.ADD)
    row = required(queries.question(question_id))
    form, then = QuestionForm(obj=row), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_question(row, **form.values)
        return saved(_("Question saved."), then=then)
    return page("appointments/question.html", form, row=row)


@bp.post("/questions/<uuid:question_id>/asked")
@login_required
def mark_asked(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.ADD)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    row = required(queries.question(question_id))
    if submitted(form, then=then):
        queries.change_question(row, asked=not row.asked)
    return saved(_("Marked as asked.") if row.asked else _("Back on the list."), then=then)


@bp.post("/questions/<uuid:question_id>/remove")
@login_required
def remove_question(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.ADD)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_question(required(queries.question(question_id)))
    return saved(_("Question removed."), then=then)
