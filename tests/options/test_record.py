"""From what was recorded to the facts that options are decided from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracker.dates import PartialDate
from tracker.diagnosis.models import Background
from tracker.options.record import Record, situation_of
from tracker.treatments.lines import Course, Line
from tracker.treatments.models import DoseChange, DoseChangeKind, DrugCourse, EndReason, LineOfTherapy, Setting


def progressed(setting: Setting, start: str | None, end: str | None, found: str | None, **values: Any) -> bool | None:
    """Whether the cancer grew during this one line, where metastatic cancer was found on `found`."""
    partial = [PartialDate(text) if text else None for text in (start, end, found)]
    row = LineOfTherapy(setting=setting, started_on=partial[0], ended_on=partial[1], **{"ended": bool(end)} | values)
    line = Line(row, (Course(DrugCourse(line_id=row.id, drug_id="letrozole")),))
    record = Record(Background(metastatic_found_on=partial[2]), [], [], [line], date(2026, 11, 24))
    lines = situation_of(record).lines
    assert lines is not None
    return lines[0].progressed


@pytest.mark.parametrize(
    ("start", "end", "found", "expected"),
    [
        ("2020-01", None, "2023-05", None),  # its end was never written down
        ("2020-01", "2023-08", "2023-05", None),
        (None, None, "2023-05", None),
        ("2020-01", "2023", "2023-05", False),  # the year it ended may hold both
        ("2020-01", "2023-03", "2023-05", False),
        ("2020-01", None, None, False),
        ("2020-01", None, "2019-12", False),  # metastatic from the start
    ],
)
def test_cancer_found_during_treatment_after_surgery_may_have_grown_in_spite_of_it(start, end, found, expected):
    reason = EndReason.COMPLETED if end else None
    assert progressed(Setting.ADJUVANT, start, end, found, end_reason=reason) is expected


def test_a_return_that_was_named_is_growth():
    ended = EndReason.PROGRESSION
    assert progressed(Setting.ADJUVANT, "2020-01", "2023-05", "2023-05", end_reason=ended) is True


def test_treatment_of_metastatic_cancer_may_go_on_after_it_was_found():
    assert progressed(Setting.METASTATIC, "2023-04", None, "2023-05") is False


@pytest.mark.parametrize(
    ("stopped", "end", "expected"),
    [
        ("2023-01", "2023-08", ("letrozole",)),
        (None, "2023-08", ("letrozole",)),
        ("2023-08-20", "2023-08-20", ()),  # it stopped with the line: not before the growth
        ("2023-09", "2023-08", ()),
        ("2023", "2023-08", None),
    ],
)
def test_a_drug_is_stopped_before_growth_only_if_it_surely_was(stopped, end, expected):
    row = LineOfTherapy(setting=Setting.METASTATIC, ended_on=PartialDate(end), ended=True)
    day = PartialDate(stopped) if stopped else None
    change = DoseChange(kind=DoseChangeKind.STOPPED, changed_on=day)
    line = Line(row, (Course(DrugCourse(line_id=row.id, drug_id="letrozole"), (change,)),))
    lines = situation_of(Record(Background(), [], [], [line], date(2026, 11, 24))).lines
    assert lines is not None
    assert lines[0].stopped_before_growth == expected
