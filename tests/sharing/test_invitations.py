"""What happens on the way: an invitation made again, answered late, by a new account, or at an unlucky instant."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from tests.factories import make_share
from tests.people import Person, form_in
from tests.sharing.test_shares import ASKED, invite, open_link, the_share
from tracker import audit
from tracker.access import Scope
from tracker.db import begin_writing, db, now
from tracker.journeys.models import Share

PASSWORD = "quatre girafes lisent dehors"


def test_what_was_read_is_what_the_second_button_sends(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/sharing/invite")
    review = as_owner.submit(url, ASKED)
    assert "/i#" in as_owner.send(url, form_in(review.text, url)).text
    row = the_share(app, as_owner.journey)
    assert (row.sections, str(row.right)) == (["summary", "symptoms"], "add")


def test_who_goes_back_and_gives_less_has_given_less(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/sharing/invite")
    form = as_owner.form(url)
    as_owner.send(url, form, {**ASKED, "sections": [str(each) for each in Scope], "right": "manage", "sure": "yes"})
    as_owner.send(url, form, {**ASKED, "sections": ["summary"], "right": "view", "sure": "yes"})
    row = the_share(app, as_owner.journey)
    assert (row.sections, str(row.right)) == (["summary"], "view")


def test_an_invitation_that_was_not_answered_in_time_can_be_made_again(app: Flask, as_owner: Person) -> None:
    invite(as_owner)
    page = as_owner.url(f"/sharing/{the_share(app, as_owner.journey).id}")
    with app.app_context():
        db.session.execute(update(Share).values(answer_by=now() - timedelta(seconds=1)))
        db.session.commit()
    assert "/new-link" in as_owner.get(page).text
    assert "/i#" in as_owner.press(f"{page}/new-link").text
    assert the_share(app, as_owner.journey).answer_by > now()


def test_a_share_that_ends_soon_says_so_and_can_be_made_longer(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    soon = now() + timedelta(days=10)
    share_id = make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY, expires_at=soon)
    page = as_owner.get(as_owner.url("/sharing")).text
    assert "then it ends by itself" in page
    assert f"/sharing/{share_id}/change" in page
    ends_on = {"ends_on-year": str(now().year + 1), "ends_on-month": "6", "ends_on-day": "1"}
    as_owner.submit(as_owner.url(f"/sharing/{share_id}/change"), {**ends_on, "sure": "yes"})
    assert "then it ends by itself" not in as_owner.get(as_owner.url("/sharing")).text


def test_a_link_that_no_longer_holds_keeps_nobody_from_their_own_journey(as_stranger: Person) -> None:
    open_link(as_stranger, "x" * 43)
    as_stranger.submit("/i/answer", {"code": "AAAA-AAAA", "name": "Sam"})
    assert as_stranger.get("/start").location == as_stranger.url("/today")


def test_who_makes_an_account_on_the_way_comes_back_to_answer(app: Flask, as_owner: Person) -> None:
    token, code = invite(as_owner)
    invited = Person(app.test_client())
    open_link(invited, token)
    assert "/sign-in" in invited.get("/i/answer").location
    account = {"email": "sam@example.ca", "password": PASSWORD, "has_journey": "no"}
    signed_up = invited.submit("/sign-up", account)
    assert invited.get(signed_up.location).location == "/i/answer"
    assert "Thank you" in invited.follow(invited.submit("/i/answer", {"code": code, "name": "Sam"}))
    assert the_share(app, as_owner.journey).answered_at is not None


def test_ending_never_waits_for_who_waits_for_it(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    """The caregiver holds the share and wants the trail while the owner ends the share."""
    share_id = make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY)
    assert as_owner.journey is not None
    url, statuses = as_owner.url(f"/sharing/{share_id}/end"), []
    ending = threading.Thread(target=lambda: statuses.append(as_owner.press(url).status_code))
    with app.app_context():
        begin_writing()
        db.session.scalars(select(Share).where(Share.id == share_id).with_for_update()).one()
        ending.start()
        ending.join(0.5)
        audit.note(as_owner.journey.owner.id, "share.answered", journey_id=as_owner.journey.id)
        db.session.commit()
    ending.join(15)
    assert statuses == [302]
    with app.app_context():
        assert db.session.get_one(Share, share_id).ended_at is not None
        assert audit.broken_link(as_owner.journey.owner.id) is None
