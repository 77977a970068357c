"""Erasing one's account: what that means, two weeks to change one's mind, and the way back (S28)."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from tracker.accounts.step_up import recent_sign_in_required
from tracker.db import db
from tracker.editing import page
from tracker.leaving import queries
from tracker.leaving.forms import EraseForm

bp = Blueprint("leaving", __name__, url_prefix="/account")
# Where someone whose account will be erased can still go; everything else leads to the page that says so.
_STILL_OPEN = {
    "leaving.waiting",
    "leaving.keep",
    "exports.index",
    "exports.as_json",
    "exports.as_csv",
    "security.verify",
    "security.logout",
    "accounts.language",
    "directory.help_now",
}


def init_app(app: Flask) -> None:
    app.before_request(_lead_to_the_waiting_page)


def _lead_to_the_waiting_page() -> ResponseReturnValue | None:
    if "_user_id" not in session or request.endpoint in _STILL_OPEN or request.blueprint == "offline":
        return None
    if not current_user.is_authenticated or current_user.erase_at is None:
        return None
    if request.blueprint == "sync":
        return {"error": "sign-in"}, 401  # the phone keeps its entries, and asks the person
    return redirect(url_for("leaving.waiting"))


@bp.route("/erase", methods=["GET", "POST"])
@recent_sign_in_required()
def erase() -> ResponseReturnValue:
    if current_user.is_made_up:
        abort(404)
    form = EraseForm()
    if form.is_submitted() and form.validate():
        queries.leave(current_user, db.session.info.get("device_id"))
        db.session.commit()
        return redirect(url_for(".waiting"))
    journey, shared, holds_shares = queries.ends_with_the_account(current_user)
    return page("leaving/erase.html", form, own=journey, shared=shared, holds_shares=holds_shares)


@bp.get("/erased-soon")
@login_required
def waiting() -> ResponseReturnValue:
    if current_user.erase_at is None:
        return redirect(url_for("accounts.account"))
    journey, _shared, _held = queries.ends_with_the_account(current_user)
    return render_template("leaving/waiting.html", own=journey, erase_at=current_user.erase_at)


@bp.post("/keep")
@login_required
def keep() -> ResponseReturnValue:
    if current_user.erase_at is not None:
        queries.stay(current_user)
        db.session.commit()
        flash(_("Your account is kept. What was shared stays ended; you can share again."), "ok")
    return redirect(url_for("journeys.start"))
