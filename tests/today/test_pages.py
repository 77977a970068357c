"""The Today page."""

from __future__ import annotations

from flask import Flask

from tests.factories import make_check_in, make_line
from tests.people import Person
from tests.test_round_trips import MOST, statements
from tracker.dates import PartialDate


def test_an_empty_record_has_a_first_step(as_owner: Person) -> None:
    page = as_owner.get(as_owner.url("/today")).text
    assert "Check in" in page
    assert "Something happened" in page
    assert as_owner.url("/options") not in page


def test_it_says_what_is_going_on_and_what_changed(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "letrozole", started_on=PartialDate("2024-01"), ended=True)
    make_line(app, as_owner.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    make_check_in(app, as_owner.journey, days_ago=7, scores={"pain": 2, "nausea": 5})
    make_check_in(app, as_owner.journey, scores={"pain": 6, "nausea": 1})
    page = as_owner.get(as_owner.url("/today")).text
    assert "Line 2: capecitabine" in page
    assert "More than usual: pain. Less than usual: nausea." in page
    assert as_owner.url("/options") in page


def test_it_costs_three_round_trips(app: Flask, as_owner: Person) -> None:
    for n in range(20):
        make_check_in(app, as_owner.journey, days_ago=n)
    for tail in ("/today", "/check-in", "/happened", "/check-ins", "/check-ins/plan", "/kept.json"):
        with statements(app) as seen:
            assert as_owner.get(as_owner.url(tail)).status_code == 200
        assert len(seen) <= MOST, (tail, len(seen))
