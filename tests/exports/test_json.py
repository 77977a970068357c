"""The file that comes back, through the pages: what is in it, and what bringing it in changes."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.exports.test_round_trip import take_along
from tests.factories import Journey, inside, make_journey
from tests.people import Person, form_in, signed_in
from tests.test_owned import RECORDS
from tracker import audit
from tracker.audit import Revision
from tracker.db import db
from tracker.diagnosis.models import Receptor, Specimen
from tracker.exports.document import canonical
from tracker.owned import owned, owned_classes
from tracker.summary.queries import LARGE, SMALL


def export(person: Person, kind: str = "json") -> Any:
    return person.press(person.url(f"/export/{kind}"))


def resealed(document: dict[str, Any]) -> bytes:
    """The document after a change, with the sum that fits it."""
    return json.dumps(document | {"sha256": sha256(canonical(document["data"])).hexdigest()}).encode()


def look_into(person: Person, file: bytes, tail: str = "/import", **fields: Any) -> Any:
    mark, parts = b"--file-of-a-test", []
    for name, value in (fields | {"csrf_token": person.token()}).items():
        parts.append(b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), value.encode()))
    parts.append(b'Content-Disposition: form-data; name="file"; filename="file"\r\n\r\n' + file)
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    kind = f"multipart/form-data; boundary={mark[2:].decode()}"
    return person.post_raw(person.url(tail), body, content_type=kind)


def bring_in(person: Person, file: bytes, **chosen: str) -> Any:
    """Preview, then yes."""
    page = look_into(person, file)
    assert page.status_code == 200, unescape(page.text)[-3000:]
    url = person.url("/import/yes")
    return person.send(url, form_in(page.text, url), chosen)


def rows(app: Flask, journey: Journey) -> int:
    with inside(app, journey):
        every = sum(
            len(db.session.scalars(owned(cls).execution_options(with_deleted=True)).all()) for cls in owned_classes()
        )
        return every + len(db.session.scalars(owned(Revision)).all())


@pytest.fixture
def full(app: Flask, journey: Journey) -> Journey:
    """A journey with a record of every kind, one changed, one removed."""
    for make, _name, _value in RECORDS.values():
        make(app, journey)
    removed = factories.make_specimen(app, journey, note="a sample that was removed")
    changed = factories.make_specimen(app, journey, note="as it was first", taken_on=None)
    with inside(app, journey):
        for specimen in db.session.scalars(owned(Specimen)).all():
            if specimen.id == removed:
                audit.remove(specimen, "specimen.removed")
            if specimen.id == changed:
                audit.change(specimen, "specimen.changed", er=Receptor.LOW, note="été ✓ 🎗️")
        db.session.commit()
    return journey


# --- taking along -------------------------------------------------------------------------------------------------


def test_the_file_holds_every_kind_of_record_and_fits_its_sum(as_owner: Person, full: Journey) -> None:
    answer = export(as_owner)
    assert answer.status_code == 200
    found = answer.json
    assert (found["format"], found["schema_version"]) == ("throughline", "1.0")
    assert found["sha256"] == sha256(canonical(found["data"])).hexdigest()
    assert datetime.fromisoformat(found["exported_at"]).utcoffset() == datetime.now(UTC).utcoffset()
    assert found["data"].keys() == RECORDS.keys()
    changed = next(row for row in found["data"]["specimen"] if row["content"]["note"] == "été ✓ 🎗️")
    assert (changed["version"], changed["content"]["er"], changed["content"]["taken_on"]) == (2, "low", None)
    assert [(each["version"], each["act"], each["by"]) for each in changed["history"]] == [
        (1, "specimen.added", "you"),
        (2, "specimen.changed", "you"),
    ]
    assert changed["history"][0]["content"]["note"] == "as it was first"
    assert [row["removed"] for row in found["data"]["specimen"]].count(True) == 1


def test_it_is_a_file_of_its_own_that_nothing_keeps(as_owner: Person, full: Journey) -> None:
    for kind, ending in (("json", "json"), ("csv", "zip")):
        answer = export(as_owner, kind)
        assert answer.headers["Cache-Control"] == "no-store"
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith('attachment; filename="throughline-20')
        assert disposition.endswith(f'.{ending}"')
        assert disposition.isascii()


def test_what_is_no_part_of_the_record_is_not_in_it(app: Flask, as_owner: Person, full: Journey) -> None:
    text = export(as_owner).text
    owner = full.owner
    for secret in (str(owner.id), owner.login, owner.email, str(full.id)):
        assert secret not in text
    with as_owner.client.session_transaction() as session:
        assert session["device"] not in text
    for word in ("actor", "account", "token", "share", "password", "device", "email"):
        assert f'"{word}' not in text


def test_each_export_stands_on_the_trail(app: Flask, as_owner: Person, journey: Journey) -> None:
    export(as_owner)
    export(as_owner, "csv")
    with app.app_context():
        assert [event.act for event in audit.trail_of(journey.owner.id)][-2:] == ["exported.json", "exported.csv"]


def test_every_class_is_in_the_whole() -> None:
    assert {cls.__tablename__ for cls in (*SMALL, *LARGE)} == {cls.__tablename__ for cls in owned_classes()}


# --- bringing back --------------------------------------------------------------------------------------------------


def test_into_another_account_everything_comes_and_goes_on_equal(app: Flask, as_owner: Person, full: Journey) -> None:
    other = signed_in(app, make_journey(app))
    file = export(as_owner).data
    page = unescape(look_into(other, file).text)
    assert "What this file would change" in page
    assert bring_in(other, file).status_code == 302
    assert take_along(app, other.journey) == take_along(app, full)
    assert "Everything in this file is here already" in unescape(look_into(other, file).text)
    with inside(app, other.journey):
        changed = next(row for row in db.session.scalars(owned(Specimen)) if row.note == "été ✓ 🎗️")
        assert [revision.version for revision in audit.history_of(changed.id)] == [2, 1]
    with app.app_context():
        assert [event.act for event in audit.trail_of(other.journey.owner.id)][-1] == "imported"
        assert audit.broken_link(other.journey.owner.id) is None


def test_a_preview_changes_nothing(app: Flask, as_owner: Person, full: Journey) -> None:
    other = signed_in(app, make_journey(app))
    look_into(other, export(as_owner).data)
    assert rows(app, other.journey) == 0


def test_an_import_is_undone_at_one_tap(app: Flask, as_owner: Person, full: Journey) -> None:
    other = signed_in(app, make_journey(app))
    answer = bring_in(other, export(as_owner).data)
    page = other.follow(answer)
    assert "records were brought in" in page
    undo = next(part for part in page.split('"') if "/undo/" in part)
    other.press(unescape(undo))
    with inside(app, other.journey):
        assert all(not db.session.scalars(owned(cls)).all() for cls in owned_classes())


def test_a_double_tap_counts_once(app: Flask, as_owner: Person, full: Journey) -> None:
    other = signed_in(app, make_journey(app))
    url = other.url("/import/yes")
    form = form_in(look_into(other, export(as_owner).data).text, url)
    other.send(url, form)
    once = rows(app, other.journey)
    assert other.send(url, form).status_code == 302
    assert rows(app, other.journey) == once


@pytest.mark.parametrize(("chosen", "kept"), [("keep", Receptor.LOW), ("take", Receptor.NEGATIVE)])
def test_where_the_two_differ_the_person_chooses(
    app: Flask, as_owner: Person, full: Journey, chosen: str, kept: Receptor
) -> None:
    document = export(as_owner).json
    row = next(row for row in document["data"]["specimen"] if row["content"]["er"] == "low")
    row["content"]["er"] = "negative"
    file = resealed(document)
    page = unescape(look_into(as_owner, file).text)
    assert "Here: Low positive (1% to 10%)" in page
    assert "In the file: Negative" in page
    answer = bring_in(as_owner, file, differing=chosen)
    with inside(app, full):
        specimen = db.session.scalars(owned(Specimen, Specimen.id == uuid.UUID(row["id"]))).one()
        assert specimen.er is kept
        assert [each.content["er"] for each in audit.history_of(specimen.id)][-2:] == ["low", "positive"]
    if chosen == "take":
        undo = next(part for part in as_owner.follow(answer).split('"') if "/undo/" in part)
        as_owner.press(unescape(undo))
        with inside(app, full):
            assert db.session.scalars(owned(Specimen, Specimen.id == uuid.UUID(row["id"]))).one().er is Receptor.LOW


def test_what_is_one_a_journey_is_met_by_its_kind(app: Flask, as_owner: Person) -> None:
    factories.make_background(app, as_owner.journey)
    factories.make_plan(app, as_owner.journey)
    other = signed_in(app, make_journey(app))
    factories.make_background(app, other.journey, sex=None)
    factories.make_plan(app, other.journey)
    page = unescape(look_into(other, export(as_owner).data).text)
    assert "Here: Nothing" in page
    assert bring_in(other, export(as_owner).data, differing="take").status_code == 302
    assert "Everything in this file is here already" in unescape(look_into(other, export(as_owner).data).text)


def test_a_change_since_the_preview_is_shown_before_anything_is_written(
    app: Flask, as_owner: Person, full: Journey
) -> None:
    document = export(as_owner).json
    document["data"]["specimen"][0]["content"]["pr"] = "negative"
    url = as_owner.url("/import/yes")
    form = form_in(look_into(as_owner, resealed(document)).text, url)
    with inside(app, full):
        row = db.session.get_one(Specimen, (full.id, uuid.UUID(document["data"]["specimen"][0]["id"])))
        audit.change(row, "specimen.changed", pr=Receptor.FAILED)
        db.session.commit()
    before = rows(app, full)
    page = as_owner.send(url, form, {"differing": "take"})
    assert page.status_code == 200
    assert "Your record was changed in the meantime" in unescape(as_owner.get(as_owner.url("/export")).text + page.text)
    assert rows(app, full) == before


def test_a_sealed_file_of_another_journey_or_a_changed_one_is_not_opened(
    app: Flask, as_owner: Person, full: Journey
) -> None:
    other = signed_in(app, make_journey(app))
    document = export(as_owner).json
    document["data"]["question"][0]["id"] = str(uuid.uuid4())
    form = form_in(look_into(as_owner, resealed(document)).text, as_owner.url("/import/yes"))
    for text in (form.values["sealed"], form.values["sealed"][:-8] + "AAAAAAA=", "", "é"):
        answer = other.press(other.url("/import/yes"), sealed=text, seen=form.values["seen"])
        assert answer.status_code == 302
        assert answer.location.endswith("/import")
    assert rows(app, other.journey) == 0


# --- what does not come in --------------------------------------------------------------------------------------------


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
    "a negative position": ("question", "position", -1, "must be between"),
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
