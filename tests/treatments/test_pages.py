"""Lines, doses and local treatments, as a person records them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.diagnosis.test_pages import undo
from tests.factories import courses, make_course, make_dose_change, make_line, make_local_treatment
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.dates import today
from tracker.places import Place
from tracker.treatments.models import (
    DoseChange,
    DoseChangeKind,
    DrugCourse,
    EndReason,
    LineOfTherapy,
    LocalKind,
    LocalTreatment,
    Response,
    Setting,
)

ADD = "/lines/add"


def drugs(app: Flask, person: Person) -> list[str | None]:
    """The drugs of the journey, as id or as typed, in their order."""
    found = sorted(rows(app, person.journey, DrugCourse), key=lambda row: (row.position, row.created_at))
    return [row.drug_id or row.drug_text for row in found]


# --- adding ---------------------------------------------------------------------------------------------------------


def test_a_line_is_recorded(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(
        as_owner.url(ADD), drugs=["letrozole", "palbociclib"], setting="metastatic", started_on="2022-05", note="A note"
    )
    page = as_owner.follow(answer)
    assert "Treatment saved." in page
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.setting, row.started_on, row.ended, row.note) == (Setting.METASTATIC, "2022-05", False, "A note")
    assert drugs(app, as_owner) == ["letrozole", "palbociclib"]
    assert f"line-{row.id}" in page


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Letrozole", ["letrozole"]),
        ("Femara", ["letrozole"]),
        ("letrozole, Ibrance", ["letrozole", "palbociclib"]),
        ("létrozole", ["letrozole"]),
        ("LETROZOLE; palbociclib + denosumab", ["letrozole", "palbociclib", "denosumab"]),
        ("letrozole, letrozole", ["letrozole"]),
    ],
)
def test_names_typed_without_script_are_found(app: Flask, as_owner: Person, typed: str, expected: list[str]) -> None:
    assert as_owner.submit(as_owner.url(ADD), {"drugs-typed": typed}).status_code == 302
    assert drugs(app, as_owner) == expected


def test_a_part_of_a_name_is_asked_about_and_then_settled(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(ADD)
    asked = as_owner.submit(url, {"drugs-typed": "palbo", "started_on": "2022-05", "note": "kept"})
    assert asked.status_code == 422
    assert "Palbociclib" in asked.text or "palbociclib" in asked.text
    form = form_in(asked.text, url)
    assert form.values["note"] == "kept"
    answer = as_owner.send(url, form, {"drugs-means": "palbociclib"})
    assert answer.status_code == 302
    assert drugs(app, as_owner) == ["palbociclib"]
    assert rows(app, as_owner.journey, LineOfTherapy)[0].started_on == "2022-05"


def test_a_name_can_be_kept_as_typed(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(ADD)
    asked = as_owner.submit(url, {"drugs-typed": "XYZ-123 (essai)"})
    assert asked.status_code == 422
    answer = as_owner.send(url, form_in(asked.text, url), {"drugs-means": "keep"})
    assert answer.status_code == 302
    assert drugs(app, as_owner) == ["XYZ-123 (essai)"]


def test_looking_up_saves_nothing(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(as_owner.url(ADD), {"drugs-typed": "Femara", "look-up": "y"})
    assert answer.status_code == 200
    assert 'value="letrozole" checked' in answer.text
    assert rows(app, as_owner.journey, LineOfTherapy) == []


def test_a_line_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    form = as_owner.form(as_owner.url(ADD))
    for _time in range(3):
        assert as_owner.send(as_owner.url(ADD), form, drugs=["letrozole"]).status_code == 302
    assert len(rows(app, as_owner.journey, LineOfTherapy)) == 1


def test_an_end_says_that_it_has_ended(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url(ADD), drugs=["letrozole"], started_on="2020", ended_on="2021")
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.ended_on) == (True, "2021")


def test_an_end_without_a_date(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url(ADD), drugs=["letrozole"], ended="y")
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.ended_on, row.end_reason) == (True, None, None)


def test_lines_are_numbered_on_the_page(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "capecitabine", started_on="2024")
    make_line(app, as_owner.journey, "letrozole", started_on="2020", ended=True, ended_on="2023")
    make_line(app, as_owner.journey, "denosumab", started_on="2019")
    page = as_owner.get(as_owner.url()).text
    for words in ("2 lines since 2020", "Now, line 2", "2. Capecitabine", "1. Letrozole", "Not counted as a line."):
        assert words in page


# --- changing -------------------------------------------------------------------------------------------------------


def test_a_line_is_changed_and_undone(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", started_on="2020", note="kept")
    answer = as_owner.submit(as_owner.url(f"/lines/{line_id}"), started_on="2021-02")
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.started_on, row.note, row.version) == ("2021-02", "kept", 2)
    undo(as_owner, answer)
    assert rows(app, as_owner.journey, LineOfTherapy)[0].started_on == "2020"


def test_taking_the_end_back_empties_its_fields(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, ended=True, ended_on="2021", end_reason=EndReason.TOXICITY)
    fields = {"ended": None, "ended_on": None, "end_reason": None}
    assert as_owner.submit(as_owner.url(f"/lines/{line_id}"), fields).status_code == 302
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.ended_on, row.end_reason) == (False, None, None)


def test_drugs_are_added_and_taken_away(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", "palbociclib")
    url = as_owner.url(f"/lines/{line_id}")
    answer = as_owner.submit(url, drugs=["letrozole", "ribociclib"])
    assert drugs(app, as_owner) == ["letrozole", "ribociclib"]
    undo(as_owner, answer)
    assert drugs(app, as_owner) == ["letrozole", "palbociclib"]


def test_a_drug_taken_away_can_be_added_again(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", "palbociclib")
    url = as_owner.url(f"/lines/{line_id}")
    as_owner.submit(url, drugs=["letrozole"])
    as_owner.submit(url, drugs=["letrozole", "palbociclib"])
    assert drugs(app, as_owner) == ["letrozole", "palbociclib"]


def test_two_changes_of_the_drugs_merge(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", "palbociclib")
    url = as_owner.url(f"/lines/{line_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    assert as_owner.send(url, theirs, drugs=["letrozole", "palbociclib", "denosumab"]).status_code == 302
    assert as_owner.send(url, mine, drugs=["letrozole", "ribociclib"]).status_code == 302
    assert sorted(filter(None, drugs(app, as_owner))) == ["denosumab", "letrozole", "ribociclib"]


def test_both_adding_the_same_drug_adds_it_once(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole")
    url = as_owner.url(f"/lines/{line_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    for form in (theirs, mine):
        assert as_owner.send(url, form, drugs=["letrozole", "denosumab"]).status_code == 302
    assert drugs(app, as_owner) == ["letrozole", "denosumab"]


def test_a_line_changed_twice_is_asked_about_with_its_drugs_kept(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", note="first")
    url = as_owner.url(f"/lines/{line_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, note="theirs")
    asked = as_owner.send(url, mine, note="mine", drugs=["letrozole", "denosumab"])
    assert asked.status_code == 409
    as_owner.send(url, form_in(asked.text, url), {"choose-note": "both"})
    assert rows(app, as_owner.journey, LineOfTherapy)[0].note == "theirs\nmine"
    assert drugs(app, as_owner) == ["letrozole", "denosumab"]


def test_a_line_that_was_ended_elsewhere_stays_ended(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", started_on="2020")
    url = as_owner.url(f"/lines/{line_id}")
    mine = as_owner.form(url)
    as_owner.submit(f"{url}/end", ended_on="2022", end_reason="progression")
    answer = as_owner.send(url, mine, note="a word")
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.ended_on, row.end_reason, row.note) == (True, "2022", EndReason.PROGRESSION, "a word")


# --- it stopped working ---------------------------------------------------------------------------------------------


def test_a_treatment_stopped_working(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", started_on="2022")
    url = as_owner.url(f"/lines/{line_id}/end")
    form = form_in(as_owner.get(f"{url}?stopped-working").text, url)
    assert form.values["end_reason"] == "progression"
    answer = as_owner.send(url, form, ended_on=today().isoformat()[:7], best_response="partial")
    assert answer.status_code == 302
    assert answer.location.startswith(as_owner.url("/options"))
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.end_reason, row.best_response) == (True, EndReason.PROGRESSION, Response.SMALLER)
    undo(as_owner, answer)
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.ended_on, row.end_reason) == (False, None, None)


@pytest.mark.parametrize("reason", ["toxicity", "completed", "own_choice", "unknown"])
def test_another_end_leads_back_to_the_journey(app: Flask, as_owner: Person, reason: str) -> None:
    line_id = make_line(app, as_owner.journey)
    answer = as_owner.submit(as_owner.url(f"/lines/{line_id}/end"), end_reason=reason)
    assert answer.location.startswith(as_owner.url())
    assert "/options" not in answer.location
    assert rows(app, as_owner.journey, LineOfTherapy)[0].ended is True


def test_an_end_before_the_start_changes_nothing(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, started_on="2022-05")
    answer = as_owner.submit(as_owner.url(f"/lines/{line_id}/end"), ended_on="2022-04", note="typed")
    assert answer.status_code == 422
    assert answer.text.count("The end is before the start.") >= 2
    assert "typed" in answer.text
    (row,) = rows(app, as_owner.journey, LineOfTherapy)
    assert (row.ended, row.note, row.version) == (False, None, 1)


def test_a_line_sent_to_its_end_twice_ends_once(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey)
    url = as_owner.url(f"/lines/{line_id}/end")
    form = as_owner.form(url)
    for _time in range(2):
        as_owner.send(url, form, end_reason="toxicity")
    assert rows(app, as_owner.journey, LineOfTherapy)[0].version == 2


# --- removing -------------------------------------------------------------------------------------------------------


def test_a_line_is_removed_and_brought_back_with_its_drugs(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "letrozole", "palbociclib")
    answer = as_owner.press(as_owner.url(f"/lines/{line_id}/remove"))
    assert rows(app, as_owner.journey, LineOfTherapy) == []
    page = as_owner.follow(answer)
    assert "Treatment removed." in page
    assert as_owner.get(as_owner.url(f"/lines/{line_id}")).status_code == 404
    from tests.test_audit import latest

    as_owner.press(as_owner.url(f"/undo/{latest(app, as_owner.journey, line_id)}"))
    assert len(rows(app, as_owner.journey, LineOfTherapy)) == 1
    assert [len(courses(app, as_owner.journey, line_id))] == [2]
    assert as_owner.get(as_owner.url(f"/lines/{line_id}")).status_code == 200


# --- doses ----------------------------------------------------------------------------------------------------------


def test_a_dose_is_written_down(app: Flask, as_owner: Person) -> None:
    course_id = make_course(app, as_owner.journey)
    url = as_owner.url(f"/drugs/{course_id}/dose")
    answer = as_owner.submit(url, dose="2,5 mg le soir")
    assert rows(app, as_owner.journey, DrugCourse)[0].dose == "2,5 mg le soir"
    undo(as_owner, answer)
    assert rows(app, as_owner.journey, DrugCourse)[0].dose is None


@pytest.mark.parametrize("kind", list(DoseChangeKind))
def test_a_dose_change_is_recorded_changed_and_removed(app: Flask, as_owner: Person, kind: DoseChangeKind) -> None:
    course_id = make_course(app, as_owner.journey)
    answer = as_owner.submit(
        as_owner.url(f"/drugs/{course_id}/changes/add"), kind=kind.value, changed_on="2024-05-02", reason="White cells"
    )
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, DoseChange)
    assert (row.kind, row.changed_on, row.reason, row.course_id) == (kind, "2024-05-02", "White cells", course_id)
    assert as_owner.get(as_owner.url()).status_code == 200
    as_owner.submit(as_owner.url(f"/changes/{row.id}"), changed_on="2024")
    assert rows(app, as_owner.journey, DoseChange)[0].changed_on == "2024"
    removed = as_owner.press(as_owner.url(f"/changes/{row.id}/remove"))
    assert rows(app, as_owner.journey, DoseChange) == []
    undo(as_owner, removed)
    assert len(rows(app, as_owner.journey, DoseChange)) == 1


def test_a_dose_change_needs_its_kind(app: Flask, as_owner: Person) -> None:
    course_id = make_course(app, as_owner.journey)
    answer = as_owner.submit(as_owner.url(f"/drugs/{course_id}/changes/add"), reason="typed")
    assert answer.status_code == 422
    assert "Choose what changed." in answer.text
    assert "typed" in answer.text


def test_dose_changes_of_a_removed_line_are_not_found(app: Flask, as_owner: Person) -> None:
    course_id = make_course(app, as_owner.journey)
    make_dose_change(app, as_owner.journey, course_id)
    (line,) = rows(app, as_owner.journey, LineOfTherapy)
    as_owner.press(as_owner.url(f"/lines/{line.id}/remove"))
    for page in ("", "/options", "/history", "/diagnosis"):
        assert as_owner.get(as_owner.url(page)).status_code == 200, page


# --- local treatments -----------------------------------------------------------------------------------------------


def test_a_local_treatment_is_recorded_changed_and_removed(app: Flask, as_owner: Person) -> None:
    as_owner.submit(
        as_owner.url("/local/add"), kind="radiotherapy", place="bone", started_on="2023-02", ended_on="2023-02"
    )
    (row,) = rows(app, as_owner.journey, LocalTreatment)
    assert (row.kind, row.place, row.started_on) == (LocalKind.RADIOTHERAPY, Place.BONE, "2023-02")
    as_owner.submit(as_owner.url(f"/local/{row.id}"), place="")
    assert rows(app, as_owner.journey, LocalTreatment)[0].place is None
    answer = as_owner.press(as_owner.url(f"/local/{row.id}/remove"))
    assert rows(app, as_owner.journey, LocalTreatment) == []
    undo(as_owner, answer)
    assert len(rows(app, as_owner.journey, LocalTreatment)) == 1


def test_a_local_treatment_is_on_the_journey_but_no_line(app: Flask, as_owner: Person) -> None:
    make_local_treatment(app, as_owner.journey, started_on="2023")
    page = as_owner.get(as_owner.url()).text
    assert "Radiotherapy" in page
    assert "Now, line" not in page


# --- the list of drugs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "name"), [("en", "Letrozole"), ("fr", "Létrozole")])
def test_the_list_of_drugs_is_in_the_language_of_the_reader(
    app: Flask, as_owner: Person, language: str, name: str
) -> None:
    listed: list[dict[str, Any]] = json.loads(as_owner.reads(language).get(as_owner.url("/drugs.json")).text)
    assert len(listed) == len(app.extensions["catalogue"].drugs)
    (letrozole,) = [drug for drug in listed if drug["id"] == "letrozole"]
    assert letrozole["name"].lower() == name.lower()
    assert "Femara" in letrozole["brands"]
