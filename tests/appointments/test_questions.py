"""Questions for the next visit."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from tests.diagnosis.test_pages import undo
from tests.factories import make_appointment, make_happening, make_question
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.appointments.models import Question
from tracker.dates import PartialDate, today

VISITS = "/visits"


def texts(app: Flask, person: Person) -> list[str]:
    return [row.text for row in sorted(rows(app, person.journey, Question), key=lambda row: row.created_at)]


def test_a_question_is_written_down(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(as_owner.url(VISITS), text="Que faire contre les <nausées> & co?")
    page = as_owner.follow(answer)
    assert "Question saved." in page
    assert "Que faire contre les &lt;nausées&gt; &amp; co?" in page
    assert texts(app, as_owner) == ["Que faire contre les <nausées> & co?"]


def test_a_question_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    form = as_owner.form(as_owner.url(VISITS))
    for _time in range(2):
        assert as_owner.send(as_owner.url(VISITS), form, text="Once?").status_code == 302
    assert texts(app, as_owner) == ["Once?"]


def test_a_question_is_changed_marked_and_removed(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey, "First?")
    url = as_owner.url(f"/visits/questions/{question_id}")
    as_owner.submit(url, text="Second?")
    assert texts(app, as_owner) == ["Second?"]
    for asked in (True, False):
        assert as_owner.press(f"{url}/asked").status_code == 302
        assert rows(app, as_owner.journey, Question)[0].asked is asked
    answer = as_owner.press(f"{url}/remove")
    assert texts(app, as_owner) == []
    undo(as_owner, answer)
    assert texts(app, as_owner) == ["Second?"]


def test_marking_twice_by_a_double_tap_marks_once(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey)
    for _time in range(2):
        as_owner.press(
            as_owner.url(f"/visits/questions/{question_id}/asked"), operation="7d3f1f5e-5d0b-4a6e-9c7f-0a4b5f9f8d11"
        )
    assert rows(app, as_owner.journey, Question)[0].asked is True


def test_two_wordings_are_asked_about(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey, "First?")
    url = as_owner.url(f"/visits/questions/{question_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, text="Theirs?")
    asked = as_owner.send(url, mine, text="Mine?")
    assert asked.status_code == 409
    as_owner.send(url, form_in(asked.text, url), {"choose-text": "both"})
    assert texts(app, as_owner) == ["Theirs?\nMine?"]


def test_an_option_is_kept_as_a_question_once(app: Flask, as_owner: Person) -> None:
    option = next(iter(app.extensions["catalogue"].options))
    for _time in range(2):
        assert as_owner.press(as_owner.url(f"/options/{option}/question")).status_code == 302
    (row,) = rows(app, as_owner.journey, Question)
    assert row.option == option
    assert as_owner.press(as_owner.url("/options/no-such-option/question")).status_code == 404


def test_questions_stand_in_the_order_they_were_written(app: Flask, as_owner: Person) -> None:
    for number in range(3):
        make_question(app, as_owner.journey, f"Question number {number}")
    page = as_owner.get(as_owner.url(VISITS)).text
    assert [page.index(f"Question number {number}") for number in range(3)] == sorted(
        page.index(f"Question number {number}") for number in range(3)
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_empty_list(as_owner: Person, language: str) -> None:
    assert as_owner.reads(language).get(as_owner.url(VISITS)).status_code == 200


def test_other_words_under_the_same_act_are_kept_too(app: Flask, as_owner: Person) -> None:
    """Saved, Back, written on, saved again: the page still carries the act that was done."""
    form = as_owner.form(as_owner.url("/visits"))
    for text in ("What about sleep?", "What about sleep?", "What about sleep and pain?"):
        assert as_owner.send(as_owner.url("/visits"), form, text=text).status_code == 302
    page = as_owner.get(as_owner.url("/visits")).text
    assert page.count("What about sleep?") == 1
    assert "What about sleep and pain?" in page


# --- the person's own order, and the visit it is for ----------------------------------------------------------------


def listed(page: str, *found: str) -> list[str]:
    """These texts in the order of the page."""
    return sorted(found, key=page.index)


def test_a_question_moves_up_and_down_without_script(app: Flask, as_owner: Person) -> None:
    ids = {text: make_question(app, as_owner.journey, text) for text in ("First?", "Second?", "Third?")}
    url = as_owner.url("/visits/questions/{}/move")
    answer = as_owner.press(url.format(ids["Third?"]), way="up")
    page = as_owner.follow(answer)
    assert listed(page, *ids) == ["First?", "Third?", "Second?"]
    undo(as_owner, as_owner.press(url.format(ids["First?"]), way="down"))
    page = as_owner.get(as_owner.url(VISITS)).text
    assert listed(page, *ids) == ["First?", "Third?", "Second?"]
    assert as_owner.press(url.format(ids["First?"]), way="up").status_code == 302
    assert as_owner.press(url.format(ids["First?"]), way="sideways").status_code == 400
    make_question(app, as_owner.journey, "New?")
    page = as_owner.get(as_owner.url(VISITS)).text
    assert listed(page, *ids, "New?")[-1] == "New?"


def test_moving_by_a_double_tap_moves_one_place(app: Flask, as_owner: Person) -> None:
    ids = {text: make_question(app, as_owner.journey, text) for text in ("First?", "Second?", "Third?")}
    for _time in range(2):
        as_owner.press(
            as_owner.url(f"/visits/questions/{ids['Third?']}/move"),
            way="up",
            operation="7d3f1f5e-5d0b-4a6e-9c7f-0a4b5f9f8d12",
        )
    assert listed(as_owner.get(as_owner.url(VISITS)).text, *ids) == ["First?", "Third?", "Second?"]


def test_questions_from_before_there_was_an_order_can_be_moved(app: Flask, as_owner: Person) -> None:
    ids = {text: make_question(app, as_owner.journey, text, position=0) for text in ("First?", "Second?", "Third?")}
    page = as_owner.follow(as_owner.press(as_owner.url(f"/visits/questions/{ids['Second?']}/move"), way="up"))
    assert listed(page, *ids) == ["Second?", "First?", "Third?"]


def test_a_draft_from_another_page_is_saved_only_by_the_person(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/visits/ask")
    page = as_owner.press(url, draft="Fall, 3 May. <What> can help?")
    assert page.status_code == 200
    assert "&lt;What&gt; can help?" in page.text
    assert texts(app, as_owner) == []
    answer = as_owner.send(url, form_in(page.text, url), text="What about the fall?")
    assert answer.status_code == 302
    assert texts(app, as_owner) == ["What about the fall?"]


def test_something_that_happened_leads_to_a_question(app: Flask, as_owner: Person) -> None:
    happening_id = make_happening(app, as_owner.journey, kind="fall")
    page = as_owner.get(as_owner.url(f"/happened/{happening_id}/after")).text
    draft = form_in(page, as_owner.url("/visits/ask"))
    assert draft.values["draft"].endswith("What can help?")


def test_a_question_is_for_a_visit_of_ones_choice(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/visits/ask")
    assert "For which appointment?" not in as_owner.get(url).text
    make_appointment(app, as_owner.journey)
    later = make_appointment(app, as_owner.journey, day=PartialDate.of(today() + timedelta(days=50)))
    answer = as_owner.submit(url, text="Then?", appointment_id=str(later))
    assert answer.location.endswith(f"/visits/{later}")
    assert "Then?" in as_owner.get(answer.location).text
    as_owner.submit(url, text="Next?", appointment_id="next")
    tied = {row.text: row.appointment_id for row in rows(app, as_owner.journey, Question)}
    assert tied == {"Then?": later, "Next?": None}
    strange = as_owner.submit(url, text="Whose?", appointment_id=str(uuid.uuid4()))
    assert strange.status_code == 422


def test_the_visit_of_a_question_is_changed_in_two_places(app: Flask, as_owner: Person) -> None:
    soon = make_appointment(app, as_owner.journey)
    make_appointment(app, as_owner.journey, day=PartialDate.of(today() + timedelta(days=50)))
    question_id = make_question(app, as_owner.journey, "First?")
    url = as_owner.url(f"/visits/questions/{question_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, appointment_id=str(soon))
    assert as_owner.send(url, mine, text="Second?").status_code == 302
    (row,) = rows(app, as_owner.journey, Question)
    assert (row.text, row.appointment_id) == ("Second?", soon)
    assert as_owner.send(url, mine, text="Second?", appointment_id=str(soon)).status_code == 302
