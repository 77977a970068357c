"""The made-up journey: private, without an account, gone after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import func, select, text, update

from tests.databases import Server
from tests.factories import Journey, make_journey, make_question
from tests.people import Person
from tracker import owned
from tracker.accounts.models import Account, AccountKey, DeviceSession
from tracker.audit import AuditEvent, AuditHead
from tracker.db import Base, db, now
from tracker.journeys import models


def counts(app: Flask, database: Any) -> dict[str, int]:
    """Rows of every table, seen by one who may see all."""
    names = sorted(Base.metadata.tables)
    if isinstance(database, Server):
        return {name: database.admin.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    with app.app_context(), db.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() or 0 for name in names}


def test_looking_around_needs_no_account(app: Flask, as_visitor: Person) -> None:
    answer = as_visitor.press("/made-up")
    assert answer.status_code == 302
    assert as_visitor.get(answer.location).status_code == 200
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        assert account.email is None
        assert account.password is None
        assert timedelta(hours=23) < account.expires_at - now() <= timedelta(hours=24)
        device = db.session.scalars(select(DeviceSession)).one()
        assert device.ends_at <= account.expires_at


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_story_is_told_in_the_language_of_the_reader(as_visitor: Person, language: str) -> None:
    where = as_visitor.reads(language).press("/made-up").location
    for page in ("", "/diagnosis", "/markers", "/options", "/visits", "/history"):
        answer = as_visitor.get(where + page)
        assert answer.status_code == 200, page
        assert f'lang="{language}-CA"' in answer.text
    words = {"en": "What could we try for the nausea", "fr": "Que pouvons-nous essayer contre les nausées"}
    visits = as_visitor.get(where + "/visits").text
    assert [words[each] in visits for each in ("en", "fr")] == [language == "en", language == "fr"]


def test_each_visitor_has_a_copy_of_their_own(app: Flask, as_visitor: Person) -> None:
    other = Person(app.test_client())
    mine, theirs = as_visitor.press("/made-up").location, other.press("/made-up").location
    assert mine != theirs
    assert as_visitor.get(theirs).status_code == 404
    assert other.get(theirs).status_code == 200


def test_someone_signed_in_keeps_their_own_journey(app: Flask, as_owner: Person) -> None:
    assert as_owner.press("/made-up").location == "/start"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(models.Journey)) == 1


def test_looking_twice_makes_one_copy(app: Flask, as_visitor: Person) -> None:
    as_visitor.press("/made-up")
    as_visitor.press("/made-up")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(models.Journey)) == 1


def purge(app: Flask) -> str:
    """What `flask purge-made-up` prints."""
    command = FlaskGroup(create_app=lambda: app)
    return app.test_cli_runner().invoke(command, ["purge-made-up"]).output


def expire(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(Account).where(Account.expires_at.is_not(None)).values(expires_at=now()))
        db.session.commit()


def test_after_a_day_it_lets_nobody_in(app: Flask, as_visitor: Person) -> None:
    where = as_visitor.press("/made-up").location
    expire(app)
    answer = as_visitor.get(where)
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


@pytest.mark.parametrize("how", ["command", "next visitor"])
def test_what_is_past_its_day_is_erased_with_key_and_trail(
    app: Flask, database: Any, as_visitor: Person, how: str
) -> None:
    kept = make_journey(app)
    make_question(app, kept)
    before = counts(app, database)
    where = as_visitor.press("/made-up").location
    held = counts(app, database)
    left_as_they_come = {
        "check_in_plan",
        "set_aside",
        "content_seen",
        "support_plan",
        "saved_organization",
    }
    told = set(owned.journey_tables()) - left_as_they_come
    for table in told:
        assert held[table] > before[table], f"the story has no {table}"
    expire(app)
    if how == "command":
        assert purge(app) == "1 made-up journeys erased\n"
        assert counts(app, database) == before
        assert purge(app) == "0 made-up journeys erased\n"
    else:
        Person(app.test_client()).press("/made-up")
        after = counts(app, database)
        for cls in (Account, AccountKey, AuditHead, models.Journey):
            assert after[cls.__tablename__] == held[cls.__tablename__], cls
    assert Person(as_visitor.client).get(where).status_code in (302, 404)
    assert is_kept(app, kept)


def is_kept(app: Flask, journey: Journey) -> bool:
    with app.app_context():
        events = db.session.scalars(select(AuditEvent.act).where(AuditEvent.account_id == journey.owner.id)).all()
    return events == ["journey.started", "question.added"]


def test_a_real_account_is_never_swept_out(app: Flask, database: Any) -> None:
    make_question(app, make_journey(app))
    before = counts(app, database)
    purge(app)
    assert counts(app, database) == before
