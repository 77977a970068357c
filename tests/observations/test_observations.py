"""What someone close noticed: written down, taken back, kept, hidden or asked about, and where it then stands."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories import inside, make_account, make_observation, make_share
from tests.people import Person, signed_in
from tracker.access import Right, Scope
from tracker.appointments.models import Question
from tracker.dates import PartialDate, today
from tracker.db import db
from tracker.observations.models import Observation, ObservationState
from tracker.owned import owned

TEXT = "Slept badly, two falls this week"
SHEET = "/visit-summary/page?appointment=none&parts=changes"


@pytest.fixture
def contributor(app: Flask, as_owner: Person, as_caregiver: Person) -> Person:
    """Someone who sees the summary and may write down what they notice."""
    make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY, right=Right.ADD)
    return as_caregiver


def noted(app: Flask, owner: Person) -> list[Observation]:
    assert owner.journey is not None
    with inside(app, owner.journey):
        return list(db.session.scalars(owned(Observation)).all())


def decide(owner: Person, row: uuid.UUID, state: str) -> str:
    return owner.follow(owner.press(owner.url(f"/observations/{row}"), state=state, operation=str(uuid.uuid4())))


def test_it_is_signed_dated_and_apart(app: Flask, as_owner: Person, contributor: Person) -> None:
    contributor.submit(as_owner.url("/observations/add"), {"text": TEXT})
    (row,) = noted(app, as_owner)
    assert contributor.account is not None
    assert (row.text, row.signed, row.day) == (TEXT, "Sam", PartialDate.of(today()))
    assert (row.entered_by, row.state) == (contributor.account.id, ObservationState.NEW)
    assert TEXT in contributor.get(as_owner.url("/shared")).text
    assert TEXT not in as_owner.get(as_owner.url()).text, "not among the person's own entries"


def test_today_shows_what_waits_to_be_looked_at_and_no_more(app: Flask, as_owner: Person) -> None:
    before, other = (make_observation(app, as_owner.journey, text=text) for text in ("of before", "of today"))
    page = as_owner.get(as_owner.url("/today")).text
    assert "of today" in page
    assert "of before" not in page
    assert "See all: 2 new" in page
    decide(as_owner, other, "kept")
    assert "of before" in as_owner.get(as_owner.url("/today")).text
    decide(as_owner, before, "hidden")
    assert "What others noticed" not in as_owner.get(as_owner.url("/today")).text


def test_who_wrote_it_reads_it_whatever_the_owner_did_and_nobody_else_does(
    app: Flask, as_owner: Person, contributor: Person
) -> None:
    row = make_observation(app, as_owner.journey, contributor.account)
    decide(as_owner, row, "hidden")
    assert TEXT in contributor.get(as_owner.url("/shared")).text
    other = make_account(app)
    make_share(app, as_owner.journey, other, *Scope, right=Right.MANAGE)
    manager = signed_in(app, other)
    for tail in ("/shared", "", SHEET):
        assert TEXT not in manager.get(as_owner.url(tail)).text, tail


def test_its_author_takes_it_back(app: Flask, as_owner: Person, contributor: Person) -> None:
    row = make_observation(app, as_owner.journey, contributor.account)
    contributor.press(as_owner.url(f"/observations/{row}/remove"), operation=str(uuid.uuid4()))
    assert noted(app, as_owner) == []


def test_its_author_undoes_the_removal_whatever_the_owner_did_before(
    app: Flask, as_owner: Person, contributor: Person
) -> None:
    row = make_observation(app, as_owner.journey, contributor.account)
    decide(as_owner, row, "kept")
    removed = contributor.press(as_owner.url(f"/observations/{row}/remove"), operation=str(uuid.uuid4()))
    (undo,) = re.findall(r'action="([^"]*/undo/[^"]+)"', contributor.follow(removed))
    contributor.press(unescape(undo))
    assert [(each.id, each.state) for each in noted(app, as_owner)] == [(row, ObservationState.KEPT)]


def test_asked_about_it_is_a_question_of_the_owner(app: Flask, as_owner: Person) -> None:
    row = make_observation(app, as_owner.journey)
    decide(as_owner, row, "ask")
    assert as_owner.journey is not None
    with inside(app, as_owner.journey):
        (question,) = db.session.scalars(select(Question)).all()
        assert question.text == f"Someone close noticed: {TEXT}"
    assert noted(app, as_owner)[0].state is ObservationState.USED


def test_asked_about_twice_it_is_one_question_that_can_be_saved_again(app: Flask, as_owner: Person) -> None:
    row = make_observation(app, as_owner.journey, text="word " * 300)
    for _time in range(2):
        decide(as_owner, row, "ask")
    assert 'value="ask"' not in as_owner.get(as_owner.url("/observations")).text
    assert as_owner.journey is not None
    with inside(app, as_owner.journey):
        (question_id,) = [each.id for each in db.session.scalars(select(Question)).all()]
    assert as_owner.submit(as_owner.url(f"/visits/questions/{question_id}")).status_code == 302


@pytest.mark.parametrize(
    ("state", "stands"), [("new", False), ("kept", True), ("hidden", False), ("used", True)], ids=str
)
def test_on_the_page_for_a_visit_stands_what_was_taken_in(
    app: Flask, as_owner: Person, state: str, stands: bool
) -> None:
    make_observation(app, as_owner.journey, state=ObservationState(state))
    for more in ("", "&full=y"):
        page = as_owner.get(as_owner.url(SHEET + more)).text
        assert (TEXT in page) is stands
        assert ("Sam noticed" in page) is stands


def test_the_page_says_the_latest_and_how_many_more(app: Flask, as_owner: Person) -> None:
    for ago in (1, 2, 60):
        long_ago = PartialDate.of(today() - timedelta(days=ago))
        make_observation(app, as_owner.journey, state=ObservationState.KEPT, day=long_ago, text=f"of {ago} days ago")
    page = as_owner.get(as_owner.url(SHEET)).text
    assert "of 1 days ago" in page
    assert "of 2 days ago" not in page
    assert "1 more" in page
    full = as_owner.get(as_owner.url(SHEET + "&full=y")).text
    assert "of 2 days ago" in full
    assert "of 60 days ago" in full
