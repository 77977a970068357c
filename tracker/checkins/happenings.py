"""Something happened: one tap says what; time, temperature and words can follow."""

from __future__ import annotations

from datetime import timedelta, timezone
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.checkins import queries
from tracker.checkins.blueprint import bp
from tracker.checkins.forms import happening_form
from tracker.checkins.models import Happening
from tracker.checkins.saving import keep_happening
from tracker.checkins.words import quick_groups
from tracker.content import catalogue
from tracker.editing import conflict, page, required, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey


@bp.route("/happened", methods=["GET", "POST"])
@login_required
def happened(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    plan = queries.plan(journey)
    form = happening_form(plan, request.form if request.method == "POST" else None)
    then = url_for(".after_happening", journey_id=journey_id, happening_id=form.record_id)
    if submitted(form, then=then):
        row = queries.entry(Happening, form.record_id, removed=True)
        if clashes := keep_happening(journey, form, row):
            return conflict(clashes)
        return saved(_("Noted."), then=then)
    unit = "°F" if plan.fahrenheit else "°C"
    first = [entry for entry in catalogue().checkin.quick_log.values() if entry.first]
    return page("checkins/happened.html", form, first=first, groups=quick_groups(), unit=unit)


@bp.route("/happened/<uuid:happening_id>", methods=["GET", "POST"])
@login_required
def edit_happening(journey_id: UUID, happening_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    row: Happening = required(queries.entry(Happening, happening_id))
    plan = queries.plan(journey)
    local = row.happened_at.astimezone(timezone(timedelta(minutes=row.utc_offset)))
    form = happening_form(
        plan,
        request.form if request.method == "POST" else None,
        obj=row,
        record=str(row.id),
        time=local.strftime("%H:%M"),
    )
    then = url_for(".after_happening", journey_id=journey_id, happening_id=happening_id)
    if submitted(form, then=then):
        if clashes := keep_happening(journey, form, row):
            return conflict(clashes)
        return saved(_("Saved."), then=then)
    entry = catalogue().checkin.quick_log.get(row.kind)
    unit = "°F" if plan.fahrenheit else "°C"
    return page("checkins/happening.html", form, row=row, entry=entry, groups=quick_groups(), unit=unit)


@bp.post("/happened/<uuid:happening_id>/remove")
@login_required
def remove_happening(journey_id: UUID, happening_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    form, then = Form(), url_for(".check_ins", journey_id=journey_id, what="happened")
    if submitted(form, then=then):
        queries.remove(required(queries.entry(Happening, happening_id)))
    return saved(_("Entry removed."), then=then)
