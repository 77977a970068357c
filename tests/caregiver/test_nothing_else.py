"""Nothing of a part that was not given is in any byte a caregiver is sent (S8)."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from tests import factories
from tests.people import Person
from tests.test_access import address
from tracker.access import Right, Scope
from tracker.checkins.models import CheckIn, Happening

ALONE = [(section,) for section in Scope]
PAIRS = [
    (Scope.SUMMARY, Scope.NOTES),
    (Scope.TREATMENTS, Scope.NOTES),
    (Scope.SYMPTOMS, Scope.NOTES),
    (Scope.SYMPTOMS, Scope.APPOINTMENTS),
]


def plant(app: Flask, journey: factories.Journey) -> dict[str, tuple[set[Scope], str]]:
    """Text and ids in the owner's record: what is looked for, by the parts it takes to see it, and what it is.

    Where several parts are named, all of them are needed.
    """
    found: dict[str, tuple[set[Scope], str]] = {}

    def phrase(what: str, *needed: Scope) -> str:
        words = f"planted-{uuid.uuid4().hex}"
        found[words] = (set(needed), what)
        return words

    def of(made: uuid.UUID, what: str, section: Scope) -> uuid.UUID:
        found[str(made)] = ({section}, f"id of a {what}")
        return made

    def note(what: str, section: Scope) -> str:
        return phrase(f"note of a {what}", section, Scope.NOTES)

    treatments, symptoms, visits = Scope.TREATMENTS, Scope.SYMPTOMS, Scope.APPOINTMENTS
    of(factories.make_specimen(app, journey, note=note("specimen", treatments)), "specimen", treatments)
    of(factories.make_finding(app, journey, note=note("finding", treatments)), "finding", treatments)
    of(factories.make_scan(app, journey, note=note("scan", treatments)), "scan", treatments)
    of(factories.make_marker_result(app, journey, note=note("marker", treatments)), "marker", treatments)
    of(factories.make_local_treatment(app, journey, note=note("radiation", treatments)), "radiation", treatments)
    factories.make_line(app, journey, note=note("line", treatments))
    of(factories.make_check_in(app, journey, note=note("check-in", symptoms)), CheckIn.__name__, symptoms)
    of(factories.make_happening(app, journey, note=note("happening", symptoms)), Happening.__name__, symptoms)
    of(factories.make_question(app, journey, phrase("question", visits)), "question", visits)
    whom = phrase("with whom", visits)
    of(factories.make_appointment(app, journey, with_whom=whom), "visit", visits)
    return found


@pytest.mark.parametrize("sections", ALONE + PAIRS, ids="+".join)
@pytest.mark.parametrize("right", [Right.VIEW, Right.ADD])
def test_no_byte_of_what_was_not_given(
    app: Flask, as_owner: Person, as_caregiver: Person, sections: tuple[Scope, ...], right: Right
) -> None:
    journey = as_owner.journey
    planted = plant(app, journey)
    factories.make_share(app, journey, as_caregiver.account, *sections, right=right)
    hidden = {text: what for text, (needed, what) in planted.items() if not needed <= set(sections)}
    assert hidden
    sent = b""
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        if "journey_id" not in rule.arguments or "GET" not in methods or rule.arguments - {"journey_id"}:
            continue
        answer = as_caregiver.get(address(app, rule, journey.id))
        told = [what for text, what in hidden.items() if text.encode() in answer.data]
        assert not told, (rule.rule, told)
        sent += answer.data
    given = [
        text for text, (needed, _what) in planted.items() if text.startswith("planted-") and needed <= set(sections)
    ]
    assert not given or any(text.encode() in sent for text in given), "nothing was looked at"
