"""Where things lie in the small pictures of the trends."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.picture.axis import NARROWEST, Extent
from tracker.trends.curves import LEFT, RIGHT, axis_from, bands, ticks

DAY = date(2026, 6, 1).toordinal()
AXIS = axis_from(DAY, DAY + 183)


def test_a_band_of_a_line_is_never_too_thin_and_not_drawn_outside() -> None:
    days = [(DAY - 400, DAY - 300), (DAY - 100, DAY + 30), (DAY + 31, DAY + 31)]
    shown = bands([(number, Extent(*each, *each)) for number, each in enumerate(days, 1)], AXIS)
    assert [(band.number, band.at.x) for band in shown] == [(2, LEFT), (3, AXIS.x(DAY + 31))]
    assert shown[1].at.width == NARROWEST


def test_a_start_known_to_the_year_has_no_made_up_day() -> None:
    (band,) = bands([(1, Extent(DAY, DAY + 183, DAY + 100, DAY + 183))], AXIS)
    assert band.at.x == LEFT
    assert band.at.sure_x == AXIS.x(DAY + 100)


def test_dates_have_room() -> None:
    for days in (31, 92, 183, 366, 731, 2000, 20000):
        found = [tick for tick in ticks(axis_from(DAY - days, DAY)) if tick.labelled]
        assert found, days
        assert all(b.x - a.x >= 25 for a, b in pairwise(found)), days


@given(st.lists(st.tuples(*[st.integers(DAY - 9000, DAY + 9000)] * 4), max_size=20))
def test_bands_lie_in_the_box(days: list[tuple[int, int, int, int]]) -> None:
    for band in bands([(number, Extent(*each)) for number, each in enumerate(days)], AXIS):
        assert band.at.x >= LEFT
        assert band.at.end <= RIGHT + 0.2
        assert band.at.sure_width >= 0
