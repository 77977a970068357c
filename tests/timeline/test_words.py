"""Treatments over time in words."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.dates import Interval, PartialDate
from tracker.timeline import words


@pytest.fixture(autouse=True)
def in_english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def between(start: str, end: str) -> str:
    return words.length(PartialDate(start).days_until(PartialDate(end)))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-24", "2026-11-24", "1 day"),
        ("2026-11-01", "2026-11-13", "13 days"),
        ("2026-11-01", "2026-11-21", "3 weeks"),
        ("2025-01-01", "2025-12-31", "12 months"),
        ("2024-12-23", "2026-11-23", "23 months"),
        ("2023-09-24", "2026-11-24", "3 years 2 months"),
        ("2020-02-29", "2026-02-28", "6 years"),
        ("2022-01", "2022-06", "between 4 months and 6 months"),
        ("2015", "2015", "between 1 day and 12 months"),
    ],
)
def test_length(start: str, end: str, said: str) -> None:
    assert between(start, end) == said


def test_the_same_length_twice_is_said_once() -> None:
    assert words.length(Interval(1000, 1005)) == "2 years 9 months"


@pytest.mark.parametrize(
    ("start", "end", "going_on", "said"),
    [
        ("2022-07", "2024-11-08", False, "July 2022 to 8 November 2024"),
        ("2024-12-10", None, True, "10 December 2024 to now"),
        ("2015", "2015", False, "2015"),
        (None, "2015", False, "Until 2015"),
        (None, None, True, ""),
    ],
)
def test_when(start: str | None, end: str | None, going_on: bool, said: str) -> None:
    first, last = (PartialDate(day) if day else None for day in (start, end))
    assert words.when(first, last, going_on=going_on) == said


def test_what_differs() -> None:
    assert words.differs(("pr", "her2")) == "PR and HER2 differ between the two."
    assert words.differs(("er",)) == "ER differs between the two."
