"""The password once more, before the record leaves the app (S2)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask, flash, redirect, request
from sqlalchemy import func, select

from tests.factories import make_account, make_journey
from tests.people import Person, signed_in
from tests.test_access import address, ask, rules_of
from tracker.accounts.step_up import recent_sign_in_required
from tracker.audit import AuditEvent, Revision
from tracker.db import db, now

PASSWORD = "lanterne velours quatorze marées"
STALE = timedelta(minutes=11)


def guarded_endpoints(app: Flask) -> set[str]:
    return {name for name, view in app.view_functions.items() if hasattr(view, "asks_for_recent_sign_in")}


def last_signed_in(person: Person, ago: timedelta | None) -> Person:
    """The person, with the moment of their sign-in moved in the cookie; None: there is none in it."""
    with person.client.session_transaction() as session:
        session.pop("fs_paa", None)
        if ago is not None:
            session["fs_paa"] = (now() - ago).timestamp()
    return person


@pytest.fixture
def anne(app: Flask) -> Person:
    """Signed in 11 minutes ago, with a journey and a password."""
    owner = make_account(app, "anne@example.ca", PASSWORD)
    return last_signed_in(signed_in(app, make_journey(app, owner)), STALE)


@pytest.fixture
def tried(app: Flask, another_app: Any, anne: Person) -> Person:
    """The same person in an app with two guarded views: a form, and a button that lives on the page of the form."""
    other = another_app(testing=True)
    done: list[str] = []

    @recent_sign_in_required()
    def page() -> Any:
        if request.method == "POST":
            done.append("page")
            flash("done")
            return redirect("/try/page")
        return f"the page, done {len(done)} times"

    @recent_sign_in_required(page="page")
    def button() -> Any:
        done.append("button")
        return redirect("/try/page")

    other.add_url_rule("/try/page", "page", page, methods=["GET", "POST"])
    other.add_url_rule("/try/button", "button", button, methods=["POST"])
    cookie = anne.client.get_cookie("throughline")
    client = other.test_client()
    client.set_cookie("throughline", cookie.value)
    return Person(client, anne.journey, anne.account)


def written(app: Flask) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return sum(connection.scalar(select(func.count()).select_from(cls.__table__)) for cls in (AuditEvent, Revision))


def test_every_guarded_route_asks_for_the_password_and_changes_nothing(app: Flask, anne: Person) -> None:
    before = written(app)
    for rule, method in rules_of(app):
        if rule.endpoint not in guarded_endpoints(app):
            continue
        answer = ask(anne, method, address(app, rule, anne.journey.id))
        assert answer.status_code == 302, (method, rule.rule)
        assert answer.location.startswith("/verify?next="), (method, rule.rule)
        assert "Your password once more" in unescape(anne.get(answer.location).text)
    assert written(app) == before


@pytest.mark.parametrize("ago", [STALE, timedelta(minutes=10, seconds=1), timedelta(days=-1), None])
def test_what_is_not_a_sign_in_of_the_last_ten_minutes_is_not_enough(tried: Person, ago: timedelta | None) -> None:
    assert last_signed_in(tried, ago).get("/try/page").location == "/verify?next=/try/page"


def test_a_sign_in_of_nine_minutes_ago_is_enough_and_is_not_made_longer_by_use(tried: Person) -> None:
    last_signed_in(tried, timedelta(minutes=9))
    assert tried.get("/try/page").status_code == 200
    with tried.client.session_transaction() as session:
        assert session["fs_gexp"] <= now().timestamp() + 1


def test_the_right_password_goes_on_to_the_page_one_came_from(tried: Person) -> None:
    asked = tried.get("/try/page?kind=csv").location
    assert asked == "/verify?next=/try/page?kind%3Dcsv"
    answer = tried.submit(asked, password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/try/page?kind=csv")
    assert tried.get(answer.location).status_code == 200


def test_what_was_sent_is_not_sent_again_after_the_password(tried: Person) -> None:
    for address_, back in (("/try/page", "/try/page"), ("/try/button", "/try/page")):
        last_signed_in(tried, STALE)
        asked = tried.press(address_).location
        assert asked == f"/verify?next={back}"
        answer = tried.submit(asked, password=PASSWORD)
        assert answer.location == back
        assert tried.get(back).text == "the page, done 0 times"
    assert tried.press("/try/button").location == "/try/page"
    assert tried.get("/try/page").text == "the page, done 1 times"


@pytest.mark.parametrize("wrong", ["lanterne velours quatorze marée", "x" * 5000, " "])
def test_a_wrong_password_says_so_and_opens_nothing(tried: Person, wrong: str) -> None:
    asked = tried.get("/try/page").location
    page = tried.submit(asked, password=wrong)
    assert "This is not your password" in unescape(page.text)
    assert wrong not in page.text or wrong == " "
    assert 'value="/try/page"' in page.text
    assert tried.get("/try/page").status_code == 302


def test_no_password_asks_for_one(tried: Person) -> None:
    assert "Write your password." in unescape(tried.submit("/verify", password=None).text)
    assert tried.get("/try/page").status_code == 302


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\t/example.com", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(tried: Person, target: str) -> None:
    answer = tried.press("/verify", password=PASSWORD, next=target)
    assert answer.status_code == 302
    assert answer.location == "/start" or answer.location.startswith("/%09/")


def test_another_persons_password_is_wrong(app: Flask, tried: Person) -> None:
    make_account(app, "bea@example.ca", "copper orchard midnight seven")
    page = tried.submit("/verify", password="copper orchard midnight seven")
    assert "This is not your password" in unescape(page.text)


def test_a_page_in_json_does_not_make_a_sign_in_fresh(tried: Person) -> None:
    answer = tried.client.post("/verify", json={"password": PASSWORD}, headers={"X-CSRFToken": tried.token()})
    assert answer.status_code == 400
    assert tried.get("/try/page").status_code == 302


def test_no_second_way_in_is_switched_on(app: Flask) -> None:
    """GHSA-f66q-9rf6-8795: a passkey that did not verify the person made a session fresh."""
    off = ("WEBAUTHN", "UNIFIED_SIGNIN", "PASSWORDLESS", "OAUTH_ENABLE", "TWO_FACTOR", "RECOVERABLE", "CONFIRMABLE")
    assert not any(app.config.get(f"SECURITY_{name}") for name in off)
    assert {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")} == {
        "security.login",
        "security.logout",
        "security.verify",
        "security.register",
        "security.change_password",
    }


def test_the_made_up_journey_has_no_password_and_is_let_through(app: Flask, another_app: Any) -> None:
    other = another_app(testing=True)
    other.add_url_rule("/try/page", "page", recent_sign_in_required()(lambda: "the page"))
    visitor = Person(other.test_client())
    visitor.press("/made-up")
    last_signed_in(visitor, STALE)
    assert visitor.get("/try/page").text == "the page"
