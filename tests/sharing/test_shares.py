"""Inviting, answering, confirming, and taking back; what a caregiver sees in between (S2, S7, S8, S18)."""

from __future__ import annotations

import re
import threading
import time
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import factories
from tests.factories import Journey, inside, make_account, make_journey, make_share
from tests.people import Person, signed_in
from tests.test_encryption import encrypted_columns
from tracker import audit, tokens
from tracker.access import Right, Scope
from tracker.accounts.models import Account
from tracker.db import db, now
from tracker.journeys.models import Share
from tracker.sharing import queries

ASKED = {"name": "Sam", "owner_name": "Madeleine", "sections": ["summary", "symptoms"], "right": "add"}
NEUTRAL = "do not go together, or no longer hold"


def invite(owner: Person, **values: Any) -> tuple[str, str]:
    """Through the pages, both steps: token and code."""
    url = owner.url("/sharing/invite")
    form = owner.form(url)
    review = owner.send(url, form, {**ASKED, **values})
    assert review.status_code == 200, review.text
    made = owner.send(url, form, {**ASKED, **values, "sure": "yes"})
    token = re.search(r"/i#([\w-]{43})", made.text)
    code = re.search(r'class="code">([A-Z0-9]{4}-[A-Z0-9]{4})<', made.text)
    assert token
    assert code
    return token[1], code[1]


def open_link(person: Person, token: str) -> None:
    answer = person.press("/i", link=f"https://throughline.example/i#{token}")
    assert answer.location.endswith("/i/answer")


def answer(person: Person, token: str, code: str, name: str = "Sam Tremblay") -> Any:
    open_link(person, token)
    return person.submit("/i/answer", {"code": code, "name": name})


def the_share(app: Flask, journey: Journey) -> Share:
    with app.app_context():
        return db.session.scalars(select(Share).where(Share.journey_id == journey.id)).one()


def test_from_the_invitation_to_the_end(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    factories.make_line(app, as_owner.journey, "letrozole", started_on=None)
    page = as_owner.url("/shared")
    token, code = invite(as_owner)
    assert as_caregiver.get(page).status_code == 404
    answered = answer(as_caregiver, token, code.lower())
    assert "Thank you" in as_caregiver.follow(answered)
    assert as_caregiver.get(page).status_code == 404, "nothing before the owner says yes"
    share = the_share(app, as_owner.journey)
    waiting = as_owner.get(as_owner.url(f"/sharing/{share.id}")).text
    assert "Sam Tremblay" in waiting
    assert as_caregiver.account is not None
    assert as_caregiver.account.email in waiting
    as_owner.press(as_owner.url(f"/sharing/{share.id}/confirm"))
    seen = as_caregiver.get(page)
    assert seen.status_code == 200
    assert "Madeleine" in seen.text
    assert "etrozole" in seen.text
    assert as_caregiver.get("/start").location == "/shared"
    assert as_caregiver.get(as_owner.url("/shared/visits")).status_code == 404, "visits were not given"
    as_owner.press(as_owner.url(f"/sharing/{share.id}/end"))
    assert as_caregiver.get(page).status_code == 404
    assert "Madeleine" not in as_caregiver.get("/shared").text


def test_what_will_be_seen_is_said_in_both_languages_first(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/sharing/invite")
    review = as_owner.submit(url, ASKED).text
    for words in ("Sam will see", "Sam verra", 'lang="fr-CA"', "cannot be taken back", "vous ne pourrez pas reprendre"):
        assert words in review
    with app.app_context():
        assert db.session.scalars(select(Share)).all() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": None}, "Write the name you call them by"),
        ({"sections": None}, "Choose at least one thing"),
        ({"right": "own"}, "Choose one of the answers"),
        ({"ends_on": "2020-01-01"}, "two years ahead"),
        ({"ends_on": "2027"}, "Give the whole day"),
    ],
)
def test_what_is_missing_is_said(as_owner: Person, wrong: dict[str, Any], said: str) -> None:
    page = as_owner.submit(as_owner.url("/sharing/invite"), {**ASKED, **wrong})
    assert page.status_code == 422
    assert said in page.text


def test_sent_twice_it_is_one_share_and_the_last_link_counts(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    url = as_owner.url("/sharing/invite")
    form = as_owner.form(url)
    links = [
        re.search(r"/i#([\w-]{43})", as_owner.send(url, form, {**ASKED, "sure": "yes"}).text)[1]  # type: ignore[index]
        for _time in range(2)
    ]
    assert links[0] != links[1]
    assert the_share(app, as_owner.journey).token_hash == tokens.hash_of(links[1])


def test_whatever_does_not_fit_gets_the_same_answer(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    token, code = invite(as_owner)
    wrong = [answer(as_caregiver, "x" * 43, code), answer(as_caregiver, token, "AAAA-AAAA")]
    wrong.append(answer(as_owner, token, code))  # one's own journey
    with app.app_context():
        db.session.execute(update(Share).values(answer_by=now() - timedelta(seconds=1)))
        db.session.commit()
    wrong.append(answer(as_caregiver, token, code))
    assert [(each.status_code, NEUTRAL in each.text) for each in wrong] == [(422, True)] * 4
    assert the_share(app, as_owner.journey).caregiver_id is None


def test_the_fifth_wrong_code_ends_the_invitation(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    token, code = invite(as_owner)
    for _try in range(queries.MOST_TRIES):
        answer(as_caregiver, token, "AAAA-AAAA")
    assert NEUTRAL in answer(as_caregiver, token, code).text
    row = the_share(app, as_owner.journey)
    assert row.ended_at is not None
    assert row.token_hash is None


def test_a_link_is_used_once(app: Flask, as_owner: Person, as_caregiver: Person, as_stranger: Person) -> None:
    token, code = invite(as_owner)
    answer(as_caregiver, token, code)
    assert NEUTRAL in answer(as_stranger, token, code).text
    assert as_caregiver.account is not None
    assert the_share(app, as_owner.journey).caregiver_id == as_caregiver.account.id


def test_of_two_who_answer_in_the_same_instant_one_is_bound(app: Flask, as_owner: Person) -> None:
    token, code = invite(as_owner)
    people = [signed_in(app, make_account(app)) for _each in range(4)]
    for each in people:
        open_link(each, token)
    forms = [each.form("/i/answer") for each in people]
    together, statuses = threading.Barrier(len(people)), []

    def send(person: Person, form: Any) -> None:
        together.wait()
        sent = person.send("/i/answer", form, {"code": code, "name": "Sam"})
        statuses.append(sent.status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(people, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(302) == 1, statuses


def test_nothing_secret_is_kept(app: Flask, as_owner: Person) -> None:
    token, code = invite(as_owner)
    row = the_share(app, as_owner.journey)
    kept = " ".join(str(getattr(row, column.name)) for column in Share.__table__.columns)
    for secret in (token, code, code.replace("-", ""), "Sam", "Madeleine"):
        assert secret not in kept


@pytest.fixture
def given(app: Flask, as_owner: Person, as_caregiver: Person) -> uuid.UUID:
    """Summary and visits are shared with `as_caregiver`, who may write down what they notice."""
    parts = (Scope.SUMMARY, Scope.APPOINTMENTS)
    return make_share(app, as_owner.journey, as_caregiver.account, *parts, right=Right.ADD)


def test_the_owner_sees_what_was_opened_and_when(as_owner: Person, as_caregiver: Person, given: uuid.UUID) -> None:
    for _look in range(3):
        as_caregiver.get(as_owner.url("/shared/visits"))
    told = as_owner.get(as_owner.url(f"/sharing/{given}")).text
    rows = re.findall(r"<td>(Today, [^<]*)</td><td>([^<]*)</td>", told)
    assert [what for _when, what in rows] == ["Visits and questions"]


def test_the_look_is_in_the_trail_and_the_trail_is_whole(
    app: Flask, as_owner: Person, as_caregiver: Person, given: uuid.UUID
) -> None:
    as_caregiver.get(as_owner.url("/shared"))
    assert as_owner.journey is not None
    with app.app_context():
        acts = [event.act for event in audit.trail_of(as_owner.journey.owner.id)]
        assert "looked.summary" in acts
        assert audit.broken_link(as_owner.journey.owner.id) is None


def test_paused_means_nothing_at_the_next_request(as_owner: Person, as_caregiver: Person, given: uuid.UUID) -> None:
    as_owner.press(as_owner.url(f"/sharing/{given}/pause"))
    assert as_caregiver.get(as_owner.url("/shared")).status_code == 404
    as_owner.press(as_owner.url(f"/sharing/{given}/resume"))
    assert as_caregiver.get(as_owner.url("/shared")).status_code == 200


def test_a_part_taken_back_is_gone_at_the_next_request(
    as_owner: Person, as_caregiver: Person, given: uuid.UUID
) -> None:
    change = as_owner.url(f"/sharing/{given}/change")
    as_owner.submit(change, {"sections": ["summary"], "sure": "yes"})
    assert as_caregiver.get(as_owner.url("/shared/visits")).status_code == 404
    assert as_caregiver.get(as_owner.url("/shared")).status_code == 200


def test_a_caregiver_gives_it_back(as_owner: Person, as_caregiver: Person, given: uuid.UUID) -> None:
    as_caregiver.press(f"/shared/{given}/leave")
    assert as_caregiver.get(as_owner.url("/shared")).status_code == 404
    assert "Ended by them" in as_owner.get(as_owner.url(f"/sharing/{given}")).text


def test_nobody_gives_back_what_is_not_theirs(as_owner: Person, as_stranger: Person, given: uuid.UUID) -> None:
    assert as_stranger.press(f"/shared/{given}/leave").status_code == 404


SHARED = "Your journey was shared, or more of it"


def is_told(person: Person) -> bool:
    return SHARED in person.get(person.url("/today")).text


def test_each_device_of_the_owner_is_told(app: Flask, as_owner: Person, given: uuid.UUID) -> None:
    assert as_owner.journey is not None
    other = signed_in(app, as_owner.journey)
    assert is_told(as_owner)
    assert is_told(other)
    for each in (as_owner, other):
        each.press(each.url("/sharing/told"), next=each.url("/today"))
        assert not is_told(each)
    change = other.url(f"/sharing/{given}/change")
    other.submit(change, {"sections": ["summary", "notes", "appointments"], "sure": "yes"})
    assert is_told(as_owner), "more is seen than before"
    assert not is_told(other), "it was done here"


def test_a_device_is_told_of_a_share_that_came_and_went(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    assert as_owner.journey is not None
    other = signed_in(app, as_owner.journey)
    answer(as_caregiver, *invite(other))
    share_id = the_share(app, as_owner.journey).id
    other.press(other.url(f"/sharing/{share_id}/confirm"))
    other.press(other.url(f"/sharing/{share_id}/end"))
    assert is_told(as_owner)
    assert not is_told(other)
    assert is_told(signed_in(app, as_owner.journey)), "a device that is new must not be a way not to know"
    with app.app_context():
        db.session.execute(update(Share).values(ended_at=now() - timedelta(days=31)))
        db.session.commit()
    assert not is_told(signed_in(app, as_owner.journey)), "long over before this device was there"


def test_what_came_since_the_page_was_made_is_still_to_be_told(
    app: Flask, as_owner: Person, as_caregiver: Person, as_stranger: Person
) -> None:
    make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY)
    shown = re.search(r'name="shown_at" value="([^"]+)"', as_owner.get(as_owner.url("/today")).text)
    assert shown
    make_share(app, as_owner.journey, as_stranger.account, Scope.SUMMARY, changed_at=now() + timedelta(milliseconds=5))
    time.sleep(0.02)
    as_owner.press(as_owner.url("/sharing/told"), shown_at=unescape(shown[1]))
    assert is_told(as_owner)
    for wrong in ("0001-01-01T00:00:00+14:00", "", "yesterday", "2999-01-01", "2999-01-01T00:00:00+00:00"):
        assert as_owner.press(as_owner.url("/sharing/told"), shown_at=wrong).status_code == 302
    assert not is_told(as_owner)


def test_to_let_one_in_is_not_to_know_of_another(
    app: Flask, as_owner: Person, as_caregiver: Person, as_stranger: Person
) -> None:
    make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY)
    answer(as_stranger, *invite(as_owner))
    assert as_owner.journey is not None
    with app.app_context():
        of_stranger = select(Share.id).where(Share.answered_at.is_not(None), Share.confirmed_at.is_(None))
        share_id = db.session.scalars(of_stranger).one()
    as_owner.press(as_owner.url(f"/sharing/{share_id}/confirm"))
    assert is_told(as_owner), "the first was let in elsewhere"


def test_a_new_link_is_in_the_trail(app: Flask, as_owner: Person) -> None:
    invite(as_owner)
    assert as_owner.journey is not None
    as_owner.press(as_owner.url(f"/sharing/{the_share(app, as_owner.journey).id}/new-link"))
    with app.app_context():
        acts = [event.act for event in audit.trail_of(as_owner.journey.owner.id)]
    assert {"share.invited", "share.renewed"} <= set(acts)


def test_a_wider_share_asks_for_the_password_again(app: Flask, as_owner: Person, given: uuid.UUID) -> None:
    with as_owner.client.session_transaction() as session:
        session["fs_paa"] = now().timestamp() - 11 * 60
    for tail in ("/invite", f"/{given}/change"):
        assert "/verify" in as_owner.get(as_owner.url(f"/sharing{tail}")).location
    for tail in (f"/{given}/confirm", f"/{given}/resume", f"/{given}/new-link"):
        assert "/verify" in as_owner.press(as_owner.url(f"/sharing{tail}")).location
    as_owner.press(as_owner.url(f"/sharing/{given}/end"))
    with app.app_context():
        assert db.session.get_one(Share, given).ended_at is not None, "to stop it, nothing is asked"


# --- nothing else in any byte ---------------------------------------------------------------------------------------

DRUG = "Plantedimab"
TABLES = {
    Scope.TREATMENTS: (
        ("background", factories.make_background),
        ("specimen", factories.make_specimen),
        ("genomic_finding", factories.make_finding),
        ("local_treatment", factories.make_local_treatment),
        ("scan", factories.make_scan),
        ("marker_result", factories.make_marker_result),
    ),
    Scope.SYMPTOMS: (
        ("check_in", factories.make_check_in),
        ("happening", factories.make_happening),
        ("check_in_plan", factories.make_plan),
    ),
    Scope.APPOINTMENTS: (("appointment", factories.make_appointment), ("question", factories.make_question)),
    Scope.NOTES: (("saved_organization", factories.make_saved_organization),),
}


def planted(app: Flask, journey: Journey) -> dict[str, tuple[Scope, str]]:
    """A phrase in every text of every record: phrase → its part and its field."""
    phrases: dict[str, tuple[Scope, str]] = {}
    for section, tables in TABLES.items():
        for table, make in tables:
            values = {}
            for of_table, name in encrypted_columns():
                if of_table == table and name != "own":
                    values[name] = f"planted{uuid.uuid4().hex}"
                    phrases[values[name]] = (section, name)
            make(app, journey, **values)
    line = {"note": f"planted{uuid.uuid4().hex}"}
    phrases[line["note"]] = (Scope.TREATMENTS, "note")
    factories.make_line(app, journey, f"text:{DRUG}", **line)
    theirs = f"planted{uuid.uuid4().hex}"
    factories.make_observation(app, journey, text=theirs)
    phrases[theirs] = (Scope.NOTES, "someone else's observation")
    return phrases


def everything_sent(app: Flask, person: Person, journey: Journey) -> str:
    from tests.test_access import address, ask, rules_of

    pages = [
        ask(person, method, address(app, rule, journey.id)).data.decode(errors="replace")
        for rule, method in rules_of(app)
        if "journey_id" in rule.arguments and method == "GET"
    ]
    return "".join([*pages, person.get("/shared").text, person.get("/menu").text])


@pytest.mark.parametrize("sections", [(), *((section,) for section in Scope), tuple(Scope)], ids=str)
@pytest.mark.parametrize("right", [Right.VIEW, Right.ADD])
def test_nothing_of_a_part_that_was_not_given_is_in_any_byte(
    app: Flask, as_owner: Person, as_caregiver: Person, sections: tuple[Scope, ...], right: Right
) -> None:
    assert as_owner.journey is not None
    phrases = planted(app, as_owner.journey)
    make_share(app, as_owner.journey, as_caregiver.account, *sections, right=right)
    sent = everything_sent(app, as_caregiver, as_owner.journey)
    for phrase, (section, field) in phrases.items():
        given = section in sections and (field != "note" or Scope.NOTES in sections) and "someone" not in field
        assert given or phrase not in sent, (section, field)
    if Scope.APPOINTMENTS in sections:
        assert any(phrase in sent for phrase, (section, _f) in phrases.items() if section is Scope.APPOINTMENTS)
    with_lines = {Scope.SUMMARY, Scope.TREATMENTS} & set(sections)
    assert (DRUG in sent) is bool(with_lines)


def test_a_manager_of_visits_has_no_others_byte(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    assert as_owner.journey is not None
    phrases = planted(app, as_owner.journey)
    make_share(app, as_owner.journey, as_caregiver.account, Scope.APPOINTMENTS, right=Right.MANAGE)
    sent = everything_sent(app, as_caregiver, as_owner.journey)
    for phrase, (section, _field) in phrases.items():
        assert section is Scope.APPOINTMENTS or phrase not in sent, section


# --- writing --------------------------------------------------------------------------------------------------------


def test_what_a_caregiver_noticed_is_signed_kept_apart_and_decided_by_the_owner(
    app: Flask, as_owner: Person, as_caregiver: Person, given: uuid.UUID
) -> None:
    added = as_caregiver.submit(as_owner.url("/observations/add"), {"text": "slept badly, two falls this week"})
    assert "slept badly" in as_caregiver.follow(added)
    page = as_owner.get(as_owner.url("/observations")).text
    assert "slept badly" in page
    assert "Sam" in page
    with inside(app, as_owner.journey):  # type: ignore[arg-type]
        from tracker.observations.queries import observations

        row_id = observations()[0].id
    as_owner.press(as_owner.url(f"/observations/{row_id}"), state="ask", operation=str(uuid.uuid4()))
    assert "Someone close noticed: slept badly" in as_owner.get(as_owner.url("/visits")).text
    as_owner.press(as_owner.url(f"/observations/{row_id}"), state="hidden", operation=str(uuid.uuid4()))
    assert "<details><summary>Hidden" in as_owner.get(as_owner.url("/observations")).text


def test_who_manages_writes_for_the_owner_and_is_named(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    make_share(app, as_owner.journey, as_caregiver.account, *Scope, right=Right.MANAGE)
    as_caregiver.submit(as_owner.url("/check-in"), {"pain": "4"})
    listed = as_owner.get(as_owner.url("/check-ins")).text
    assert "Entered by Sam" in listed
    with inside(app, as_owner.journey):  # type: ignore[arg-type]
        from tracker.checkins.models import AnsweredBy, CheckIn
        from tracker.owned import owned

        row = db.session.scalars(owned(CheckIn)).one()
        assert row.answered_by is AnsweredBy.PROXY
        revision = audit.history_of(row.id)[0]
    assert as_caregiver.account is not None
    assert revision.actor_id == as_caregiver.account.id
    record = as_owner.get(as_owner.url(f"/history/{row.id}")).text
    assert ", Sam" in record


def test_a_write_that_waited_for_the_owner_finds_the_share_ended(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    share_id = make_share(app, as_owner.journey, as_caregiver.account, *Scope, right=Right.MANAGE)
    url = as_owner.url("/visits/add")
    form = as_caregiver.form(url)
    done: list[int] = []
    with app.app_context():
        journey = db.session.scalars(
            select(factories.models.Journey).where(factories.models.Journey.id == as_owner.journey.id).with_for_update()  # type: ignore[union-attr]
        ).one()
        db.session.execute(update(Share).where(Share.id == share_id).values(ended_at=now()))
        waiting = threading.Thread(
            target=lambda: done.append(as_caregiver.send(url, form, {"day": "2027-01-05"}).status_code)
        )
        waiting.start()
        waiting.join(0.5)
        assert journey.id
        db.session.commit()
    waiting.join(15)
    assert done == [404]


def test_two_journeys_side_by_side(app: Flask, as_caregiver: Person) -> None:
    first, second = make_journey(app), make_journey(app)
    for journey in (first, second):
        make_share(app, journey, as_caregiver.account, Scope.SUMMARY)
    page = as_caregiver.get("/shared").text
    for journey in (first, second):
        assert f"/journeys/{journey.id}/shared" in page
        assert as_caregiver.get(f"/journeys/{journey.id}/shared").status_code == 200


def test_what_is_sent_back_with_an_error_was_looked_at_too(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    factories.make_appointment(app, as_owner.journey, matters="planted matters")
    make_share(app, as_owner.journey, as_caregiver.account, *Scope, right=Right.MANAGE)
    page = as_caregiver.press(as_owner.url("/visits"))
    assert page.status_code == 422
    assert "planted matters" in page.text
    assert as_owner.account is not None
    with app.app_context():
        acts = [event.act for event in audit.trail_of(as_owner.account.id)]
    assert acts.count("looked.appointments") == 1


def test_nobody_comes_to_a_journey_whose_owner_is_locked_out(
    app: Flask, as_owner: Person, as_caregiver: Person, given: uuid.UUID
) -> None:
    assert as_owner.account is not None
    with app.app_context():
        db.session.execute(update(Account).where(Account.id == as_owner.account.id).values(active=False))
        db.session.commit()
    assert as_caregiver.get(as_owner.url("/shared")).status_code == 404


def test_what_was_to_be_said_does_not_outlive_signing_out(as_owner: Person, as_caregiver: Person, app: Flask) -> None:
    answer(as_caregiver, *invite(as_owner))
    as_owner.press(as_owner.url(f"/sharing/{the_share(app, as_owner.journey).id}/confirm"))
    as_owner.press("/sign-out")
    assert "Sam" not in as_owner.get("/").text
