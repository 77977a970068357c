"""Two changes of one journey in the same instant: one waits for the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from tests.factories import inside
from tests.people import Person
from tracker.appointments.models import Question
from tracker.db import db
from tracker.diagnosis.models import Background
from tracker.owned import owned

_AT_ONCE = 4
OPERATION = "4be0643f-1d98-573b-97cd-ca98a65347dd"


def all_at_once(app: Flask, person: Person, tail: str, *forms: dict[str, str]) -> list[int]:
    """Send the forms from as many devices with the cookie of this person; the status of each answer."""
    token = person.token()
    cookie = person.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None

    def send(fields: dict[str, str]) -> int:
        device = app.test_client()
        device.set_cookie(cookie.key, cookie.value)
        return device.post(person.url(tail), data={"csrf_token": token, **fields}).status_code

    with ThreadPoolExecutor(len(forms)) as threads:
        return sorted(threads.map(send, forms))


def stored(app: Flask, person: Person, cls: Any) -> list[Any]:
    with inside(app, person.journey):
        return list(db.session.scalars(owned(cls)))


def test_a_double_tap_at_once_counts_once(app: Flask, as_owner: Person) -> None:
    form = {"operation": OPERATION, "text": "Only once"}
    assert all_at_once(app, as_owner, "/visits", *[form] * _AT_ONCE) == [302] * _AT_ONCE
    assert len(stored(app, as_owner, Question)) == 1


def test_the_first_background_is_written_once(app: Flask, as_owner: Person) -> None:
    answers = all_at_once(app, as_owner, "/diagnosis/background", {"sex": "female"}, {"sex": "male"})
    assert answers == [302, 409]
    assert len(stored(app, as_owner, Background)) == 1
