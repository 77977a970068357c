"""Pages of the tumour markers: every value, add, change and remove one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey
from tracker.labs import queries, words
from tracker.labs.forms import MarkerResultForm
from tracker.labs.models import Marker
from tracker.labs.page import page_of

bp = Blueprint("labs", __name__, url_prefix="/journeys/<uuid:journey_id>/markers")
_MARKERS = {marker.value: marker for marker in Marker}


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    results = queries.marker_results()
    one = _MARKERS.get(request.args.get("marker", ""))
    shown = [row for row in results if one in (None, row.marker)]
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    found = page_of(shown, dates.today(), number)
    return render_template("labs/index.html", page=found, one=one, words=words)


@bp.route("/add", methods=["GET", "POST"])
@login_required
def add_marker_result(journey_id: UUID) -> ResponseReturnValue:
    """The marker first, on a page of its own; then its value, with the unit of the time before."""
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form = MarkerResultForm(marker=_MARKERS.get(request.args.get("marker", "")))
    marker = form.marker.data
    form.offer_units(marker)
    then = _markers_page(journey_id, marker)
    if submitted(form, then=then):
        queries.add_marker_result(journey, **form.values)
        return saved(_("Value saved."), then=then)
    if not form.is_submitted():
        if marker is None:
            return render_template("labs/choose.html", markers=Marker)
        form.unit.data = queries.last_unit(marker)
    return page("labs/marker_result.html", form, row=None)


@bp.route("/<uuid:result_id>", methods=["GET", "POST"])
@login_required
def edit_marker_result(journey_id: UUID, result_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.marker_result(result_id))
    form = MarkerResultForm(obj=row)
    form.offer_units(form.marker.data)
    then = _markers_page(journey_id, form.marker.data)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_marker_result(row, **form.values)
        return saved(_("Value saved."), then=then)
    return page("labs/marker_result.html", form, row=row)


@bp.post("/<uuid:result_id>/remove")
@login_required
def remove_marker_result(journey_id: UUID, result_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), _markers_page(journey_id, None)
    if submitted(form, then=then):
        queries.remove_marker_result(required(queries.marker_result(result_id)))
    return saved(_("Value removed."), then=then)


def _markers_page(journey_id: UUID, marker: Marker | None) -> str:
    return url_for(".index", journey_id=journey_id, _anchor=marker.value if marker else None)
