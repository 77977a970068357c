"""The page a caregiver comes to: how things are, in the parts they were given."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker.journeys.queries import open_journey
from tracker.owned import opened

bp = Blueprint("caregiver", __name__, url_prefix="/journeys/<uuid:journey_id>")


@bp.get("/shared")
@login_required
def summary(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, None)
    if opened().grant.is_whole:
        return redirect(url_for("today.index", journey_id=journey_id))
    return render_template("caregiver/summary.html")
