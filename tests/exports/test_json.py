"""The file that comes back, through the pages: what is in it, and what bringing it in changes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import event

from tests import factories
from tests.exports.files import bring_in, export, look_into, resealed, rows
from tests.exports.test_round_trip import take_along
from tests.factories import Journey, inside, make_journey
from tests.people import Person, form_in, signed_in
from tests.test_owned import RECORDS
from tracker import audit
from tracker.appointments.models import Appointment
from tracker.dates import PartialDate
from tracker.db import db
from tracker.diagnosis.models import Receptor, Specimen
from tracker.exports.document import canonical
from tracker.owned import owned, owned_classes
from tracker.summary.queries import LARGE, SMALL

# --- taking along -------------------------------------------------------------------------------------------------

OURS = {"content_seen"}  # what the app showed and when: nothing of the person's record


def test_the_file_holds_every_kind_of_record_and_fits_its_sum(as_owner: Person, full: Journey) -> None:
    answer = export(as_owner)
    assert answer.status_code == 200
    found = answer.json
    assert (found["format"], found["schema_version"]) == ("throughline", "1.0")
    assert found["sha256"] == sha256(canonical(found["data"])).hexdigest()
    assert datetime.fromisoformat(found["exported_at"]).utcoffset() == datetime.now(UTC).utcoffset()
    assert found["data"].keys() == RECORDS.keys() - OURS
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


@pytest.mark.parametrize("kind", ["json", "csv", "preview"])
def test_nobody_waits_for_a_file_that_is_being_made_or_looked_into(
    app: Flask, as_owner: Person, full: Journey, kind: str
) -> None:
    """What is noted is committed first; the record is then read without the lock for writing."""
    file, done = export(as_owner).data, []
    with app.app_context():
        engine = db.engine
    listeners = {
        "before_cursor_execute": lambda _connection, _cursor, statement, *_rest: done.append(statement),
        "commit": lambda _connection: done.append("COMMIT"),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        answer = look_into(as_owner, file) if kind == "preview" else export(as_owner, kind)
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
    assert answer.status_code == 200
    read = next(place for place, statement in enumerate(done) if "FROM revision" in statement)
    committed = max(place for place, statement in enumerate(done[:read]) if statement == "COMMIT")
    assert not [each for each in done[committed:] if each.startswith(("INSERT", "UPDATE", "BEGIN IMMEDIATE"))]
    assert not [each for each in done[committed:] if "FOR " in each and "UPDATE" in each]


def test_every_class_is_in_the_whole() -> None:
    assert {cls.__tablename__ for cls in (*SMALL, *LARGE)} == {cls.__tablename__ for cls in owned_classes()} - OURS


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
    assert other.get(other.url("/history")).status_code == 200
    assert "as it was first" in other.get(other.url(f"/history/{changed.id}")).text
    with app.app_context():
        assert [event.act for event in audit.trail_of(other.journey.owner.id)][-1] == "imported"
        assert audit.broken_link(other.journey.owner.id) is None


def test_an_appointment_known_to_the_month_comes_back(app: Flask, as_owner: Person) -> None:
    """Also where an old version or a removed one is known no better."""
    url = as_owner.url("/visits")
    kept, mended, removed = (
        factories.make_appointment(app, as_owner.journey, day=PartialDate("2026-12")) for _ in "123"
    )
    assert as_owner.submit(f"{url}/{mended}/edit", day="2026-12-03").status_code == 302
    as_owner.press(f"{url}/{removed}/remove")
    other = signed_in(app, make_journey(app))
    assert bring_in(other, export(as_owner).data).status_code == 302
    assert take_along(app, other.journey) == take_along(app, as_owner.journey)
    with inside(app, other.journey):
        days = {row.id: str(row.day) for row in db.session.scalars(owned(Appointment))}
    assert days == {kept: "2026-12", mended: "2026-12-03"}


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


def test_the_history_offers_the_undo_of_an_import_and_of_nothing_in_it(
    app: Flask, as_owner: Person, full: Journey
) -> None:
    other = signed_in(app, make_journey(app))
    factories.make_question(app, other.journey, "Mine?")
    other.follow(bring_in(other, export(as_owner).data))
    page = unescape(other.get(other.url("/history")).text)
    assert page.count("Brought in from a file") == 2, "said, and read out with the button"
    assert page.count("/undo/") == 2
    assert page.index("Brought in from a file") < page.index("Mine?")
    other.press(next(part for part in page.split('"') if "/undo/" in part))
    with inside(app, other.journey):
        assert sum(len(db.session.scalars(owned(cls)).all()) for cls in owned_classes()) == 1


def test_an_import_of_which_something_was_changed_since_offers_no_undo(
    app: Flask, as_owner: Person, full: Journey
) -> None:
    other = signed_in(app, make_journey(app))
    other.follow(bring_in(other, export(as_owner).data))
    with inside(app, other.journey):
        audit.change(db.session.scalars(owned(Specimen)).first(), "specimen.changed", note="another")
        db.session.commit()
    page = unescape(other.get(other.url("/history")).text)
    assert page.count("/undo/") == 1
    assert "Undo: Biopsy or surgery sample: changed" in page


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


def test_earlier_versions_that_do_not_come_in_are_said(app: Flask, as_owner: Person) -> None:
    """Here the record is at its first version; in the file it went on, and came back to the same words."""
    question = factories.make_question(app, as_owner.journey, "first")
    other = signed_in(app, make_journey(app))
    bring_in(other, export(as_owner).data)
    for text in ("second", "first"):
        as_owner.submit(as_owner.url(f"/visits/questions/{question}"), text=text)
    page = unescape(look_into(other, export(as_owner).data).text)
    assert "Of one record that is here already, the file has earlier versions that are not here." in page
    assert "What the file says now is here already" in page
    assert "earlier versions that are not here" not in unescape(look_into(as_owner, export(as_owner).data).text)


def test_yes_is_another_answer_than_one(app: Flask, as_owner: Person) -> None:
    factories.make_check_in(app, as_owner.journey, scores={"pain": 1})
    document = export(as_owner).json
    document["data"]["check_in"][0]["content"]["scores"] = {"pain": True}
    page = unescape(look_into(as_owner, resealed(document)).text)
    assert "Different from here" in page
    assert "In the file: Pain yes" in page


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
    specimen = next(row for row in document["data"]["specimen"] if not row["removed"])
    specimen["content"]["pr"] = "negative"
    url = as_owner.url("/import/yes")
    form = form_in(look_into(as_owner, resealed(document)).text, url)
    with inside(app, full):
        row = db.session.get_one(Specimen, (full.id, uuid.UUID(specimen["id"])))
        audit.change(row, "specimen.changed", pr=Receptor.FAILED)
        db.session.commit()
    before = rows(app, full)
    page = as_owner.send(url, form, {"differing": "take"})
    assert page.status_code == 200
    assert "Your record was changed in the meantime" in unescape(page.text)
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
