"""Partial dates: what they may be, how they sort and what they can mean."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.dates import Interval, PartialDate, newest_first

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    return PartialDate(draw(days).isoformat()[: draw(st.sampled_from([4, 7, 10]))])


@pytest.mark.parametrize("text", ["2019", "2019-05", "2019-05-12", "2024-02-29", "1900", "9999-12-31"])
def test_a_real_date_is_kept_as_written(text: str) -> None:
    assert PartialDate(text) == text
    assert PartialDate(text).first_day <= PartialDate(text).last_day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "19",
        "20190512",
        "2019-5",
        "2019-13",
        "2019-00",
        "2019-05-00",
        "2019-02-29",
        "2019-04-31",
        "2019-05-12T00:00",
        " 2019",
        "2019\n",
        "0000",
        "-2019",
        "२०१९",
        "2019-05-",
        "+2019",
        "１９９９",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        PartialDate(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
    ],
)
def test_the_days_it_can_mean(text: str, first: date, last: date) -> None:
    assert (PartialDate(text).first_day, PartialDate(text).last_day) == (first, last)


@pytest.mark.parametrize(
    ("earlier", "later", "sure"),
    [
        ("2019", "2020", True),
        ("2020", "2020-05", False),
        ("2020-05", "2020", False),
        ("2020-04", "2020-05", True),
        ("2020-05", "2020-05-31", False),
        ("2020-05-30", "2020-05-31", True),
        ("2020-05-31", "2020-05-31", False),
        ("2020-12-31", "2021", True),
    ],
)
def test_surely_before(earlier: str, later: str, sure: bool) -> None:
    assert PartialDate(earlier).surely_before(PartialDate(later)) is sure


@pytest.mark.parametrize(
    ("start", "end", "interval"),
    [
        ("2020-05-01", "2020-05-01", Interval(1, 1)),
        ("2020-05-01", "2020-05-31", Interval(31, 31)),
        ("2020-05", "2020-05", Interval(1, 31)),
        ("2020", "2021", Interval(2, 731)),
        ("2020-05", "2020-04-01", Interval(1, 1)),
    ],
)
def test_days_are_counted_at_both_ends(start: str, end: str, interval: Interval) -> None:
    assert PartialDate(start).days_until(PartialDate(end)) == interval


@pytest.mark.parametrize(
    ("start", "end", "interval"),
    [
        ("2020-01-15", "2020-07-15", Interval(6, 6)),
        ("2020-01-15", "2020-07-16", Interval(7, 7)),
        ("2020-01-15", "2020-07-14", Interval(6, 6)),
        ("2020-01", "2020-07", Interval(6, 7)),
        ("2020", "2020", Interval(-11, 12)),
    ],
)
def test_months_begun_count(start: str, end: str, interval: Interval) -> None:
    assert PartialDate(start).months_until(PartialDate(end)) == interval


@given(days, days)
def test_a_day_lies_in_the_interval_of_all_its_partial_forms(start: date, end: date) -> None:
    assume(start <= end)
    exact = PartialDate.of(start).days_until(PartialDate.of(end))
    assert exact == Interval((end - start).days + 1, (end - start).days + 1)
    for length in (4, 7):
        for a, b in ((start.isoformat()[:length], end.isoformat()), (start.isoformat(), end.isoformat()[:length])):
            wide = PartialDate(a).days_until(PartialDate(b))
            assert wide.lowest <= exact.lowest <= exact.highest <= wide.highest


@given(partial_dates(), partial_dates())
def test_before_agrees_with_every_day_it_can_mean(one: PartialDate, other: PartialDate) -> None:
    assert one.surely_before(other) == (one.last_day < other.first_day)
    assert not (one.surely_before(other) and other.surely_before(one))
    if one.surely_before(other):
        assert one < other, "they sort as text"


@given(st.lists(st.none() | partial_dates()))
def test_the_latest_first_and_the_undated_last(found: list[PartialDate | None]) -> None:
    ordered = sorted(found, key=newest_first, reverse=True)
    dated = [day for day in ordered if day]
    assert ordered == dated + [None] * (len(ordered) - len(dated))
    for one, next_ in pairwise(dated):
        assert not one.surely_before(next_)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = PartialDate(text)
    except ValueError:
        return
    assert found == text
    assert len(found) in (4, 7, 10)
    assert found.first_day + timedelta(0) <= found.last_day


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("2024-03-01", "en_CA", "1 March 2024"),
        ("2024-03-01", "fr_CA", "1er mars 2024"),
        ("2024-03-02", "fr_CA", "2 mars 2024"),
        ("2024-03", "en_CA", "March 2024"),
        ("2024-03", "fr_CA", "mars 2024"),
        ("2024", "en_CA", "2024"),
        ("2024", "fr_CA", "2024"),
    ],
)
def test_shown_as_precisely_as_it_is_known(embedded: object, text: str, language: str, shown: str) -> None:
    app: Flask = embedded.app  # type: ignore[attr-defined]
    with app.test_request_context(), force_locale(language):
        assert PartialDate(text).shown() == shown
