"""A spreadsheet kept before: past treatments and past symptom scores, read leniently, refused by line."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.exports.files import export, look_into, rows
from tests.exports.test_tables import is_formula, read, tables
from tests.factories import inside
from tests.people import Person, form_in
from tracker.checkins.models import CheckIn
from tracker.dates import today
from tracker.db import db
from tracker.owned import owned
from tracker.treatments.models import DrugCourse, EndReason, LineOfTherapy, Response, Setting

TREATMENTS = """Drugs,Started,Ended,Given,Why it ended,Best result,Note
letrozole + Ibrance,2019-05,2021-03-15,For metastatic cancer,"The cancer grew, spread or came back",Smaller,first
Étude X-12,2021,yes,,Side effects,,
capecitabine,2023-01-02,,metastatic,,,'=1+1
"""
SCORES = "Date;Douleur;Nausées;Poids (kg);Note\r\n2024-05-12;3;0;64,5;fatigue après le dîner\r\n2024/05/19;10;;;\r\n"


def sheet(person: Person, kind: str, file: str | bytes) -> Any:
    file = file if isinstance(file, bytes) else file.encode()
    return look_into(person, file, "/import/spreadsheet", kind=kind)


def bring_in(person: Person, kind: str, file: str | bytes) -> str:
    """Preview, then yes: the page of the preview."""
    page = sheet(person, kind, file)
    assert page.status_code == 200, unescape(page.text)[-2500:]
    if "already" not in page.text:
        url = person.url("/import/yes")
        assert person.send(url, form_in(page.text, url)).status_code == 302
    return unescape(page.text)


def problems(app: Flask, person: Person, kind: str, file: str | bytes) -> str:
    before = rows(app, person.journey)
    page = sheet(person, kind, file)
    assert page.status_code == 422
    assert rows(app, person.journey) == before
    return unescape(page.text)


def test_past_treatments_come_in(app: Flask, as_owner: Person) -> None:
    bring_in(as_owner, "treatments", TREATMENTS)
    with inside(app, as_owner.journey):
        first, second, third = sorted(db.session.scalars(owned(LineOfTherapy)), key=lambda row: row.started_on)
        drugs = {
            line.id: [
                course.drug_id or course.drug_text
                for course in sorted(db.session.scalars(owned(DrugCourse)), key=lambda row: row.position)
                if course.line_id == line.id
            ]
            for line in (first, second, third)
        }
        assert drugs[first.id] == ["letrozole", "palbociclib"]
        assert (first.started_on, first.ended_on, first.ended) == ("2019-05", "2021-03-15", True)
        assert (first.setting, first.end_reason) == (Setting.METASTATIC, EndReason.PROGRESSION)
        assert (first.best_response, first.note) == (Response.SMALLER, "first")
        assert drugs[second.id] == ["Étude X-12"]
        assert (second.started_on, second.ended, second.ended_on) == ("2021", True, None)
        assert second.end_reason is EndReason.TOXICITY
        assert (third.ended, third.note) == (False, "=1+1")


def test_past_scores_come_in_by_french_or_english_headings(app: Flask, as_owner: Person) -> None:
    factories.make_plan(app, as_owner.journey, own='[{"id": "own-1", "name": "Goût de métal"}]')
    bring_in(as_owner, "scores", SCORES)
    bring_in(as_owner, "scores", "DAY,pain,Goût de metal,diarrhea\n2024-06-01,4,2,1\n")
    with inside(app, as_owner.journey):
        first, second, third = sorted(db.session.scalars(owned(CheckIn)), key=lambda row: row.day)
        assert (first.day, first.scores, first.weight_kg) == ("2024-05-12", {"pain": 3, "nausea": 0}, 64.5)
        assert first.note == "fatigue après le dîner"
        assert (second.day, second.scores) == ("2024-05-19", {"pain": 10})
        assert third.scores == {"pain": 4, "own-1": 2, "diarrhea": 1}
        assert first.instrument == "spreadsheet"
        assert str(first.answered_at.date()) == "2024-05-12"
    for tail in ("/trends", "/today", "/check-ins", f"/check-ins/{first.id}", "/export"):
        assert as_owner.get(as_owner.url(tail)).status_code == 200, tail
    head, *told = tables(export(as_owner, "csv"))["check-in.csv"]
    assert [row[head.index("Pain")] for row in told] == ["3", "10", "4"]


def test_a_day_alone_is_no_entry(app: Flask, as_owner: Person) -> None:
    bring_in(as_owner, "scores", "Date,Pain\n2024-05-12,\n2024-05-13,4\n")
    with inside(app, as_owner.journey):
        assert [row.day for row in db.session.scalars(owned(CheckIn))] == ["2024-05-13"]


@pytest.mark.parametrize(
    "file",
    [
        TREATMENTS.encode(),
        TREATMENTS.encode("utf-8-sig"),
        TREATMENTS.encode("cp1252"),
        TREATMENTS.replace("\n", "\r\n").encode(),
        TREATMENTS.replace("2019-05", "2019/5").replace("2021-03-15", "2021.03.15").encode(),
        (TREATMENTS + "\n,,,,,,\n").encode(),
    ],
    ids=["plain", "bom", "windows", "crlf", "slashes", "empty lines"],
)
def test_however_it_was_saved_it_is_the_same_and_comes_in_once(app: Flask, as_owner: Person, file: bytes) -> None:
    bring_in(as_owner, "treatments", TREATMENTS)
    before = rows(app, as_owner.journey)
    assert "Everything in this file is here already" in bring_in(as_owner, "treatments", file)
    assert rows(app, as_owner.journey) == before


def test_scores_brought_in_again_are_found_again(app: Flask, as_owner: Person) -> None:
    bring_in(as_owner, "scores", SCORES)
    assert "Everything in this file is here already" in bring_in(as_owner, "scores", SCORES)
    assert "Tout ce que contient ce fichier est déjà ici" in unescape(
        sheet(as_owner.reads("fr"), "scores", SCORES).text
    )


def test_headings_and_answers_may_be_french_whatever_the_language_of_the_page(app: Flask, as_owner: Person) -> None:
    text = "médicaments;début;fin;but du traitement;raison de la fin\ncapécitabine;2020;oui;;effets secondaires\n"
    bring_in(as_owner, "treatments", text.encode("cp1252"))
    with inside(app, as_owner.journey):
        line = db.session.scalars(owned(LineOfTherapy)).one()
        assert (line.ended, line.ended_on, line.end_reason) == (True, None, EndReason.TOXICITY)
        assert db.session.scalars(owned(DrugCourse)).one().drug_id == "capecitabine"


WRONG = [
    ("letrozole,12/05/2024,,,,,", "Line 2: “12/05/2024” can mean two days. Write the year first: 2024-05-12."),
    ("letrozole,May 2024,,,,,", "Line 2: “May 2024” is no date"),
    ("letrozole,2024-13,,,,,", "Line 2: Write a date as 2024, 2024-05 or 2024-05-12."),
    ("letrozole,1850,,,,,", "Line 2: The year must be between"),
    ("letrozole,2020,2999,,,,", "Line 2: The year must be between"),
    (f"letrozole,2020,{today() + timedelta(days=40)},,,,", "has not come yet"),
    ("letrozole,2024,2020,,,,", "Line 2: The end is before the start"),
    ("letrozole,2020,,mars,,,", "Line 2: “mars” is not one of the answers. They are: For metastatic cancer"),
    (",2020,,,,,", "Line 2: Name at least one drug"),
    ("+".join("abcdefghijklmn") + ",2020,,,,,", "Line 2: A line can hold at most 12 drugs."),
    ("x" * 121 + ",2020,,,,,", "Line 2: Drug, as you typed it: This is too long to keep"),
    ("letrozole,2020,,,,,a\x07b", "Line 2: Note: It has a character that cannot be kept."),
    ('"letrozole,2020', "cannot be read as a table"),
]


@pytest.mark.parametrize(("line", "words"), WRONG, ids=[words[:40] for _line, words in WRONG])
def test_what_is_wrong_is_said_with_its_line(app: Flask, as_owner: Person, line: str, words: str) -> None:
    head = TREATMENTS.partition("\n")[0]
    assert words in problems(app, as_owner, "treatments", f"{head}\n{line}\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2024-05,3", "Line 2: Give the whole date"),
        (",3", "Line 2: “” is no date"),
        ("2024-05-12,11", "Line 2: An answer is a whole number from 0 to 10"),
        ("2024-05-12,3.5", "Line 2: “3.5”: an answer is a whole number"),
        ("2024-05-12,bad", "Line 2: “bad” is no number."),
        ("2024-05-12,-1", "Line 2: “-1” is no number."),
        (f"{today() + timedelta(days=3)},1", "has not come yet"),
    ],
)
def test_scores_that_are_none_are_said_with_their_line(app: Flask, as_owner: Person, line: str, words: str) -> None:
    assert words in problems(app, as_owner, "scores", f"Date,Pain\n{line}\n")


def test_one_wrong_line_keeps_all_out_and_every_wrong_line_is_named(app: Flask, as_owner: Person) -> None:
    page = problems(app, as_owner, "scores", "Date,Pain\n2024-05-12,3\n" + "2024-05-13,x\n" * 20)
    assert "Line 3:" in page
    assert "Line 14:" in page
    assert "… and 8 more." in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "Choose a file first"),
        (b"\n\n", "file is empty"),
        (b"a,b\n1,2\n", "There is no column “Day”"),
        (b"Date,Pain,pain\n2024-05-12,1,2\n", "Two columns have the same heading"),
        (b"Date,Pain\n", "no line to read"),
        (b"PK\x03\x04\x00\x00", "cannot be read as a table"),
        (b"Date," + b"x," * 300 + b"\n", "more than 200 columns"),
        (b"Date,Pain\n" + b"2024-05-12,1\n" * 5001, "more than 5000 lines"),
        (b'Date,Note\n2024-05-12,"' + b"x" * 200_000 + b'"\n', "cannot be read as a table"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(app: Flask, as_owner: Person, file: bytes, words: str) -> None:
    assert words in problems(app, as_owner, "scores", file)


def test_a_column_that_means_nothing_to_us_is_named(as_owner: Person) -> None:
    page = unescape(sheet(as_owner, "scores", "Date,Pain,Moon\n2024-05-12,1,full\n").text)
    assert "the column “Moon”" in page


def test_what_is_in_the_file_must_be_chosen(as_owner: Person) -> None:
    assert "Choose what is in the file." in unescape(sheet(as_owner, "", SCORES).text)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["treatments", "scores"])
def test_the_empty_sheet_has_an_example_that_is_not_read(
    app: Flask, as_owner: Person, kind: str, language: str
) -> None:
    factories.make_plan(app, as_owner.journey, own='[{"id": "own-1", "name": "=taste"}]')
    answer = as_owner.reads(language).get(as_owner.url(f"/import/{kind}.csv"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="throughline-{kind}.csv"'
    found = read(answer.data, ";" if language == "fr" else ",")
    assert len(found) == 2
    assert not [cell for row in found for cell in row if is_formula(cell)]
    assert "no line to read" in problems(app, as_owner.reads("en"), kind, answer.data)
    filled = answer.data.decode("utf-8-sig").replace("Example: this line is not read", "x")
    filled = filled.replace("Exemple : cette ligne n’est pas lue", "x").replace(
        "Exemple\u00a0: cette ligne n’est pas lue", "x"
    )
    assert bring_in(as_owner, kind, filled)
    with inside(app, as_owner.journey):
        if kind == "scores":
            [row] = db.session.scalars(owned(CheckIn))
            assert row.scores["own-1"] == 3
            assert len(row.scores) == 13
        else:
            assert db.session.scalars(owned(LineOfTherapy)).one().best_response is Response.SMALLER


def test_a_sheet_larger_than_a_mebibyte_is_refused(as_owner: Person) -> None:
    assert sheet(as_owner, "scores", b"x" * (1024 * 1024 + 1)).status_code == 413
