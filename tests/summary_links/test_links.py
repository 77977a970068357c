"""A link for an appointment: making it, opening it without an account, and what stops it (S7, S9, S18)."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import factories
from tests.factories import Journey, inside, make_link, make_one_of_each, make_share
from tests.people import Person, signed_in
from tests.sharing.test_shares import is_told, planted
from tracker import audit
from tracker.access import Right, Scope
from tracker.accounts.models import Account
from tracker.appointments.models import Appointment
from tracker.dates import PartialDate, today
from tracker.db import db, now
from tracker.journeys.models import LinkState, SummaryLink
from tracker.observations.models import ObservationState
from tracker.owned import owned
from tracker.summary_links import queries
from tracker.tokens import Handed
from tracker.visit_summary.choices import NO_APPOINTMENT, Part, address_of

LINKS = "/visit-summary/links"
CHOSEN = "?appointment=none&since=2026-01-01&parts=drugs&parts=questions&language=en"
NEUTRAL = "do not go together, or no longer work"
ASKED = {"label": "Dr. Osei", "days": "14", "openings": "5"}


def press_through(owner: Person, choices: str = CHOSEN, **values: Any) -> Any:
    """Both steps of making a link: the page that shows it once."""
    url = owner.url(f"{LINKS}/new{choices}")
    form = owner.form(url)
    assert owner.send(url, form, {**ASKED, **values}).status_code == 200
    return owner.send(url, form, {**ASKED, **values, "sure": "yes"})


def opened(person: Person, handed: Handed, **wrong: Any) -> Any:
    given = {"link": f"https://throughline.example/v#{handed.token}", "passcode": handed.code_said, **wrong}
    return person.submit("/v", given)


def row_of(app: Flask, link_id: uuid.UUID) -> SummaryLink:
    with app.app_context():
        return db.session.get_one(SummaryLink, link_id)


def sheet_in(page: Any) -> str:
    assert page.status_code == 200, page.text
    return "".join(re.findall(r"<article class=\"sheet.*?</article>", page.text, re.DOTALL))


# --- the owner ------------------------------------------------------------------------------------------------------


def test_from_the_summary_to_the_clinic_and_back(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    factories.make_line(app, as_owner.journey, "letrozole")
    page = as_owner.get(as_owner.url(f"/visit-summary/page{CHOSEN}"))
    (address,) = re.findall(r'href="([^"]*links/new[^"]*)"', page.text)
    made = press_through(as_owner, "?" + unescape(address).partition("?")[2])
    token, code = re.search(r"/v#([\w-]{43})", made.text), re.search(r'class="code">([A-Z0-9-]{9})<', made.text)
    assert token
    assert code
    answer = opened(as_visitor, Handed(token[1], code[1].replace("-", "")))
    assert "etrozole" in sheet_in(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    told = as_owner.get(as_owner.url(LINKS)).text
    assert "Dr. Osei" in told
    assert "Opened 1 of 5 times" in told
    link_id = re.findall(r"links/([0-9a-f-]{36})/revoke", told)[0]
    as_owner.press(as_owner.url(f"{LINKS}/{link_id}/revoke"))
    assert "No link works" in as_owner.get(as_owner.url(LINKS)).text
    assert NEUTRAL in opened(as_visitor, Handed(token[1], code[1])).text


def test_what_it_will_show_is_said_in_both_languages_first(app: Flask, as_owner: Person) -> None:
    review = as_owner.submit(as_owner.url(f"{LINKS}/new{CHOSEN}"), ASKED).text
    for words in (
        "Who has the link and the passcode sees",
        'lang="fr-CA"',
        "La personne qui a le lien et le code voit",
    ):
        assert words in review
    assert "Current drugs and doses; My questions" in review
    assert "No name, no birth date" in review
    with app.app_context():
        assert db.session.scalars(select(SummaryLink)).all() == []


@pytest.mark.parametrize(
    ("choices", "name", "said"),
    [
        ("?parts=drugs", None, ["No name, no birth date"]),
        ("?parts=drugs", "Madeleine", ["Your name or birth date, as on the page"]),
        ("?parts=changes", None, ["holds your latest note", "Votre note"]),
        ("?parts=drugs&full=y", None, ["The full history: everything", "all you kept of what others noticed"]),
    ],
)
def test_the_consent_leaves_nothing_out(
    app: Flask, as_owner: Person, choices: str, name: str | None, said: list[str]
) -> None:
    if name:
        factories.make_background(app, as_owner.journey, name=name)
    review = as_owner.submit(as_owner.url(f"{LINKS}/new{choices}"), ASKED).text
    for words in said:
        assert words.lower() in review.lower(), words


def test_a_link_without_a_name_stays_without_one(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    made = press_through(as_owner)
    token, code = re.search(r"/v#([\w-]{43})", made.text), re.search(r'class="code">([A-Z0-9-]{9})<', made.text)
    assert token
    assert code
    factories.make_background(app, as_owner.journey, name="Madeleine Roy", born_on=PartialDate("1961"))
    sheet = sheet_in(opened(as_visitor, Handed(token[1], code[1])))
    assert "Madeleine" not in sheet
    assert "1961" not in sheet


def test_a_link_of_a_made_up_journey_says_so_and_ends_with_it(app: Flask, as_visitor: Person) -> None:
    journey = as_visitor.press("/made-up").location.split("#")[0]
    url = f"{journey}{LINKS}/new{CHOSEN}"
    form = as_visitor.form(url)
    made = as_visitor.send(url, form, {**ASKED, "days": "30", "sure": "yes"})
    with app.app_context():
        assert db.session.scalars(select(SummaryLink)).one().expires_at <= now() + timedelta(hours=24)
    token, code = re.search(r"/v#([\w-]{43})", made.text), re.search(r'class="code">([A-Z0-9-]{9})<', made.text)
    assert token
    assert code
    clinic = Person(app.test_client())
    assert "A made-up journey" in opened(clinic, Handed(token[1], code[1])).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": None}, "Write whom the link is for"),
        ({"days": "31"}, "Choose one of the answers"),
        ({"openings": "0"}, "Choose one of the answers"),
        ({"openings": "1000"}, "Choose one of the answers"),
    ],
)
def test_what_is_missing_is_said(as_owner: Person, wrong: dict[str, Any], said: str) -> None:
    page = as_owner.submit(as_owner.url(f"{LINKS}/new{CHOSEN}"), {**ASKED, **wrong})
    assert page.status_code == 422
    assert said in page.text


def test_it_lasts_and_opens_as_often_as_was_chosen(app: Flask, as_owner: Person) -> None:
    press_through(as_owner, days="1", openings="20")
    with app.app_context():
        row = db.session.scalars(select(SummaryLink)).one()
        assert timedelta(hours=23) < row.expires_at - now() <= timedelta(days=1)
        assert row.openings == 20


def test_sent_twice_it_is_one_link(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(f"{LINKS}/new{CHOSEN}")
    form = as_owner.form(url)
    shown = [as_owner.send(url, form, {**ASKED, "sure": "yes"}).text for _time in range(2)]
    tokens = [re.findall(r"/v#([\w-]{43})", each)[0] for each in shown]
    with app.app_context():
        row = db.session.scalars(select(SummaryLink)).one()
        assert row.token_hash == queries.tokens.hash_of(tokens[1])


def test_a_link_that_shows_more_is_told_again(app: Flask, as_owner: Person) -> None:
    assert as_owner.journey is not None
    other = signed_in(app, as_owner.journey)
    url = as_owner.url(f"{LINKS}/new{CHOSEN}")
    form = as_owner.form(url)
    as_owner.send(url, form, {**ASKED, "sure": "yes"})
    other.press(other.url("/sharing/told"))
    assert not is_told(other)
    as_owner.send(f"{url}&full=y", form, {**ASKED, "sure": "yes"})
    assert is_told(other)


def test_what_was_opened_is_not_made_again(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    url = as_owner.url(f"{LINKS}/new{CHOSEN}")
    form = as_owner.form(url)
    as_owner.send(url, form, {**ASKED, "sure": "yes"})
    with app.app_context():
        db.session.execute(update(SummaryLink).values(opened=1))
        db.session.commit()
    again = as_owner.send(url, form, {**ASKED, "sure": "yes"})
    assert "made already" in as_owner.follow(again)


def test_nothing_secret_is_kept(app: Flask, as_owner: Person) -> None:
    link_id, handed = make_link(app, as_owner.journey)
    kept = " ".join(str(getattr(row_of(app, link_id), column.name)) for column in SummaryLink.__table__.columns)
    for secret in (handed.token, handed.code, handed.code_said, "Osei"):
        assert secret not in kept


def test_a_link_asks_for_the_password_again_and_ending_one_does_not(app: Flask, as_owner: Person) -> None:
    link_id, _handed = make_link(app, as_owner.journey)
    with as_owner.client.session_transaction() as session:
        session["fs_paa"] = now().timestamp() - 11 * 60
    assert "/verify" in as_owner.get(as_owner.url(f"{LINKS}/new{CHOSEN}")).location
    as_owner.press(as_owner.url(f"{LINKS}/{link_id}/revoke"))
    assert row_of(app, link_id).state(now()) is LinkState.REVOKED


def test_nobody_ends_the_link_of_another_journey(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    link_id, _handed = make_link(app, as_owner.journey)
    assert as_stranger.press(as_stranger.url(f"{LINKS}/{link_id}/revoke")).status_code == 404
    assert row_of(app, link_id).revoked_at is None


def test_who_manages_for_the_owner_makes_no_link_and_sees_none(
    app: Flask, as_owner: Person, as_caregiver: Person
) -> None:
    make_share(app, as_owner.journey, as_caregiver.account, *Scope, right=Right.MANAGE)
    for tail in ("", "/new"):
        assert as_caregiver.get(as_owner.url(LINKS + tail)).status_code == 403
    assert "links/new" not in as_caregiver.get(as_owner.url(f"/visit-summary/page{CHOSEN}")).text


def test_the_other_devices_are_told(app: Flask, as_owner: Person) -> None:
    assert as_owner.journey is not None
    other = signed_in(app, as_owner.journey)
    press_through(as_owner)
    assert is_told(other)
    assert not is_told(as_owner)
    (link_id,) = re.findall(r"links/([0-9a-f-]{36})/revoke", as_owner.get(as_owner.url(LINKS)).text)
    as_owner.press(as_owner.url(f"{LINKS}/{link_id}/revoke"))
    assert is_told(other), "who made a link, opened it and ended it must not stay unseen"


# --- who opens it ---------------------------------------------------------------------------------------------------


def spoil(app: Flask, link_id: uuid.UUID, **values: Any) -> None:
    with app.app_context():
        db.session.execute(update(SummaryLink).where(SummaryLink.id == link_id).values(**values))
        db.session.commit()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"expires_at": now() - timedelta(seconds=1)},
        {"revoked_at": now()},
        {"opened": 5},
    ],
    ids=["expired", "revoked", "used up"],
)
def test_whatever_does_not_fit_gets_the_same_answer(
    app: Flask, as_owner: Person, as_visitor: Person, spoiled: dict[str, Any]
) -> None:
    link_id, handed = make_link(app, as_owner.journey)
    wrong = [
        opened(as_visitor, handed, passcode="AAAA-AAAA"),
        opened(as_visitor, handed, link="https://throughline.example/v#" + "x" * 43),
    ]
    spoil(app, link_id, **spoiled)
    wrong.append(opened(as_visitor, handed))
    said = [re.sub(r'value="[^"]*"', "", each.text) for each in wrong]
    assert [each.status_code for each in wrong] == [422] * 3
    assert said[0] == said[1] == said[2]
    assert NEUTRAL in said[0]
    assert "Dr. Osei" not in said[0]


def test_the_tenth_wrong_passcode_ends_it(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    link_id, handed = make_link(app, as_owner.journey)
    for _try in range(queries.MOST_TRIES - 1):
        opened(as_visitor, handed, passcode="AAAA-AAAA")
    assert row_of(app, link_id).revoked_at is None
    opened(as_visitor, handed, passcode="AAAA-AAAA")
    assert NEUTRAL in opened(as_visitor, handed).text
    assert row_of(app, link_id).state(now()) is LinkState.REVOKED
    assert acts(app, as_owner)[-1] == "link.ended"


def test_each_opening_counts_and_stands_in_the_trail(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    link_id, handed = make_link(app, as_owner.journey, openings=2)
    for _time in range(2):
        assert opened(as_visitor, handed, passcode=handed.code.lower()).status_code == 200
    assert opened(as_visitor, handed).status_code == 422
    row = row_of(app, link_id)
    assert (row.opened, row.state(now())) == (2, LinkState.USED_UP)
    assert row.last_opened_at is not None
    assert acts(app, as_owner).count("link.opened") == 2
    assert as_owner.account is not None
    with app.app_context():
        assert audit.broken_link(as_owner.account.id) is None


def acts(app: Flask, owner: Person) -> list[str]:
    assert owner.account is not None
    with app.app_context():
        return [event.act for event in sorted(audit.trail_of(owner.account.id), key=lambda event: event.number)]


def test_of_two_who_come_for_the_last_opening_one_gets_it(app: Flask, as_owner: Person) -> None:
    _link_id, handed = make_link(app, as_owner.journey, openings=1)
    people = [Person(app.test_client()) for _each in range(4)]
    forms = [each.form("/v") for each in people]
    together, statuses = threading.Barrier(len(people)), []

    def send(person: Person, form: Any) -> None:
        together.wait()
        given = {"link": f"#{handed.token}", "passcode": handed.code}
        statuses.append(person.send("/v", form, given).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(people, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 422, 422, 422]


def test_a_journey_that_is_no_longer_open_opens_for_nobody(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    _link_id, handed = make_link(app, as_owner.journey)
    assert as_owner.account is not None
    with app.app_context():
        db.session.execute(update(Account).where(Account.id == as_owner.account.id).values(active=False))
        db.session.commit()
    assert opened(as_visitor, handed).status_code == 422


def test_who_is_signed_in_there_is_nobody_to_the_trail_and_the_page(
    app: Flask, as_owner: Person, as_visitor: Person
) -> None:
    _link_id, handed = make_link(app, as_owner.journey)
    as_visitor.press("/made-up")
    page = opened(as_visitor, handed).text
    assert "made-up journey" not in page
    assert as_owner.account is not None
    with app.app_context():
        (event,) = (each for each in audit.trail_of(as_owner.account.id) if each.act == "link.opened")
        assert event.device_id is None


def test_it_lets_into_nothing_else(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    _link_id, handed = make_link(app, as_owner.journey)
    page = opened(as_visitor, handed)
    assert "/journeys/" not in page.text
    assert "sign-in" in as_visitor.get(as_owner.url("/today")).location


@pytest.fixture
def full(app: Flask, as_owner: Person) -> Journey:
    """A journey with something in every part."""
    journey = as_owner.journey
    assert journey is not None
    make_one_of_each(app, journey)
    factories.make_check_in(app, journey, note="In her own words")
    factories.make_scan(app, journey, note="What the radiologist said", taken_on=PartialDate.of(today()))
    factories.make_marker_result(app, journey, note="At the other lab", taken_on=PartialDate.of(today()))
    factories.make_line(app, journey, note="The second one", ended=True)
    factories.make_background(app, journey, name="Madeleine Roy")
    factories.make_observation(app, journey, state=ObservationState.KEPT, signed="Camille")
    return journey


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("parts", [*((part,) for part in Part), tuple(Part)], ids="+".join)
def test_the_link_shows_what_the_owner_saw(
    app: Flask, as_owner: Person, as_visitor: Person, full: Journey, parts: tuple[Part, ...], whole: bool
) -> None:
    """What is read for the link is narrowed to what the page needs: nothing of the page may be lacking."""
    with inside(app, full):
        appointment = str(db.session.scalars(owned(Appointment)).first().id)  # type: ignore[union-attr]
    since = (now() - timedelta(days=30)).date()
    choices = address_of(appointment, since, map(str, parts), "fr", full=whole)
    _link_id, handed = make_link(app, full, choices=choices | {"named": True})
    seen = sheet_in(as_owner.get(as_owner.url(f"/visit-summary/page?{urlencode(choices, doseq=True)}")))
    as_visitor.reads("en")
    assert sheet_in(opened(as_visitor, handed)) == seen
    assert "Madeleine Roy" in seen
    for said in ("Camille", "In her own words"):
        assert (said in seen) is (whole or Part.CHANGES in parts)


@pytest.mark.parametrize(
    ("parts", "may_hold"),
    [
        ((Part.QUESTIONS,), {Scope.APPOINTMENTS}),
        ((Part.MATTERS, Part.QUESTIONS), {Scope.APPOINTMENTS}),
        ((Part.TESTS,), {Scope.TREATMENTS}),
        ((Part.DRUGS, Part.WHO, Part.LINES), {Scope.TREATMENTS}),
    ],
)
def test_nothing_outside_the_chosen_parts_is_in_any_byte(
    app: Flask, as_owner: Person, as_visitor: Person, parts: tuple[Part, ...], may_hold: set[Scope]
) -> None:
    assert as_owner.journey is not None
    phrases = planted(app, as_owner.journey)
    _link_id, handed = make_link(app, as_owner.journey, parts)
    sent = opened(as_visitor, handed).text
    for phrase, (section, field) in phrases.items():
        on_every_page = field == "name"
        assert on_every_page or section in may_hold or phrase not in sent, (section, field)


@pytest.mark.parametrize("part", Part)
def test_a_part_that_was_not_chosen_is_not_there(
    app: Flask, as_owner: Person, as_visitor: Person, full: Journey, part: Part
) -> None:
    visit = factories.make_appointment(app, full, matters="To eat with the others")

    def keys_shown(parts: list[Part]) -> set[str]:
        choices = address_of(str(visit), now().date() - timedelta(days=30), map(str, parts), "en", full=False)
        _link_id, handed = make_link(app, full, choices=choices | {"named": True})
        return set(re.findall(r"part part-([a-z]+)", sheet_in(opened(as_visitor, handed))))

    keys = {Part.WHO: {"receptors", "cancer"}}.get(part, {part.value})
    assert keys <= keys_shown(list(Part))
    assert not keys & keys_shown([each for each in Part if each is not part])


def test_an_appointment_that_was_removed_is_not_replaced(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    assert as_owner.journey is not None
    kept = factories.make_appointment(app, as_owner.journey, matters="of the removed visit")
    factories.make_appointment(app, as_owner.journey, matters="of the other visit")
    choices = address_of(str(kept), now().date(), map(str, Part), "en", full=False)
    _link_id, handed = make_link(app, as_owner.journey, choices=choices | {"named": True})
    assert "of the removed visit" in opened(as_visitor, handed).text
    as_owner.press(as_owner.url(f"/visits/{kept}/remove"))
    sheet = sheet_in(opened(as_visitor, handed))
    assert "removed visit" not in sheet
    assert "other visit" not in sheet


def test_the_usual_choices_are_kept_as_they_were(app: Flask, as_owner: Person) -> None:
    press_through(as_owner, "")
    with app.app_context():
        choices = db.session.scalars(select(SummaryLink)).one().choices
    assert choices["appointment"] == NO_APPOINTMENT
    assert sorted(choices["parts"]) == sorted(Part)
    assert choices["since"]
