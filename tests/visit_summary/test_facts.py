"""The PDF and the JSON export of one record: what a clinician acts on says the same in both."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.factories import (
    courses,
    inside,
    make_appointment,
    make_background,
    make_dose_change,
    make_finding,
    make_line,
    make_marker_result,
    make_question,
    make_scan,
    make_specimen,
)
from tests.people import Person
from tests.visit_summary.conftest import Pdf, bare
from tracker.content import drug_name
from tracker.dates import PartialDate, today
from tracker.db import db
from tracker.diagnosis.models import Gene, Ihc, Receptor
from tracker.labs.models import Marker, MarkerUnit
from tracker.scans.models import ScanKind, ScanResult
from tracker.treatments import queries as treatments
from tracker.treatments.models import DoseChangeKind, EndReason


@pytest.fixture
def recorded(app: Flask, as_owner: Person) -> Person:
    """Two lines with doses and a change, two samples, and some of everything else."""
    journey = as_owner.journey
    assert journey
    make_background(app, journey, name="Madeleine R.", metastatic_found_on=PartialDate("2024-11"), sites=["bone"])
    make_specimen(app, journey, taken_on=PartialDate("2015-03"), pr=Receptor.POSITIVE, her2_ihc=Ihc.ZERO)
    make_specimen(app, journey, taken_on=PartialDate("2024-11-20"), pr=Receptor.NEGATIVE, her2_ihc=Ihc.ONE)
    over = {"ended": True, "ended_on": PartialDate("2026-01-30"), "end_reason": EndReason.PROGRESSION}
    make_line(app, journey, "fulvestrant", started_on=PartialDate("2024-12"), **over)
    current = make_line(app, journey, "palbociclib", "letrozole", started_on=PartialDate("2026-02-03"))
    first, second = courses(app, journey, current)
    for course_id, dose in ((first, "125 mg"), (second, "2.5 mg")):
        with inside(app, journey):
            row = treatments.course(course_id)
            assert row
            treatments.change_course(row, dose=dose)
            db.session.commit()
    reduced = {"kind": DoseChangeKind.REDUCED, "changed_on": PartialDate("2026-09"), "reason": "low counts"}
    make_dose_change(app, journey, first, **reduced)
    make_finding(app, journey, gene=Gene.ESR1, tested_on=PartialDate("2026"))
    make_scan(app, journey, taken_on=PartialDate("2026-05-04"), kind=ScanKind.CT, result=ScanResult.STABLE)
    make_scan(app, journey, taken_on=PartialDate("2026-08"), kind=ScanKind.MRI, result=None)
    make_marker_result(app, journey, value=44.25, unit=MarkerUnit.U_ML)
    make_marker_result(
        app, journey, marker=Marker.CEA, value=3.1, unit=MarkerUnit.UG_L, taken_on=PartialDate("2026-06")
    )
    make_appointment(app, journey, day=PartialDate.of(today() - timedelta(days=9)))
    make_question(app, journey, "Is the rash from the new drug?")
    make_question(app, journey, "What did the scan show?")
    return as_owner


def facts(data: dict[str, Any]) -> list[str]:
    """What the file says, in the words of the page; each with its date where it has one."""
    kept = {table: [row["content"] for row in rows] for table, rows in data.items()}
    said = [row["text"] for row in kept["question"]]
    for row in kept["line_of_therapy"]:
        said.append(PartialDate(row["started_on"]).shown())
        if row["ended"]:
            said += [PartialDate(row["ended_on"]).shown(), str(EndReason(row["end_reason"]).label)]
    for row in kept["drug_course"]:
        name = drug_name(row["drug_id"], row["drug_text"])
        said += [name, f"{name}: {row['dose']}"] if row["dose"] else [name]
    for row in kept["dose_change"]:
        said += [PartialDate(row["changed_on"]).shown("short"), row["reason"]]
    for row in kept["specimen"]:
        said.append(
            f"ER {row['er']}, PR {row['pr']}, HER2 {'low (IHC 1+)' if row['her2_ihc'] == '1+' else 'negative (IHC 0)'}"
        )
        said.append(PartialDate(row["taken_on"]).shown("short"))
    for row in kept["scan"]:
        result = str(ScanResult(row["result"]).label) if row["result"] else "No result yet"
        said.append(f"{PartialDate(row['taken_on']).shown('short')} {ScanKind(row['kind']).label} {result}")
    for row in kept["marker_result"]:
        when, unit = PartialDate(row["taken_on"]).shown("short"), MarkerUnit(row["unit"]).label
        said.append(f"{when} {Marker(row['marker']).label} {row['value']} {unit}")
    for row in kept["genomic_finding"]:
        said.append(f"{Gene(row['gene']).label} ({PartialDate(row['tested_on']).shown('short')})")
    return said


def test_the_pdf_says_what_the_file_to_bring_back_says(app: Flask, recorded: Person) -> None:
    data = json.loads(recorded.press(recorded.url("/export/json")).data)["data"]
    text = bare(Pdf(recorded.press(recorded.url("/visit-summary.pdf?full=y&since=2026-01-01")).data).text()).casefold()
    with app.test_request_context():
        said = facts(data)
    assert len(said) == 22
    assert [fact for fact in said if bare(fact).casefold() not in text] == []
