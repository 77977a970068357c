"""The Journey page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.journeys.queries import open_journey
from tracker.timeline import words
from tracker.timeline.told import EARLY, journey_told
from tracker.treatments.lines import Line

bp = Blueprint("timeline", __name__, url_prefix="/journeys/<uuid:journey_id>")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    today = dates.today()
    record, told = journey_told(request.args.get("period"), today)
    return render_template(
        "timeline/index.html",
        over=words.over(record.lines),
        current_lines=_current(record.lines, today),
        has_ended_line=any(line.row.ended for line in record.lines),
        **told,
    )


@bp.get("/add")
@login_required
def add(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    return render_template("timeline/add.html")


def _current(lines: list[Line], today: date) -> list[Line]:
    """What is going on now, the latest first."""
    return [line for line in reversed(lines) if line.is_current(today) and line.row.setting not in EARLY]
