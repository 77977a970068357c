"""Series and their curves: what is one line, what is a hole, what is thinned."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.picture.axis import Axis
from tracker.picture.curves import Box, Curve, marks
from tracker.picture.curves import curve as curve_in
from tracker.picture.series import MOST_POINTS, MOST_ROWS, Said, Series, most_felt, rows_of, series_of, step_for

DAY = date(2026, 6, 1).toordinal()
AXIS = Axis(DAY, DAY + 183, 6, 308)
BOX = Box(20, 98)


def curve(series: Series, axis: Axis) -> Curve:
    return curve_in(series, axis, BOX)


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
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(AXIS.x(DAY), BOX.y(7))]


def test_yes_and_no_are_marks_and_never_a_curve() -> None:
    entries = [Said(DAY, {"cough": True}), Said(DAY + 7, {"cough": False})]
    (found,) = series_of(entries, 1, 17.5, frozenset({"cough"}))
    drawn = marks(found, AXIS, 34)
    assert (drawn.path, [dot.yes for dot in drawn.dots]) == ("", [True, False])


def test_an_answer_of_the_wrong_kind_is_left_out() -> None:
    assert series_of([Said(DAY, {"cough": 3, "pain": 4})], 1, 17.5, frozenset({"cough"}))[0].item == "pain"
    assert series_of([Said(DAY, {"pain": 11}), Said(DAY, {"pain": -1})], 1, 17.5) == []


def test_ten_is_at_the_top_and_zero_at_the_bottom() -> None:
    assert (BOX.y(10), BOX.y(0)) == (BOX.top, BOX.bottom)
    assert BOX.y(7) < BOX.y(4)


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
    axis = Axis(DAY + start, DAY + start + length, 6, 308)
    for found in series_of(entries, step, longest, frozenset({"cough"})):
        drawn = curve(found, axis)
        rows_of(found)
        assert sum(len(part) for part in found.parts) == len(found.points) > 0
        for dot in (*drawn.dots, *([drawn.end] if drawn.end else [])):
            assert AXIS.left <= dot.x <= AXIS.right
            assert BOX.top <= dot.y <= BOX.bottom
    step_for(entries)


def every_week(item: str, *scores: int) -> list[Said]:
    return [Said(DAY + 7 * number, {item: score}) for number, score in enumerate(scores)]


def felt(*entries: list[Said], most: int = 2, among: int = 3) -> list[str]:
    said = [each for some in entries for each in some]
    return [series.item for series in most_felt(series_of(said, 1, 17.5), most, among)]


def test_of_the_highest_those_answered_most_often_are_chosen_the_highest_first() -> None:
    rare, high, often = every_week("rare", 9), every_week("high", 7, 7), every_week("often", 5, 5, 5)
    assert felt(rare, high, often, every_week("low", 1, 1, 1, 1)) == ["high", "often"]


def test_the_last_answer_counts_as_much_as_the_median() -> None:
    assert felt(every_week("was", 8, 8, 1), every_week("is", 1, 1, 8), every_week("never", 1, 1, 2)) == ["was", "is"]


def test_a_yes_or_no_is_not_chosen() -> None:
    assert felt([Said(DAY, {"cough": True, "pain": 2})]) == ["pain"]
