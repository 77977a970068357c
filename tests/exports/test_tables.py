"""The tables for a spreadsheet: what stands in them, and that no cell is a formula (S31)."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.exports.files import export
from tests.exports.journeys import journeys
from tests.factories import Journey, inside
from tests.people import Person
from tracker import audit
from tracker.dates import PartialDate
from tracker.db import db
from tracker.exports.tables import archive, csv_bytes, safe
from tracker.places import Place
from tracker.summary.whole import Whole
from tracker.treatments import queries as treatments
from tracker.treatments.models import EndReason

# What a spreadsheet trims before it looks at a cell, and what it then takes for the start of a formula.
TRIMMED = " \t\r\n\x00\x0b\x0c\xa0\u2000\u2003\u200b\u2060\u3000\ufeff"
FORMULA = "=+-@＝＋－＠﹢﹣﹦﹫−"
DANGEROUS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "\n=1",
    "\x00=1",
    "  =1+1",
    "\xa0=1+1",
    "\u3000＝1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\ufeff=1",
    '=HYPERLINK("https://example.com","x")',
    "=cmd|' /C calc'!A0",
    "+1 613 555-0188",
]


def is_formula(cell: str) -> bool:
    """As spreadsheets see it: Excel, LibreOffice and Sheets look at the first character that is not trimmed."""
    return cell.lstrip(TRIMMED)[:1] in tuple(FORMULA)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def read(file: bytes, delimiter: str = ",") -> list[list[str]]:
    text = file.decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\r\n") >= 1
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter, strict=True))


def tables(answer: Any) -> dict[str, list[list[str]]]:
    """File name to rows."""
    with zipfile.ZipFile(io.BytesIO(answer if isinstance(answer, bytes) else answer.data)) as packed:
        assert packed.testzip() is None
        return {name: read(packed.read(name)) for name in packed.namelist()}


def table(found: dict[str, list[list[str]]], name: str) -> list[dict[str, str]]:
    head, *rows = found[name]
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- what is in them --------------------------------------------------------------------------------------------------


def test_treatments_are_told_in_words_with_dates_as_they_are_known(app: Flask, as_owner: Person) -> None:
    journey = as_owner.journey
    line = factories.make_line(
        app,
        journey,
        "letrozole",
        "text:Étude X-12",
        started_on=PartialDate("2019"),
        ended=True,
        ended_on=PartialDate("2021-03"),
        end_reason=EndReason.PROGRESSION,
        note='She said "stop", then, well…\nnew line',
    )
    factories.make_dose_change(
        app, journey, factories.courses(app, journey, line)[0], changed_on=PartialDate("2020-02-03")
    )
    factories.make_line(app, journey, "capecitabine", started_on=PartialDate("2018-07-01"))
    found = tables(export(as_owner, "csv"))
    first, second = table(found, "line-of-therapy.csv")
    assert (first["Treatment number"], first["Drugs"], first["Started"]) == ("1", "capecitabine", "2018-07-01")
    assert second["Drugs"] == "letrozole and Étude X-12"
    assert (second["Started"], second["Ended"], second["It has ended"]) == ("2019", "2021-03", "Yes")
    assert second["Why it ended"] == "The cancer grew, spread or came back"
    assert second["Note"] == 'She said "stop", then, well…\nnew line'
    assert [row["Treatment number"] for row in table(found, "drug.csv")].count("2") == 2
    [change] = table(found, "dose-change.csv")
    assert (change["Treatment number"], change["Drug"], change["Date of the change"]) == (
        "2",
        "letrozole",
        "2020-02-03",
    )


def test_a_check_in_has_a_column_for_each_symptom(app: Flask, as_owner: Person) -> None:
    factories.make_plan(app, as_owner.journey, own='[{"id": "own-1", "name": "Metal taste"}]')
    factories.make_check_in(
        app,
        as_owner.journey,
        scores={"pain": 0, "nausea": 7, "own-1": 4, "leg_weakness": True},
        temperature_c=38.4,
        utc_offset=-240,
    )
    factories.make_check_in(app, as_owner.journey, days_ago=7, scores={"pain": 3})
    older, newer = table(tables(export(as_owner, "csv")), "check-in.csv")
    assert older["Day"] < newer["Day"]
    assert (newer["Pain"], newer["Nausea"], newer["Metal taste"], newer["Temperature (°C)"]) == ("0", "7", "4", "38.4")
    assert (older["Pain"], older["Nausea"], older["Metal taste"]) == ("3", "", "")
    assert newer["Answered"].endswith("-04:00")
    assert "yes" in newer.values()


def test_it_is_in_the_language_of_the_reader(app: Flask, as_owner: Person) -> None:
    factories.make_specimen(app, as_owner.journey, place=Place.BONE, note="douleur «vive»")
    found = tables(export(as_owner.reads("fr"), "csv"))
    [name] = found
    assert name.isascii()
    [row] = table(found, name)
    assert "Os" in row.values()
    assert "douleur «vive»" in row.values()


def test_what_was_removed_is_not_in_it_and_an_empty_record_has_no_tables(app: Flask, as_owner: Person) -> None:
    specimen = factories.make_specimen(app, as_owner.journey)
    as_owner.press(as_owner.url(f"/diagnosis/specimens/{specimen}/remove"))
    assert tables(export(as_owner, "csv")) == {}


def test_what_belongs_to_a_removed_line_or_drug_is_not_in_it(app: Flask, as_owner: Person) -> None:
    journey = as_owner.journey
    removed = factories.make_line(app, journey, "capecitabine")
    factories.make_dose_change(app, journey, factories.courses(app, journey, removed)[0])
    factories.make_scan(app, journey, line_id=removed)
    kept = factories.make_line(app, journey, "letrozole", "palbociclib")
    letrozole, palbociclib = factories.courses(app, journey, kept)
    for course in (letrozole, palbociclib):
        factories.make_dose_change(app, journey, course)
    with inside(app, journey):
        treatments.remove_line(treatments.line(removed))
        audit.remove(treatments.course(palbociclib), "drug_course.removed")
        db.session.commit()
    found = tables(export(as_owner, "csv"))
    assert [row["Drug"] for row in table(found, "drug.csv")] == ["letrozole"]
    assert [(row["Treatment number"], row["Drug"]) for row in table(found, "dose-change.csv")] == [("1", "letrozole")]
    assert [row["Drugs"] for row in table(found, "line-of-therapy.csv")] == ["letrozole"]
    assert len(table(found, "scan.csv")) == 1


def test_the_same_record_gives_the_same_file(app: Flask, as_owner: Person) -> None:
    factories.make_specimen(app, as_owner.journey)
    assert export(as_owner, "csv").data == export(as_owner, "csv").data


# --- no formula -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert safe(text) == f"'{text}"
    assert not is_formula(safe(text))


@pytest.mark.parametrize("text", ["", "a=1", "2024-05", "1+", "'tis", "–", "été", "🎗️", "10 %"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


@given(st.text())
def test_no_text_is_a_formula_afterwards(text: str) -> None:
    assert not is_formula(safe(text))
    assert safe(text) in (text, f"'{text}")


def test_numbers_stay_numbers_and_none_is_nothing() -> None:
    assert csv_bytes([[-1, 2.5, None, "=1"]]) == "\ufeff-1,2.5,,'=1\r\n".encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(journeys(most=3))
def test_no_cell_of_any_journey_is_a_formula(plain_app: Flask, journey: Whole) -> None:
    with plain_app.test_request_context():
        found = tables(archive(journey))
    for name, (head, *rows) in found.items():
        assert len(set(head)) == len(head), name
        for row in rows:
            assert len(row) == len(head), name
            assert not [cell for cell in row if is_formula(cell) and not is_number(cell)], name


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_finds_no_formula(app: Flask, as_owner: Person, tmp_path: Path) -> None:
    """Beside it a table that was not made safe, to know that a formula would have been seen."""
    for text in DANGEROUS:
        if "\x00" not in text:
            factories.make_question(app, as_owner.journey, text)
            factories.make_check_in(app, as_owner.journey, note=text, could=text)
    with zipfile.ZipFile(io.BytesIO(export(as_owner, "csv").data)) as packed:
        packed.extractall(tmp_path)
    (tmp_path / "unsafe.csv").write_text("a\n=1+1\n")
    files = sorted(str(path) for path in tmp_path.glob("*.csv"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [str(SOFFICE), profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=120,
    )
    made = {path.stem: path.read_text() for path in tmp_path.glob("*.fods")}
    assert len(made) == len(files)
    assert "table:formula" in made.pop("unsafe")
    assert [name for name, text in made.items() if "table:formula" in text] == []
    assert "&apos;=1+1" in made["question"] or "'=1+1" in made["question"]


def test_the_page_says_what_is_in_each_file_and_who_can_read_it(as_owner: Person) -> None:
    page = unescape(as_owner.get(as_owner.url("/export")).text)
    assert "not protected by this app" in page
    assert "every earlier version" in page
    assert "Take your record with you" in unescape(as_owner.get("/menu").text)


def test_the_page_says_when_its_file_has_come(as_owner: Person, journey: Journey) -> None:
    answer = as_owner.press(as_owner.url("/export/json"), operation="12ab-34")
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("made=")]
    assert cookie.startswith("made=12ab-34;")
    assert "Max-Age=60" in cookie
    assert "SameSite=Lax" in cookie
    answer = as_owner.press(as_owner.url("/export/json"), operation="x; Domain=evil")
    assert not [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("made=")]
