"""The series and the small pictures, without a database."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.trends import curves
from tracker.trends.curves import Axis, Stretch, bands, curve, ticks, y
from tracker.trends.series import MOST_POINTS, MOST_ROWS, Said, rows_of, series_of, step_for

DAY = date(2026, 6, 1).toordinal()
AXIS = Axis(DAY, DAY + 183)


def weekly(*scores: int | None, wording: int = 0) -> list[Said]:
    """A check-in a week; None is a skipped answer."""
    return [Said(DAY + 7 * n, {} if s is None else {"pain": s}, wording) for n, s in enumerate(scores)]


def pain(entries: list[Said], longest: float = 17.5, step: int = 1):
    (found,) = series_of(entries, step, longest)
    return found


def test_answers_of_every_week_are_one_line() -> None:
    found = pain(weekly(2, 3, 4))
    assert [[point.value for point in part] for part in found.parts] == [[2, 3, 4]]
    assert curve(found, AXIS).path.count("M") == 1
    assert curve(found, AXIS).path.count("L") == 2


def test_a_skipped_answer_is_no_point_and_not_zero() -> None:
    found = pain(weekly(5, None, 5))
    assert [point.value for point in found.points] == [5, 5]
    assert (found.holes, found.answers) == (0, 2)


def test_two_missing_weeks_are_a_hole() -> None:
    found = pain(weekly(5, 5, None, None, 5, 6))
    assert [len(part) for part in found.parts] == [2, 2]
    assert found.holes == 1
    assert curve(found, AXIS).path.count("M") == 2


def test_three_days_are_a_hole_for_who_answers_every_day() -> None:
    entries = [Said(DAY + day, {"pain": 1}) for day in (0, 1, 3, 6, 7)]
    assert [len(part) for part in pain(entries, longest=2.5).parts] == [3, 2]


def test_another_wording_breaks_the_line_and_is_marked() -> None:
    later = [Said(DAY + 14, {"pain": 4}, 1), Said(DAY + 21, {"pain": 4}, 1)]
    found = pain([*weekly(2, 3), *later])
    assert [len(part) for part in found.parts] == [2, 2]
    assert (found.breaks, found.holes) == ((DAY + 14,), 0)
    assert curve(found, AXIS).breaks == (AXIS.x(DAY + 14),)


def test_one_answer_is_a_dot() -> None:
    drawn = curve(pain(weekly(7)), AXIS)
    assert drawn.path == ""
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(AXIS.x(DAY), y(7))]


def test_yes_and_no_are_marks_and_never_a_curve() -> None:
    entries = [Said(DAY, {"cough": True}), Said(DAY + 7, {"cough": False})]
    (found,) = series_of(entries, 1, 17.5, frozenset({"cough"}))
    drawn = curve(found, AXIS)
    assert (drawn.path, [dot.yes for dot in drawn.dots]) == ("", [True, False])


def test_an_answer_of_the_wrong_kind_is_left_out() -> None:
    assert series_of([Said(DAY, {"cough": 3, "pain": 4})], 1, 17.5, frozenset({"cough"}))[0].item == "pain"
    assert series_of([Said(DAY, {"pain": 11}), Said(DAY, {"pain": -1})], 1, 17.5) == []


def test_ten_is_at_the_top_and_zero_at_the_bottom() -> None:
    assert (y(10), y(0)) == (curves.TOP, curves.BOTTOM)
    assert y(7) < y(4)


def test_many_check_ins_are_thinned_to_the_median_of_a_step() -> None:
    entries = [Said(DAY + day, {"pain": score}) for day in range(365) for score in (1, 2, 9)]
    step = step_for(entries)
    found = pain(entries, step=step)
    assert step == 7
    assert {point.value for point in found.points} == {2}
    assert len(found.parts) == 1
    assert found.latest == (DAY + 364, 9)


def test_two_hundred_are_drawn_one_by_one() -> None:
    entries = [Said(DAY + day, {"pain": 1}) for day in range(MOST_POINTS)]
    assert step_for(entries) == 1
    assert step_for([*entries, Said(DAY + 200, {"pain": 1})]) == 7


def test_the_table_has_one_row_an_answer_or_one_a_step() -> None:
    rows, step = rows_of(pain(weekly(1, 2, 3)))
    assert (step, [row.value for row in rows]) == (1, [3, 2, 1])
    daily = pain([Said(DAY + day, {"pain": day % 3}) for day in range(180)], longest=2.5)
    rows, step = rows_of(daily)
    assert step == 7
    assert len(rows) <= MOST_ROWS
    assert sum(len(row.scores) for row in rows) == 180


def test_a_band_of_a_line_is_never_too_thin_and_not_drawn_outside() -> None:
    shown = bands(
        [
            Stretch(1, DAY - 400, DAY - 300, DAY - 400, DAY - 300),
            Stretch(2, DAY - 100, DAY + 30, DAY - 100, DAY + 30),
            Stretch(3, DAY + 31, DAY + 31, DAY + 31, DAY + 31),
        ],
        AXIS,
    )
    assert [(band.number, band.x) for band in shown] == [(2, curves.LEFT), (3, AXIS.x(DAY + 31))]
    assert shown[1].width == curves.NARROWEST


def test_a_start_known_to_the_year_has_no_made_up_day() -> None:
    (band,) = bands([Stretch(1, DAY, DAY + 183, DAY + 100, DAY + 183)], AXIS)
    assert band.x == curves.LEFT
    assert band.sure_x == AXIS.x(DAY + 100)


def test_dates_have_room() -> None:
    for days in (31, 92, 183, 366, 731, 2000, 20000):
        found = [tick for tick in ticks(Axis(DAY - days, DAY)) if tick.labelled]
        assert found, days
        assert all(b.x - a.x >= 25 for a, b in pairwise(found)), days


answers = st.dictionaries(
    st.sampled_from(["pain", "cough", "own-1"]),
    st.one_of(st.integers(), st.booleans(), st.none(), st.floats(), st.text(max_size=3)),
)
check_ins = st.lists(
    st.builds(Said, st.integers(DAY - 3000, DAY + 3000), answers, st.integers(0, 2)),
    max_size=60,
)


@given(check_ins, st.sampled_from([1, 7, 364]), st.floats(0, 40), st.integers(-40_000, 40_000), st.integers(0, 40_000))
def test_nothing_raises_and_all_lies_in_the_box(
    entries: list[Said], step: int, longest: float, start: int, length: int
) -> None:
    axis = Axis(DAY + start, DAY + start + length)
    for found in series_of(entries, step, longest, frozenset({"cough"})):
        drawn = curve(found, axis)
        rows_of(found)
        assert sum(len(part) for part in found.parts) == len(found.points) > 0
        for dot in (*drawn.dots, *([drawn.end] if drawn.end else [])):
            assert curves.LEFT <= dot.x <= curves.RIGHT
            assert curves.TOP <= dot.y <= curves.BOTTOM
    ticks(axis)
    step_for(entries)


@given(st.lists(st.tuples(*[st.integers(DAY - 9000, DAY + 9000)] * 4), max_size=20))
def test_bands_lie_in_the_box(days: list[tuple[int, int, int, int]]) -> None:
    for band in bands([Stretch(n, *each) for n, each in enumerate(days)], AXIS):
        assert band.x >= curves.LEFT
        assert band.x + band.width <= curves.RIGHT + 0.2
        assert band.sure_width >= 0
