"""Sign-up, sign-in and change of password: Flask-Security's forms in our words, and our password rule (S5)."""

from __future__ import annotations

import unicodedata
from typing import Any

import zxcvbn
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import PasswordUtil
from flask_security.forms import ChangePasswordForm, LoginForm, RegisterFormV2
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.known_device import spend_sign_in
from tracker.accounts.models import LONGEST_TRIED
from tracker.accounts.tries import spend, too_many
from tracker.db import db

_SHORTEST = 12
_LONGEST = 128
_ZXCVBN_LONGEST = 72  # it raises ValueError above
_STRONG = 3  # of 4: "safely unguessable"
_EASY_WORDS = ("throughline", "cancer", "breast", "sein", "cancerdusein", "breastcancer", "metastatic", "metastatique")


class Passwords(PasswordUtil):
    """Length 12 to 128, no composition rules; refused when it is easy to guess."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """A list of messages, or None, and the normalised password."""
        normal = self.normalize(password)
        if len(unicodedata.normalize("NFC", password)) < _SHORTEST:
            return [_("Use at least %(num)d characters. Three or four words work well.", num=_SHORTEST)], normal
        if len(normal) > _LONGEST:
            return [_("Use at most %(num)d characters.", num=_LONGEST)], normal
        if _easy_to_guess(normal):
            return [_("This password is easy to guess. Try three or four words that do not belong together.")], normal
        return None, normal


def _easy_to_guess(password: str) -> bool:
    bare = password.lower()
    for word in _EASY_WORDS:
        bare = bare.replace(word, "")
    score = zxcvbn.zxcvbn(password[:_ZXCVBN_LONGEST], user_inputs=list(_EASY_WORDS))["score"]
    return score < _STRONG or len(bare.strip("0123456789 .-_!")) < 4


class SignInForm(LoginForm):
    shared_device = BooleanField(_l("This phone or computer is shared or borrowed"))

    def validate(self, **kwargs: Any) -> bool:
        """A password longer than any that is kept is wrong at once, known address or not: the hasher would raise."""
        if len(self.password.data or "") > LONGEST_TRIED:
            message = current_app.config["SECURITY_MSG_INVALID_PASSWORD"][0]
            self.password.errors = [message]
            return False
        if self.email.data and self.password.data and (wait := spend_sign_in(self.email.data)):
            self.password.errors = [too_many(wait)]
            return False
        return bool(super().validate(**kwargs))


class SignUpForm(RegisterFormV2):
    has_journey = RadioField(
        _l("Who is it for?"),
        choices=[
            SelectChoice("yes", _l("For me: I live with metastatic breast cancer")),
            SelectChoice("no", _l("For someone close to me: I will wait for their invitation")),
        ],
        default="yes",
    )
    shared_device = BooleanField(_l("This phone or computer is shared or borrowed"))


class NewPasswordForm(ChangePasswordForm):
    def validate(self, **kwargs: Any) -> bool:
        """The password one has now can be guessed here as well as on the page that asks for it once more."""
        if self.password.data and (wait := spend("password", db.session.info["device_id"])):
            self.password.errors = [too_many(wait)]
            return False
        return bool(super().validate(**kwargs))
