"""Appointments as a person keeps them: added, moved, and what was asked and decided in the doctor's room."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.diagnosis.test_pages import undo
from tests.factories import inside, make_appointment, make_question
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.appointments.models import Appointment, AppointmentKind, Question
from tracker.audit import history_of
from tracker.dates import PartialDate, today

ADD = "/visits/add"


def day(ahead: int) -> PartialDate:
    return PartialDate.of(today() + timedelta(days=ahead))


def visit_url(person: Person, appointment_id: uuid.UUID, tail: str = "") -> str:
    return person.url(f"/visits/{appointment_id}{tail}")


def answers(question_id: uuid.UUID, answer: str = "", asked: bool = False) -> dict[str, Any]:
    return {f"q-{question_id}-answer": answer, f"q-{question_id}-asked": "y" if asked else None}


# --- the appointment ------------------------------------------------------------------------------------------------


def test_an_appointment_is_written_down(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(
        as_owner.url(ADD),
        kind="scan",
        day=day(4),
        time="2:30 pm",
        with_whom="Dr. <Osei>",
        place="Room 4",
        about="CT of the chest",
    )
    page = as_owner.follow(answer)
    assert "Appointment saved." in page
    for words in ("2:30", "Scan: CT of the chest", "Dr. &lt;Osei&gt; · Room 4"):
        assert words in page
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.kind, row.day, row.time) == (AppointmentKind.SCAN, day(4), "14:30")


def test_the_month_is_enough(app: Flask, as_owner: Person) -> None:
    month = PartialDate(f"{today().year + 1}-03")
    assert as_owner.submit(as_owner.url(ADD), day=month).status_code == 302
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.kind, row.day, row.time) == (AppointmentKind.VISIT, month, None)
    assert f"March {today().year + 1}" in as_owner.get(as_owner.url("/visits")).text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ("Give at least the year and the month.", "Indiquez au moins l’année et le mois.")),
        ({"day": "2027"}, ("Give at least the year and the month.", "Indiquez au moins l’année et le mois.")),
        ({"day": "2027-03", "kind": "party"}, ("Choose one of the answers.", "Choisissez une des réponses.")),
        ({"day": "2027-03", "time": "noonish"}, ("Write the time like 10:40 or 14:30.", "comme 10 h 40 ou 14 h 30")),
        ({"day": "2027-03", "time": "2:30"}, ("Write 02:30 or 14:30.", "Écrivez 02:30 ou 14:30.")),
        ({"day": "2027-03", "about": "x" * 501}, ("at most 500 characters", "500 caractères")),
    ],
)
def test_what_is_wrong_is_said(
    app: Flask, as_owner: Person, language: str, fields: dict[str, str], words: tuple[str, str]
) -> None:
    answer = as_owner.reads(language).submit(as_owner.url(ADD), fields)
    assert answer.status_code == 422
    assert words[language == "fr"] in answer.text
    assert rows(app, as_owner.journey, Appointment) == []


def test_an_appointment_is_moved_undone_and_in_the_history(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey, day=day(3), place="Room 4")
    answer = as_owner.submit(visit_url(as_owner, appointment_id, "/edit"), day=day(10), time="14 h 05")
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.day, row.time, row.place) == (day(10), "14:05", "Room 4")
    undo(as_owner, answer)
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.day, row.time) == (day(3), "10:40")
    assert "Appointment" in as_owner.get(as_owner.url(f"/history/{appointment_id}")).text


def test_removing_one_keeps_its_questions_for_the_next(app: Flask, as_owner: Person) -> None:
    first = make_appointment(app, as_owner.journey, day=day(3))
    make_appointment(app, as_owner.journey, day=day(30), about="The one after")
    make_question(app, as_owner.journey, "Still mine?", appointment_id=first)
    answer = as_owner.press(visit_url(as_owner, first, "/remove"))
    assert "Still mine?" in as_owner.follow(answer)
    assert as_owner.get(visit_url(as_owner, first)).status_code == 404
    answer = as_owner.press(visit_url(as_owner, first, "/remove"))
    assert answer.status_code == 404
    assert [row.about for row in rows(app, as_owner.journey, Appointment)] == ["The one after"]


def test_two_changes_of_different_parts_merge(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    url = visit_url(as_owner, appointment_id, "/edit")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, time="11:00")
    assert as_owner.send(url, mine, place="Room 7").status_code == 302
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.time, row.place) == ("11:00", "Room 7")


# --- the Visits page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_next_one_stands_first_then_the_later_ones(app: Flask, as_owner: Person, language: str) -> None:
    later = make_appointment(app, as_owner.journey, day=day(40), about="Later one", kind=AppointmentKind.OTHER)
    make_appointment(app, as_owner.journey, day=day(2), about="Next one", matters="To sleep\nTo walk")
    make_appointment(app, as_owner.journey, day=day(-2), about="Past one")
    make_question(app, as_owner.journey, "For the next?")
    make_question(app, as_owner.journey, "For later?", appointment_id=later)
    page = as_owner.reads(language).get(as_owner.url("/visits")).text
    assert "Past one" not in page
    assert "For later?" not in page
    assert page.index("Next one") < page.index("To walk") < page.index("Later one") < page.index("For the next?")
    ready = {"en": "Later one. 1 question ready.", "fr": "Later one. 1 question prête."}
    assert ready[language] in page
    assert as_owner.url("/visits/past") in page


def test_what_is_over_is_paged(app: Flask, as_owner: Person) -> None:
    for number in range(32):
        make_appointment(app, as_owner.journey, day=day(-number - 1), time=None, about=f"Number {number:02d}")
    make_appointment(app, as_owner.journey, day=PartialDate(str(today())[:7]), about="This month")
    first = as_owner.get(as_owner.url("/visits/past")).text
    assert "Number 29" in first
    assert "Number 30" not in first
    second = as_owner.get(as_owner.url("/visits/past?page=2")).text
    assert "Number 31" in second
    assert "This month" not in first + second, "a month is past when its last day is"
    assert as_owner.get(as_owner.url("/visits/past?page=9")).status_code == 302


# --- in the doctor's room -------------------------------------------------------------------------------------------


def test_answers_are_saved_at_once_and_undone_as_one(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    one, two, three = (make_question(app, as_owner.journey, text) for text in ("One?", "Two?", "Three?"))
    url = visit_url(as_owner, appointment_id)
    answer = as_owner.submit(
        url,
        answers(one, "Yes.") | answers(two, asked=True),
        matters="To walk\nTo sleep",
        decided="We go on.",
    )
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, Appointment)
    assert (row.matters, row.decided) == ("To walk\nTo sleep", "We go on.")
    found = {q.id: (q.answer, q.asked, q.appointment_id) for q in rows(app, as_owner.journey, Question)}
    assert found == {
        one: ("Yes.", True, appointment_id),  # answered is asked
        two: (None, True, appointment_id),
        three: (None, False, None),
    }
    undo(as_owner, answer)
    assert [q.asked for q in rows(app, as_owner.journey, Question)] == [False] * 3
    assert rows(app, as_owner.journey, Appointment)[0].decided is None


def test_saving_twice_changes_nothing_and_writing_on_is_kept(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    question_id = make_question(app, as_owner.journey)
    url = visit_url(as_owner, appointment_id)
    form = as_owner.form(url)
    for _time in range(2):
        assert as_owner.send(url, form, answers(question_id, "Yes.")).status_code == 302
    with inside(app, as_owner.journey):
        assert len(history_of(question_id)) == 2
    # Back, and on with the same page: only the answer is new, and it stands against the one that was saved
    asked = as_owner.send(url, form, answers(question_id, "Yes, and more."))
    assert asked.status_code == 409
    choice = {f"choose-q-{question_id}-answer": "yours"}
    assert as_owner.send(url, form_in(asked.text, url), choice).status_code == 302
    assert rows(app, as_owner.journey, Question)[0].answer == "Yes, and more."


def test_two_phones_write_different_answers(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    one, two = make_question(app, as_owner.journey, "One?"), make_question(app, as_owner.journey, "Two?")
    url = visit_url(as_owner, appointment_id)
    mine, theirs = as_owner.form(url), as_owner.form(url)
    assert as_owner.send(url, theirs, answers(one, "Theirs."), decided="Decided.").status_code == 302
    assert as_owner.send(url, mine, answers(two, "Mine.")).status_code == 302
    assert sorted(row.answer for row in rows(app, as_owner.journey, Question)) == ["Mine.", "Theirs."]
    assert rows(app, as_owner.journey, Appointment)[0].decided == "Decided."


def test_two_answers_that_clash_are_both_asked_about(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    one, two = make_question(app, as_owner.journey, "One?"), make_question(app, as_owner.journey, "Two?")
    url = visit_url(as_owner, appointment_id)
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, answers(one, "Theirs 1.") | answers(two, "Theirs 2."))
    asked = as_owner.send(url, mine, answers(one, "Mine 1.") | answers(two, "Mine 2."))
    assert asked.status_code == 409
    assert "One?" in asked.text
    choices = {f"choose-q-{one}-answer": "yours", f"choose-q-{two}-answer": "both"}
    assert as_owner.send(url, form_in(asked.text, url), choices).status_code == 302
    found = {row.text: row.answer for row in rows(app, as_owner.journey, Question)}
    assert found == {"One?": "Mine 1.", "Two?": "Theirs 2.\nMine 2."}


def test_an_answer_too_long_is_kept_on_the_page(app: Flask, as_owner: Person) -> None:
    appointment_id = make_appointment(app, as_owner.journey)
    question_id = make_question(app, as_owner.journey)
    url = visit_url(as_owner, appointment_id)
    answer = as_owner.submit(url, answers(question_id, "long " * 900), decided="Kept too.")
    assert answer.status_code == 422
    assert "at most 4000 characters" in answer.text
    assert "Kept too." in answer.text
    assert rows(app, as_owner.journey, Appointment)[0].decided is None


def test_any_open_question_can_be_answered_at_a_past_visit(app: Flask, as_owner: Person) -> None:
    past = make_appointment(app, as_owner.journey, day=day(-1))
    make_appointment(app, as_owner.journey, day=day(20))
    question_id = make_question(app, as_owner.journey, "Asked yesterday?")
    url = visit_url(as_owner, past)
    assert "1 other open question" in as_owner.get(url).text
    as_owner.submit(url, answers(question_id, "Yes."))
    (row,) = rows(app, as_owner.journey, Question)
    assert (row.answer, row.asked, row.appointment_id) == ("Yes.", True, past)
    assert "Asked yesterday?" not in as_owner.get(as_owner.url("/visits")).text


def test_a_visit_of_years_ago_still_opens(app: Flask, as_owner: Person) -> None:
    old = make_appointment(app, as_owner.journey, day=PartialDate("2015-03"), decided="It was decided then.")
    for number in range(15):
        make_appointment(app, as_owner.journey, day=PartialDate(f"20{number + 10}-05-01"))
    assert "It was decided then." in as_owner.get(visit_url(as_owner, old)).text
