"""Cycles: the day of the cycle and the treatment days, and the page that takes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.diagnosis.test_pages import undo
from tests.factories import courses, make_course, make_dose_change, make_line
from tests.people import Person
from tests.test_forms import rows
from tracker.dates import PartialDate
from tracker.treatments.cycles import LONGEST, Cycle, cycle_of, running
from tracker.treatments.lines import lines_of
from tracker.treatments.models import DoseChange, DoseChangeKind, DrugCourse, LineOfTherapy

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
CYCLES = st.integers(1, LONGEST).flatmap(
    lambda days: st.builds(Cycle, days=st.just(days), days_on=st.integers(1, days), first=DAYS)
)


def test_twenty_one_days_on_and_seven_off() -> None:
    cycle = Cycle(28, 21, date(2026, 11, 2))
    assert [cycle.day_of(date(2026, 11, day)) for day in (1, 2, 22, 23, 29, 30)] == [None, 1, 21, 22, 28, 1]
    assert [cycle.is_treatment_day(date(2026, 11, day)) for day in (1, 2, 22, 23, 30)] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert cycle.next_start(date(2026, 11, 3)) == date(2026, 11, 30)
    assert list(cycle.runs(date(2026, 11, 20), date(2026, 12, 1))) == [
        (date(2026, 11, 2), date(2026, 11, 22)),
        (date(2026, 11, 30), date(2026, 12, 20)),
    ]


def test_an_infusion_every_three_weeks() -> None:
    cycle = Cycle(21, 1, date(2026, 11, 10))
    assert cycle.treatment_days(date(2026, 11, 1), date(2026, 12, 31)) == [
        date(2026, 11, 10),
        date(2026, 12, 1),
        date(2026, 12, 22),
    ]


@given(CYCLES, DAYS)
def test_a_day_and_the_day_one_cycle_later_are_the_same_day_of_it(cycle: Cycle, day: date) -> None:
    number = cycle.day_of(day)
    if day < cycle.first:
        assert number is None
        assert not cycle.is_treatment_day(day)
    else:
        assert number is not None
        assert 1 <= number <= cycle.days
        assert cycle.day_of(day + timedelta(days=cycle.days)) == number
        assert cycle.day_of(day + timedelta(days=1)) == (1 if number == cycle.days else number + 1)


@given(CYCLES, DAYS, st.integers(0, 120))
def test_treatment_days_are_the_days_that_are_treatment_days(cycle: Cycle, start: date, length: int) -> None:
    days = [start + timedelta(days=n) for n in range(length + 1)]
    assert cycle.treatment_days(start, days[-1]) == [day for day in days if cycle.is_treatment_day(day)]
    for first, last in cycle.runs(start, days[-1]):
        assert cycle.day_of(first) == 1
        assert cycle.day_of(last) == cycle.days_on
        assert last >= start
        assert first <= days[-1]


@given(CYCLES, DAYS)
def test_the_next_start_is_the_first_day_one_from_then_on(cycle: Cycle, day: date) -> None:
    start = cycle.next_start(day)
    assert start >= day
    assert cycle.day_of(start) == 1
    assert start == cycle.first or (start - day).days < cycle.days


CYCLE = {"cycle_days": "28", "cycle_days_on": "21", "cycle_from": "2026-11-02"}


def dose_url(app: Flask, person: Person) -> str:
    return person.url(f"/drugs/{make_course(app, person.journey, 'palbociclib')}/dose")


def test_a_cycle_is_recorded_shown_and_taken_back(app: Flask, as_owner: Person) -> None:
    url = dose_url(app, as_owner)
    answer = as_owner.submit(url, CYCLE, dose="125 mg")
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, DrugCourse)
    assert cycle_of(row) == Cycle(28, 21, date(2026, 11, 2))
    assert row.dose == "125 mg"
    undo(as_owner, answer)
    (row,) = rows(app, as_owner.journey, DrugCourse)
    assert cycle_of(row) is None
    as_owner.submit(url, CYCLE)
    page = as_owner.get(url).text
    assert 'value="21"' in page
    assert "As saved, today is day" in page


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"cycle_days": None}, ("Give the number of days in the whole cycle", "nombre de jours du cycle entier")),
        ({"cycle_days_on": None}, ("the number of days on which it is taken", "nombre de jours de prise")),
        ({"cycle_from": None}, ("Give a day on which a cycle begins", "un jour où un cycle commence")),
        ({"cycle_from": "2026-11"}, ("so that the days can be counted", "pour que les jours puissent être comptés")),
        ({"cycle_days": "20"}, ("at least as long as the days taken", "au moins aussi long")),
        ({"cycle_days": "0"}, ("Write a number of days, from 1 to 366.", "de 1 à 366")),
        ({"cycle_days": "367"}, ("Write a number of days, from 1 to 366.", "de 1 à 366")),
        ({"cycle_days_on": "three"}, ("Write a number of days, from 1 to 366.", "de 1 à 366")),
    ],
)
def test_a_cycle_is_whole_or_not_kept(
    app: Flask, as_owner: Person, language: str, fields: dict[str, str | None], words: tuple[str, str]
) -> None:
    answer = as_owner.reads(language).submit(dose_url(app, as_owner), CYCLE | fields)
    assert answer.status_code == 422
    assert words[language == "fr"] in answer.text
    assert rows(app, as_owner.journey, DrugCourse)[0].cycle_days is None


def test_a_cycle_emptied_in_one_place_and_moved_in_another_is_never_half_a_cycle(app: Flask, as_owner: Person) -> None:
    url = dose_url(app, as_owner)
    as_owner.submit(url, CYCLE)
    mine, theirs = as_owner.form(url), as_owner.form(url)
    assert as_owner.send(url, theirs, dict.fromkeys(CYCLE, "")).status_code == 302
    asked = as_owner.send(url, mine, cycle_from="2026-11-03")
    assert asked.status_code == 409
    again = as_owner.send(url, mine, {"cycle_from": "2026-11-03", "choose-cycle_from": "yours"})
    assert again.status_code == 422
    assert cycle_of(rows(app, as_owner.journey, DrugCourse)[0]) is None


def test_a_drug_that_is_held_or_stopped_has_no_running_cycle(app: Flask, as_owner: Person) -> None:
    line_id = make_line(app, as_owner.journey, "palbociclib", started_on=PartialDate("2026-11-02"))
    (course_id,) = courses(app, as_owner.journey, line_id)
    as_owner.submit(as_owner.url(f"/drugs/{course_id}/dose"), CYCLE)

    def going_on() -> int:
        found = [rows(app, as_owner.journey, cls) for cls in (LineOfTherapy, DrugCourse, DoseChange)]
        return len(running(lines_of(*found, lambda drug: "targeted", date(2026, 11, 25))))

    assert going_on() == 1
    for day, kind, number in (
        ("2026-11-05", DoseChangeKind.HELD, 0),
        ("2026-11-09", DoseChangeKind.RESUMED, 1),
        ("2026-11-10", DoseChangeKind.REDUCED, 1),
        ("2026-11-12", DoseChangeKind.STOPPED, 0),
    ):
        make_dose_change(app, as_owner.journey, course_id, kind=kind, changed_on=PartialDate(day))
        assert going_on() == number, kind
    as_owner.submit(as_owner.url(f"/lines/{line_id}"), ended="y")
    assert going_on() == 0
