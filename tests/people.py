"""People with a browser: what they send is what the page in front of them holds."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import _create_identifier
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.factories import Journey, Someone
from tracker.accounts import queries
from tracker.accounts.models import Account
from tracker.db import db, now

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0"}


@dataclass
class Person:
    """Someone at a browser. `journey` is the one they own, if any."""

    client: FlaskClient
    journey: Journey | None = None
    account: Someone | None = None

    def url(self, tail: str = "") -> str:
        """The address of a page of their journey."""
        return f"/journeys/{self.journey.id}{tail}" if self.journey else tail

    def get(self, url: str, **more: Any) -> TestResponse:
        return self.client.get(url, **self._as_browser(more))

    def post_raw(self, url: str, data: Any = None, **more: Any) -> TestResponse:
        """Send exactly this: no token unless it is in `data`."""
        return self.client.post(url, data=data, **self._as_browser(more))

    def press(self, url: str, **fields: Any) -> TestResponse:
        """Press a button that has a little form of its own."""
        return self.post_raw(url, {"csrf_token": self.token(), **fields})

    def submit(self, url: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Open the page of a form, fill in `fields` over what it holds, and send it. None empties a field."""
        return self.send(url, self.form(url), fields, **more)

    def send(self, url: str, form: Form, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form that was opened before."""
        filled = MultiDict(form.values)
        for name, value in {**(fields or {}), **more}.items():
            for part in (name, f"{name}-year", f"{name}-month", f"{name}-day"):  # a date is three inputs
                filled.poplist(part)
            if value is not None:
                filled.setlist(name, list(value) if isinstance(value, (list, tuple)) else [value])
        return self.post_raw(url, filled)

    def form(self, url: str) -> Form:
        """The form on the page that is sent to this address."""
        page = self.get(url)
        assert page.status_code == 200, f"{url} answered {page.status_code}"
        return form_in(page.text, url)

    def follow(self, response: TestResponse) -> str:
        """The text of the page a redirect leads to."""
        assert response.status_code in (302, 303), f"{response.status_code}: {response.text[:2000]}"
        return self.get(response.location).text

    def token(self) -> str:
        """A token that fits this session, as every page holds one."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha1(os.urandom(64), usedforsecurity=False).hexdigest())
        key = self.client.application.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))

    def reads(self, language: str) -> Person:
        """The same person, with the app in this language."""
        with self.client.session_transaction() as session:
            session["language"] = language
        return self

    @staticmethod
    def _as_browser(more: dict[str, Any]) -> dict[str, Any]:
        return more | {"headers": {**BROWSER, **more.get("headers", {})}}


def signed_in(app: Flask, who: Journey | Someone, *, shared: bool = False, at: datetime | None = None) -> Person:
    """A person on a new device of theirs. The slow way, through the pages, has its own tests."""
    journey = who if isinstance(who, Journey) else None
    account = who.owner if isinstance(who, Journey) else who
    with app.app_context():
        row = db.session.get_one(Account, account.id)
        device = queries.new_device(row, BROWSER["User-Agent"], shared=shared, at=at or now())
        db.session.commit()
        device_id = str(device.id)
    client = app.test_client()
    with app.test_request_context(headers=BROWSER, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        identifier = _create_identifier()
    with client.session_transaction() as session:
        session.update(_user_id=account.login, _fresh=True, _id=identifier, device=device_id, fs_cc="set")
        session["fs_paa"] = now().timestamp()
        session.permanent = not shared
    return Person(client, journey, account)


class Form:
    """What a form on a page holds: the fields a browser would send."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.values: MultiDict[str, str] = MultiDict()


def form_in(html: str, url: str) -> Form:
    """The form of this page that is sent to `url`; a form without action is sent to its own page."""
    parser = _Forms()
    parser.feed(html)
    path = urlsplit(url).path
    for form in parser.forms:
        if form.method == "post" and urlsplit(form.action or path).path == path:
            return form
    raise AssertionError(f"no form for {path} on the page")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and given.get("name"):
            kind = given.get("type") or "text"
            if kind in ("submit", "button", "image", "reset") or "disabled" in given:
                return
            if kind in ("radio", "checkbox") and "checked" not in given:
                return
            usual = "on" if kind in ("radio", "checkbox") else ""
            self._form.values.add(given["name"], given.get("value") if given.get("value") is not None else usual)
        elif tag == "textarea":
            self._area, self._text = given.get("name"), ""
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and "selected" in given:
            self._form.values.add(self._select, given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            text = self._text.removeprefix("\r\n").removeprefix("\n")  # HTML drops the first line end
            if self._form is not None:
                self._form.values.add(self._area, text)
            self._area = None
