"""Who may do what with which part of a journey (S8, S13): every route of a journey, tried by everyone there can be.

What is right stands in `access.toml`, apart from the code; a route that is not there fails.
"""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import factories
from tests.factories import Journey, make_account, make_journey, make_share
from tests.people import Person, signed_in
from tests.test_access import address, ask, rules_of
from tracker.access import Grant, Right, Scope
from tracker.db import now

TABLE: Mapping[str, Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
EVERY = tuple(Scope)


@dataclass(frozen=True)
class Actor:
    """Someone at the door: what they were given, if it holds."""

    sections: tuple[Scope, ...] = ()
    right: Right = Right.VIEW
    values: Callable[[], dict[str, Any]] = dict
    holds: bool = True

    @property
    def grant(self) -> Grant | None:
        return Grant.of(self.sections, self.right) if self.holds else None


ACTORS = {
    "manager": Actor(EVERY, Right.MANAGE),
    "manager of visits": Actor((Scope.APPOINTMENTS,), Right.MANAGE),
    "contributor": Actor(EVERY, Right.ADD),
    "contributor to the summary": Actor((Scope.SUMMARY,), Right.ADD),
    **{f"viewer of {section}": Actor((section,)) for section in Scope},
    "viewer of all": Actor(EVERY),
    "ended": Actor(EVERY, Right.MANAGE, lambda: {"ended_at": now()}, holds=False),
    "paused": Actor(EVERY, Right.MANAGE, lambda: {"paused_at": now()}, holds=False),
    "expired": Actor(EVERY, Right.MANAGE, lambda: {"expires_at": now() - timedelta(minutes=1)}, holds=False),
    "not confirmed": Actor(EVERY, Right.MANAGE, lambda: {"confirmed_at": None}, holds=False),
}


def asked_for(rule: Rule, method: str) -> tuple[Scope | None, Right] | None:
    """What the route asks for, as the table says; None for what is public."""
    feature, name = rule.endpoint.split(".")
    entry = TABLE.get(feature, {}).get(name)
    assert entry is not None, f"{rule.endpoint} is not in access.toml"
    words = entry if isinstance(entry, str) else entry[method]
    if words == "public":
        return None
    section, right = words.split()
    return (None if section == "any" else Scope(section)), Right(right)


def expected(grant: Grant | None, wanted: tuple[Scope | None, Right] | None) -> str:
    if wanted is None:
        return "allowed"
    section, right = wanted
    if grant is None or not grant.shows(section):
        return "not found"
    return "allowed" if grant.right.includes(right) else "forbidden"


def given(status: int) -> str:
    return {404: "not found", 403: "forbidden"}.get(status, "allowed" if status < 500 else f"broken ({status})")


def cells(app: Flask) -> list[tuple[Rule, str]]:
    """What reads first, then what writes, and last what takes away, the inner before the outer."""
    found = [(rule, method) for rule, method in rules_of(app) if "journey_id" in rule.arguments]
    return sorted(found, key=lambda cell: (cell[1] != "GET", _takes_away(cell[0]), cell[0].endpoint))


def _takes_away(rule: Rule) -> tuple[bool, int]:
    order = ["history.undo", "observations.remove", "treatments.remove_dose_change", "treatments.remove_line"]
    takes = "remove" in rule.endpoint or rule.endpoint in order
    return takes, order.index(rule.endpoint) if rule.endpoint in order else -1


def tried(app: Flask, person: Person, journey: Journey, records: dict[str, uuid.UUID], grant: Grant | None) -> int:
    """Try every route; how many. A share is looked at afresh each time: the order matters to the records alone."""
    wrong = []
    every = cells(app)
    for rule, method in every:
        wanted = expected(grant, asked_for(rule, method))
        got = given(ask(person, method, address(app, rule, journey.id, **records)).status_code)
        if got != wanted and not (got == "not found" and wanted == "allowed" and _may_lack(rule)):
            wrong.append(f"{method} {rule.endpoint}: {got}, not {wanted}")
    assert wrong == []
    return len(every)


def _may_lack(rule: Rule) -> bool:
    """Routes that also say "not found" of what is not there any more, or never was for this person.

    They are told from a refusal by their own tests.
    """
    return rule.endpoint in LACKING


LACKING = {
    "checkins.ask_about",  # a change there is not in this check-in
    "history.undo",  # only one's own acts
    "history.put_back",  # a version there never was
    "observations.add",  # the owner's own words are notes
    "observations.remove",  # only one's own
    "sync.done",  # an act that was never sent
    "sharing.share",
    "sharing.change",
    "sharing.confirm",
    "sharing.pause",
    "sharing.resume",
    "sharing.end",
    "sharing.new_link",
}


@pytest.mark.parametrize("name", ACTORS)
def test_everyone_gets_in_where_they_may_and_nowhere_else(app: Flask, name: str) -> None:
    actor, journey, caregiver = ACTORS[name], make_journey(app), make_account(app)
    make_share(app, journey, caregiver, *actor.sections, right=actor.right, **actor.values())
    records = factories.make_one_of_each(app, journey, caregiver)
    assert tried(app, signed_in(app, caregiver), journey, records, actor.grant) > 100


def test_the_owner_gets_in_everywhere(app: Flask, as_owner: Person) -> None:
    records = factories.make_one_of_each(app, as_owner.journey, make_account(app))
    assert tried(app, as_owner, as_owner.journey, records, Grant(frozenset(Scope), Right.OWN)) > 100


def test_a_stranger_gets_in_nowhere(app: Flask, as_stranger: Person) -> None:
    journey = make_journey(app)
    assert tried(app, as_stranger, journey, factories.make_one_of_each(app, journey, make_account(app)), None) > 100


def test_there_are_enough_cells(app: Flask) -> None:
    assert len(cells(app)) * (len(ACTORS) + 3) > 1_500


def test_the_table_names_no_route_that_is_gone(app: Flask) -> None:
    here = {rule.endpoint for rule, _method in cells(app)}
    assert {f"{feature}.{name}" for feature, names in TABLE.items() for name in names} == here
