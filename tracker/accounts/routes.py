"""Language, devices and the account page; the hooks that tie Flask-Security to device rows."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    abort,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, user_logged_out
from flask_security import Security, password_changed, user_authenticated
from sqlalchemy.exc import OperationalError

from tracker import audit
from tracker.accounts import known_device, queries, tries
from tracker.accounts.forms import NewPasswordForm, Passwords, SignInForm, SignUpForm
from tracker.accounts.models import Account
from tracker.accounts.step_up import StepUpForm
from tracker.db import SAFE_METHODS, db, now
from tracker.i18n import LANGUAGES, keep_language
from tracker.web import safe_path

bp = Blueprint("accounts", __name__)


class _NoRole:
    """Flask-Security wants a role class; there are no roles here."""


def init_app(app: Flask) -> None:
    app.before_request(_refuse_json)
    app.before_request(_read_device)  # before Flask-Principal, which loads the user
    security = Security(
        app,
        queries.Accounts(db, Account, _NoRole),
        login_form=SignInForm,
        register_form=SignUpForm,
        change_password_form=NewPasswordForm,
        verify_form=StepUpForm,
        password_util_cls=Passwords,
    )
    # Pages only: the answers in JSON would tell an unknown address from a wrong password.
    security.want_json(lambda _request: False)
    app.login_manager._request_callback = None  # type: ignore[attr-defined]  # no sign-in by a token in header or body
    app.after_request(_mark_device)
    app.after_request(tries.answer_with_wait)
    user_authenticated.connect(_sign_device_in, app)
    user_logged_out.connect(_sign_device_out, app)
    password_changed.connect(_sign_others_out, app)


def _refuse_json() -> None:
    """Flask-Security would read its forms from JSON of any shape."""
    if request.is_json and request.blueprint == "security":
        abort(400)


def _read_device() -> None:
    """Hand the cookie's device to the session, where the user loader looks for it."""
    try:
        db.session.info["cookie_device_id"] = UUID(session["device"])
    except (KeyError, ValueError, TypeError, AttributeError):
        db.session.info["cookie_device_id"] = None


def _mark_device(response):  # type: ignore[no-untyped-def]
    device = db.session.info.get("device")
    if device is None or request.method not in SAFE_METHODS or response.status_code >= 500:
        return response
    device_id, marks = device.id, queries.seen(device, now())
    if marks:
        db.session.rollback()  # the page is made; where SQLite goes without WAL its reading would hold up this write
        with suppress(OperationalError):  # busy or full: the page stands, and the next one marks again
            queries.mark_seen(device_id, marks)
    return response


def _sign_device_in(_app: Flask, user: Account, **_extra: object) -> None:
    if former := db.session.info.get("cookie_device_id"):
        queries.end_device(user, former)
    here = db.session.info.get("device")  # signed in already: a change of password keeps what this device is
    shared = here.shared if here else bool(request.form.get("shared_device"))
    owns = current_app.extensions["owns_journey"](user)
    device = queries.new_device(user, request.user_agent.string, shared=shared, at=now(), caregiver=not owns)
    session["device"] = str(device.id)
    if user.language:
        keep_language(user.language)
    session.permanent = not shared
    index = user.email_index
    if index and not shared:
        after_this_request(lambda response: known_device.remember(response, index))


def _sign_device_out(_app: Flask, user: Account, **_extra: object) -> None:
    if isinstance(user, Account) and (device_id := db.session.info.get("cookie_device_id")):
        queries.end_device(user, device_id)
        db.session.commit()
    session.pop("_flashes", None)  # what was to be said to this person, the next one on this device must not read
    session.pop("device", None)
    session.permanent = False


def _sign_others_out(_app: Flask, user: Account, **_extra: object) -> None:
    audit.note(user.id, "password_changed")
    queries.end_other_devices(user, but=db.session.info.get("device_id"))


@bp.post("/language")
def language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    keep_language(chosen)
    if current_user.is_authenticated:
        current_user.language = chosen
        db.session.commit()
    return redirect(safe_path(request.form.get("next")) or url_for("journeys.welcome"))


@bp.get("/account")
@login_required
def account() -> ResponseReturnValue:
    devices = queries.live_devices(current_user)
    return render_template("accounts/account.html", devices=devices, this_device=db.session.info.get("device_id"))


@bp.post("/account/devices/<uuid:device_id>/end")
@login_required
def end_device(device_id: UUID) -> ResponseReturnValue:
    if not queries.end_device(current_user, device_id):
        abort(404)
    db.session.commit()
    flash(_("That device is signed out."), "ok")
    return redirect(url_for(".account"))
