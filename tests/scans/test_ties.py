"""Which line was being taken on a day, without a database."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest

from tracker.dates import PartialDate
from tracker.scans.ties import began_after, line_on
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.models import LineOfTherapy, Setting


def line(started: str | None, ended: str | None = None, *, over: bool = False, setting: Setting = Setting.METASTATIC):
    return LineOfTherapy(
        journey_id=uuid4(),
        setting=setting,
        started_on=PartialDate(started) if started else None,
        ended=bool(ended) or over,
        ended_on=PartialDate(ended) if ended else None,
        created_at=datetime(2026, 1, 1),  # noqa: DTZ001
    )


def lines(*rows: LineOfTherapy) -> list[Line]:
    return lines_of(rows, (), (), lambda _drug: None, date(2026, 6, 1))


FIRST, SECOND = ("2020-03", "2022-05-10"), ("2022-05-20", None)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2021", 1),
        ("2020-03", 1),
        ("2022-05-10", 1),
        ("2022-05-15", None),
        ("2022-05", None),  # either
        ("2022", None),
        ("2019", None),
        ("2025-01-01", 2),
        ("2026-06-01", 2),
    ],
)
def test_the_one_line_of_a_day(day: str, number: int | None) -> None:
    found = line_on(lines(line(*FIRST), line(*SECOND)), PartialDate(day))
    assert (found.number if found else None) == number


def test_two_lines_at_once_are_no_answer() -> None:
    assert line_on(lines(line("2020"), line("2021")), PartialDate("2022")) is None


def test_a_line_that_is_not_counted_is_not_the_answer() -> None:
    rows = lines(line("2020", setting=Setting.ADJUVANT), line("2024"))
    assert line_on(rows, PartialDate("2022")) is None
    found = line_on(rows, PartialDate("2025"))
    assert found is not None
    assert found.number == 1


def test_a_line_without_dates() -> None:
    assert line_on(lines(line(None)), PartialDate("2022")) is not None
    assert line_on(lines(line(None, over=True)), PartialDate("2022")) is None, "when it ended is not known"
    assert line_on([], PartialDate("2022")) is None


def test_only_what_is_sure_began_after() -> None:
    (one,) = lines(line("2022-05"))
    assert began_after(one, PartialDate("2022-04-30"))
    assert not began_after(one, PartialDate("2022-05-01"))
    assert not began_after(one, PartialDate("2022"))
    assert not began_after(one, None)
