"""Pages of the check-in: fill it in, change it, look at the former ones, and how one wants to be asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.checkins import after, happenings, queries
from tracker.checkins.blueprint import bp
from tracker.checkins.forms import CheckInForm, PlanForm, check_in_form
from tracker.checkins.models import CheckIn, CheckInPlan, Happening
from tracker.checkins.record import Known, known, own_symptoms
from tracker.checkins.saving import keep_check_in
from tracker.checkins.words import asked_sections, entry_in_words, plan_choices
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form, as_uuid
from tracker.journeys.queries import open_journey

__all__ = ["after", "bp", "happenings"]  # the other files of these pages


@bp.route("/check-in", methods=["GET", "POST"])
@login_required
def check_in(journey_id: UUID) -> ResponseReturnValue:
    """A new check-in; `same`: filled in from the last one. Sent by an outbox, it may be one that is here already."""
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    if request.method == "POST":
        plan_row, row = queries.plan_and_entry(journey, CheckIn, as_uuid(request.form.get("record")))
        form = check_in_form(plan_row, formdata=request.form)
        then = url_for(".after_check_in", journey_id=journey_id, check_in_id=form.record_id)
        if submitted(form, then=then):
            if clashes := keep_check_in(journey, form, row):
                return conflict(clashes)
            return saved(_("Check-in saved."), then=then)
    about = known(limit=1)
    last = about.check_ins[0] if about.check_ins else None
    same = last is not None and "same" in request.args
    before = dict(last.scores) if last and same else {}
    form = _whole_form(about, more=before, **before)
    return _form_page(form, about, row=None, last=last, same=same)


def _whole_form(about: Known, **given: Any) -> CheckInForm:
    """The form with every question; once more with what was sent, where something in it needs another look."""
    if request.method != "POST":
        return check_in_form(about.plan, about.asked, **given)
    form = check_in_form(about.plan, about.asked, request.form, **given)
    form.validate()
    return form


@bp.route("/check-ins/<uuid:check_in_id>", methods=["GET", "POST"])
@login_required
def edit_check_in(journey_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    row: CheckIn = required(queries.entry(CheckIn, check_in_id))
    if request.method == "POST":
        form = check_in_form(queries.plan(journey), (), request.form, row, row.scores, record=str(row.id), **row.scores)
        then = url_for(".after_check_in", journey_id=journey_id, check_in_id=check_in_id)
        if submitted(form, then=then):
            if clashes := keep_check_in(journey, form, row):
                return conflict(clashes)
            return saved(_("Check-in saved."), then=then)
    about = known(limit=1)
    form = _whole_form(about, obj=row, more=row.scores, record=str(row.id), **row.scores)
    return _form_page(form, about, row=row, last=None, same=False)


def _form_page(
    form: CheckInForm, about: Known, *, row: CheckIn | None, last: CheckIn | None, same: bool
) -> ResponseReturnValue:
    content = catalogue().checkin
    return page(
        "checkins/check_in.html",
        form,
        row=row,
        last=last,
        same=same,
        sections=asked_sections(form, about),
        content=content,
        today=PartialDate.of(about.today),
        units=("°F" if about.plan.fahrenheit else "°C", "lb" if about.plan.pounds else "kg"),
    )


@bp.post("/check-ins/<uuid:check_in_id>/remove")
@login_required
def remove_check_in(journey_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    form, then = Form(), url_for(".check_ins", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove(required(queries.entry(CheckIn, check_in_id)))
    return saved(_("Check-in removed."), then=then)


@bp.get("/check-ins")
@login_required
def check_ins(journey_id: UUID) -> ResponseReturnValue:
    """Every check-in, or with `what=happened` every quick log; thirty on a page."""
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    number = max(request.args.get("page", 1, type=int), 1)
    cls: type[Any] = Happening if request.args.get("what") == "happened" else CheckIn
    rows, more, plan_row = queries.page_of(cls, min(number, 10_000))
    own = own_symptoms(plan_row.own if plan_row else None)
    if not rows and number > 1:
        return redirect(url_for(".check_ins", journey_id=journey.id))
    return render_template(
        "checkins/list.html",
        entries=[(row, entry_in_words(row, own, plan_row)) for row in rows],
        number=number,
        more=more,
        happened=cls is Happening,
    )


@bp.route("/check-ins/plan", methods=["GET", "POST"])
@login_required
def plan(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    about = known(limit=1)
    row: CheckInPlan = about.plan
    form = PlanForm(obj=row)
    form.hidden.choices, form.added.choices = plan_choices(about)
    if request.method == "POST":  # the lists to choose from are known only now
        form.process(request.form, obj=row)
    then = url_for("today.index", journey_id=journey_id)
    if submitted(form, then=then):
        if row.version and (clashes := merged(form, row)):
            return conflict(clashes)
        queries.save_plan(row, **form.values)
        return saved(_("Saved."), then=then)
    return page("checkins/plan.html", form, row=row)
