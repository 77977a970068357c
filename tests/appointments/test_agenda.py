"""What comes next, what is over, and which question is for which visit."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.appointments.agenda import Agenda, own_order
from tracker.appointments.models import Appointment, Question
from tracker.dates import PartialDate

TODAY = date(2026, 11, 25)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def visit(day: str, time: str | None = None) -> Appointment:
    return Appointment(id=uuid.uuid4(), day=PartialDate(day), time=time, created_at=FIRST)


def question(text: str = "?", position: int = 0, asked: bool = False, visit: Appointment | None = None) -> Question:
    tied = visit.id if visit else None
    return Question(text=text, position=position, asked=asked, appointment_id=tied, created_at=FIRST)


def days(rows: list[Appointment]) -> list[str]:
    return [row.day if row.time is None else f"{row.day} {row.time}" for row in rows]


def test_the_soonest_comes_first_and_a_month_after_its_days() -> None:
    rows = ["2026-12", "2026-12-04", "2026-11-25", "2026-11", "2027", "2026-11-24", "2026-10", "2025"]
    agenda = Agenda([*map(visit, rows), visit("2026-12-04", "10:40"), visit("2026-12-04", "08:00")], [], TODAY)
    assert days(agenda.coming) == [
        "2026-11-25",
        "2026-11",
        "2026-12-04 08:00",
        "2026-12-04 10:40",
        "2026-12-04",
        "2026-12",
        "2027",
    ]
    assert days(agenda.past) == ["2026-11-24", "2026-10", "2025"]


def test_a_question_waits_for_the_next_visit_until_it_is_asked() -> None:
    over, soon, later = visit("2026-11-01"), visit("2026-11-28"), visit("2026-12-20")
    gone = visit("2026-11-26")
    loose, carried, kept = question("loose"), question("carried", visit=over), question("kept", visit=later)
    orphan, asked = question("orphan", visit=gone), question("asked", asked=True, visit=over)
    agenda = Agenda([over, soon, later], [loose, carried, kept, orphan, asked], TODAY)
    assert [agenda.visit_of(each) for each in (loose, carried, kept, orphan, asked)] == [soon, soon, later, soon, over]
    assert agenda.questions_for(over) == [asked]
    assert agenda.open_for(soon) == [loose, carried, orphan]
    nothing_planned = Agenda([over], [loose, asked], TODAY)
    assert nothing_planned.open_for(None) == [loose]


def test_a_question_moves_among_the_open_ones_of_its_visit() -> None:
    soon, later = visit("2026-11-28"), visit("2026-12-20")
    first, asked, other, second = (
        question("first", 1),
        question("asked", 2, asked=True),
        question("other", 3, visit=later),
        question("second", 4),
    )
    agenda = Agenda([soon, later], [first, asked, other, second], TODAY)
    assert agenda.neighbour(second, -1) is first
    assert agenda.neighbour(first, 1) is second
    assert agenda.neighbour(first, -1) is agenda.neighbour(second, 1) is agenda.neighbour(other, 1) is None
    assert agenda.neighbour(asked, 1) is None
    assert agenda.swapped(first, second) == {first: 4, second: 1}


@given(st.lists(st.integers(0, 3), min_size=2, max_size=7), st.data())
def test_two_change_places_and_the_rest_stays(positions: list[int], data: st.DataObject) -> None:
    rows = [
        Question(text=str(n), position=position, asked=False, created_at=FIRST + timedelta(hours=n))
        for n, position in enumerate(positions)
    ]
    before = own_order(rows)
    at = data.draw(st.integers(0, len(rows) - 2))
    agenda = Agenda([], rows, TODAY)
    assert agenda.neighbour(before[at], 1) is before[at + 1]
    for row, place in agenda.swapped(before[at], before[at + 1]).items():
        row.position = place
    after = own_order(rows)
    assert after == [*before[:at], before[at + 1], before[at], *before[at + 2 :]]
