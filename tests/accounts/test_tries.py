"""How often a password can be tried (S17), and how long a caregiver stays signed in (S1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.test_sign_in import PASSWORD, devices, sign_in, sign_up
from tests.factories import Someone, make_account, make_journey
from tests.people import Person, signed_in
from tracker.accounts import queries, tries
from tracker.accounts.models import Account
from tracker.accounts.tries import MOST, WITHIN
from tracker.db import db, now

WRONG = "not the password of anybody"


@pytest.fixture
def anne(app: Flask) -> Someone:
    return make_account(app, "anne@example.ca", PASSWORD)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were compared with what is kept."""
    seen: list[str] = []
    compare = Account.verify_and_update_password

    def counted(account: Account, password: str) -> bool:
        seen.append(password)
        return compare(account, password)

    monkeypatch.setattr(Account, "verify_and_update_password", counted)
    return seen


def from_network(app: Flask, address: str) -> Person:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return Person(client)


def test_a_thousand_guesses_from_fifty_addresses_are_thirty(app: Flask, anne: Someone, verified: list[str]) -> None:
    known = Person(app.test_client())
    sign_in(known)
    known.press("/sign-out")
    verified.clear()
    codes = set()
    for number in range(50):
        guesser = from_network(app, f"203.{number}.113.9")
        fields = {"csrf_token": guesser.token(), "email": "anne@example.ca", "password": WRONG}
        codes |= {guesser.post_raw("/sign-in", fields).status_code for _ in range(20)}
    assert len(verified) == MOST - 1, "one was hers, before her device was known"
    assert codes == {200, 429}
    assert sign_in(known).status_code == 302, "the device she has signed in on before is not shut out"
    assert sign_in(Person(app.test_client())).status_code == 429


def test_a_known_device_has_no_more_tries_than_others(app: Flask, anne: Someone, verified: list[str]) -> None:
    person = Person(app.test_client())
    sign_in(person)
    person.press("/sign-out")
    answers = [sign_in(person, password=WRONG).status_code for _ in range(MOST + 2)]
    assert answers.count(429) == 2
    assert anne


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIiwiYiJd.x", "é"])
def test_a_forged_cookie_makes_no_known_device(app: Flask, anne: Someone, verified: list[str], cookie: str) -> None:
    person = from_network(app, "203.0.113.9")
    person.client.set_cookie("known", cookie)
    for _ in range(MOST + 1):
        answer = sign_in(person, password=WRONG)
    assert answer.status_code == 429
    assert len(verified) == MOST


def test_one_network_has_thirty_tries_over_all_accounts(app: Flask, verified: list[str]) -> None:
    for number in range(MOST + 5):
        make_account(app, f"a{number}@example.ca")
        guesser = from_network(app, f"203.0.113.{number}")
        answer = sign_in(guesser, f"a{number}@example.ca", WRONG)
    assert answer.status_code == 429
    assert sign_in(from_network(app, "203.0.114.1"), "a1@example.ca", WRONG).status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
    ],
)
def test_addresses_of_one_connection_are_one_network(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert tries.network() == network


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_has_to_wait_is_told_how_long_and_keeps_what_was_typed(app: Flask, anne: Someone, language: str) -> None:
    person = Person(app.test_client()).reads(language)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(MOST):
            tries.spend("network", tries.network())
    page = sign_in(person, shared_device="y")
    words = {"en": "Too many tries. Wait 60 minutes", "fr": "Trop d’essais. Attendez 60 minutes"}
    assert page.status_code == 429
    assert 3590 <= int(page.headers["Retry-After"]) <= 3600
    assert words[language] in unescape(page.text)
    assert 'value="anne@example.ca"' in page.text
    assert PASSWORD not in unescape(page.text)
    assert anne


@pytest.mark.parametrize("page", ["/verify", "/account/password"])
def test_the_password_of_an_open_session_cannot_be_guessed(
    app: Flask, anne: Someone, verified: list[str], page: str
) -> None:
    thief = signed_in(app, make_journey(app, anne))
    other = signed_in(app, anne)
    for _ in range(MOST + 5):
        answer = thief.submit(page, password=WRONG) if page == "/verify" else change(thief)
    assert answer.status_code == 429
    assert len(verified) == (MOST if page == "/verify" else 0), "the other form compares in its own way"
    assert other.submit("/verify", password=PASSWORD).status_code == 302, "another device of hers goes on"


def change(person: Person) -> Any:
    new = "copper orchard midnight seven"
    return person.press("/account/password", password=WRONG, new_password=new, new_password_confirm=new)


def test_tries_come_back_one_by_one(app: Flask) -> None:
    with app.app_context():
        start = now()
        for second in range(5):
            assert tries.spend("code", "a", 5, WITHIN, start + timedelta(seconds=second)) is None
        at = start + timedelta(minutes=10)
        assert tries.spend("code", "a", 5, WITHIN, at) == timedelta(minutes=50)
        assert tries.spend("code", "b", 5, WITHIN, at) is None
        assert tries.spend("other", "a", 5, WITHIN, at) is None
        assert tries.spend("code", "a", 5, WITHIN, start + WITHIN) is None
        assert tries.spend("code", "a", 5, WITHIN, start + WITHIN) == timedelta(seconds=1)


def test_tries_survive_a_restart_and_are_shared(app: Flask, another_app: Any) -> None:
    for each in (app, another_app(testing=True)):
        with each.app_context():
            assert tries.spend("code", "a", 2) is None
    with app.app_context():
        assert tries.spend("code", "a", 2) is not None


def test_tries_in_the_same_instant_are_counted_one_by_one(app: Flask) -> None:
    def spend(_number: int) -> bool:
        with app.app_context():
            return tries.spend("code", "a", 5) is None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(24))) == 5


def test_a_shared_device_is_not_remembered(app: Flask, anne: Someone) -> None:
    for shared in ("y", None):
        person = Person(app.test_client())
        answer = sign_in(person, shared_device=shared)
        kept = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("known=")]
        assert len(kept) == (0 if shared else 1)
        assert all("HttpOnly" in line and "SameSite=Lax" in line and "anne" not in line for line in kept)
    assert anne


def test_nothing_is_kept_that_says_who(app: Flask, anne: Someone) -> None:
    sign_in(Person(app.test_client()), password=WRONG)
    with app.app_context():
        rows = db.session.scalars(select(tries.Tries)).all()
        assert {row.kind for row in rows} == {"network", "account"}
        account = db.session.get_one(Account, anne.id)
        assert not {row.key_hash for row in rows} & {account.email_index, str(anne.id), anne.id.hex}
        tries.forget(now() + WITHIN)
        assert db.session.scalars(select(tries.Tries)).all() == []


# --- caregivers -----------------------------------------------------------------------------------------------------


def deadlines(app: Flask) -> tuple[timedelta, timedelta]:
    device = max(devices(app), key=lambda each: each.created_at)
    return device.idle_until - device.last_seen_at, device.ends_at - device.created_at


def test_a_caregiver_is_signed_out_after_an_hour_and_a_week(app: Flask, anne: Someone) -> None:
    person = Person(app.test_client())
    sign_in(person)
    assert deadlines(app) == (timedelta(minutes=60), timedelta(days=7))
    sign_in(Person(app.test_client()), shared_device="y")
    assert deadlines(app) == (timedelta(minutes=15), timedelta(hours=12))
    assert anne


def test_use_keeps_a_caregiver_in_for_another_hour(app: Flask, anne: Someone) -> None:
    with app.app_context():
        account = db.session.get_one(Account, anne.id)
        device = queries.new_device(account, "", shared=False, at=now(), caregiver=True)
        later = now() + timedelta(minutes=50)
        assert queries.seen(device, later) == {"last_seen_at": later, "idle_until": later + timedelta(minutes=60)}


def test_someone_with_a_journey_stays_in_for_a_week_and_a_month(app: Flask, anne: Someone) -> None:
    make_journey(app, anne)
    sign_in(Person(app.test_client()))
    assert deadlines(app) == (timedelta(days=7), timedelta(days=30))


def test_starting_a_journey_lets_the_device_stay(app: Flask) -> None:
    person = Person(app.test_client())
    sign_up(person, has_journey="no")
    assert deadlines(app) == (timedelta(minutes=60), timedelta(days=7))
    person.press("/start")
    assert max(devices(app), key=lambda each: each.created_at).ends_at - now() > timedelta(days=29)
    sign_up(Person(app.test_client()), "bea@example.ca")
    assert deadlines(app) == (timedelta(days=7), timedelta(days=30))
