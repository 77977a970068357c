"""The check-in and the quick log as a person meets them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import inside, make_background, make_check_in, make_happening, make_line, make_plan
from tests.people import Person
from tests.test_forms import rows
from tracker.appointments.models import Question
from tracker.checkins.models import CheckIn, CheckInPlan, Happening
from tracker.checkins.record import known
from tracker.dates import PartialDate

CHECK_IN = "/check-in"


def the_check_in(app: Flask, person: Person) -> CheckIn:
    (row,) = rows(app, person.journey, CheckIn)
    return row


def test_what_is_skipped_is_not_zero(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url(CHECK_IN), pain="0", nausea="", tiredness="10")
    assert the_check_in(app, as_owner).scores == {"pain": 0, "tiredness": 10}


@pytest.mark.parametrize("wrong", ["11", "-1", "3.5", "three", "٣"])
def test_an_answer_off_the_scale_is_refused_with_words(app: Flask, as_owner: Person, wrong: str) -> None:
    answer = as_owner.submit(as_owner.url(CHECK_IN), pain=wrong, nausea="2")
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10" in answer.text
    assert rows(app, as_owner.journey, CheckIn) == []


def test_items_that_nobody_asked_for_are_ignored(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url(CHECK_IN), pain="1", poetry="3", scores="9")
    assert the_check_in(app, as_owner).scores == {"pain": 1}


def test_the_same_as_last_time_takes_three_taps(app: Flask, as_owner: Person) -> None:
    make_check_in(app, as_owner.journey, days_ago=7, scores={"pain": 3, "vision_change": False, "worry": 0})
    today = as_owner.get(as_owner.url("/today")).text
    assert f'href="{as_owner.url(CHECK_IN)}"' in today  # first tap
    same = as_owner.url(f"{CHECK_IN}?same=1")
    assert f'href="{same}"' in as_owner.get(as_owner.url(CHECK_IN)).text  # second tap
    page = as_owner.get(same).text
    assert "Filled in with your answers" in page
    from tests.people import form_in

    as_owner.follow(as_owner.send(as_owner.url(CHECK_IN), form_in(page, as_owner.url(CHECK_IN))))  # third tap
    newest = max(rows(app, as_owner.journey, CheckIn), key=lambda row: row.answered_at)
    assert newest.scores == {"pain": 3, "vision_change": False, "worry": 0}
    assert len(rows(app, as_owner.journey, CheckIn)) == 2


@pytest.mark.parametrize(
    ("typed", "kept"), [("38.4", 38.4), ("38,4", 38.4), ("101.1", 38.4), ("37", 37.0), ("100.4 °F", 38.0), ("", None)]
)
def test_a_temperature_in_either_unit(app: Flask, as_owner: Person, typed: str, kept: float | None) -> None:
    as_owner.submit(as_owner.url(CHECK_IN), temperature_c=typed)
    assert the_check_in(app, as_owner).temperature_c == kept


def test_units_of_the_plan(app: Flask, as_owner: Person) -> None:
    make_plan(app, as_owner.journey, fahrenheit=True, pounds=True)
    as_owner.submit(as_owner.url(CHECK_IN), temperature_c="100.4", weight_kg="150")
    row = the_check_in(app, as_owner)
    assert (row.temperature_c, row.weight_kg) == (38.0, 68.0)
    page = as_owner.get(as_owner.url(f"/check-ins/{row.id}")).text
    assert 'value="100.4"' in page
    assert 'value="149.9"' in page
    for wrong in ("200", "12", "hot"):
        assert as_owner.submit(as_owner.url(CHECK_IN), temperature_c=wrong).status_code == 422


def test_sent_twice_it_is_kept_once(app: Flask, as_owner: Person) -> None:
    form = as_owner.form(as_owner.url(CHECK_IN))
    for _time in range(2):
        answer = as_owner.send(as_owner.url(CHECK_IN), form, pain="4")
        assert "Undo" in as_owner.follow(answer), "the second tap can be undone like the first"
    assert the_check_in(app, as_owner).version == 1


def test_the_drugs_bring_their_questions_and_the_plan_has_the_last_word(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    page = as_owner.get(as_owner.url(CHECK_IN)).text
    assert 'data-item="hand_foot_skin"' in page
    assert "Asked because of" in page
    as_owner.submit(as_owner.url("/check-ins/plan"), hidden=["hand_foot_skin", "pain"], own="Itchy scar\nDreams")
    page = as_owner.get(as_owner.url(CHECK_IN)).text
    assert 'data-item="hand_foot_skin"' not in page
    assert 'data-item="pain"' not in page
    assert "Itchy scar" in page
    (plan,) = rows(app, as_owner.journey, CheckInPlan)
    with inside(app, as_owner.journey):
        own = next(iter(known().own))
    as_owner.submit(as_owner.url(CHECK_IN), **{own: "6"})
    assert the_check_in(app, as_owner).scores == {own: 6}
    assert plan.hidden == ["pain", "hand_foot_skin"]


def test_something_happened_takes_two_taps(app: Flask, as_owner: Person) -> None:
    assert as_owner.url("/happened") in as_owner.get(as_owner.url("/today")).text
    page = as_owner.follow(as_owner.submit(as_owner.url("/happened"), kind="fever_chills"))
    assert "Call your clinic now" in page or "Fever" in page
    (row,) = rows(app, as_owner.journey, Happening)
    url = as_owner.url(f"/happened/{row.id}")
    as_owner.submit(url, day="2026-11-20", time="08:15", temperature_c="38.2", note="at night")
    (row,) = rows(app, as_owner.journey, Happening)
    assert (str(row.day), row.temperature_c, row.note) == ("2026-11-20", 38.2, "at night")
    assert as_owner.submit(as_owner.url("/happened"), kind="poetry").status_code == 422


def test_a_fever_shows_the_card_with_the_clinic_first(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    make_plan(app, as_owner.journey, clinic_night_number="613-555-0199")
    page = as_owner.follow(as_owner.submit(as_owner.url(CHECK_IN), temperature_c="38.4"))
    assert "Call your clinic now" in page
    assert page.index("613-555-0188") < page.index("613-555-0199") < page.index("9-1-1") < page.index("8-1-1")
    for words in ("You entered: 38.4 °C", "capecitabine", "No clinician has checked this yet", "typing mistake"):
        assert words in page
    assert "team knows" not in page.replace("My team knows", "", 0).split("urgent")[0]


def test_nothing_fires_on_a_quiet_week(as_owner: Person) -> None:
    assert 'id="urgent"' not in as_owner.follow(as_owner.submit(as_owner.url(CHECK_IN), pain="2", temperature_c="37"))


def test_my_team_knows_keeps_it_quiet(app: Flask, as_owner: Person) -> None:
    make_background(app, as_owner.journey, sites=["bone"])
    make_check_in(app, as_owner.journey, days_ago=7, scores={"pain": 2})
    answer = as_owner.submit(as_owner.url(CHECK_IN), pain="8")
    page = as_owner.follow(answer)
    assert "My team knows about this" in page
    rule = page.split('name="rule" value="')[1].split('"')[0]
    as_owner.follow(as_owner.press(answer.location.replace("/after", "/team-knows"), rule=rule))
    assert f'value="{rule}"' not in as_owner.get(answer.location).text
    assert as_owner.press(answer.location.replace("/after", "/team-knows"), rule="no-such-rule").status_code == 400


def test_what_changed_can_become_a_question(app: Flask, as_owner: Person) -> None:
    make_check_in(app, as_owner.journey, days_ago=7, scores={"nausea": 2})
    answer = as_owner.submit(as_owner.url(CHECK_IN), nausea="5")
    assert "5 now, usually 2 in your last weeks" in as_owner.follow(answer)
    as_owner.press(answer.location.replace("/after", "/question"), item="nausea")
    assert [row.text for row in rows(app, as_owner.journey, Question)] == [
        "Nausea: 5 of 10, and usually 2 before. What can help?"
    ]


def test_entries_are_listed_changed_and_removed(app: Flask, as_owner: Person) -> None:
    for n in range(31):
        make_check_in(app, as_owner.journey, days_ago=n)
    make_happening(app, as_owner.journey)
    assert "page=2" in as_owner.get(as_owner.url("/check-ins")).text
    assert "I fainted" in as_owner.get(as_owner.url("/check-ins?what=happened")).text
    row = rows(app, as_owner.journey, CheckIn)[0]
    as_owner.submit(as_owner.url(f"/check-ins/{row.id}"), pain="9")
    as_owner.press(as_owner.url(f"/check-ins/{row.id}/remove"))
    assert len(rows(app, as_owner.journey, CheckIn)) == 30
