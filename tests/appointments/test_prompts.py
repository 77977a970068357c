"""Questions to pick from: each with why and by whose words, one tap to add, and the offer of a moment."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.diagnosis.test_pages import undo
from tests.factories import make_appointment, make_check_in, make_line, make_question, make_scan
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.appointments.models import Question
from tracker.dates import PartialDate, today
from tracker.scans.models import ScanResult
from tracker.treatments.models import EndReason

PROMPTS = "/visits/prompts"
NOT_APPROVED = {"en": "no clinician has approved them", "fr": "aucun clinicien ne les a approuvées"}


def ago(days: int) -> PartialDate:
    return PartialDate.of(today() - timedelta(days=days))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_group_says_why_and_by_whose_words_and_no_figure(app: Flask, as_owner: Person, language: str) -> None:
    page = as_owner.reads(language).get(as_owner.url(PROMPTS)).text
    content = app.extensions["catalogue"].prompts
    words = re.sub(r"<[^>]+>", "", re.sub(r'<span class="meaning".*?</button></span>', "", page, flags=re.S))
    assert NOT_APPROVED[language] in page
    assert page.count("<details") == page.count('class="printed"') == len(content.groups)
    for group in content.groups.values():
        assert group.in_language(language) in page
        assert group.why.in_language(language) in words
        assert group.figures is None or group.figures not in page
    for prompt in content.questions.values():
        assert prompt.in_language(language) in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_tap_adds_a_question_in_the_readers_language(app: Flask, as_owner: Person, language: str) -> None:
    prompt = app.extensions["catalogue"].prompts.questions["social-worker"]
    url = as_owner.reads(language).url(PROMPTS)
    answer = as_owner.press(url, prompt=prompt.id)
    (row,) = rows(app, as_owner.journey, Question)
    assert (row.text, row.prompt) == (prompt.in_language(language), "social-worker")
    undo(as_owner, answer)
    assert rows(app, as_owner.journey, Question) == []


def test_it_says_when_it_is_there_already(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(PROMPTS)
    for _time in range(2):
        page = as_owner.follow(as_owner.press(url, prompt="social-worker"))
    assert "This is already among your questions." in page
    assert "Among your questions" in page
    assert len(rows(app, as_owner.journey, Question)) == 1
    as_owner.press(as_owner.url(f"/visits/questions/{rows(app, as_owner.journey, Question)[0].id}/asked"))
    as_owner.press(url, prompt="social-worker")
    assert len(rows(app, as_owner.journey, Question)) == 2, "asked once, it can be asked again"
    assert as_owner.press(url, prompt="no-such-prompt").status_code == 400


def offered(page: str) -> list[str]:
    return re.findall(r'id="offer-([a-z-]+)"', page)


def test_the_offer_of_a_moment_on_both_pages_and_not_now(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey, day=ago(30))
    for tail in ("/today", "/visits"):
        assert offered(as_owner.get(as_owner.url(tail)).text) == []
    make_scan(app, as_owner.journey, taken_on=ago(5), result=ScanResult.STABLE)
    for tail in ("/today", "/visits"):
        page = as_owner.get(as_owner.url(tail)).text
        assert len(offered(page)) == 3
        assert "After a scan" in page
        assert NOT_APPROVED["en"] in page
    form = form_in(page, as_owner.url("/visits/not-now"))
    assert as_owner.send(as_owner.url("/visits/not-now"), form).location == as_owner.url("/visits")
    for tail in ("/today", "/visits"):
        assert offered(as_owner.get(as_owner.url(tail)).text) == []
    make_scan(app, as_owner.journey, taken_on=ago(1), result=ScanResult.GROWN)
    assert "After the cancer grew" in as_owner.get(as_owner.url("/visits")).text


def test_adding_an_offered_one_comes_back_to_the_page(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey, day=ago(30))
    make_line(app, as_owner.journey, started_on=ago(10))
    page = as_owner.get(as_owner.url("/today")).text
    first, *others = offered(page)
    answer = as_owner.send(as_owner.url(PROMPTS), form_in(page, as_owner.url(PROMPTS)))
    assert answer.location == as_owner.url("/today")
    assert offered(as_owner.get(answer.location).text) == others
    assert rows(app, as_owner.journey, Question)[0].prompt == first


def test_the_facts_of_each_moment(app: Flask, as_owner: Person) -> None:
    def moment() -> str:
        found = re.search(
            r'<h2 id="offers">.*?<p class="quiet">([^.]+)\.', as_owner.get(as_owner.url("/visits")).text, re.S
        )
        return found[1] if found else ""

    assert moment() == "First visit"
    assert offered(as_owner.get(as_owner.url("/today")).text) == [], "an empty Today stays calm"
    make_appointment(app, as_owner.journey)
    assert offered(as_owner.get(as_owner.url("/today")).text) != []
    make_appointment(app, as_owner.journey, day=ago(60))
    assert moment() == ""
    make_scan(app, as_owner.journey, taken_on=ago(2), result=None)
    make_scan(app, as_owner.journey, taken_on=PartialDate(str(today().year)), result=ScanResult.GROWN)
    make_line(app, as_owner.journey, started_on=ago(-3))
    make_check_in(app, as_owner.journey, scores={"pain": 9, "nausea": 8, "sleep": 7, "cough": True})
    assert moment() == "", "no result yet, a year alone, a planned line, three hard answers"
    make_check_in(app, as_owner.journey, scores={"pain": 9, "nausea": 8, "sleep": 7, "worry": 7})
    assert moment() == "A hard week"
    make_line(
        app,
        as_owner.journey,
        started_on=PartialDate("2020"),
        ended=True,
        ended_on=ago(20),
        end_reason=EndReason.PROGRESSION,
    )
    assert moment() == "After the cancer grew"


def test_a_made_up_key_is_harmless(as_owner: Person) -> None:
    long = ",".join(["<script>", "x" * 50, "é!", *(f"key{n}" for n in range(60))])
    answer = as_owner.press(as_owner.url("/visits/not-now"), keys=long, next="https://evil.example")
    assert answer.location == as_owner.url("/visits")
    with as_owner.client.session_transaction() as session:
        assert len(session["not_now"]) == 24
        assert all(key.startswith("key") for key in session["not_now"])


def test_a_question_of_ones_own_is_no_prompt(app: Flask, as_owner: Person) -> None:
    make_question(app, as_owner.journey)
    assert "Among your questions" not in as_owner.get(as_owner.url(PROMPTS)).text
