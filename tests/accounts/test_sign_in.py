"""Signing up, in and out, and the devices that are signed in (S1, S5)."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.factories import Someone, make_account, make_journey
from tests.people import Person, signed_in
from tests.test_access import OPEN_TO_ALL, address, rules_of
from tracker.accounts.models import Account, AccountKey, DeviceSession
from tracker.audit import trail_of
from tracker.db import db, now
from tracker.journeys.models import Journey

PASSWORD = "lanterne velours quatorze marées"
OTHER = "copper orchard midnight seven"
PRIVATE = "/account"


def count(app: Flask, cls: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(cls)) or 0


def sign_up(person: Person, email: str = "anne@example.ca", password: str = PASSWORD, **fields: Any) -> Any:
    return person.submit("/sign-up", {"email": email, "password": password, **fields})


def sign_in(person: Person, email: str = "anne@example.ca", password: str = PASSWORD, **fields: Any) -> Any:
    return person.submit("/sign-in", {"email": email, "password": password, **fields})


def is_in(person: Person) -> bool:
    return person.get(PRIVATE).status_code == 200


@pytest.fixture
def anne(app: Flask) -> Someone:
    return make_account(app, "anne@example.ca", PASSWORD)


# --- signing up ---------------------------------------------------------------------------------------------------


def test_signing_up_starts_a_journey_and_signs_in(app: Flask, as_visitor: Person) -> None:
    answer = sign_up(as_visitor)
    assert answer.status_code == 302
    assert answer.location == "/start"
    assert is_in(as_visitor)
    assert (count(app, Account), count(app, Journey), count(app, AccountKey), count(app, DeviceSession)) == (1, 1, 1, 1)
    assert re.fullmatch("/journeys/[0-9a-f-]{36}/today", as_visitor.get("/start").location)
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        assert [event.act for event in trail_of(account.id)] == ["journey.started", "signed_in"]
        assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_caregiver_signs_up_without_a_journey(app: Flask, as_visitor: Person) -> None:
    assert sign_up(as_visitor, has_journey="no").status_code == 302
    assert (count(app, Account), count(app, Journey)) == (1, 0)
    assert as_visitor.get("/start").status_code == 200
    assert as_visitor.press("/start").status_code == 302
    assert count(app, Journey) == 1
    as_visitor.press("/start")
    assert count(app, Journey) == 1


@pytest.mark.parametrize("email", ["anne@example.ca", "ANNE@Example.CA"])
def test_an_address_has_one_account(app: Flask, as_visitor: Person, anne: Someone, email: str) -> None:
    answer = sign_up(as_visitor, email)
    assert answer.status_code in (200, 422)
    assert "There is an account with this e-mail address" in unescape(answer.text)
    assert count(app, Account) == 1
    assert not is_in(as_visitor)
    assert form_value(answer, "email").strip().lower() == "anne@example.ca", "what was typed is lost"
    assert anne


def form_value(answer: Any, name: str) -> str:
    from tests.people import form_in

    return form_in(answer.text, answer.request.path).values[name]


@pytest.mark.parametrize(
    "email", ["", "anne", "anne@", "@example.ca", "a b@example.ca", "x" * 5000 + "@example.ca", "a\x00@example.ca"]
)
def test_what_is_no_address_is_refused(app: Flask, as_visitor: Person, email: str) -> None:
    answer = sign_up(as_visitor, email)
    assert answer.status_code in (200, 422)
    assert count(app, Account) == 0


EASY = [
    "short",
    "elevenchars",
    "password1234",
    "aaaaaaaaaaaa",
    "qwertyuiopas",
    "123456789012",
    "cancerdusein",
    "cancerdusein1",
    "breastcancer",
    "breast cancer",
    "throughline1",
    "throughline2026",
    "metastatique",
    "cancer-sein-cancer",
    "iloveyou1234",
    "anneanneanne",
]


@pytest.mark.parametrize("password", EASY)
def test_an_easy_password_is_refused(app: Flask, as_visitor: Person, password: str) -> None:
    answer = sign_up(as_visitor, password=password)
    assert answer.status_code in (200, 422)
    words = unescape(answer.text)
    assert "easy to guess" in words or "Use at least 12 characters" in words
    assert count(app, Account) == 0
    assert f'value="{password}"' not in answer.text


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "correct horse battery 9 staple", "x7" + "ö" * 3 + "Kq9!vGz#" * 14, "🎗️🌻🚲🫖🪁🧭🦉🪴🧩🥁🪗🛶"],
)
def test_a_good_password_signs_in(app: Flask, as_visitor: Person, password: str) -> None:
    assert len(password) <= 128
    assert sign_up(as_visitor, password=password).status_code == 302
    other = Person(app.test_client())
    assert sign_in(other, password=password).status_code == 302
    assert is_in(other)


def test_128_characters_are_a_password_and_129_are_not(app: Flask, as_visitor: Person) -> None:
    long = ("velvet harbour 52 sonata; " * 6)[:129]
    assert "at most 128" in unescape(sign_up(as_visitor, password=long).text)
    assert count(app, Account) == 0
    assert sign_up(as_visitor, password=long[:128]).status_code == 302
    other = Person(app.test_client())
    assert sign_in(other, password=long[:128]).status_code == 302
    assert is_in(other)
    assert sign_in(Person(app.test_client()), password=long[:127]).status_code != 302


@pytest.mark.parametrize(("made", "typed"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_letters_typed_in_two_ways_are_one_password(app: Flask, as_visitor: Person, made: Any, typed: Any) -> None:
    password = "été forêt garçon Noël 26"
    assert sign_up(as_visitor, password=unicodedata.normalize(made, password)).status_code == 302
    other = Person(app.test_client())
    assert sign_in(other, password=unicodedata.normalize(typed, password)).status_code == 302
    assert is_in(other)


# --- signing in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["anne@example.ca", "Anne@EXAMPLE.ca"])
def test_signing_in(app: Flask, as_visitor: Person, anne: Someone, email: str) -> None:
    answer = sign_in(as_visitor, email)
    assert answer.status_code == 302
    assert is_in(as_visitor)
    with app.app_context():
        assert [event.act for event in trail_of(anne.id)] == ["signed_in"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    app: Flask, as_visitor: Person, anne: Someone, language: str
) -> None:
    as_visitor.reads(language)
    wrong = sign_in(as_visitor, anne.email, OTHER)
    unknown = sign_in(as_visitor, "nobody@example.ca", OTHER)
    assert wrong.status_code == unknown.status_code
    assert not is_in(as_visitor)

    def same(answer: Any) -> str:
        return re.sub(r'(name="csrf_token"|name="operation")[^>]*>', "", answer.text).replace(
            anne.email, "nobody@example.ca"
        )

    assert same(wrong) == same(unknown)
    assert "do not go together" in wrong.text or language == "fr"
    assert OTHER not in wrong.text


@pytest.mark.parametrize("length", [129, 1025, 5000, 100_000])
def test_a_password_too_long_to_be_one_tells_nothing_of_the_account(
    app: Flask, as_visitor: Person, anne: Someone, length: int
) -> None:
    known, unknown = (sign_in(as_visitor, email, "p" * length) for email in ("anne@example.ca", "zoe@example.ca"))
    assert known.status_code == unknown.status_code == 200
    assert not is_in(as_visitor)


def test_after_signing_in_one_comes_back_to_the_page_asked_for(app: Flask) -> None:
    journey = make_journey(app, make_account(app, "anne@example.ca", PASSWORD))
    person = Person(app.test_client())
    asked = person.get(f"/journeys/{journey.id}/visits")
    assert asked.status_code == 302
    answer = person.submit(asked.location, {"email": "anne@example.ca", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.location.endswith(f"/journeys/{journey.id}/visits")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\t/evil.example", "/\\evil.example", "/%09/evil.example"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(as_visitor: Person, anne: Someone, target: str) -> None:
    fields = {"email": anne.email, "password": PASSWORD, "next": target, "csrf_token": as_visitor.token()}
    answer = as_visitor.client.post("/sign-in", data=fields, query_string={"next": target})
    if answer.status_code == 302:
        assert "evil" not in answer.location.split("?")[0] or answer.location.startswith("/%")
        assert not answer.location.startswith(("//", "http://evil", "https://evil", "/\\"))


# --- the cookie is worth no more than its device -------------------------------------------------------------------


def captured(person: Person) -> str:
    cookie = person.client.get_cookie("throughline")
    assert cookie is not None
    return cookie.value


def thief(app: Flask, cookie: str) -> Person:
    client = app.test_client()
    client.set_cookie("throughline", cookie)
    return Person(client)


def gets_nowhere(app: Flask, person: Person, journey_id: uuid.UUID) -> None:
    for rule, method in rules_of(app):
        if method == "GET" and rule.rule not in OPEN_TO_ALL:
            answer = person.get(address(app, rule, journey_id))
            assert answer.status_code in (302, 401), rule.rule
            assert answer.status_code == 401 or "/sign-in" in answer.location, rule.rule


def test_a_cookie_from_before_signing_out_is_worth_nothing(app: Flask, as_owner: Person) -> None:
    cookie = captured(as_owner)
    assert is_in(thief(app, cookie))
    assert as_owner.press("/sign-out").status_code == 302
    gets_nowhere(app, as_owner, as_owner.journey.id)
    gets_nowhere(app, thief(app, cookie), as_owner.journey.id)


def test_nobody_is_signed_out_by_a_link(as_owner: Person) -> None:
    assert as_owner.get("/sign-out").status_code == 405
    assert is_in(as_owner)


def test_a_cookie_of_a_device_ended_elsewhere_is_worth_nothing(app: Flask, as_owner: Person) -> None:
    lost = signed_in(app, as_owner.journey)
    with lost.client.session_transaction() as session:
        device = session["device"]
    assert as_owner.press(f"/account/devices/{device}/end").status_code == 302
    gets_nowhere(app, lost, as_owner.journey.id)
    assert is_in(as_owner)
    assert as_owner.press(f"/account/devices/{device}/end").status_code == 404


def test_signing_in_again_ends_the_former_session(app: Flask, as_visitor: Person, anne: Someone) -> None:
    sign_in(as_visitor)
    former = captured(as_visitor)
    as_visitor.press("/sign-out")
    sign_in(as_visitor)
    assert is_in(as_visitor)
    assert not is_in(thief(app, former))
    assert anne


def test_an_erased_account_lets_nobody_in(app: Flask, as_owner: Person) -> None:
    with app.app_context():
        db.session.delete(db.session.get_one(Account, as_owner.journey.owner.id))
        db.session.commit()
    gets_nowhere(app, as_owner, as_owner.journey.id)


def test_a_cookie_of_one_account_with_the_device_of_another_is_worth_nothing(
    app: Flask, as_owner: Person, as_stranger: Person
) -> None:
    with as_stranger.client.session_transaction() as session:
        device = session["device"]
    with as_owner.client.session_transaction() as session:
        session["device"] = device
    assert not is_in(as_owner)


@pytest.mark.parametrize("device", [None, "", "x", 5, [], "7d3f1f5e-5d0b-4a6e-9c7f-0a4b5f9f8d11"])
def test_a_cookie_with_no_real_device_is_worth_nothing(as_owner: Person, device: Any) -> None:
    with as_owner.client.session_transaction() as session:
        session["device"] = device
    assert not is_in(as_owner)


# --- deadlines ----------------------------------------------------------------------------------------------------


def devices(app: Flask) -> list[DeviceSession]:
    with app.app_context():
        found = list(db.session.scalars(select(DeviceSession)))
        db.session.expunge_all()
        return found


def move(app: Flask, **values: Any) -> None:
    with app.app_context():
        db.session.execute(update(DeviceSession).values(**values))
        db.session.commit()


@pytest.mark.parametrize(
    ("shared", "idle", "absolute"),
    [(False, timedelta(days=7), timedelta(days=30)), (True, timedelta(minutes=15), timedelta(hours=12))],
)
def test_how_long_a_device_stays_signed_in(
    app: Flask, as_visitor: Person, anne: Someone, shared: bool, idle: timedelta, absolute: timedelta
) -> None:
    make_journey(app, anne)
    answer = sign_in(as_visitor, **({"shared_device": "y"} if shared else {}))
    (device,) = devices(app)
    assert device.shared is shared
    assert device.idle_until - device.created_at == idle
    assert device.ends_at - device.created_at == absolute
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("throughline="))
    assert ("Expires" in cookie) is not shared, "on a shared device the cookie goes with the browser"


@pytest.mark.parametrize("deadline", ["idle_until", "ends_at", "revoked_at"])
def test_a_device_past_its_deadline_is_out(app: Flask, as_owner: Person, deadline: str) -> None:
    assert is_in(as_owner)
    move(app, **{deadline: now() - timedelta(seconds=1)})
    gets_nowhere(app, as_owner, as_owner.journey.id)


def test_use_moves_the_idle_deadline_but_never_the_last_one(app: Flask) -> None:
    person = signed_in(app, make_journey(app), shared=True)
    soon = now() + timedelta(minutes=2)
    move(app, last_seen_at=now() - timedelta(minutes=13), idle_until=soon)
    assert is_in(person)
    (device,) = devices(app)
    assert device.idle_until > soon + timedelta(minutes=10)
    move(app, last_seen_at=now() - timedelta(minutes=13), ends_at=soon)
    assert is_in(person)
    assert devices(app)[0].idle_until == soon


def test_the_account_page_lists_devices_that_can_get_in(app: Flask, as_owner: Person) -> None:
    signed_in(app, as_owner.journey, shared=True)
    page = as_owner.get("/account").text
    assert page.count("<h3>Chrome, Android</h3>") == 2
    assert as_owner.journey.owner.email in page


# --- change of password -------------------------------------------------------------------------------------------


@pytest.fixture
def with_password(app: Flask) -> Person:
    return signed_in(app, make_journey(app, make_account(app, "anne@example.ca", PASSWORD)))


def change(person: Person, old: str = PASSWORD, new: str = OTHER, again: str | None = None) -> Any:
    fields = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return person.submit("/account/password", fields)


def test_a_new_password_signs_out_every_other_device(app: Flask, with_password: Person) -> None:
    other = signed_in(app, with_password.journey)
    cookie = captured(other)
    assert change(with_password).status_code == 302
    assert is_in(with_password), "this device stays"
    assert not is_in(other)
    assert not is_in(thief(app, cookie))
    fresh = Person(app.test_client())
    assert sign_in(fresh, password=PASSWORD).status_code != 302
    assert sign_in(fresh, password=OTHER).status_code == 302
    with app.app_context():
        acts = [event.act for event in trail_of(with_password.journey.owner.id)]
    assert acts.count("password_changed") == 1


def test_the_same_password_again_is_no_change(app: Flask) -> None:
    person = signed_in(app, make_journey(app, make_account(app, "anne@example.ca", OTHER)))
    answer = change(person, OTHER, OTHER)
    assert "The new password is the same as the old one." in answer.text


def test_a_shared_device_stays_one_after_a_change_of_password(app: Flask) -> None:
    journey = make_journey(app, make_account(app, "anne@example.ca", PASSWORD))
    person = signed_in(app, journey, shared=True)
    assert change(person).status_code == 302
    assert is_in(person)
    live = [device for device in devices(app) if device.is_live(now())]
    assert [device.shared for device in live] == [True]
    assert live[0].ends_at - now() < timedelta(hours=13)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [(OTHER, OTHER, None), (PASSWORD, "cancerdusein", None), (PASSWORD, "short", None), (PASSWORD, OTHER, OTHER + "x")],
    ids=["wrong", "easy", "short", "differs"],
)
def test_a_password_that_will_not_do_changes_nothing(
    app: Flask, with_password: Person, old: str, new: str, again: str | None
) -> None:
    other = signed_in(app, with_password.journey)
    answer = change(with_password, old, new, again)
    assert answer.status_code in (200, 422)
    assert is_in(other)
    assert sign_in(Person(app.test_client()), password=PASSWORD).status_code == 302


# --- language -----------------------------------------------------------------------------------------------------


def test_the_language_of_the_browser_then_the_chosen_one(app: Flask, as_visitor: Person) -> None:
    assert 'lang="fr-CA"' in as_visitor.get("/sign-in", headers={"Accept-Language": "fr-CA,fr;q=0.9"}).text
    assert 'lang="en-CA"' in as_visitor.get("/sign-in", headers={"Accept-Language": "de"}).text
    answer = as_visitor.press("/language", language="fr", next="/sign-in?a=b")
    assert answer.location == "/sign-in?a=b"
    assert 'lang="fr-CA"' in as_visitor.get("/sign-in", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("language", ["", "de", "fr_CA", "../fr", "\x00"])
def test_another_language_is_refused(as_visitor: Person, language: str) -> None:
    assert as_visitor.press("/language", language=language).status_code == 400


def test_the_language_follows_the_account(app: Flask, as_visitor: Person, anne: Someone) -> None:
    sign_in(as_visitor)
    as_visitor.press("/language", language="fr")
    other = Person(app.test_client())
    sign_in(other)
    assert 'lang="fr-CA"' in other.get("/account").text
    assert anne
