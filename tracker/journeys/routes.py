"""The way in: what this is, a made-up journey to look around in, and a journey of one's own."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_security import user_registered

from tracker import dates
from tracker.accounts import queries as accounts
from tracker.accounts.models import Account
from tracker.db import db
from tracker.i18n import language
from tracker.journeys import queries
from tracker.journeys.welcome import made_up_strip

bp = Blueprint("journeys", __name__)


def init_app(app: Flask) -> None:
    user_registered.connect(_start_own, app)
    app.extensions["owns_journey"] = lambda account: account.is_made_up or queries.own_journey(account) is not None


@bp.get("/")
def welcome() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for(".start"))
    return render_template("journeys/welcome.html", strip=made_up_strip(dates.today(), language()))


@bp.get("/start")
@login_required
def start() -> ResponseReturnValue:
    """Where a person who has signed in begins: today, or the page of someone who has none."""
    if session.pop("on_the_way_to_answer", False):
        return redirect(url_for("invitations.answer"))
    journey = queries.own_journey(current_user)
    if journey is None and queries.is_given_any(current_user):
        return redirect(url_for("invitations.shared"))
    if journey is None:
        return render_template("journeys/no_journey.html")
    return redirect(url_for("today.index", journey_id=journey.id))


@bp.post("/start")
@login_required
def start_own() -> ResponseReturnValue:
    if queries.own_journey(current_user) is None:
        queries.new_journey(current_user)
        accounts.no_longer_caregiver(current_user)
        db.session.commit()
    return redirect(url_for(".start"))


def _start_own(_app: Flask, user: Account, form_data: dict[str, object], **_extra: object) -> None:
    user.language = language()
    if request.form.get("has_journey") != "no":
        queries.new_journey(user)
