"""What holds for every request and answer: headers, origin, limits, and errors in our own words (S15, S16, S20)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, abort, request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import encode_multipart

from tests.databases import Embedded, Server, let_go, settings
from tests.factories import inside, make_journey, make_question
from tests.people import Person, signed_in
from tests.test_access import address, rules_of
from tracker import create_app
from tracker.appointments.models import Question
from tracker.audit import Revision
from tracker.db import db
from tracker.owned import owned
from tracker.web import CONTENT_POLICY, HEADERS, StrictJson, safe_path

EXACT = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "browsing-topics=()",
    "X-Frame-Options": "DENY",
}
PLANTED = "planted phrase"


def has_exact_headers(answer: Any, *, kept: bool = False) -> None:
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT
    assert [len(answer.headers.getlist(name)) for name in EXACT] == [1] * len(EXACT)
    if kept:
        assert "immutable" in answer.headers["Cache-Control"]
    else:
        assert answer.headers.getlist("Cache-Control") == ["no-store"]
    assert "Server" not in answer.headers


def test_the_policy_is_the_one_written_here() -> None:
    assert HEADERS == EXACT
    assert "unsafe" not in CONTENT_POLICY


# --- headers --------------------------------------------------------------------------------------------------


def test_every_page_and_refusal_carries_the_headers(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    for rule, method in rules_of(app):
        url = address(app, rule, as_owner.journey.id)
        for person in (as_owner, as_visitor):
            answer = person.get(url) if method == "GET" else person.post_raw(url)
            has_exact_headers(answer)


@pytest.fixture
def breaking(another_app: Any) -> Flask:
    """The app as a person meets it, with pages that break."""
    app = another_app()

    def boom() -> str:
        raise RuntimeError(f"{PLANTED} in {request.path}")

    def code(number: int) -> str:
        abort(number)

    def slow() -> str:
        from sqlalchemy.exc import OperationalError

        raise OperationalError(f"INSERT {PLANTED}", {"text": PLANTED}, Exception(PLANTED))

    app.add_url_rule("/boom", "boom", boom)
    app.add_url_rule("/code/<int:number>", "code", code)
    app.add_url_rule("/slow", "slow", slow)
    return app


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("number", [400, 401, 403, 404, 405, 409, 410, 413, 415, 429, 500, 501, 503])
def test_each_error_is_a_page_of_ours(breaking: Flask, number: int, language: str) -> None:
    person = Person(breaking.test_client()).reads(language)
    answer = person.get(f"/code/{number}")
    assert answer.status_code == number
    assert f'<html lang="{language}-CA"' in answer.text
    assert "<h1" in answer.text
    assert "werkzeug" not in answer.text.lower()
    has_exact_headers(answer)


def test_a_broken_page_gives_no_detail_and_logs_no_text(breaking: Flask, caplog: Any) -> None:
    answer = Person(breaking.test_client()).get("/boom?note=planted+phrase")
    assert answer.status_code == 500
    has_exact_headers(answer)
    for told in ("planted", "RuntimeError", "Traceback", "/tracker/", "boom"):
        assert told not in answer.text
    assert "RuntimeError in GET /boom" in caplog.text
    assert "planted" not in caplog.text


def test_a_failing_database_logs_no_text(breaking: Flask, caplog: Any) -> None:
    answer = Person(breaking.test_client()).get("/slow")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    has_exact_headers(answer)
    assert "OperationalError in GET /slow" in caplog.text
    assert "planted" not in caplog.text + answer.text


def test_an_unknown_address_is_not_repeated(as_visitor: Person) -> None:
    answer = as_visitor.get("/%3Cscript%3Eplanted")
    assert answer.status_code == 404
    assert "<script>planted" not in answer.text
    has_exact_headers(answer)


def test_a_method_that_is_not_offered(as_visitor: Person) -> None:
    answer = as_visitor.client.delete("/")
    assert answer.status_code in (400, 405)
    has_exact_headers(answer)


def test_built_files_carry_the_headers(app: Flask, as_visitor: Person) -> None:
    for name in ("app.css", "app.js"):
        answer = as_visitor.get(app.jinja_env.globals["asset"](name))
        assert answer.status_code == 200
        has_exact_headers(answer, kept=True)
        answer.close()


def test_over_https_the_cookie_and_the_browser_are_held_to_it(tmp_path: Any) -> None:
    app = create_app(settings(tmp_path, BASE_URL="https://throughline.example"), testing=True)
    client = app.test_client()
    answer = client.get("/", base_url="https://throughline.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    page = client.get("/sign-in", base_url="https://throughline.example")
    cookies = [line for line in page.headers.getlist("Set-Cookie") if "throughline" in line]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-throughline=")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
    assert client.get("/", base_url="https://evil.example").status_code == 400
    let_go(app)


def test_the_cookie_is_closed_to_scripts(as_visitor: Person) -> None:
    cookies = as_visitor.get("/sign-in").headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


# --- where a change may come from -------------------------------------------------------------------------------


def rows(app: Flask, journey: Any) -> int:
    with inside(app, journey):
        return len(db.session.scalars(owned(Revision)).all())


FORGED = {
    "no token": ({}, {}),
    "an empty token": ({"csrf_token": ""}, {}),
    "a made-up token": ({"csrf_token": "IjEyMyI.aaaa.bbbb"}, {}),
    "another person's token": ("other", {}),
    "from another site": ("own", {"Sec-Fetch-Site": "cross-site"}),
    "from a neighbour site": ("own", {"Sec-Fetch-Site": "same-site"}),
    "a foreign origin": ("own", {"Origin": "https://evil.example"}),
    "an opaque origin on another site": ("own", {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
    "plain text": ("text", {"Content-Type": "text/plain"}),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_request_changes_nothing(app: Flask, as_owner: Person, as_stranger: Person, how: str) -> None:
    question_id = make_question(app, as_owner.journey)
    before = rows(app, as_owner.journey)
    data, headers = FORGED[how]
    if data == "own":
        data = {"csrf_token": as_owner.token()}
    elif data == "other":
        data = {"csrf_token": as_stranger.token()}
    elif data == "text":
        data = f"csrf_token={as_owner.token()}&text=forged"
    if isinstance(data, dict):
        data = data | {"text": "forged", "language": "fr"}
    for rule, method in rules_of(app):
        if method != "POST":
            continue
        url = address(app, rule, as_owner.journey.id, question_id=question_id)
        answer = as_owner.post_raw(url, data, headers=headers)
        assert answer.status_code in (400, 403), (rule.rule, answer.status_code)
        has_exact_headers(answer)
    assert rows(app, as_owner.journey) == before
    with as_owner.client.session_transaction() as session:
        assert "device" in session, "signed out"
        assert "language" not in session


def test_a_request_from_this_site_is_taken(app: Flask, as_owner: Person) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}):
        answer = as_owner.post_raw(
            as_owner.url("/visits"), {"csrf_token": as_owner.token(), "text": "Mine"}, headers=headers
        )
        assert answer.status_code == 302


def test_what_was_typed_is_not_lost_on_a_stale_page(as_owner: Person) -> None:
    answer = as_owner.post_raw(as_owner.url("/visits"), {"text": "typed"})
    assert answer.status_code == 400
    assert "go back" in answer.text


# --- limits -----------------------------------------------------------------------------------------------------


def quick(started: float) -> bool:
    return time.monotonic() - started < 2


def test_a_huge_body_is_refused_at_once(as_owner: Person) -> None:
    started = time.monotonic()
    answer = as_owner.post_raw(as_owner.url("/visits"), b"text=" + b"x" * 100_000_000)
    assert answer.status_code == 413
    assert quick(started)
    has_exact_headers(answer)


def as_parts(fields: dict[str, str]) -> dict[str, Any]:
    """Fields in the form a browser sends with files."""
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def test_a_huge_field_is_refused(as_owner: Person) -> None:
    fields = {"csrf_token": as_owner.token(), "text": "x" * 300_000}
    assert as_owner.post_raw(as_owner.url("/visits"), fields).status_code == 413
    assert as_owner.post_raw(as_owner.url("/visits"), **as_parts(fields)).status_code == 413


def test_ten_thousand_parts_are_refused(as_owner: Person) -> None:
    started = time.monotonic()
    url = as_owner.url("/visits")
    parts = {"csrf_token": as_owner.token(), **{f"p{number}": "x" for number in range(10_000)}}
    assert as_owner.post_raw(url, **as_parts(parts)).status_code in (400, 413)
    as_form = "&".join(f"{name}={value}" for name, value in parts.items())
    answer = as_owner.post_raw(url, as_form, content_type="application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500
    assert quick(started)


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        "[" * 200_000 + "]" * 200_000,
        '{"a":' * 21 + "1" + "}" * 21,
        "1" * 5000,
        '{"a": NaN}',
        '{"a": 1, "a": 2}',
        "{",
        '"\\ud800"',
        "",
        "\x00",
    ],
    ids=["open", "deep", "21", "digits", "nan", "twice", "cut", "surrogate", "empty", "nul"],
)
def test_strange_json_is_refused_quickly(app: Flask, as_owner: Person, body: str) -> None:
    started = time.monotonic()
    for rule, method in rules_of(app):
        if method == "POST" and "journey_id" in rule.arguments:
            url = address(app, rule, as_owner.journey.id)
            answer = as_owner.post_raw(url, body, content_type="application/json")
            assert 400 <= answer.status_code < 500, (rule.rule, answer.status_code)
            break
    assert quick(started)


@pytest.mark.parametrize(
    "body", ["{}", "[1]", "null", '{"text": 5}', '{"text": ["a"]}', '{"operation": 5}', "[" * 9000]
)
@pytest.mark.parametrize("tail", ["/visits", "/diagnosis/specimens/add", "/lines/add", "/options/answer/hr"])
def test_a_form_is_not_read_from_json(app: Flask, as_owner: Person, tail: str, body: str) -> None:
    before = rows(app, as_owner.journey)
    headers = {"X-CSRFToken": as_owner.token()}
    answer = as_owner.post_raw(as_owner.url(tail), body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert rows(app, as_owner.journey) == before


@pytest.mark.parametrize("body", ["[1]", '{"email": 1, "password": 2}', "[" * 9000])
@pytest.mark.parametrize("url", ["/sign-in", "/sign-up"])
def test_nobody_signs_in_by_json(as_visitor: Person, url: str, body: str) -> None:
    headers = {"X-CSRFToken": as_visitor.token()}
    answer = as_visitor.post_raw(url, body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "[" * 21 + "]" * 21, '{"a":NaN}', '{"a":Infinity}', '{"a":1,"a":2}', "[" * 60 + "]" * 60]
)
def test_json_we_do_not_accept(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  flask answers 400 to any
        StrictJson(Flask("bare")).loads(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_json_we_accept_is_read_as_written(value: Any) -> None:
    assert StrictJson(Flask("bare")).loads(json.dumps(value)) == value


# --- paths ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/account", "/a?b=c", "/a?b=c&d=é", "/journeys/1#line-2", "/a//b", "/a/../b"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "account",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil",
        "/\r\n/evil",
        "\t//evil",
        " /a",
        "http:evil",
        "https://evil.example/",
        "javascript:alert(1)",
        "http:///evil",
        "//[",
        "/\x00/evil",
        "?a=b",
        "#top",
    ],
)
def test_any_other_target_is_refused(path: str | None) -> None:
    assert safe_path(path) is None


@pytest.mark.parametrize("path", ["/%09/evil.example", "/%2F/evil.example", "/%5Cevil.example", "/%0d%0aX: y"])
def test_an_encoded_trick_stays_on_this_site(app: Flask, as_visitor: Person, path: str) -> None:
    answer = as_visitor.press("/language", language="fr", next=path)
    assert answer.status_code in (302, 303)
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\", "/\t"))
    assert "X" not in answer.headers


@given(st.text(alphabet="/\\\t\n\r .:?#@[]ehtpsvil%0129é\x00"))
def test_no_target_leaves_this_site(text: str) -> None:
    from urllib.parse import urljoin, urlsplit

    if (kept := safe_path(text)) is not None:
        assert urlsplit(urljoin("https://here.example/", kept)).netloc == "here.example"
        assert "\\" not in kept


# --- a database that is busy or full (S24) ----------------------------------------------------------------------


@contextmanager
def locked(database: Any) -> Iterator[None]:
    """Someone else is writing and does not stop."""
    if isinstance(database, Server):
        with database.admin.transaction(force_rollback=True):
            database.admin.execute("LOCK TABLE question, audit_head IN SHARE MODE")
            yield
        return
    assert isinstance(database, Embedded)
    with database.app.app_context():
        connection = db.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            connection.close()


@contextmanager
def impatient(app: Flask) -> Iterator[None]:
    """Wait for a lock only an instant, as a test must."""
    from sqlalchemy import event

    with app.app_context():
        engine = db.engine
    statement = "PRAGMA busy_timeout = 50" if engine.dialect.name == "sqlite" else "SET lock_timeout = '50ms'"

    def hurry(connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()

    let_go(app)
    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(engine, "checkout", hurry)
        let_go(app)


@pytest.mark.parametrize(("language", "words"), [("en", "was not saved"), ("fr", "")])
def test_a_busy_database_is_said_and_reading_goes_on(app: Flask, database: Any, language: str, words: str) -> None:
    person = signed_in(app, make_journey(app)).reads(language)
    with impatient(app):
        with locked(database):
            answer = person.press(person.url("/visits"), text="typed while busy")
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "5"
            assert words in answer.text
            assert f'lang="{language}-CA"' in answer.text
            has_exact_headers(answer)
            assert person.get(person.url("/visits")).status_code == 200
        assert person.press(person.url("/visits"), text="typed after").status_code == 302
    with inside(app, person.journey):
        assert [row.text for row in db.session.scalars(owned(Question))] == ["typed after"]


def test_a_full_disk_is_said_and_reading_goes_on(embedded: Embedded) -> None:
    app = embedded.app
    person = signed_in(app, make_journey(app))
    make_question(app, person.journey, "kept before")
    let_go(app)
    from sqlalchemy import event

    with app.app_context():
        engine = db.engine

    def fill(connection: Any, *_more: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        cursor.close()

    event.listen(engine, "checkout", fill)
    try:
        answers = []
        for number in range(40):  # until the room in the last page is used up
            answers.append(person.press(person.url("/visits"), text=f"{number} " + "x" * 490))
            if answers[-1].status_code != 302:
                break
        assert answers[-1].status_code == 503
        assert "was not saved" in answers[-1].text
        kept = person.get(person.url("/visits"))
        assert kept.status_code == 200
        assert "kept before" in kept.text
    finally:
        event.remove(engine, "checkout", fill)
        let_go(app)
    assert person.press(person.url("/visits"), text="room again").status_code == 302
    with inside(app, person.journey):
        stored = len(db.session.scalars(owned(Question)).all())
    assert stored == 1 + sum(answer.status_code == 302 for answer in answers) + 1


def test_a_device_mark_does_not_break_a_page_of_a_busy_database(app: Flask, database: Any) -> None:
    from datetime import timedelta

    from tracker.db import now

    person = signed_in(app, make_journey(app), at=now() - timedelta(minutes=5))
    with impatient(app), locked(database):
        assert person.get(person.url("/visits")).status_code == 200


def test_a_database_that_is_away_is_said(tmp_path: Any) -> None:
    away = settings(tmp_path, DATABASE_URL=f"postgresql://nobody@/nothing?host={tmp_path}")
    app = create_app(away)
    person = Person(app.test_client())
    with person.client.session_transaction() as session:
        session.update(_user_id="someone", _fresh=True, device="7d3f1f5e-5d0b-4a6e-9c7f-0a4b5f9f8d11")
    for url in ("/", "/start", "/journeys/7d3f1f5e-5d0b-4a6e-9c7f-0a4b5f9f8d11", "/nowhere"):
        answer = person.get(url)
        assert answer.status_code in (503, 404)
        assert "<html" in answer.text
        has_exact_headers(answer)
    assert person.get("/start").status_code == 503


def test_reading_changes_nothing(app: Flask, database: Any, as_owner: Person) -> None:
    from tests.test_encryption import everything
    from tests.test_owned import RECORDS

    for make, _name, _value in RECORDS.values():
        make(app, as_owner.journey)
    before = everything(app, database)
    for rule, method in rules_of(app):
        if method == "GET":
            as_owner.get(address(app, rule, as_owner.journey.id))
    assert everything(app, database) == before
