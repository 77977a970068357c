"""Support in a journey: the directory with what the person saved, and what they want to be offered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.editing import conflict, merged, page, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey
from tracker.support import queries
from tracker.support.forms import PutAwayForm, SavedForm, SupportPlanForm
from tracker.support.now import help_now_lines
from tracker.support.page import directory
from tracker.support.public import all_about, organization_or_404
from tracker.support.words import Address, name_of

bp = Blueprint("support", __name__, url_prefix="/journeys/<uuid:journey_id>/support")


def _addresses(journey_id: UUID) -> tuple[Any, Address]:
    def find(**args: Any) -> str:
        return url_for("support.index", journey_id=journey_id, **args)

    def address(slug: str) -> str:
        return url_for("support.organization", journey_id=journey_id, slug=slug)

    return find, address


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.NOTES, Right.OWN)
    kept, plan = queries.saved_and_plan(journey)
    find, address = _addresses(journey_id)
    return render_template(
        "support/index.html",
        find_url=find(),
        now=help_now_lines(plan.region),
        kept=[
            (row.organization, name_of(row.organization), address(row.organization), row.note) for row in kept.values()
        ],
        kept_ids=set(kept),
        **directory(find, address, plan.region or ""),
    )


@bp.route("/<slug>", methods=["GET", "POST"])
@login_required
def organization(journey_id: UUID, slug: str) -> ResponseReturnValue:
    """All there is about one, and saving it with a note."""
    journey = open_journey(journey_id, Scope.NOTES, Right.OWN)
    each = organization_or_404(slug)
    row = queries.saved_organization(slug)
    form = SavedForm(obj=row)
    find, address = _addresses(journey_id)
    if submitted(form, then=address(slug)):
        if row is None:
            queries.save_organization(journey, slug, **form.values)
        elif clashes := merged(form, row):
            return conflict(clashes)
        else:
            queries.change_saved(row, **form.values)
        return saved(_("Saved."), then=address(slug))
    return page("support/organization.html", form, back_url=find(), row=row, **all_about(each, address))


@bp.post("/<slug>/save")
@login_required
def save(journey_id: UUID, slug: str) -> ResponseReturnValue:
    """One tap, from the list."""
    journey = open_journey(journey_id, Scope.NOTES, Right.OWN)
    organization_or_404(slug)
    form, then = Form(), _addresses(journey_id)[1](slug)
    if submitted(form, then=then):
        if queries.saved_organization(slug):
            return redirect(then)
        queries.save_organization(journey, slug)
    return saved(_("Saved."), then=then)


@bp.post("/<slug>/remove")
@login_required
def remove(journey_id: UUID, slug: str) -> ResponseReturnValue:
    open_journey(journey_id, Scope.NOTES, Right.OWN)
    organization_or_404(slug)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_saved(slug)
    return saved(_("Removed from what you saved."), then=then)


@bp.route("/plan", methods=["GET", "POST"])
@login_required
def plan(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.NOTES, Right.OWN)
    row = queries.plan(journey)
    form, then = SupportPlanForm(obj=row), url_for(".index", journey_id=journey_id)
    form.offer_regions()
    if submitted(form, then=then):
        if row.version and (clashes := merged(form, row)):
            return conflict(clashes)
        queries.save_plan(row, **form.values)
        return saved(_("Saved."), then=then)
    return page("support/plan.html", form, row=row)


@bp.post("/put-away")
@login_required
def put_away(journey_id: UUID) -> ResponseReturnValue:
    """An offer on Today was seen; it does not come back."""
    journey = open_journey(journey_id, Scope.NOTES, Right.OWN)
    form, then = PutAwayForm(), url_for("today.index", journey_id=journey_id)
    if not submitted(form, then=then):
        abort(400)
    row = queries.plan(journey)
    queries.save_plan(row, put_away={**row.put_away, form.key.data: dates.today().isoformat()})
    return saved(_("Put away."), then=then)
