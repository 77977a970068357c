"""A device on which someone has signed in before: it has tries of its own, so that nobody can shut them out (S17)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from tracker.accounts import tries
from tracker.accounts.models import email_index

_LASTS = timedelta(days=400)  # the longest a browser keeps a cookie


def spend_sign_in(email: str) -> timedelta | None:
    """Take a try to sign in with this address, whether it is known or not. None: go on; else how long to wait.

    The network comes first: one that has used up its tries takes none of those the account has.
    """
    index = email_index(email)
    known = _device_of(index)
    if known:
        return tries.spend("known device", f"{index}|{known}")
    return tries.spend("network", tries.network()) or tries.spend("account", index)


def remember(response: Response, index: str) -> Response:
    """Keep on this device that the account with this index of its address has signed in here."""
    device = _device_of(index) or secrets.token_urlsafe(16)
    response.set_cookie(
        _name(),
        _signer().dumps([index, device]),
        max_age=_LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _device_of(index: str) -> str | None:
    """The name of this device, if the account signed in here before."""
    try:
        whose, device = _signer().loads(request.cookies.get(_name(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if whose == index else None


def _name() -> str:
    return "__Host-known" if current_app.config["SESSION_COOKIE_SECURE"] else "known"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")
