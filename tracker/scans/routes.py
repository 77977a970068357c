"""Pages of the scans: add, change and remove one. They are listed on the Journey page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.content import kind_of
from tracker.dates import PartialDate
from tracker.editing import conflict, merged, page, required, saved, submitted
from tracker.forms import Form, as_uuid
from tracker.journeys.queries import open_journey
from tracker.scans import queries
from tracker.scans.forms import ScanForm
from tracker.scans.ties import line_on
from tracker.treatments import queries as treatments
from tracker.treatments.lines import Line

bp = Blueprint("scans", __name__, url_prefix="/journeys/<uuid:journey_id>/scans")


def _journey_page(journey_id: UUID, scan_id: UUID | None = None) -> str:
    return url_for("timeline.index", journey_id=journey_id, _anchor=f"scan-{scan_id}" if scan_id else None)


@bp.route("/add", methods=["GET", "POST"])
@login_required
def add_scan(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    today = dates.today()
    lines = treatments.lines(kind_of, today)
    form = ScanForm(line_id=_asked_for(lines) or _taken(lines, PartialDate.of(today)))
    form.line_id.offer(lines, today)
    if submitted(form, then=_journey_page(journey_id)):
        row = queries.add_scan(journey, **form.values)
        return saved(_("Scan saved."), then=_journey_page(journey_id, row.id))
    return page("scans/scan.html", form, row=None)


def _asked_for(lines: list[Line]) -> UUID | None:
    """The line whose page led here."""
    line_id = as_uuid(request.args.get("line"))
    return line_id if any(line.row.id == line_id for line in lines) else None


def _taken(lines: list[Line], day: PartialDate) -> UUID | None:
    line = line_on(lines, day)
    return line.row.id if line else None


@bp.route("/<uuid:scan_id>", methods=["GET", "POST"])
@login_required
def edit_scan(journey_id: UUID, scan_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    today = dates.today()
    found, lines = queries.scan_with_lines(scan_id, kind_of, today)
    row = required(found)
    form, then = ScanForm(obj=row), _journey_page(journey_id, scan_id)
    form.line_id.offer(lines, today)
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_scan(row, **form.values)
        return saved(_("Scan saved."), then=then)
    return page("scans/scan.html", form, row=row)


@bp.post("/<uuid:scan_id>/remove")
@login_required
def remove_scan(journey_id: UUID, scan_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), _journey_page(journey_id)
    if submitted(form, then=then):
        queries.remove_scan(required(queries.scan(scan_id)))
    return saved(_("Scan removed."), then=then)
