"""Who gets in: every route of the app, tried by a visitor and by a stranger (S13)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import factories
from tests.people import Person

# Pages of no journey. Whoever adds one says here who may open it.
OPEN_TO_ALL = {"/", "/sign-in", "/sign-up", "/sign-out", "/language", "/made-up"} | {
    "/calendar/<token>.ics",  # the address itself is what lets in (tests/calendar)
    "/manifest.webmanifest",
    "/offline/en",
    "/offline/fr",
    "/sw.js",
    "/offline/support/en",
    "/offline/support/fr",
    "/support",
    "/support/<slug>",
    "/help-now",
    "/i",
    "/v",  # a link and its passcode (tests/summary_links)
    "/understand",
    "/understand/<page_id>",
    "/understand/glossary",
    "/understand/trials",
    "/sources",
    "/sources/organizations",
    "/sources/<source_id>",
    "/report-mistake",
    "/report-mistake/thanks",
}
OF_THE_ACCOUNT = {
    "/account",
    "/account/devices/<uuid:device_id>/end",
    "/account/erase",
    "/account/erased-soon",
    "/account/keep",
    "/account/password",
    "/account/support-put-away",
    "/go/check-in",
    "/go/happened",
    "/i/answer",
    "/menu",
    "/shared",
    "/shared/<uuid:share_id>/leave",
    "/start",
    "/sync/hello",  # answers 401 in JSON, never a redirect: a script asks
    "/verify",
}


def rules_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule, method


def address(app: Flask, rule: Rule, journey_id: uuid.UUID, **records: uuid.UUID) -> str:
    """The address of a rule, with ids nobody has for records that are not given."""
    values: dict[str, object] = {
        "version": 1,
        "topic": "sex",
        "slug": "canadian-cancer-society",
        "option_id": next(iter(app.extensions["catalogue"].options)),
    }
    values |= rule.defaults or {}
    for name in rule.arguments:
        values.setdefault(name, records.get(name) or uuid.uuid4())
    values["journey_id"] = journey_id
    with app.test_request_context():
        return app.url_map.bind("localhost").build(
            rule.endpoint, {k: v for k, v in values.items() if k in rule.arguments}
        )


def ask(person: Person, method: str, url: str):
    if method == "GET":
        return person.get(url)
    return person.post_raw(url, {"csrf_token": person.token()})


def same_for_all(text: str) -> str:
    """A page without what is different each time it is made, and without its own address."""
    text = re.sub(r'name="csrf_token"[^>]*', "", text)
    return re.sub(r"/journeys/[^\"<]*", "", text)


def test_every_page_without_a_journey_is_on_the_list(app: Flask) -> None:
    without = {rule.rule for rule in app.url_map.iter_rules() if "journey_id" not in rule.arguments}
    assert without == OPEN_TO_ALL | OF_THE_ACCOUNT


def test_a_stranger_sees_of_a_journey_what_is_seen_of_none(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    for rule, method in rules_of(app):
        if "journey_id" not in rule.arguments or rule.endpoint == "treatments.drugs":
            continue
        theirs = ask(as_stranger, method, address(app, rule, as_owner.journey.id))
        nobodys = ask(as_stranger, method, address(app, rule, uuid.uuid4()))
        assert theirs.status_code == nobodys.status_code == 404, (method, rule.rule, theirs.status_code)
        assert same_for_all(theirs.text) == same_for_all(nobodys.text), (method, rule.rule)


def test_a_caregiver_without_a_share_is_a_stranger(app: Flask, as_owner: Person, as_caregiver: Person) -> None:
    for rule, method in rules_of(app):
        if "journey_id" in rule.arguments and rule.endpoint != "treatments.drugs":
            assert ask(as_caregiver, method, address(app, rule, as_owner.journey.id)).status_code == 404, rule.rule


def test_the_list_of_drugs_is_the_same_for_every_journey(as_stranger: Person, as_owner: Person) -> None:
    """It is public content and opens no journey: nothing can be learned from it."""
    ours = as_stranger.get(f"/journeys/{as_owner.journey.id}/drugs.json")
    assert ours.json == as_stranger.get(f"/journeys/{uuid.uuid4()}/drugs.json").json


def test_a_visitor_is_sent_to_sign_in(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    for rule, method in rules_of(app):
        if rule.rule in OPEN_TO_ALL:
            continue
        answer = ask(as_visitor, method, address(app, rule, as_owner.journey.id))
        sent_to_sign_in = answer.status_code == 302 and answer.location.split("?")[0].endswith("/sign-in")
        assert sent_to_sign_in or answer.status_code == 401, (method, rule.rule, answer.status_code)


@pytest.fixture
def of_another(app: Flask, as_stranger: Person) -> dict[str, uuid.UUID]:
    """A record of every kind in the stranger's journey, by the name of its argument in an address."""
    journey = as_stranger.journey
    return {**factories.make_one_of_each(app, journey), "share_id": factories.make_share(app, journey)}


def test_a_foreign_record_is_not_found_in_ones_own_journey(
    app: Flask, as_owner: Person, of_another: dict[str, uuid.UUID]
) -> None:
    tried = set()
    for rule, method in rules_of(app):
        ids = rule.arguments - {"journey_id", "version", "topic", "option_id", "slug"}
        if "journey_id" not in rule.arguments or not ids:
            continue
        assert ids <= of_another.keys(), f"no foreign record to try {rule.rule} with"
        tried |= ids
        theirs = ask(as_owner, method, address(app, rule, as_owner.journey.id, **of_another))
        nobodys = ask(as_owner, method, address(app, rule, as_owner.journey.id))
        assert theirs.status_code == nobodys.status_code == 404, (method, rule.rule, theirs.status_code)
        assert same_for_all(theirs.text) == same_for_all(nobodys.text), (method, rule.rule)
    assert tried == of_another.keys()


def test_another_persons_device_cannot_be_signed_out(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    with as_stranger.client.session_transaction() as session:
        device = session["device"]
    assert as_owner.press(f"/account/devices/{device}/end").status_code == 404
    assert as_stranger.get("/start").status_code == 302
