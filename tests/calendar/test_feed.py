"""The private calendar feed: who reads it, what is in it, and how it ends."""

from __future__ import annotations

import logging
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import select, update

from tests.factories import courses, inside, make_appointment, make_dose_change, make_line, make_question
from tests.people import Person
from tracker.accounts.models import Account
from tracker.appointments import queries as appointments
from tracker.appointments.models import AppointmentKind, CalendarFeed
from tracker.audit import trail_of
from tracker.dates import PartialDate, today
from tracker.db import db, now
from tracker.treatments import queries as treatments
from tracker.treatments.models import DoseChangeKind

PAGE = "/visits/calendar"
NOWHERE = "/calendar/" + "A" * 43 + ".ics"


def day(ahead: int) -> PartialDate:
    return PartialDate.of(today() + timedelta(days=ahead))


def made(person: Person, **fields: Any) -> str:
    """Make the feed through its page; the path of its address."""
    answer = person.submit(person.url(PAGE), fields)
    assert answer.status_code == 200
    return address_on(answer.text)


def address_on(page: str) -> str:
    found = re.search(r'<textarea id="address"[^>]*>([^<]+)<', page)
    assert found, "no address on the page"
    return urlsplit(unescape(found[1])).path


def events(person: Person, path: str) -> list[Event]:
    answer = person.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert not [line for line in answer.data.split(b"\r\n") if len(line) > 75]
    calendar = Calendar.from_ical(answer.data)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    return list(calendar.walk("VEVENT"))


def with_cycle(app: Flask, person: Person, cycle: tuple[int, int, int], drug: str = "palbociclib") -> Any:
    """A current line with one drug in cycles: days, days on, and the days until day 1. The id of the course."""
    line_id = make_line(app, person.journey, drug, started_on=PartialDate("2026"))
    (course_id,) = courses(app, person.journey, line_id)
    days, days_on, first = cycle
    with inside(app, person.journey):
        values = {"cycle_days": days, "cycle_days_on": days_on, "cycle_from": day(first)}
        treatments.change_course(treatments.course(course_id), **values)
        db.session.commit()
    return course_id


# --- who reads it ---------------------------------------------------------------------------------------------------


def test_a_calendar_reads_it_without_signing_in(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    make_appointment(app, as_owner.journey, day=day(3), about="Scan results", place="Room 4")
    make_question(app, as_owner.journey, "A private question?")
    path = made(as_owner)
    assert len(path.removeprefix("/calendar/").removesuffix(".ics")) == 43, "256 bits"
    (event,) = events(as_visitor, path)
    assert event["SUMMARY"] == "Appointment"
    assert "LOCATION" not in event
    text = as_visitor.get(path).text
    assert not [word for word in ("Scan", "Room", "Osei", "private") if word in text]


def test_every_address_that_is_none_gets_the_same_bytes(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    make_appointment(app, as_owner.journey)
    first = made(as_owner)
    second = address_on(as_owner.press(as_owner.url(f"{PAGE}/new-address")).text)
    assert first != second
    assert len(events(as_visitor, second)) == 1
    as_owner.press(as_owner.url(f"{PAGE}/stop"))
    answers = [as_visitor.get(path) for path in (first, second, NOWHERE, "/calendar/x.ics", "/calendar/é%00.ics")]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, b"Not found\n")}
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/plain; charset=utf-8"}


def test_the_feed_of_one_holds_nothing_of_another(
    app: Flask, as_owner: Person, as_stranger: Person, as_visitor: Person
) -> None:
    make_appointment(app, as_owner.journey, about="Mine")
    make_appointment(app, as_stranger.journey, about="Theirs")
    mine, theirs = made(as_owner, in_words="y"), made(as_stranger, in_words="y")
    for _time in range(2):
        assert [event["SUMMARY"] for event in events(as_visitor, mine)] == ["Visit with the care team: Mine"]
        assert [event["SUMMARY"] for event in events(as_visitor, theirs)] == ["Visit with the care team: Theirs"]


@pytest.mark.parametrize("values", [{"active": False}, {"expires_at": now() - timedelta(minutes=1)}])
def test_an_account_that_is_over_has_no_feed(
    app: Flask, as_owner: Person, as_visitor: Person, values: dict[str, Any]
) -> None:
    path = made(as_owner)
    with app.app_context():
        db.session.execute(update(Account).where(Account.id == as_owner.journey.owner.id).values(values))
        db.session.commit()
    assert as_visitor.get(path).data == b"Not found\n"


def test_the_address_is_kept_nowhere_and_shown_once(
    app: Flask, as_owner: Person, as_visitor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = made(as_owner)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    as_visitor.get(path)
    as_visitor.get(f"{path}x")
    assert token not in caplog.text
    assert token not in as_owner.get(as_owner.url(PAGE)).text
    with app.app_context():
        row = db.session.scalars(select(CalendarFeed)).one()
        assert row.token_hash == sha256(token.encode()).hexdigest()
        assert row.last_read_at is not None
        assert token not in "".join(map(repr, vars(row).values()))
    with as_owner.client.session_transaction() as session:
        assert token not in repr(dict(session))


def test_the_page_says_whether_it_was_read(as_owner: Person, as_visitor: Person) -> None:
    path = made(as_owner)
    assert "No calendar has read it yet." in as_owner.get(as_owner.url(PAGE)).text
    as_visitor.get(path)
    assert "Last read: Today" in as_owner.get(as_owner.url(PAGE)).text


def test_making_renewing_and_stopping_stand_in_the_trail(app: Flask, as_owner: Person) -> None:
    made(as_owner)
    as_owner.submit(as_owner.url(PAGE), in_words="y")
    as_owner.press(as_owner.url(f"{PAGE}/new-address"))
    as_owner.press(as_owner.url(f"{PAGE}/stop"))
    as_owner.press(as_owner.url(f"{PAGE}/stop"))
    assert as_owner.press(as_owner.url(f"{PAGE}/new-address")).status_code == 302, "there is none to renew"
    with app.app_context():
        acts = [event.act for event in trail_of(as_owner.journey.owner.id) if event.act.startswith("calendar")]
    assert acts == ["calendar.made", "calendar.changed", "calendar.renewed", "calendar.stopped"]


# --- what is in it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("America/St_Johns", "14:10"),
        ("America/Halifax", "14:40"),
        ("America/Toronto", "15:40"),
        ("America/Regina", "16:40"),
        ("America/Vancouver", "18:40"),
    ],
)
def test_times_are_in_utc_from_the_zone_of_the_person(
    app: Flask, as_owner: Person, as_visitor: Person, zone: str, hour: str
) -> None:
    winter = PartialDate(f"{today().year + 1}-01-15")
    make_appointment(app, as_owner.journey, day=winter)
    path = made(as_owner, time_zone=zone)
    (event,) = events(as_visitor, path)
    assert event["DTSTART"].to_ical().decode() == f"{winter.replace('-', '')}T{hour.replace(':', '')}00Z"


def test_an_event_is_private_and_stays_the_same_event(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey, day=day(3), time=None)
    path = made(as_owner)
    (before,) = events(as_visitor, path)
    assert before["CLASS"] == "PRIVATE"
    assert before["DTSTART"].params["VALUE"] == "DATE"
    assert before["DTSTART"].dt == day(3).first_day
    assert before["DTSTAMP"].dt.utcoffset() == timedelta(0)
    as_owner.submit(as_owner.url(f"/visits/{appointment_id}/edit"), day=day(4), time="9:05")
    (after,) = events(as_visitor, path)
    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], 0, 1)
    assert isinstance(after["DTSTART"].dt, datetime)
    assert after["DTSTART"].dt.tzinfo is not None
    assert as_visitor.get(path).data == as_visitor.get(path).data, "the same until something changes"
    as_owner.press(as_owner.url(f"/visits/{appointment_id}/remove"))
    assert events(as_visitor, path) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_own_words_only_if_they_were_chosen(app: Flask, as_owner: Person, as_visitor: Person, language: str) -> None:
    make_appointment(
        app, as_owner.journey, kind=AppointmentKind.SCAN, about="Thorax; été, BEGIN:VEVENT\nEND", place="Salle 4"
    )
    with_cycle(app, as_owner, (21, 1, 5), "letrozole")
    path = made(as_owner.reads(language))
    neutral = {"en": ["Appointment", "Treatment"], "fr": ["Rendez-vous", "Traitement"]}
    said = [event["SUMMARY"] for event in events(as_visitor, path)]
    assert [said[0], said[1]] == neutral[language]
    as_owner.submit(as_owner.url(PAGE), in_words="y")
    visit, treatment, *_more = events(as_visitor, path)
    words = {
        "en": ("Scan: Thorax; été, BEGIN:VEVENT", "Treatment: letrozole"),
        "fr": ("Examen d’imagerie\u00a0: Thorax; été, BEGIN:VEVENT", "Traitement\u00a0: létrozole"),
    }
    assert (visit["SUMMARY"], treatment["SUMMARY"]) == words[language]
    assert (visit["LOCATION"], visit["DESCRIPTION"]) == ("Salle 4", "Dr. Osei")


def test_from_ninety_days_ago_on_and_no_day_is_made_up(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    for known in (day(-91), day(-90), day(400), PartialDate(f"{today().year + 1}-03")):
        make_appointment(app, as_owner.journey, day=known, time=None)
    path = made(as_owner)
    assert [event["DTSTART"].dt for event in events(as_visitor, path)] == [day(-90).first_day, day(400).first_day]
    assert "1 appointment is left out" in as_owner.get(as_owner.url(PAGE)).text


def test_a_month_that_is_over_is_not_said_to_be_left_out(app: Flask, as_owner: Person) -> None:
    make_appointment(app, as_owner.journey, day=PartialDate(f"{today().year - 1}-03"))
    assert "left out" not in as_owner.get(as_owner.url(PAGE)).text
    make_appointment(app, as_owner.journey, day=PartialDate(str(today().year)))
    assert "1 appointment is left out" in as_owner.get(as_owner.url(PAGE)).text


def test_treatment_days_of_the_next_ninety_days(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    course_id = with_cycle(app, as_owner, (28, 21, -30))
    path = made(as_owner)
    found = [(event["DTSTART"].dt, event["DTEND"].dt) for event in events(as_visitor, path)]
    starts = [today() + timedelta(days=ahead) for ahead in (-2, 26, 54, 82)]
    assert found == [(start, start + timedelta(days=21)) for start in starts]
    assert all(isinstance(start, date) and not isinstance(start, datetime) for start, _end in found)
    uids = {event["UID"] for event in events(as_visitor, path)}
    assert len(uids) == len(found)
    assert uids == {event["UID"] for event in events(as_visitor, path)}
    make_dose_change(app, as_owner.journey, course_id, kind=DoseChangeKind.HELD, changed_on=day(0))
    assert events(as_visitor, path) == []


def test_a_reminder_only_if_it_was_asked_for(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    make_appointment(app, as_owner.journey)
    make_appointment(app, as_owner.journey, time=None)
    path = made(as_owner)
    assert not [event for event in events(as_visitor, path) if event.walk("VALARM")]
    as_owner.submit(as_owner.url(PAGE), remind="y")
    triggers = {
        isinstance(event["DTSTART"].dt, datetime): event.walk("VALARM")[0]["TRIGGER"].dt
        for event in events(as_visitor, path)
    }
    assert triggers == {True: timedelta(days=-1), False: timedelta(hours=-15)}


def test_a_long_record_costs_no_more_statements(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    from tests.test_round_trips import statements

    path = made(as_owner)
    as_visitor.get(path)
    counts = []
    for _more in range(2):
        with statements(app) as seen:
            as_visitor.get(path)
        counts.append(len(seen))
        for number in range(8):
            make_appointment(app, as_owner.journey, day=day(number))
    assert counts[0] == counts[1] <= 3


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_that_whoever_has_it_can_read_it(as_owner: Person, language: str) -> None:
    warning = {"en": "Whoever has the address can read what is there", "fr": "Quiconque a l’adresse peut lire"}
    assert warning[language] in as_owner.reads(language).get(as_owner.url(PAGE)).text
    made(as_owner)
    assert warning[language] in as_owner.get(as_owner.url(PAGE)).text


@pytest.mark.parametrize("zone", ["Europe/Paris", "", "../../etc"])
def test_only_zones_of_canada(app: Flask, as_owner: Person, zone: str) -> None:
    assert as_owner.submit(as_owner.url(PAGE), time_zone=zone).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(CalendarFeed)).all() == []


def test_questions_stay_out_whatever_is_chosen(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    question_id = make_question(app, as_owner.journey, "Hidden question?")
    with inside(app, as_owner.journey):
        row = appointments.appointment(appointment_id)
        question = appointments.question(question_id)
        appointments.note_visit(row, {"matters": "Hidden", "decided": "Hidden"}, [(question, {"answer": "Hidden"})])
        db.session.commit()
    path = made(as_owner, in_words="y")
    assert "Hidden" not in as_visitor.get(path).text


def test_the_stamp_is_that_of_the_last_change(app: Flask, as_owner: Person, as_visitor: Person) -> None:
    make_appointment(app, as_owner.journey)
    (event,) = events(as_visitor, made(as_owner))
    assert timedelta(0) <= datetime.now(UTC) - event["DTSTAMP"].dt < timedelta(minutes=1)
