"""Erasing an account: what ends at once, two weeks to change one's mind, and nothing left afterwards (S12, S28)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import Column, String, Uuid, cast, select, update

from tests.accounts.test_step_up import STALE, last_signed_in
from tests.factories import (
    Journey,
    Someone,
    inside,
    make_account,
    make_check_in,
    make_journey,
    make_line,
    make_observation,
    make_question,
    make_share,
)
from tests.journeys.test_made_up import counts
from tests.people import Person, signed_in
from tests.test_access import address, ask, rules_of
from tracker.access import Right, Scope
from tracker.accounts.models import Account
from tracker.appointments.models import CalendarFeed
from tracker.audit import trail_of
from tracker.calendar import queries as calendar
from tracker.db import Base, db, now
from tracker.journeys import models

PASSWORD = "lanterne velours quatorze marées"
WAITING = "/account/erased-soon"


@pytest.fixture
def anne(app: Flask) -> Person:
    journey = make_journey(app, make_account(app, "anne@example.ca", PASSWORD))
    make_question(app, journey)
    return signed_in(app, journey)


@pytest.fixture
def sam(app: Flask) -> Person:
    """A caregiver without a journey."""
    return signed_in(app, make_account(app, "sam@example.ca", PASSWORD))


def erase(person: Person, word: str = "ERASE") -> Any:
    return person.submit("/account/erase", word=word)


def purge(app: Flask, name: str = "purge") -> str:
    return app.test_cli_runner().invoke(FlaskGroup(create_app=lambda: app), [name]).output


def two_weeks_later(app: Flask) -> None:
    with app.app_context():
        erase_at = db.session.scalars(select(Account.erase_at).where(Account.erase_at.is_not(None))).one()
        assert timedelta(days=13, hours=23) < erase_at - now() <= timedelta(days=14)
        db.session.execute(update(Account).where(Account.erase_at.is_not(None)).values(erase_at=now()))
        db.session.commit()


def make_link_and_feed(app: Flask, journey: Journey) -> str:
    """A link for an appointment, and a calendar feed: its token."""
    with inside(app, journey) as opened:
        link = models.SummaryLink(
            journey_id=journey.id, label_sealed=b"", choices={}, token_hash="t", passcode_hash="p"
        )
        link.expires_at, link.openings = now() + timedelta(days=30), 5
        db.session.add(link)
        token = calendar.new_address(opened, time_zone="America/Toronto")
        db.session.commit()
    return token


def share_of(app: Flask, share_id: Any) -> models.Share:
    with app.app_context():
        return db.session.get_one(models.Share, share_id)


# --- at once ------------------------------------------------------------------------------------------------------


def test_every_way_to_the_record_but_ones_own_is_closed_at_once(app: Flask, anne: Person, sam: Person) -> None:
    share_id = make_share(app, anne.journey, sam.account, *Scope, right=Right.MANAGE)
    invited = make_share(app, anne.journey, None, Scope.SUMMARY, answered_at=None, confirmed_at=None)
    token = make_link_and_feed(app, anne.journey)
    elsewhere = signed_in(app, anne.journey)
    assert sam.get(anne.url("/shared")).status_code == 200
    assert sam.get(f"/calendar/{token}.ics").status_code == 200
    assert erase(anne).location == WAITING
    for tail in ("/shared", "/timeline", "/visits", "/diagnosis"):
        assert sam.get(anne.url(tail)).status_code == 404, tail
    assert sam.press(anne.url("/visits/ask"), text="x").status_code == 404
    assert sam.get(f"/calendar/{token}.ics").status_code == 404
    assert elsewhere.get("/account").location.startswith("/sign-in")
    for each in (share_id, invited):
        assert share_of(app, each).ended_at
        assert not share_of(app, each).ended_by_caregiver
    with app.app_context():
        assert db.session.scalars(select(models.SummaryLink)).one().revoked_at
        assert db.session.scalars(select(CalendarFeed)).all() == []


def test_what_others_share_with_one_ends_too(app: Flask, anne: Person) -> None:
    other = make_journey(app)
    share_id = make_share(app, other, anne.account, Scope.SUMMARY)
    untouched = make_share(app, other, make_account(app), Scope.SUMMARY)
    erase(anne)
    assert share_of(app, share_id).ended_by_caregiver
    assert share_of(app, share_id).ended_at
    assert share_of(app, untouched).ended_at is None


@pytest.mark.parametrize("word", ["ERASE", "EFFACER", " erase "])
def test_either_word_will_do(app: Flask, anne: Person, word: str) -> None:
    assert erase(anne, word).location == WAITING


@pytest.mark.parametrize("word", ["", "ERAS", "yes", "ERASE ME"])
def test_without_the_word_nothing_happens(app: Flask, database: Any, anne: Person, word: str) -> None:
    before = counts(app, database)
    answer = erase(anne, word)
    assert answer.status_code == 422
    assert "Until then nothing is erased" in unescape(answer.text)
    assert counts(app, database) == before
    with app.app_context():
        assert db.session.scalars(select(Account.erase_at)).all() == [None]


def test_the_password_is_asked_for_first(anne: Person) -> None:
    assert last_signed_in(anne, STALE).get("/account/erase").location == "/verify?next=/account/erase"


def test_the_made_up_journey_is_not_erased_by_hand(as_visitor: Person) -> None:
    as_visitor.press("/made-up")
    assert as_visitor.get("/account/erase").status_code == 404
    assert "/account/erase" not in as_visitor.get("/account").text


def test_the_export_is_offered_first(anne: Person) -> None:
    assert "/account/erase" in anne.get("/account").text
    page = anne.get("/account/erase").text
    assert page.index(anne.url("/export")) < page.index('name="word"')


# --- until then ---------------------------------------------------------------------------------------------------


def test_every_page_leads_to_the_one_that_says_so(app: Flask, anne: Person) -> None:
    erase(anne)
    still_open = {"exports.index", "exports.as_json", "exports.as_csv", "security.verify", "security.logout"}
    still_open |= {"leaving.waiting", "leaving.keep", "accounts.language", "directory.help_now"}
    for rule, method in rules_of(app):
        if rule.endpoint in still_open or rule.endpoint.startswith("offline."):
            continue
        answer = ask(anne, method, address(app, rule, anne.journey.id))
        if rule.endpoint.startswith("sync."):
            assert answer.status_code == 401, "the phone keeps its entries"
        else:
            assert (answer.status_code, answer.location) == (302, WAITING), (method, rule.rule)
    assert anne.get(anne.url("/export")).status_code == 200
    assert anne.press(anne.url("/export/json")).status_code == 200
    assert anne.get("/help-now").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_signing_in_leads_to_it(app: Flask, anne: Person, language: str) -> None:
    erase(anne)
    anew = Person(app.test_client()).reads(language)
    answer = anew.submit("/sign-in", email="anne@example.ca", password=PASSWORD)
    assert answer.location == "/start"
    assert anew.get("/start").location == WAITING
    page = unescape(anew.get(WAITING).text)
    assert {"en": "This account will be erased on", "fr": "Ce compte sera effacé le"}[language] in page
    assert anne.url("/export") in page


def test_keeping_the_account_keeps_the_record_and_brings_no_share_back(app: Flask, anne: Person, sam: Person) -> None:
    share_id = make_share(app, anne.journey, sam.account, *Scope)
    erase(anne)
    assert anne.press("/account/keep").location == "/start"
    assert anne.get(anne.url("/visits")).status_code == 200
    assert sam.get(anne.url("/shared")).status_code == 404
    assert share_of(app, share_id).ended_at
    assert anne.get(WAITING).location == "/account"
    with app.app_context():
        acts = [event.act for event in trail_of(anne.account.id)]
    assert [act for act in acts if act.startswith("account.")] == ["account.leaving", "account.kept"]
    assert purge(app) == "0 made-up journeys erased\n"
    assert anne.get(anne.url("/visits")).status_code == 200


def test_keeping_what_is_kept_does_nothing(app: Flask, database: Any, anne: Person) -> None:
    before = counts(app, database)
    assert anne.press("/account/keep").location == "/start"
    assert counts(app, database) == before


# --- afterwards ---------------------------------------------------------------------------------------------------


def places_of(app: Flask, database: Any, account: Someone) -> set[str]:
    """Every table and column that holds the id, seen by one who may see all."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Uuid) and _rows(app, database, column, account):
                found.add(f"{table.name}.{column.name}")
    return found


def _rows(app: Flask, database: Any, column: Column[Any], account: Someone) -> int:
    if hasattr(database, "admin"):
        statement = f"SELECT count(*) FROM {column.table.name} WHERE {column.name} = %s"
        return int(database.admin.execute(statement, (account.id,)).fetchone()[0])
    with app.app_context(), db.engine.connect() as connection:
        return len(connection.execute(select(cast(column, String)).where(column == account.id)).all())


@pytest.mark.parametrize("name", ["purge", "purge-made-up"])
def test_after_two_weeks_nothing_of_it_is_left(app: Flask, database: Any, name: str) -> None:
    kept = make_journey(app)
    make_line(app, kept)
    before = counts(app, database)
    anne = signed_in(app, make_journey(app, make_account(app, "anne@example.ca", PASSWORD)))
    make_question(app, anne.journey)
    make_line(app, anne.journey)
    make_check_in(app, anne.journey)
    make_observation(app, anne.journey)
    make_share(app, anne.journey, None, Scope.SUMMARY)
    make_link_and_feed(app, anne.journey)
    erase(anne)
    assert purge(app) == "0 made-up journeys erased\n", "two weeks are not over"
    assert anne.get(WAITING).status_code == 200
    assert places_of(app, database, anne.account)
    two_weeks_later(app)
    assert purge(app, name) == "0 made-up journeys erased\n1 accounts erased\n"
    assert places_of(app, database, anne.account) == set()
    assert counts(app, database) == before
    assert anne.get("/account").location.startswith("/sign-in")
    signs_in = Person(app.test_client()).submit("/sign-in", email="anne@example.ca", password=PASSWORD)
    assert signs_in.status_code == 200


def test_a_caregiver_who_left_leaves_the_record_as_it_was(app: Flask, database: Any, anne: Person, sam: Person) -> None:
    share_id = make_share(app, anne.journey, sam.account, *Scope)
    make_observation(app, anne.journey, sam.account)
    assert sam.get(anne.url("/shared")).status_code == 200
    erase(sam)
    two_weeks_later(app)
    assert "1 accounts erased" in purge(app)
    share = share_of(app, share_id)
    assert share.caregiver_id is None
    assert share.ended_by_caregiver
    assert share.ended_at
    # Who wrote stays in the record of the other, as an id that leads to nobody.
    assert places_of(app, database, sam.account) <= {
        "observation.entered_by",
        "revision.actor_id",
        "audit_event.actor_id",
    }
    assert anne.get(anne.url("/visits")).status_code == 200


# --- nobody takes a journey over ----------------------------------------------------------------------------------


def test_no_route_gives_a_journey_to_someone_else(app: Flask, anne: Person, sam: Person) -> None:
    """Whoever asks, with every right that can be given, and whatever is sent along."""
    make_share(app, anne.journey, sam.account, *Scope, right=Right.MANAGE)
    taken = {"owner_id": str(sam.account.id), "owner": str(sam.account.id), "journey_id": str(anne.journey.id)}
    for person in (sam, anne):
        for rule, method in rules_of(app):
            if method == "GET" or rule.endpoint in ("security.logout", "accounts.end_device"):
                continue
            person.post_raw(address(app, rule, anne.journey.id), {"csrf_token": person.token(), **taken})
    with app.app_context():
        owners = dict(db.session.execute(select(models.Journey.id, models.Journey.owner_id)).all())
        assert owners[anne.journey.id] == anne.account.id


def test_no_code_names_an_owner_but_where_a_journey_begins() -> None:
    tracker = Path(models.__file__).parents[1]
    written = re.compile(r"owner_id\s*=(?!=)|[\"']owner_id[\"']")
    found = [path.relative_to(tracker).as_posix() for path in tracker.rglob("*.py") if written.search(path.read_text())]
    assert found == ["journeys/queries.py"], "owner_id is set by new_journey alone"
