"""The owner's pages: who sees the journey, inviting someone, changing, pausing and ending a share."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.journeys.queries import open_journey

bp = Blueprint("sharing", __name__, url_prefix="/journeys/<uuid:journey_id>/sharing")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    return render_template("sharing/index.html")
