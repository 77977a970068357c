"""The chart of a marker, without a database: it never raises, stays in its box, and makes up no day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.dates import PartialDate
from tracker.labs.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, axis_of, draw, ticks

TODAY = date(2026, 6, 1)
whole = st.dates(date(1900, 1, 1), TODAY + timedelta(days=1)).map(PartialDate.of)
partial = st.builds(lambda day, length: PartialDate(day[:length]), whole, st.sampled_from([4, 7, 10]))
values = st.lists(st.tuples(partial, st.floats(0, 1e6)), max_size=40)


def at(*values: tuple[str, float]):
    dated = [(PartialDate(day), value) for day, value in values]
    return draw(dated, axis_of([day for day, _value in dated], TODAY))


@given(values=values)
def test_everything_lies_in_its_box(values: list[tuple[PartialDate, float]]) -> None:
    axis = axis_of([day for day, _value in values], TODAY)
    chart = draw(values, axis)
    assert len(chart.dots) + len(chart.strokes) == len(values)
    for dot in chart.dots:
        assert LEFT <= dot.x <= RIGHT
        assert TOP <= dot.y <= BOTTOM
    for stroke in chart.strokes:
        assert LEFT <= stroke.start < stroke.end <= RIGHT
        assert TOP <= stroke.y <= BOTTOM
    for level in chart.levels:
        assert TOP <= level.y < BOTTOM < HEIGHT
        assert level.value > 0
    assert max((value for _day, value in values), default=0) <= chart.levels[-1].value
    found = ticks(axis)
    assert len(found) <= 13
    for tick in found:
        assert LEFT <= tick.x <= RIGHT < WIDTH
    numbers = [float(number) for number in re.findall(r"[\d.]+", chart.path)]
    assert all(LEFT <= x <= RIGHT for x in numbers[::2])
    assert all(TOP <= y <= BOTTOM for y in numbers[1::2])


@given(values=values)
def test_labels_have_room(values: list[tuple[PartialDate, float]]) -> None:
    at = [tick.x for tick in ticks(axis_of([day for day, _value in values], TODAY)) if tick.labelled]
    assert at
    assert all(later - earlier >= 28 for earlier, later in pairwise(at))


def test_nothing_to_draw() -> None:
    chart = at()
    assert (chart.path, chart.dots, chart.strokes) == ("", (), ())


def test_one_value_is_a_point_without_a_line() -> None:
    chart = at(("2026-05-01", 31.5))
    assert (chart.path, len(chart.dots)) == ("", 1)


def test_only_zero() -> None:
    assert {dot.y for dot in at(("2026-04-01", 0.0), ("2026-05-01", 0.0)).dots} == {BOTTOM}


def test_all_dates_partial_are_strokes_over_what_they_can_mean() -> None:
    chart = at(("2024", 10.0), ("2025-03", 20.0))
    assert (chart.path, chart.dots) == ("", ())
    year, month = chart.strokes
    axis = axis_of([PartialDate("2024"), PartialDate("2025-03")], TODAY)
    assert (year.start, year.end) == (axis.x(date(2024, 1, 1)), axis.x(date(2024, 12, 31)))
    assert month.end - month.start < year.end - year.start


def test_a_year_that_is_not_over_ends_today() -> None:
    (stroke,) = at(("2026", 10.0)).strokes
    assert stroke.end == RIGHT


def test_points_are_joined_in_the_order_of_time_and_not_across_a_stroke() -> None:
    chart = at(("2025-06-01", 30.0), ("2025-05-01", 20.0), ("2025-07", 5.0), ("2025-08-01", 9.0), ("2025-09-01", 8.0))
    assert chart.path.count("M") == 2
    xs = [dot.x for dot in chart.dots]
    assert xs == sorted(xs)


def test_the_axis_of_values_begins_at_zero_and_ends_with_a_round_number() -> None:
    for highest, top in ((96.0, 100.0), (31.5, 50.0), (2.3, 2.5), (0.004, 0.005), (1e6, 1e6), (100.0, 100.0)):
        chart = at(("2026-05-01", highest))
        assert [level.value for level in chart.levels] == [top / 2, top]
