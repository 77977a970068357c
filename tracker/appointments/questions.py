"""Pages of the questions: write one from anywhere, change it, put it in order, mark it as asked."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import queries
from tracker.appointments.blueprint import bp
from tracker.appointments.forms import QUESTION_LENGTH, QuestionForm
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form, as_uuid
from tracker.journeys.queries import open_journey

_STEPS = {"up": -1, "down": 1}


@bp.route("/ask", methods=["GET", "POST"])
@login_required
def ask(journey_id: UUID) -> ResponseReturnValue:
    """A new question. Another page may send a `draft` of it: it is shown, and saved only when the person says so."""
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    is_draft = "draft" in request.form
    form, then = QuestionForm(None) if is_draft else QuestionForm(), url_for(".index", journey_id=journey_id)
    visits = queries.agenda(dates.today()).coming
    form.offer(visits, dates.today(), preferred=as_uuid(request.values.get("visit")))
    if is_draft:
        form.text.data = request.form["draft"][:QUESTION_LENGTH].strip()
    elif submitted(form, then=then):
        row = queries.add_question(journey, **form.values)
        return saved(_("Question saved."), then=_page_of(journey_id, row.appointment_id, then))
    return page("appointments/question.html", form, row=None)


def _page_of(journey_id: UUID, appointment_id: UUID | None, otherwise: str) -> str:
    """The page of the visit that the question is for."""
    if appointment_id is None:
        return otherwise
    return url_for(".visit", journey_id=journey_id, appointment_id=appointment_id)


@bp.route("/questions/<uuid:question_id>", methods=["GET", "POST"])
@login_required
def edit_question(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    agenda = queries.agenda(dates.today())
    row = required(next((each for each in agenda.questions if each.id == question_id), None))
    form, then = QuestionForm(obj=row), url_for(".index", journey_id=journey_id)
    form.offer([] if row.asked else agenda.coming, dates.today())
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_question(row, **form.values)
        return saved(_("Question saved."), then=then)
    return page("appointments/question.html", form, row=row)


@bp.post("/questions/<uuid:question_id>/move")
@login_required
def move_question(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Before or after its neighbour among the open questions of the same visit."""
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    agenda = queries.agenda(dates.today())
    row = required(next((each for each in agenda.questions if each.id == question_id), None))
    then, step = url_for(".index", journey_id=journey_id), _STEPS.get(request.values.get("way", ""))
    if step is None:
        abort(400)
    neighbour = agenda.neighbour(row, step)
    if submitted(Form(), then=then) and neighbour:
        queries.place_questions(agenda.swapped(row, neighbour))
        return saved(_("Moved up.") if step < 0 else _("Moved down."), then=then)
    return redirect(then)


@bp.post("/questions/<uuid:question_id>/asked")
@login_required
def mark_asked(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    row = required(queries.question(question_id))
    if submitted(form, then=then):
        queries.change_question(row, asked=not row.asked)
    return saved(_("Marked as asked.") if row.asked else _("Back on the list."), then=then)


@bp.post("/questions/<uuid:question_id>/remove")
@login_required
def remove_question(journey_id: UUID, question_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_question(required(queries.question(question_id)))
    return saved(_("Question removed."), then=then)
