"""What changed, and the versions of one record."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import make_line, make_question, make_specimen
from tests.people import Person
from tests.test_owned import RECORDS
from tracker.diagnosis.models import Receptor
from tracker.history.words import ACTS, FIELDS, KINDS
from tracker.owned import owned_classes


@pytest.fixture
def full(app: Flask, as_owner: Person) -> Person:
    """A journey with a record of every kind."""
    for make, _name, _value in RECORDS.values():
        make(app, as_owner.journey)
    return as_owner


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_latest_changes_name_every_kind(full: Person, language: str) -> None:
    page = full.reads(language).get(full.url("/history"))
    assert page.status_code == 200
    if language == "en":
        for kind in (
            "Biopsy or surgery sample",
            "Gene test",
            "Line of therapy",
            "Dose change",
            "Local treatment",
            "Question",
        ):
            assert kind in page.text


@pytest.mark.parametrize("table", RECORDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_versions_of_every_kind_can_be_read(app: Flask, as_owner: Person, table: str, language: str) -> None:
    record_id = RECORDS[table][0](app, as_owner.journey)
    answer = as_owner.reads(language).get(as_owner.url(f"/history/{record_id}"))
    assert answer.status_code == 200
    assert table not in answer.text.replace(f"/{table}", "") or "_" not in table


def test_every_field_kind_and_act_has_words() -> None:
    from sqlalchemy import inspect

    from tracker.audit import NOT_CONTENT
    from tracker.history.words import HIDDEN

    for cls in owned_classes():
        assert cls.__tablename__ in KINDS
        names = set(inspect(cls).columns.keys()) - NOT_CONTENT - HIDDEN
        assert names <= FIELDS.keys(), cls
    assert {"added", "changed", "removed", "ended", "undone", "put_back", "answered"} <= ACTS.keys()


def test_each_version_says_what_it_said(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, note="first <words>", taken_on="2020-05")
    as_owner.submit(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), note="second words")
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen_id}/remove"))
    page = as_owner.get(as_owner.url(f"/history/{specimen_id}")).text
    for words in ("first &lt;words&gt;", "second words", "May 2020", "added", "changed", "removed"):
        assert words in page


def test_only_the_last_change_of_a_record_can_be_undone(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey, "First?")
    as_owner.follow(as_owner.submit(as_owner.url(f"/visits/questions/{question_id}"), text="Second?"))
    assert as_owner.get(as_owner.url("/history")).text.count("/undo/") == 1


def test_one_act_on_several_rows_stands_once(app: Flask, as_owner: Person) -> None:
    make_line(app, as_owner.journey, "letrozole", "palbociclib", "denosumab")
    assert as_owner.get(as_owner.url("/history")).text.count("/undo/") == 1


def test_the_history_of_a_removed_record_can_be_read(app: Flask, as_owner: Person) -> None:
    question_id = make_question(app, as_owner.journey, "Kept in the history?")
    as_owner.press(as_owner.url(f"/visits/questions/{question_id}/remove"))
    assert "Kept in the history?" in as_owner.get(as_owner.url(f"/history/{question_id}")).text


def test_an_empty_history(as_owner: Person) -> None:
    assert as_owner.get(as_owner.url("/history")).status_code == 200
