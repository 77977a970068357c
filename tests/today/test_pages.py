"""The Today page, and what a phone may keep of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import (
    courses,
    make_appointment,
    make_check_in,
    make_happening,
    make_line,
    make_plan,
    make_question,
    make_scan,
)
from tests.people import Person
from tests.test_round_trips import MOST, statements
from tracker.appointments.words import named_day
from tracker.dates import PartialDate, today


def day(ahead: int) -> PartialDate:
    return PartialDate.of(today() + timedelta(days=ahead))


def test_an_empty_record_has_a_first_step_and_nothing_else(as_owner: Person) -> None:
    page = as_owner.get(as_owner.url("/today")).text
    assert "Check in" in page
    assert "Something happened" in page
    assert "Your appointments and treatments show here once they are written down." in page
    for heading in ("Coming up", "Where you are", "This week", "Questions you could ask", "Trends"):
        assert heading not in page
    assert as_owner.url("/options") not in page


def test_signing_in_leads_here(as_owner: Person) -> None:
    assert as_owner.get("/start").location == as_owner.url("/today")


def test_it_says_what_is_going_on_and_what_changed(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "letrozole", started_on=PartialDate("2024-01"), ended=True)
    make_line(app, as_owner.journey, "capecitabine", started_on=day(-100))
    make_check_in(app, as_owner.journey, days_ago=7, scores={"pain": 2, "nausea": 5})
    make_check_in(app, as_owner.journey, scores={"pain": 6, "nausea": 1})
    page = as_owner.get(as_owner.url("/today")).text
    assert "Line 2: capecitabine" in page
    assert "(3 months)" in page
    assert "More than usual: pain. Less than usual: nausea." in page
    assert as_owner.url("/options") in page
    assert as_owner.url("/trends") in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_coming_up(app: Flask, as_owner: Person, language: str) -> None:
    visit = make_appointment(app, as_owner.journey, day=day(4), about="Scan results")
    make_appointment(app, as_owner.journey, day=day(9))
    for number in range(3):
        make_question(app, as_owner.journey, f"Question {number}?")
    make_question(app, as_owner.journey, "Asked?", asked=True)
    page = as_owner.reads(language).get(as_owner.url("/today")).text
    words = {"en": ("10:40 a.m.", "3 questions ready."), "fr": ("10\u00a0h\u00a040", "3 questions prêtes.")}
    assert words[language][0] in page.replace("\u202f", " ")
    assert f"Scan results. {words[language][1]}" in page
    assert as_owner.url(f"/visits/{visit}") in page
    assert page.count("10:40" if language == "en" else "10\u00a0h\u00a040") == 1, "the next one alone"


def cycle(app: Flask, person: Person, days: int, days_on: int, first: int, drug: str = "palbociclib") -> None:
    line_id = make_line(app, person.journey, drug, started_on=day(min(first, 0)))
    (course_id,) = courses(app, person.journey, line_id)
    values = {"cycle_days": str(days), "cycle_days_on": str(days_on), "cycle_from": day(first)}
    assert person.submit(person.url(f"/drugs/{course_id}/dose"), values).status_code == 302


def test_the_day_of_a_cycle_and_the_next_treatment_day(app: Flask, as_owner: Person) -> None:
    cycle(app, as_owner, 28, 21, -8)
    page = as_owner.get(as_owner.url("/today")).text
    assert "Day 9 of 28" in page
    assert "Treatment: palbociclib" in page
    with app.test_request_context():
        assert named_day(today() + timedelta(days=20), today()) in page


def test_a_pause_an_infusion_of_today_and_a_pill_of_every_day(app: Flask, as_owner: Person) -> None:
    cycle(app, as_owner, 28, 21, -24)
    cycle(app, as_owner, 21, 1, -21, "docetaxel")
    cycle(app, as_owner, 30, 30, -3, "letrozole")
    page = as_owner.get(as_owner.url("/today")).text
    assert "Day 25 of 28, a pause" in page
    assert page.index("<strong>Today</strong>") < page.index("Treatment: docetaxel") < page.index("palbociclib")
    assert "Treatment: letrozole" not in page


def test_a_planned_cycle_is_coming_up_and_not_going_on(app: Flask, as_owner: Person) -> None:
    cycle(app, as_owner, 21, 1, 1, "docetaxel")
    page = as_owner.get(as_owner.url("/today")).text
    assert "<strong>Tomorrow</strong>" in page
    assert "Day " not in page.split("Where you are")[1].split("</section>")[0]


def test_this_week_is_what_happened_lately(app: Flask, as_owner: Person) -> None:
    make_check_in(app, as_owner.journey, days_ago=1, note="Slept in the afternoon.")
    make_happening(app, as_owner.journey, days_ago=2, kind="fall", note="On the <stairs>.")
    make_happening(app, as_owner.journey, days_ago=9, kind="fall", note="Long ago.")
    make_scan(app, as_owner.journey, taken_on=day(-3), result=None)
    make_appointment(app, as_owner.journey, day=day(-4), about="With the nurse", decided="Same dose.")
    page = as_owner.get(as_owner.url("/today")).text.split("This week")[1]
    found = ["Slept in the afternoon.", "On the &lt;stairs&gt;.", "Scan: CT scan", "No result yet", "Same dose."]
    assert [page.index(words) for words in found] == sorted(page.index(words) for words in found)
    assert "Long ago." not in page


def test_what_happened_on_a_phone_where_the_next_day_has_begun(app: Flask, as_owner: Person) -> None:
    make_happening(app, as_owner.journey, day=day(1), kind="fall")
    page = as_owner.get(as_owner.url("/today")).text.split("This week")[1]
    assert "Tomorrow" not in page
    with app.test_request_context():
        assert named_day(today() + timedelta(days=1), today()) in page


def test_the_trends_belong_to_today(as_owner: Person) -> None:
    page = as_owner.get(as_owner.url("/trends")).text
    assert f'href="{as_owner.url("/today")}" aria-current="page"' in page


def test_it_costs_three_round_trips(app: Flask, as_owner: Person) -> None:
    for n in range(20):
        make_check_in(app, as_owner.journey, days_ago=n)
    for tail in ("/today", "/check-in", "/happened", "/check-ins", "/check-ins/plan", "/kept.json"):
        with statements(app) as seen:
            assert as_owner.get(as_owner.url(tail)).status_code == 200
        assert len(seen) <= MOST, (tail, len(seen))


def test_a_phone_keeps_the_next_appointment_with_its_questions(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey, day=day(4), about="Scan results", place="Room 4", matters="To walk")
    make_question(app, as_owner.journey, "First?")
    make_question(app, as_owner.journey, "Second?")
    make_question(app, as_owner.journey, "Asked?", asked=True)
    assert as_owner.get(as_owner.url("/kept.json")).json == {"kept": False}
    make_plan(app, as_owner.journey, keep_on_phone=True)
    pages = {page["title"]: page["lines"] for page in as_owner.get(as_owner.url("/kept.json")).json["pages"]}
    when, *lines = pages["Next appointment"]
    assert "10:40" in when
    assert lines == [
        "Visit with the care team: Scan results",
        "Dr. Osei",
        "Room 4",
        "To walk",
        "1. First?",
        "2. Second?",
    ]


def test_a_phone_keeps_no_page_of_an_appointment_that_is_not_there(app: Flask, as_owner: Person) -> None:
    make_plan(app, as_owner.journey, keep_on_phone=True)
    titles = [page["title"] for page in as_owner.get(as_owner.url("/kept.json")).json["pages"]]
    assert titles == ["Today", "Journey"]
