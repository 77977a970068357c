"""Pages of the treatments: add, change, end and remove a line; doses; local treatments."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.content import catalogue, kind_name, kind_of
from tracker.dates import today
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form
from tracker.i18n import language
from tracker.journeys.queries import open_journey
from tracker.treatments import queries
from tracker.treatments.cycles import cycle_of
from tracker.treatments.forms import (
    TYPED,
    DoseChangeForm,
    DoseForm,
    EndLineForm,
    LineForm,
    LocalTreatmentForm,
    Pick,
)
from tracker.treatments.lines import Line
from tracker.treatments.models import DrugCourse, EndReason, Setting

bp = Blueprint("treatments", __name__, url_prefix="/journeys/<uuid:journey_id>")


def lines_today() -> list[Line]:
    """The lines of the open journey as of today."""
    return queries.lines(kind_of, today())


def _journey_page(journey_id: UUID, line_id: UUID | None = None) -> str:
    return url_for("timeline.index", journey_id=journey_id, _anchor=f"line-{line_id}" if line_id else None)


@bp.get("/drugs.json")
@login_required
def drugs(journey_id: UUID) -> ResponseReturnValue:
    """The picker's list in the reader's language."""
    other = "fr" if language() == "en" else "en"
    listed = [
        {
            "id": drug.id,
            "name": drug.generic.in_language(language()),
            "brands": list(drug.brands),
            "kind": kind_name(catalogue().kind_of(drug.id)),
            "also": [drug.generic.in_language(other), *drug.brands_elsewhere],
        }
        for drug in catalogue().drugs.values()
    ]
    return jsonify(listed)


@bp.route("/lines/add", methods=["GET", "POST"])
@login_required
def add_line(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form = LineForm(setting=Setting.METASTATIC)
    then = _journey_page(journey_id)
    if "look-up" not in request.form and submitted(form, then=then):
        row = queries.add_line(journey, _pairs(form.drugs.data), **form.values)
        return saved(_("Treatment saved."), then=_journey_page(journey_id, row.id))
    return _line_page(form, None)


@bp.route("/lines/<uuid:line_id>", methods=["GET", "POST"])
@login_required
def edit_line(journey_id: UUID, line_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.line(line_id))
    chosen = [_value(course) for course in queries.courses_of(line_id)]
    form = LineForm(obj=row, drugs=chosen, drugs_before=json.dumps(chosen))
    then = _journey_page(journey_id, line_id)
    if "look-up" not in request.form and submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        before = [Pick(value) for value in form.drugs_at_first()]
        queries.change_line(row, _pairs(form.drugs.data), _pairs(before), **form.values)
        return saved(_("Treatment saved."), then=then)
    return _line_page(form, row)


def _line_page(form: LineForm, row: object) -> ResponseReturnValue:
    """The form. "Look up" (the way without script) checks the drugs alone and saves nothing."""
    if "look-up" in request.form:
        form.drugs.validate(form)
    return page("treatments/line.html", form, row=row)


def _value(course: DrugCourse) -> str:
    return course.drug_id or f"{TYPED}{course.drug_text}"


def _pairs(picks: list[Pick]) -> list[tuple[str | None, str | None]]:
    return [(pick.drug_id, pick.drug_text) for pick in picks]


@bp.route("/lines/<uuid:line_id>/end", methods=["GET", "POST"])
@login_required
def end_line(journey_id: UUID, line_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.line(line_id))
    form = EndLineForm(obj=row)
    if not form.is_submitted() and row.end_reason is None and "stopped-working" in request.args:
        form.end_reason.data = EndReason.PROGRESSION
    then = url_for("options.index", journey_id=journey_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        if row.started_on and form.ended_on.data and form.ended_on.data.surely_before(row.started_on):
            form.ended_on.errors = [_("The end is before the start. Check both dates.")]
        else:
            queries.end_line(row, **form.values)
            stopped = form.end_reason.data is EndReason.PROGRESSION
            return saved(_("Treatment ended."), then=then if stopped else _journey_page(journey_id, line_id))
    return page("treatments/end_line.html", form, row=row, line=_line(line_id))


def _line(line_id: UUID) -> Line:
    return next(line for line in lines_today() if line.row.id == line_id)


@bp.post("/lines/<uuid:line_id>/remove")
@login_required
def remove_line(journey_id: UUID, line_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), _journey_page(journey_id)
    if submitted(form, then=then):
        queries.remove_line(required(queries.line(line_id)))
    return saved(_("Treatment removed."), then=then)


@bp.route("/drugs/<uuid:course_id>/dose", methods=["GET", "POST"])
@login_required
def dose(journey_id: UUID, course_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.course(course_id))
    form, then = DoseForm(obj=row), _journey_page(journey_id, row.line_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        if form.validate():  # a merge can leave a part of a cycle without the others
            queries.change_course(row, **form.values)
            return saved(_("Saved."), then=then)
    cycle, day = cycle_of(row), today()
    return page("treatments/dose.html", form, row=row, drug=Pick(_value(row)), cycle=cycle, today=day)


@bp.route("/drugs/<uuid:course_id>/changes/add", methods=["GET", "POST"])
@login_required
def add_dose_change(journey_id: UUID, course_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    course = required(queries.course(course_id))
    form, then = DoseChangeForm(), _journey_page(journey_id, course.line_id)
    if submitted(form, then=then):
        queries.add_dose_change(course, **form.values)
        return saved(_("Dose change saved."), then=then)
    return page("treatments/dose_change.html", form, row=None, drug=Pick(_value(course)))


@bp.route("/changes/<uuid:change_id>", methods=["GET", "POST"])
@login_required
def edit_dose_change(journey_id: UUID, change_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.dose_change(change_id))
    course = required(queries.course(row.course_id))
    form, then = DoseChangeForm(obj=row), _journey_page(journey_id, course.line_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_dose_change(row, **form.values)
        return saved(_("Dose change saved."), then=then)
    return page("treatments/dose_change.html", form, row=row, drug=Pick(_value(course)))


@bp.post("/changes/<uuid:change_id>/remove")
@login_required
def remove_dose_change(journey_id: UUID, change_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), _journey_page(journey_id)
    if submitted(form, then=then):
        queries.remove_dose_change(required(queries.dose_change(change_id)))
    return saved(_("Dose change removed."), then=then)


@bp.route("/local/add", methods=["GET", "POST"])
@login_required
def add_local(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = LocalTreatmentForm(), _journey_page(journey_id)
    if submitted(form, then=then):
        queries.add_local_treatment(journey, **form.values)
        return saved(_("Treatment saved."), then=then)
    return page("treatments/local.html", form, row=None)


@bp.route("/local/<uuid:treatment_id>", methods=["GET", "POST"])
@login_required
def edit_local(journey_id: UUID, treatment_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.local_treatment(treatment_id))
    form, then = LocalTreatmentForm(obj=row), _journey_page(journey_id)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_local_treatment(row, **form.values)
        return saved(_("Treatment saved."), then=then)
    return page("treatments/local.html", form, row=row)


@bp.post("/local/<uuid:treatment_id>/remove")
@login_required
def remove_local(journey_id: UUID, treatment_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), _journey_page(journey_id)
    if submitted(form, then=then):
        queries.remove_local_treatment(required(queries.local_treatment(treatment_id)))
    return saved(_("Treatment removed."), then=then)
