"""How lines are numbered and read: overlapping, undated, same day, supportive only, planned. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tracker.dates import Interval, PartialDate
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.models import DoseChange, DoseChangeKind, DrugCourse, LineOfTherapy, Setting

TODAY = date(2026, 6, 15)
KINDS = {
    "letrozole": "endocrine",
    "palbociclib": "targeted",
    "capecitabine": "chemotherapy",
    "denosumab": "supportive",
    "zoledronic-acid": "supportive",
}
_clock = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(100_000))


def line(start: str | None, *drugs: str, setting: Setting | None = Setting.METASTATIC, **values: Any) -> Any:
    row = LineOfTherapy(
        setting=setting,
        started_on=PartialDate(start) if start else None,
        created_at=next(_clock),
        **{"ended": "ended_on" in values} | values,
    )
    courses = [
        DrugCourse(
            line_id=row.id,
            position=n,
            created_at=next(_clock),
            **({"drug_text": drug[5:]} if drug.startswith("text:") else {"drug_id": drug}),
        )
        for n, drug in enumerate(drugs or ("letrozole",))
    ]
    return row, courses


def read(*made: Any, changes: list[DoseChange] = []) -> list[Line]:  # noqa: B006
    rows = [row for row, _courses in made]
    courses = [course for _row, own in made for course in own]
    in_order = lines_of(rows, courses, changes, KINDS.get, TODAY)
    again = lines_of(rows[::-1], courses[::-1], changes[::-1], KINDS.get, TODAY)
    assert [each.row.id for each in again] == [each.row.id for each in in_order], "the order of the rows matters"
    assert [each.number for each in again] == [each.number for each in in_order]
    return in_order


def numbers(*made: Any) -> list[int | None]:
    """The number of each line, in the order given."""
    found = {each.row.id: each.number for each in read(*made)}
    return [found[row.id] for row, _courses in made]


CASES: dict[str, tuple[list[Any], list[int | None]]] = {
    "by start, however entered": ([line("2024"), line("2020-05"), line("2022-03-01")], [3, 1, 2]),
    "overlapping lines both count": ([line("2020", ended_on=PartialDate("2023")), line("2021")], [1, 2]),
    "the same day, as entered": ([line("2022-03-01"), line("2022-03-01")], [1, 2]),
    "undated last, as entered": ([line(None), line("2022"), line(None)], [2, 1, 3]),
    "before and after surgery is not counted": (
        [line("2015", setting=Setting.NEOADJUVANT), line("2016", setting=Setting.ADJUVANT), line("2020")],
        [None, None, 1],
    ),
    "a setting that is not known is not counted": (
        [line("2019", setting=None), line("2020", setting=Setting.UNKNOWN), line("2021")],
        [None, None, 1],
    ),
    "supportive drugs alone are no line": ([line("2019", "denosumab", "zoledronic-acid"), line("2020")], [None, 1]),
    "a supportive drug beside another counts": ([line("2019", "denosumab", "letrozole"), line("2020")], [1, 2]),
    "a supportive drug beside an unknown one counts": (
        [line("2019", "denosumab", "text:a trial drug"), line("2020")],
        [1, 2],
    ),
    "a drug as typed counts": ([line("2019", "text:something new"), line("2020")], [1, 2]),
    "a planned line is not counted yet": ([line("2020"), line("2026-06-16"), line("2027")], [1, None, None]),
    "a line that starts today is": ([line("2026-06-15"), line("2026-06"), line("2026")], [3, 2, 1]),
    "one drug over two lines": ([line("2020", "letrozole", "palbociclib"), line("2022", "letrozole")], [1, 2]),
}


@pytest.mark.parametrize(("made", "expected"), CASES.values(), ids=CASES.keys())
def test_numbering(made: list[Any], expected: list[int | None]) -> None:
    assert numbers(*made) == expected


@pytest.mark.parametrize(
    ("start", "values", "planned", "current"),
    [
        ("2020", {}, False, True),
        (None, {}, False, True),
        ("2020", {"ended": True}, False, False),
        ("2026-07", {}, True, False),
        ("2026", {}, False, True),
        ("2026-06-15", {}, False, True),
    ],
)
def test_planned_and_current(start: str | None, values: dict[str, Any], planned: bool, current: bool) -> None:
    (each,) = read(line(start, **values))
    assert (each.is_planned(TODAY), each.is_current(TODAY)) == (planned, current)


@pytest.mark.parametrize(
    ("start", "values", "days"),
    [
        ("2026-06-01", {}, Interval(15, 15)),
        ("2026-06-01", {"ended_on": PartialDate("2026-06-10")}, Interval(10, 10)),
        ("2026-05", {"ended_on": PartialDate("2026-05")}, Interval(1, 31)),
        ("2026-06-01", {"ended": True}, None),
        (None, {}, None),
    ],
)
def test_days_on_a_line(start: str | None, values: dict[str, Any], days: Interval | None) -> None:
    (each,) = read(line(start, **values))
    assert each.days(TODAY) == days


def change(course: DrugCourse, kind: str, day: str | None) -> DoseChange:
    return DoseChange(
        course_id=course.id,
        kind=DoseChangeKind(kind),
        changed_on=PartialDate(day) if day else None,
        created_at=next(_clock),
    )


@pytest.mark.parametrize(
    ("changes", "stopped", "held"),
    [
        ([], False, False),
        ([("reduced", "2024")], False, False),
        ([("held", "2024-02")], False, True),
        ([("held", "2024-02"), ("resumed", "2024-03")], False, False),
        ([("resumed", "2024-03"), ("held", "2024-02")], False, False),
        ([("stopped", "2024-05")], True, False),
        ([("stopped", "2024-05"), ("resumed", "2024-06")], False, False),
        ([("reduced", "2024"), ("stopped", None)], True, False),
    ],
)
def test_what_became_of_a_drug(changes: list[tuple[str, str | None]], stopped: bool, held: bool) -> None:
    made = line("2024", "letrozole", "palbociclib")
    course = made[1][1]
    (each,) = read(made, changes=[change(course, kind, day) for kind, day in changes])
    assert [(c.stopped_early, c.held) for c in each.courses] == [(False, False), (stopped, held)]


def test_drugs_stand_in_their_order_and_name_their_kinds_once() -> None:
    (each,) = read(line("2024", "palbociclib", "letrozole", "denosumab", "zoledronic-acid", "no-longer-known"))
    assert [course.row.drug_id for course in each.courses][:2] == ["palbociclib", "letrozole"]
    assert each.kinds == ("targeted", "endocrine", "supportive")
