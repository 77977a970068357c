"""The trends page."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.journeys.queries import open_journey
from tracker.summary.queries import read
from tracker.trends import words
from tracker.trends.page import PERIODS, READS, USUAL, axis_of, page_of, since

bp = Blueprint("trends", __name__, url_prefix="/journeys/<uuid:journey_id>/trends")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    asked = request.args.get("period", USUAL)
    period = asked if asked in PERIODS else USUAL
    today = dates.today()
    rows, answers = read(READS, since(period, today), today + timedelta(days=1))
    page = page_of(rows, answers, axis_of(period, today, answers.first), today)
    return render_template("trends/index.html", page=page, period=period, periods=words.NAMES, scale=words.all_bounds())
