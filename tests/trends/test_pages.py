"""The trends as a person sees them, on both databases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tests.factories import Journey, inside, make_check_in, make_line
from tests.people import Person
from tracker import dates
from tracker.checkins import queries as checkins
from tracker.checkins.models import CheckIn
from tracker.dates import PartialDate
from tracker.db import db
from tracker.trends.page import PERIODS


def day(ago: int) -> PartialDate:
    return PartialDate.of(dates.today() - timedelta(days=ago))


def answered(app: Flask, journey: Journey, ago: int, **values):
    return make_check_in(app, journey, **{"day": day(ago), "instrument_version": 1} | values)


def test_before_the_first_check_in_the_page_says_what_comes_here(as_owner: Person) -> None:
    assert "No check-ins yet" in as_owner.get(as_owner.url("/trends")).text


def test_each_answered_item_has_a_picture_and_a_table(app: Flask, as_owner: Person, journey: Journey) -> None:
    answered(app, journey, 7, scores={"pain": 3, "wellbeing": 2, "cough": True})
    answered(app, journey, 0, scores={"pain": 6, "wellbeing": 5, "cough": False})
    text = as_owner.get(as_owner.url("/trends")).text
    assert re.findall(r'<h2 id="t\d">([^<]+)', text) == ["Pain", "How you felt overall", "New or worse cough"]
    assert text.count('role="img"') == text.count("<desc") == text.count("<caption>") == 3
    assert f"Last answer, {day(0).shown()}: 6, moderate" in text
    assert "5, so-so" in text
    assert "0 is your best and 10 is your worst" in text
    assert text.count('class="curve"') == 2, "a yes or no is no curve"


@pytest.mark.parametrize("period", [*PERIODS, "nonsense"])
def test_every_period_opens_without_script(app: Flask, as_owner: Person, journey: Journey, period: str) -> None:
    answered(app, journey, 500, scores={"pain": 3})
    page = as_owner.get(as_owner.url(f"/trends?period={period}"))
    assert page.status_code == 200
    assert page.text.count("aria-current") >= 1
    seen = period in ("2y", "all")
    assert ("There are earlier ones" in page.text) is not seen


def test_the_lines_of_therapy_stand_behind_with_their_number(app: Flask, as_owner: Person, journey: Journey) -> None:
    make_line(app, journey, "letrozole", started_on=PartialDate("2015"), ended=True, ended_on=PartialDate("2016"))
    make_line(app, journey, "capecitabine", started_on=day(60))
    answered(app, journey, 7, scores={"pain": 3})
    text = as_owner.get(as_owner.url("/trends")).text
    assert 'value="2">Capecitabine' in text
    assert "Letrozole" not in text


def test_another_wording_is_said_and_marked(app: Flask, as_owner: Person, journey: Journey) -> None:
    answered(app, journey, 14, scores={"pain": 3})
    answered(app, journey, 7, scores={"pain": 3}, recall="today")
    answered(app, journey, 0, scores={"pain": 3}, recall="today")
    text = as_owner.get(as_owner.url("/trends")).text
    assert f"The wording of the questions changed on {day(7).shown()}." in text
    assert text.count('class="break"') == 1


def test_what_was_removed_and_what_is_another_persons_is_not_drawn(
    app: Flask, as_owner: Person, as_stranger: Person, journey: Journey
) -> None:
    answered(app, as_stranger.journey, 3, scores={"nausea": 9})
    kept = answered(app, journey, 7, scores={"pain": 3})
    gone = answered(app, journey, 0, scores={"worry": 3})
    with inside(app, journey):
        checkins.remove(checkins.entry(CheckIn, gone))
        db.session.commit()
    text = as_owner.get(as_owner.url("/trends")).text
    assert kept
    assert "Pain" in text
    assert "Worry" not in text
    assert "Nausea" not in text
    assert as_stranger.get(as_owner.url("/trends")).status_code == 404


def test_the_page_takes_three_round_trips(app: Flask, as_owner: Person, journey: Journey) -> None:
    for ago in range(0, 70, 7):
        answered(app, journey, ago, scores={"pain": ago % 10})
    make_line(app, journey)
    as_owner.get(as_owner.url("/trends"))
    sent: list[str] = []

    def count(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK", "UPDATE device_session")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    as_owner.get(as_owner.url("/trends"))
    event.remove(engine, "before_cursor_execute", count)
    assert len(sent) <= 3, sent
