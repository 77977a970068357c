"""Reporting a mistake: anyone can, it is tied to nobody, and the operator reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from tests.people import Person
from tracker.db import db, now
from tracker.mistakes import queries
from tracker.mistakes.models import MistakeReport, sender_of

URL = "/report-mistake?about=option:elacestrant"
WORDS = "The year is wrong: 2023, not 2024."


def kept(app: Flask) -> list[MistakeReport]:
    with app.app_context():
        return list(db.session.scalars(select(MistakeReport).order_by(MistakeReport.at)))


@pytest.mark.parametrize("who", ["as_visitor", "as_owner", "as_caregiver"])
def test_anyone_can_report_and_the_operator_reads_it(app: Flask, request: pytest.FixtureRequest, who: str) -> None:
    person: Person = request.getfixturevalue(who)
    page = person.get(URL).text
    assert "About: Elacestrant" in page
    sent = person.submit(URL, text=WORDS, contact="someone@example.ca")
    assert "Thank you" in person.follow(sent)
    result = app.test_cli_runner().invoke(args=["content", "reports"])
    assert WORDS in result.output
    assert "option:elacestrant" in result.output
    assert "answer to: someone@example.ca" in result.output
    assert result.output.endswith("1 reports\n")


def test_it_is_kept_sealed_and_tied_to_nobody(app: Flask, as_owner: Person) -> None:
    as_owner.submit(URL, text=WORDS, contact="someone@example.ca")
    with app.app_context():
        [row] = db.session.execute(text("SELECT * FROM mistake_report")).mappings()
        stored = " ".join(str(value) for value in row.values())
        assert "year is wrong" not in stored
        assert "example.ca" not in stored
        assert str(as_owner.journey.id).replace("-", "") not in stored.replace("-", "")
        assert str(as_owner.journey.owner.id).replace("-", "") not in stored.replace("-", "")
        assert "127.0.0.1" not in stored


@pytest.mark.parametrize("about", ["", "option:nothing", "nothing", "<b>", "page:nothing", "rule:"])
def test_a_report_about_nothing_we_know_is_kept_without_it(app: Flask, as_visitor: Person, about: str) -> None:
    url = f"/report-mistake?about={about}"
    assert "About:" not in as_visitor.get(url).text
    as_visitor.submit(url, text=WORDS)
    assert [row.about for row in kept(app)] == [None]


KNOWN = ["source:seed-cbcf", "term:her2-low", "page:glossary", "page:tests", "rule:seizure", "page:support"]
KNOWN += ["organization:canadian-cancer-society", "moment:hard-week", "now:help-now"]


@pytest.mark.parametrize("about", KNOWN)
def test_what_it_is_about_is_named(as_visitor: Person, about: str) -> None:
    assert "About: " in as_visitor.get(f"/report-mistake?about={about}").text


@pytest.mark.parametrize(
    ("page", "about"),
    [
        ("/support", "page:support"),
        ("/support/ccs-peer-match", "organization:ccs-peer-match"),
        ("/help-now", "now:help-now"),
    ],
)
def test_a_page_of_support_leads_to_a_report_about_it(as_visitor: Person, page: str, about: str) -> None:
    assert f'href="/report-mistake?about={about}"' in as_visitor.get(page).text


@pytest.mark.parametrize(
    ("words", "said"), [("", "in a few words"), ("x" * 2001, "at most 2000"), ("a\x07b", "cannot")]
)
def test_what_cannot_be_kept_is_said(app: Flask, as_visitor: Person, words: str, said: str) -> None:
    answer = as_visitor.submit(URL, text=words)
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(app) == []


def test_a_report_needs_the_token_of_the_page(app: Flask, as_visitor: Person) -> None:
    assert as_visitor.post_raw(URL, {"text": WORDS}).status_code == 400
    assert kept(app) == []


def test_two_taps_are_one_report(app: Flask, as_visitor: Person) -> None:
    form = as_visitor.form(URL)
    for _tap in range(2):
        assert as_visitor.send(URL, form, text=WORDS).status_code == 302
    assert len(kept(app)) == 1


def test_one_connection_sends_ten_a_day(app: Flask, as_visitor: Person) -> None:
    for _number in range(queries.MOST_OF_ONE_A_DAY):
        assert as_visitor.submit(URL, text=WORDS).status_code == 302
    answer = as_visitor.submit(URL, text="One more")
    assert answer.status_code == 429
    assert "send it again tomorrow" in answer.text
    assert "One more" in answer.text, "what was written is not lost"
    assert len(kept(app)) == queries.MOST_OF_ONE_A_DAY


def test_one_connection_is_one_network(app: Flask) -> None:
    with app.app_context():
        first, same, other = (sender_of(each, "2026-11-25") for each in ("2001:db8::1", "2001:db8::2", "2001:db8:1::1"))
        assert first == same != other
        assert sender_of("fe80::1%eth0", "2026-11-25") != first
        assert sender_of("192.0.2.1", "2026-11-25") != sender_of("192.0.2.1", "2026-11-26")


def aged(app: Flask, **age: int) -> None:
    with app.app_context():
        db.session.execute(update(MistakeReport).values(at=now() - timedelta(**age)))
        db.session.commit()


@pytest.mark.parametrize("command", [["content", "reports"], ["purge-made-up"]])
def test_age_alone_wipes_the_connection_and_after_a_year_the_report(
    app: Flask, as_visitor: Person, command: list[str]
) -> None:
    as_visitor.submit(URL, text=WORDS)
    app.test_cli_runner().invoke(args=command)
    assert [row.sender is None for row in kept(app)] == [False]
    aged(app, days=1, seconds=1)
    app.test_cli_runner().invoke(args=command)
    assert [row.sender for row in kept(app)] == [None]
    aged(app, days=364)
    app.test_cli_runner().invoke(args=command)
    assert len(kept(app)) == 1
    aged(app, days=366)
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert kept(app) == []


def test_the_page_says_how_long_a_report_is_kept(as_visitor: Person) -> None:
    assert timedelta(days=365) == queries.KEPT
    assert "after a year at the latest" in as_visitor.get(URL).text


def test_the_operator_erases_what_was_dealt_with(app: Flask, as_visitor: Person) -> None:
    as_visitor.submit(URL, text="One")
    as_visitor.submit(URL, text="Two")
    listing = app.test_cli_runner().invoke(args=["content", "reports"]).output
    first = next(row for row in kept(app) if row.id.hex[:8] in listing)
    result = app.test_cli_runner().invoke(args=["content", "reports", "--done", first.id.hex[:8]])
    assert result.exit_code == 0, result.output
    assert result.output.endswith("1 erased\n1 reports\n")
    assert first.id not in [row.id for row in kept(app)]


@pytest.mark.parametrize("name", ["", "0", "zzzzzzzz", "%"])
def test_an_id_that_names_no_report_erases_nothing(app: Flask, as_visitor: Person, name: str) -> None:
    as_visitor.submit(URL, text=WORDS)
    done = ["--done", kept(app)[0].id.hex, "--done", name]
    result = app.test_cli_runner().invoke(args=["content", "reports", *done])
    assert result.exit_code == 1
    assert "Nothing was erased" in result.output
    assert len(kept(app)) == 1


def test_after_a_day_the_connection_is_forgotten(app: Flask, as_visitor: Person) -> None:
    as_visitor.submit(URL, text=WORDS)
    aged(app, days=2)
    as_visitor.submit(URL, text="Another")
    old, new = kept(app)
    assert old.sender is None
    assert new.sender is not None
