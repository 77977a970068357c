"""Pages of the appointments: add, change and remove one, what was asked and decided in it, and those that are over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import prompts, queries, questions, words
from tracker.appointments.agenda import Agenda
from tracker.appointments.blueprint import bp
from tracker.appointments.forms import AnswerForm, AppointmentForm, VisitForm
from tracker.appointments.models import Appointment, Question
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey

__all__ = ["bp", "prompts", "questions"]  # the other files of these pages
_LAST_PAGE = 10_000


@bp.get("/past")
@login_required
def past(journey_id: UUID) -> ResponseReturnValue:
    """What is over, the latest first; thirty on a page."""
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    number, today = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE), dates.today()
    rows, more = queries.past_page(today, number)
    if not rows and number > 1:
        return redirect(url_for(".past", journey_id=journey_id))
    return render_template("appointments/past.html", rows=rows, number=number, more=more, today=today, words=words)


@bp.route("/add", methods=["GET", "POST"])
@login_required
def add(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    form, then = AppointmentForm(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.add_appointment(journey, **form.values)
        return saved(_("Appointment saved."), then=then)
    return page("appointments/appointment.html", form, row=None)


@bp.route("/<uuid:appointment_id>/edit", methods=["GET", "POST"])
@login_required
def edit(journey_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    row = required(queries.appointment(appointment_id))
    form, then = AppointmentForm(obj=row), url_for(".visit", journey_id=journey_id, appointment_id=appointment_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_appointment(row, **form.values)
        return saved(_("Appointment saved."), then=then)
    return page("appointments/appointment.html", form, row=row, title=words.title(row))


@bp.post("/<uuid:appointment_id>/remove")
@login_required
def remove(journey_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    """Its questions stay, and wait for the next one."""
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_appointment(required(queries.appointment(appointment_id)))
    return saved(_("Appointment removed."), then=then)


@bp.route("/<uuid:appointment_id>", methods=["GET", "POST"])
@login_required
def visit(journey_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    """One appointment, for the doctor's room: what matters, the questions with their answers, what was decided."""
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    today = dates.today()
    agenda = queries.agenda(today, also=appointment_id)
    row = required(next((each for each in agenda.appointments if each.id == appointment_id), None))
    form, asked = VisitForm(obj=row), [(each, AnswerForm.of(each)) for each in _may_be_asked(agenda, row)]
    then = url_for(".visit", journey_id=journey_id, appointment_id=appointment_id)
    if submitted(form, then=then, parts=[answer for _row, answer in asked]):
        clashes = merged(form, row)
        for question, answer in asked:
            clashes += merged(answer, question)
        if clashes:
            return conflict(clashes)
        if queries.note_visit(row, form.values, [(each, _noted(each, answer, row)) for each, answer in asked]):
            return saved(_("Saved."), then=then)
        return redirect(then)
    form.form_errors += [error for _row, answer in asked for error in answer.answer.errors]
    here = [(each, answer) for each, answer in asked if agenda.visit_of(each) is row]
    return page(
        "appointments/visit.html",
        form,
        row=row,
        here=here,
        others=[pair for pair in asked if pair not in here],
        title=words.title(row),
        when=words.when(row, today),
    )


def _may_be_asked(agenda: Agenda, row: Appointment) -> list[Question]:
    """The questions of this visit, then every other one that is still open: any of them may come up."""
    own = agenda.questions_for(row)
    return [*own, *(each for each in agenda.open if each not in own)]


def _noted(question: Question, form: AnswerForm, visit: Appointment) -> dict[str, Any]:
    """What the form says of a question. One that is answered here was asked, and belongs to this visit from then on."""
    answered_now = bool(form.answer.data) and not question.answer
    asked = form.asked.data or answered_now
    tied = {"appointment_id": visit.id} if asked and not question.asked else {}
    return {"asked": asked, "answer": form.answer.data, **tied}
