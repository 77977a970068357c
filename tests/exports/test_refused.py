"""What does not come in: nothing of it is written, and the person reads why."""

from __future__ import annotations

import json
import time
import uuid
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.exports.files import bring_in, export, look_into, resealed, rows
from tests.exports.test_round_trip import take_along
from tests.factories import Journey, make_journey
from tests.people import Person, form_in, signed_in
from tracker.exports.document import canonical


def refused(app: Flask, person: Person, file: bytes) -> str:
    before = rows(app, person.journey)
    page = look_into(person, file)
    assert page.status_code == 422, page.status_code
    assert rows(app, person.journey) == before
    assert "Nothing was brought in" in unescape(page.text)
    return unescape(page.text)


BROKEN = {
    "nothing of ours": b'{"hello": 1}',
    "no JSON": b"PK\x03\x04",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "a key twice": b'{"format": "throughline", "format": "throughline"}',
    "a number of a million digits": b'{"format": ' + b"9" * 1_000_000 + b"}",
    "no number": b'{"format": NaN}',
    "half a surrogate": b'{"format": "throughline", "schema_version": "1.0", "data": {"x": "\\ud800"}}',
}


@pytest.mark.parametrize("file", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_in_words(app: Flask, as_owner: Person, file: bytes) -> None:
    refused(app, as_owner, file)


def in_an_envelope(data: str) -> bytes:
    """With the sum that fits, where there is one."""
    try:
        fits = sha256(canonical(json.loads(data))).hexdigest()
    except (ValueError, RecursionError):
        fits = ""
    return f'{{"format": "throughline", "schema_version": "1.0", "sha256": "{fits}", "data": {data}}}'.encode()


FULL = 15 * 1024 * 1024
WIDE = {
    "empty records": '{"specimen": [' + "{}," * (FULL // 3) + "{}]}",
    "as many as may be": '{"specimen": [' + "{}," * 59_999 + "{}]}",
    "one more": '{"specimen": [' + "{}," * 60_000 + "{}]}",
    "numbers": '{"specimen": [' + "1," * (FULL // 2) + "1]}",
    "tables": "{" + ",".join(f'"t{number}": []' for number in range(200_000)) + "}",
    "fields": '{"specimen": [{' + ",".join(f'"f{number}": 1' for number in range(300_000)) + "}]}",
    "one long text": '{"specimen": ["' + "x" * FULL + '"]}',
    "answers": '{"check_in": [{"content": {"scores": {' + ",".join(f'"a{n}": 1' for n in range(200_000)) + "}}}]}",
}


@pytest.mark.parametrize("data", WIDE.values(), ids=WIDE)
def test_a_wide_file_is_refused_soon(app: Flask, as_owner: Person, data: str) -> None:
    file = in_an_envelope(data)
    assert len(file) < 16 * 1024 * 1024
    begun = time.process_time()
    answer = look_into(as_owner, file)
    assert time.process_time() - begun < 8
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert "would be left out" in answer.text
        assert 'action="' + as_owner.url("/import/yes") not in answer.text
    assert len(answer.data) < 60_000
    assert rows(app, as_owner.journey) == 0


def test_no_file_asks_for_one(as_owner: Person) -> None:
    answer = as_owner.press(as_owner.url("/import"))
    assert answer.status_code == 422
    assert "Choose a file first." in unescape(answer.text)


def test_a_file_larger_than_the_limit_is_refused(app: Flask, as_owner: Person) -> None:
    assert look_into(as_owner, b" " * (16 * 1024 * 1024 + 1)).status_code == 413
    assert look_into(as_owner, b" " * (5 * 1024 * 1024)).status_code == 422
    assert as_owner.press(as_owner.url("/visits"), text="x" * 300_000).status_code == 413


def test_a_visitor_may_not_send_much(as_visitor: Person, as_owner: Person) -> None:
    as_visitor.journey = as_owner.journey
    assert look_into(as_visitor, b" " * 600_000).status_code in (302, 413)


def test_a_changed_file_is_refused(app: Flask, as_owner: Person, full: Journey) -> None:
    file = export(as_owner).data.replace(b"as it was first", b"as it never was")
    assert "was changed or is not complete" in refused(app, as_owner, file)
    assert "was changed or is not complete" in refused(
        app, as_owner, export(as_owner).data.replace(b'"low"', b'"lo\\u0077 "')
    )


@pytest.mark.parametrize(
    ("version", "words"), [("2.0", "newer version"), (None, "which version"), ("x", "which version")]
)
def test_a_newer_or_unknown_version_is_refused(
    app: Flask, as_owner: Person, full: Journey, version: Any, words: str
) -> None:
    document = export(as_owner).json | {"schema_version": version}
    assert words in refused(app, as_owner, resealed(document))


def test_a_newer_minor_version_comes_in_without_what_is_not_known(app: Flask, as_owner: Person, full: Journey) -> None:
    document = export(as_owner).json | {"schema_version": "1.7"}
    document["data"]["moon_phase"] = [{"id": 1}]
    document["data"]["question"][0]["content"]["mood"] = "blue"
    other = signed_in(app, make_journey(app))
    page = unescape(look_into(other, resealed(document)).text)
    assert "a kind of record called “moon_phase”" in page
    assert "a field called “mood”" in page
    assert bring_in(other, resealed(document)).status_code == 302
    assert take_along(app, other.journey) == take_along(app, full)


SPOILED: dict[str, tuple[str, str, Any, str]] = {
    "a date": ("specimen", "taken_on", "2024-13", "Write a date as"),
    "a far year": ("specimen", "taken_on", "2999", "The year must be between"),
    "a month for a check-in": ("check_in", "day", "2024-05", "Give the whole date"),
    "a year for an appointment": ("appointment", "day", "2024", "at least the year and the month"),
    "an answer": ("specimen", "er", "maybe", "not one of ours"),
    "an answer of another type": ("specimen", "er", ["positive"], "not one of ours"),
    "a long text": ("question", "text", "x" * 501, "too long to keep"),
    "a text with a control character": ("question", "text", "a\u0000b", "cannot be kept"),
    "half a character": ("question", "text", "a\ud800b", "no text"),
    "an empty question": ("question", "text", "  ", "must not be empty"),
    "a number for a text": ("question", "text", 5, "not a text"),
    "a score": ("check_in", "scores", {"pain": 11}, "from 0 to 10"),
    "a broken score": ("check_in", "scores", {"pain": 1.5}, "from 0 to 10"),
    "a strange item": ("check_in", "scores", {"<b>": 1}, "id as we write"),
    "a temperature": ("check_in", "temperature_c", 98.6, "must be between"),
    "a number without end": ("check_in", "temperature_c", float("inf"), "no JSON"),
    "yes for a number": ("marker_result", "value", True, "must be between"),
    "a position past the column": ("question", "position", 2**31, "must be between"),
    "a language": ("check_in", "language", "de", "not one of ours"),
    "a moment": ("check_in", "answered_at", "yesterday", "no moment"),
    "a moment to come": ("check_in", "answered_at", "2999-01-01T00:00:00+00:00", "no moment"),
    "a time": ("appointment", "time", "25:00", "14:30"),
    "a place": ("background", "sites", ["moon"], "not one of ours"),
    "places that are no list": ("background", "sites", "bone", "list of answers"),
    "own symptoms": ("check_in_plan", "own", "[1]", "symptoms as we write"),
    "two names of a drug": ("drug_course", "drug_text", "also this", "one name"),
    "half a cycle": ("drug_course", "cycle_days", 21, "A cycle needs"),
    "an end that did not come": ("line_of_therapy", "ended_on", "2024", "does not say that it ended"),
    "a foreign line": ("scan", "line_id", str(uuid.UUID(int=7)), "not in this file"),
    "no id": ("drug_course", "line_id", "line 1", "id as we write"),
}


@pytest.mark.parametrize(("table", "name", "value", "words"), SPOILED.values(), ids=SPOILED)
def test_a_value_that_no_form_would_take_is_refused(
    app: Flask, as_owner: Person, full: Journey, table: str, name: str, value: Any, words: str
) -> None:
    document = export(as_owner).json
    document["data"][table][0]["content"][name] = value
    if isinstance(value, float):
        file = json.dumps(document).encode()
        refused(app, as_owner, file)
        refused(app, as_owner, file.replace(b"Infinity", b"1e999"))
    elif isinstance(value, str) and "\ud800" in value:
        refused(app, as_owner, json.dumps(document).encode())
    else:
        assert words in refused(app, as_owner, resealed(document))


def _two_backgrounds(data: Any) -> None:
    data["background"].append(data["background"][0] | {"id": str(uuid.uuid4())})


def _changed(data: Any) -> Any:
    return next(row for row in data["specimen"] if row.get("history"))


WAYS: dict[str, Any] = {
    "the same id twice": lambda data: data["specimen"].append(data["specimen"][0]),
    "two backgrounds": _two_backgrounds,
    "a list for a record": lambda data: data["specimen"].append([]),
    "a text for a list": lambda data: data.update(specimen="none"),
    "no id": lambda data: data["specimen"][0].pop("id"),
    "no version": lambda data: data["specimen"][0].update(version=0),
    "a version that is true": lambda data: data["specimen"][0].update(version=True),
    "no content": lambda data: data["specimen"][0].update(content=None),
    "removed is a word": lambda data: data["specimen"][0].update(removed="no"),
    "a needed field is missing": lambda data: data["question"][0]["content"].pop("text"),
    "history out of order": lambda data: _changed(data)["history"].reverse(),
    "history past the record": lambda data: _changed(data).update(version=1),
    "history with a wrong value": lambda data: _changed(data)["history"][0]["content"].update(er="maybe"),
    "history of something else": lambda data: _changed(data).update(history=[1]),
    "a strange act": lambda data: _changed(data)["history"][0].update(act="<script>"),
    "an id of two million": lambda data: data["specimen"][0].update(version=2_000_000),
}


@pytest.mark.parametrize("spoil", WAYS.values(), ids=WAYS)
def test_a_record_of_another_shape_is_refused(app: Flask, as_owner: Person, full: Journey, spoil: Any) -> None:
    document = export(as_owner).json
    spoil(document["data"])
    page = refused(app, as_owner, resealed(document))
    assert "<script>" not in page.split('<div class="summary"')[1].split("</div>")[0]


def test_an_id_of_another_kind_here_is_named(app: Flask, as_owner: Person, full: Journey) -> None:
    document = export(as_owner).json
    question, appointment = document["data"]["question"][0], document["data"]["appointment"][0]
    question["id"], appointment["id"] = appointment["id"], str(uuid.uuid4())
    assert "Question 1: its id belongs to another kind of record here (Appointment)." in refused(
        app, as_owner, resealed(document)
    )
    other = signed_in(app, make_journey(app))
    assert bring_in(other, resealed(document)).status_code == 302


def test_an_id_that_became_one_of_another_kind_since_the_preview_changes_nothing(
    app: Flask, as_owner: Person, full: Journey
) -> None:
    other, url = signed_in(app, make_journey(app)), "/import/yes"
    form = form_in(look_into(other, export(as_owner).data).text, other.url(url))
    document = export(as_owner).json
    document["data"] = {"question": [document["data"]["question"][0] | {"id": document["data"]["scan"][0]["id"]}]}
    bring_in(other, resealed(document))
    before = rows(app, other.journey)
    assert other.send(other.url(url), form).location.endswith("/import")
    assert rows(app, other.journey) == before


def test_a_missing_field_is_not_an_empty_one(app: Flask, as_owner: Person, full: Journey) -> None:
    """What an older file does not speak of stays as it is here, and has its usual value elsewhere."""
    document = export(as_owner).json
    for row in document["data"]["question"]:
        for name in ("position", "asked", "answer"):
            del row["content"][name]
    file = resealed(document)
    assert "Everything in this file is here already" in unescape(look_into(as_owner, file).text)
    other = signed_in(app, make_journey(app))
    assert bring_in(other, file).status_code == 302
    assert json.loads(take_along(app, other.journey))["data"]["question"][0]["content"]["asked"] is False
