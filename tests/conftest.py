"""The app on both databases, and the people who use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import FLAGS, chromium_path
from tests.databases import NAMES, Embedded, Server, let_go
from tests.factories import Journey, make_account, make_journey
from tests.people import Person, signed_in
from tracker import create_app


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """The database of this name, made when it is first asked for: one of each kind for each worker."""
    made: dict[str, Any] = {}

    def database(name: str) -> Any:
        if name not in made:
            made[name] = (Embedded if name == "sqlite" else Server)(tmp_path_factory.mktemp(name))
        return made[name]

    yield database
    for each in made.values():
        each.stop()


@pytest.fixture(params=NAMES)
def database(request: pytest.FixtureRequest, databases: Callable[[str], Any]) -> Any:
    found = databases(request.param)
    found.empty()
    return found


@pytest.fixture
def app(database: Any) -> Flask:
    """The app over an empty database: each test that asks for it runs on SQLite and on PostgreSQL."""
    return database.app


@pytest.fixture
def embedded(databases: Callable[[str], Any]) -> Embedded:
    """The embedded database alone, for what only a file can show."""
    found = databases("sqlite")
    found.empty()
    return found


@pytest.fixture
def server(databases: Callable[[str], Any]) -> Server:
    """PostgreSQL alone, for what only a server can show."""
    found = databases("postgresql")
    found.empty()
    return found


@pytest.fixture
def another_app(app: Flask) -> Iterator[Callable[..., Flask]]:
    """Another app over the same data; `testing=False` answers errors with pages, as for a person."""
    made: list[Flask] = []

    def build(**options: Any) -> Flask:
        made.append(create_app(app.config["SETTINGS"], **options))
        return made[-1]

    yield build
    for each in made:
        let_go(each)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def as_visitor(app: Flask) -> Person:
    """Someone who is not signed in."""
    return Person(app.test_client())


@pytest.fixture
def as_owner(app: Flask) -> Person:
    """Someone signed in, with a journey of their own."""
    return signed_in(app, make_journey(app))


@pytest.fixture
def as_stranger(app: Flask) -> Person:
    """Someone else signed in, with another journey."""
    return signed_in(app, make_journey(app))


@pytest.fixture
def as_caregiver(app: Flask) -> Person:
    """Someone signed in who has no journey of their own."""
    return signed_in(app, make_account(app))


@pytest.fixture
def journey(as_owner: Person) -> Journey:
    """The journey of `as_owner`."""
    return as_owner.journey
