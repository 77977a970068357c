"""Step-up (S2): what takes a record out of the app, or shares it, asks for the password once more.

A sign-in counts for ten minutes, and only the one of this session: Flask-Security keeps its moment in the signed
cookie (`fs_paa`), where signing in and `/verify` alone set it, each after the whole check. No sign-in by token, social
account or passkey is switched on, so there is no second way to be fresh (GHSA-f66q-9rf6-8795 was one).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from flask_security import check_and_update_authn_fresh
from flask_security.forms import VerifyForm

from tracker.accounts.tries import spend, too_many
from tracker.db import SAFE_METHODS, db
from tracker.web import safe_path

Arguments = ParamSpec("Arguments")
View = Callable[Arguments, ResponseReturnValue]
_NO_GRACE = timedelta()


class StepUpForm(VerifyForm):
    """The password of the account that is signed in, once more."""

    def validate(self, **kwargs: Any) -> bool:
        """A wrong password is said to be wrong; whom it belongs to is known, so there is nothing to hide."""
        if self.password.data and (wait := spend("password", db.session.info["device_id"])):
            self.password.errors = [too_many(wait)]
            return False
        if super().validate(**kwargs):
            return True
        if self.password.data:
            self.password.errors = [_("This is not your password. Check it and try again.")]
        return False

    def validate_next(self, field: Any) -> None:
        field.data = safe_path(field.data) or ""


def recent_sign_in_required(*, page: str | None = None) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view for those who gave their password in this session in the last ten minutes; others are asked for it first.

    They come back to the page, never into the middle of an act: what they sent is not sent again. `page`: the endpoint
    to come back to where the address of the view only takes what is sent. The made-up journey has no password and
    holds nothing private: it passes.
    """

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
            if current_user.is_made_up or is_recent():
                return view(*args, **kwargs)
            return redirect(url_for("security.verify", next=_way_back(page)))

        guarded.asks_for_recent_sign_in = True  # type: ignore[attr-defined]  # a test walks them all
        return login_required(guarded)

    return decorate


def is_recent() -> bool:
    within = current_app.config["SECURITY_FRESHNESS"]
    return bool(check_and_update_authn_fresh(within, _NO_GRACE, "session"))


def _way_back(page: str | None) -> str:
    if request.method not in SAFE_METHODS and page:
        back = url_for(page, **(request.view_args or {}))
        return f"{back}?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else back
    return request.full_path if request.query_string and request.method in SAFE_METHODS else request.path
