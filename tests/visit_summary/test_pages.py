"""Choosing, seeing and taking the page, as a person does."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.accounts.test_step_up import last_signed_in
from tests.factories import (
    inside,
    make_appointment,
    make_background,
    make_check_in,
    make_line,
    make_question,
    make_scan,
    make_share,
    make_specimen,
)
from tests.people import Person
from tests.test_forms import rows
from tests.test_round_trips import statements
from tests.visit_summary.conftest import Pdf, bare
from tracker.access import Right, Scope
from tracker.audit import history_of, trail_of
from tracker.dates import PartialDate, today
from tracker.diagnosis.models import Background, Sex
from tracker.journeys.models import Journey
from tracker.journeys.queries import open_journey
from tracker.visit_summary import routes
from tracker.visit_summary.choices import Part

CHOOSE = "/visit-summary"
PAGE = "/visit-summary/page"
FILE = "/visit-summary.pdf"


def chosen(answer: Any) -> dict[str, list[str]]:
    """The choices in the address a redirect leads to."""
    assert answer.status_code == 302, answer.text[:2000]
    assert urlsplit(answer.location).path.endswith(PAGE)
    return parse_qs(urlsplit(answer.location).query)


def take(person: Person, address: str) -> Any:
    """Press the button on the page at this address."""
    page = person.get(address)
    assert page.status_code == 200
    (action,) = re.findall(r'action="([^"]*visit-summary\.pdf[^"]*)"', page.text)
    return person.press(unescape(action))


# --- choosing -----------------------------------------------------------------------------------------------------


def test_the_next_visit_and_the_day_of_the_last_are_chosen_before(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey, day=PartialDate.of(today() - timedelta(days=20)))
    coming = make_appointment(app, as_owner.journey)
    answer = as_owner.submit(as_owner.url(CHOOSE))
    choices = chosen(answer)
    assert choices["appointment"] == [str(coming)]
    assert "since" not in choices
    assert len(choices["parts"]) == 8
    page = as_owner.get(answer.location).text
    assert "Dr. Osei" in page
    assert f"Since the last visit, {PartialDate.of(today() - timedelta(days=20)).shown()}" in page


def test_without_a_visit_it_is_the_last_thirty_days(as_owner: Person) -> None:
    choices = chosen(as_owner.submit(as_owner.url(CHOOSE)))
    assert choices["appointment"] == ["none"]
    assert choices["since"] == [(today() - timedelta(days=30)).isoformat()]


def test_it_opens_for_the_appointment_it_was_asked_for(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey)
    past = make_appointment(app, as_owner.journey, day=PartialDate.of(today() - timedelta(days=2)))
    url = as_owner.url(f"{CHOOSE}?appointment={past}")
    assert as_owner.form(url).values["appointment"] == str(past)


def test_name_and_birth_are_kept_and_stand_in_no_address(app: Flask, as_owner: Person) -> None:
    make_background(app, as_owner.journey, sex=Sex.FEMALE)
    answer = as_owner.submit(as_owner.url(CHOOSE), name="Madeleine R.", born_on="1964")
    assert "Madeleine" not in answer.location
    (row,) = rows(app, as_owner.journey, Background)
    assert (row.name, row.born_on, row.sex) == ("Madeleine R.", "1964", Sex.FEMALE)
    page = as_owner.get(answer.location).text
    assert "Madeleine R." in page
    assert "born 1964" in page
    assert as_owner.form(as_owner.url(CHOOSE)).values["name"] == "Madeleine R."


def test_choosing_alone_writes_nothing(app: Flask, as_owner: Person) -> None:
    chosen(as_owner.submit(as_owner.url(CHOOSE), full="y", language="fr"))
    assert rows(app, as_owner.journey, Background) == []
    row_id = make_background(app, as_owner.journey, name="Anne")
    chosen(as_owner.submit(as_owner.url(CHOOSE)))
    with inside(app, as_owner.journey):
        assert len(history_of(row_id)) == 1


def test_a_double_tap_keeps_the_name_once(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(CHOOSE)
    form = as_owner.form(url)
    answers = [as_owner.send(url, form, name="Anne") for _tap in range(2)]
    assert answers[0].location == answers[1].location
    (row,) = rows(app, as_owner.journey, Background)
    with inside(app, as_owner.journey):
        assert len(history_of(row.id)) == 1


def test_a_name_changed_on_two_phones_is_asked_about(app: Flask, as_owner: Person) -> None:
    make_background(app, as_owner.journey, name="Anne")
    url = as_owner.url(CHOOSE)
    form = as_owner.form(url)
    as_owner.submit(url, name="Anne B.")
    assert as_owner.send(url, form, name="Anne C.").status_code == 409
    assert rows(app, as_owner.journey, Background)[0].name == "Anne B."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"since": "day"}, "Choose the day, or another answer above."),
        ({"parts": []}, "Choose at least one part."),
        ({"parts": ["who", "secret"]}, "Choose from the answers shown."),
        ({"appointment": "x"}, "Choose one of the answers."),
        ({"language": "de"}, "Choose one of the answers."),
        ({"since": "day", "since_on": "2026-10"}, "Give the whole date: year, month and day."),
        ({"since": "day", "since_on": "2999"}, "The year must be between"),
        ({"name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(as_owner: Person, fields: dict[str, Any], said: str) -> None:
    answer = as_owner.submit(as_owner.url(CHOOSE), fields)
    assert answer.status_code == 422
    assert said in unescape(answer.text)


# --- seeing -------------------------------------------------------------------------------------------------------


def test_the_page_says_what_was_recorded(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "letrozole", started_on=PartialDate("2024-03"))
    make_specimen(app, as_owner.journey)
    make_question(app, as_owner.journey, "Is <b>this</b> the page?")
    make_check_in(app, as_owner.journey, 40, scores={"pain": 2})
    make_check_in(app, as_owner.journey, 3, scores={"pain": 5})
    make_scan(app, as_owner.journey)
    page = as_owner.get(as_owner.url(PAGE)).text
    for text in ("Line 1: Letrozole", "ER positive", "Is &lt;b&gt;this&lt;/b&gt; the page?", "3 more"):
        assert text in page
    assert "Full history" not in page
    assert "Full history" in as_owner.get(as_owner.url(f"{PAGE}?full=y")).text


def test_the_language_of_the_page_is_not_that_of_the_app(as_owner: Person) -> None:
    page = as_owner.reads("fr").get(as_owner.url(f"{PAGE}?language=en")).text
    assert '<html lang="fr-CA"' in page
    assert '<article class="sheet" lang="en-CA">' in page
    assert "Visit summary" in page
    assert "Télécharger en PDF" in page


def test_an_address_that_makes_no_sense_is_as_usual(as_owner: Person) -> None:
    usual = as_owner.get(as_owner.url(PAGE)).text
    strange = as_owner.get(
        as_owner.url(f"{PAGE}?appointment=%00&since=2999-01-01&parts=x&language=de&full=maybe&name=Eve&_external=1")
    ).text
    own = r"(csrf_token|operation\" value)[^>]*|\?[^\"]*"  # of each time a page is made
    assert re.sub(own, "", strange) == re.sub(own, "", usual)


def test_it_costs_the_same_however_long_the_record(app: Flask, as_owner: Person) -> None:
    counts = []
    for _more in range(2):
        with statements(app) as seen:
            as_owner.get(as_owner.url(PAGE))
        counts.append(len(seen))
        for ago in range(8):
            make_line(app, as_owner.journey)
            make_check_in(app, as_owner.journey, ago)
    assert counts[0] == counts[1] <= 5, counts
    with statements(app) as seen:
        as_owner.get(as_owner.url(CHOOSE))
    assert len(seen) <= 3


# --- taking it ----------------------------------------------------------------------------------------------------


def test_the_file_says_what_the_page_said(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "letrozole", started_on=PartialDate("2024-03"))
    make_question(app, as_owner.journey, "What did the scan show?")
    make_background(app, as_owner.journey, name="Madeleine R.")
    answer = take(as_owner, as_owner.url(f"{PAGE}?language=fr&full=y"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="visit-summary.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    text = bare(Pdf(answer.data).text())
    for part in ("Madeleine R.", "Létrozole", "What did the scan show?", "Historique complet"):
        assert bare(part) in text


def test_the_page_is_told_that_its_file_has_come(as_owner: Person) -> None:
    page = as_owner.get(as_owner.url(PAGE)).text
    (form,) = re.findall(r"<form[^>]*data-download>.*?</form>", page, re.DOTALL)
    assert 'data-busy="Making the file…"' in form
    (mark,) = re.findall(r'name="operation" value="([^"]+)"', form)
    as_owner.press(as_owner.url(FILE), operation=mark)
    cookie = as_owner.client.get_cookie("made")
    assert cookie
    assert cookie.value == mark


def test_taking_it_is_in_the_trail(app: Flask, as_owner: Person) -> None:
    take(as_owner, as_owner.url(PAGE))
    with app.app_context():
        last = trail_of(as_owner.account.id)[-1]
    assert (last.act, last.actor_id, last.journey_id) == ("exported.pdf", as_owner.account.id, as_owner.journey.id)


def test_it_needs_the_right_that_every_file_needs(as_owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def watched(*args: Any) -> Journey:
        asked.append(args[1:])
        return open_journey(*args)

    monkeypatch.setattr(routes, "open_journey", watched)
    take(as_owner, as_owner.url(PAGE))
    assert asked[-1] == (Scope.TREATMENTS, Right.MANAGE)


def test_the_password_is_asked_for_and_the_choices_come_back(app: Flask, as_owner: Person) -> None:
    last_signed_in(as_owner, timedelta(minutes=11))
    answer = take(as_owner, as_owner.url(f"{PAGE}?language=fr&parts=who&parts=lines"))
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.location).query)["next"][0]
    assert back == as_owner.url(f"{PAGE}?language=fr&parts=who&parts=lines")
    with app.app_context():
        assert "exported.pdf" not in [event.act for event in trail_of(as_owner.account.id)]


def test_it_is_made_by_a_button_and_never_by_a_link(as_owner: Person) -> None:
    assert as_owner.get(as_owner.url(FILE)).status_code == 405
    assert as_owner.post_raw(as_owner.url(FILE)).status_code == 400


def test_the_made_up_journey_can_be_taken_without_a_password(as_visitor: Person) -> None:
    journey = as_visitor.press("/made-up").location
    answer = take(as_visitor, f"{journey}{PAGE}?full=y")
    assert answer.status_code == 200
    assert Pdf(answer.data).pages > 1


@pytest.mark.parametrize("tail", [CHOOSE, PAGE])
def test_a_stranger_sees_no_page(as_owner: Person, as_stranger: Person, tail: str) -> None:
    assert as_stranger.get(as_owner.url(tail)).status_code == 404
    assert as_stranger.press(as_owner.url(FILE)).status_code == 404


def test_of_what_was_not_given_the_page_of_who_manages_says_nothing(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    make_line(app, as_owner.journey)
    make_check_in(app, as_owner.journey)
    make_question(app, as_owner.journey)
    make_share(app, as_owner.journey, as_caregiver.account, Scope.TREATMENTS, right=Right.MANAGE)
    offered = as_caregiver.get(as_owner.url(CHOOSE)).text
    page = as_caregiver.get(as_owner.url(PAGE)).text
    named = as_caregiver.get(as_owner.url(f"{PAGE}?parts=changes&parts=questions")).text
    assert "part-lines" in page
    for key in ("changes", "matters", "questions"):
        assert f'value="{key}"' not in offered
        assert f"part-{key}" not in page + named
    assert f'value="{Part.CHANGES}"' in as_owner.get(as_owner.url(CHOOSE)).text
