"""Times as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.appointments.clock import MorningOrAfternoon, NotATime, read_time


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10:40", "10:40"),
        ("10 h 40", "10:40"),
        ("10h40", "10:40"),
        ("10\u00a0h\u00a040", "10:40"),
        ("10 h", "10:00"),
        ("10", "10:00"),
        ("10.40", "10:40"),
        ("10 40", "10:40"),
        ("1040", "10:40"),
        ("0930", "09:30"),
        ("9:30", "09:30"),
        ("14 h 05 min", "14:05"),
        ("2:30 pm", "14:30"),
        ("2:30 p.m.", "14:30"),
        ("2 PM", "14:00"),
        ("2:30am", "02:30"),
        ("12 am", "00:00"),
        ("12:15 p. m.", "12:15"),
        ("02:30", "02:30"),
        ("0 h 30", "00:30"),
        ("noon", "12:00"),
        ("Midi", "12:00"),
        ("１０：４０", "10:40"),
    ],
)
def test_what_people_write_is_read(typed: str, read: str) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize(
    "typed", ["24:00", "10:60", "13 pm", "0 pm", "morning", "10:4", "10:40:00", "-1", "٣:٣٠", "", "h"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(NotATime):
        read_time(typed)


@pytest.mark.parametrize(("typed", "readings"), [("2:30", ("02:30", "14:30")), ("6 h", ("06:00", "18:00"))])
def test_nobody_can_tell_whether_it_is_morning(typed: str, readings: tuple[str, str]) -> None:
    with pytest.raises(MorningOrAfternoon) as found:
        read_time(typed)
    assert found.value.readings == readings


@given(st.times())
def test_what_is_stored_is_read_back_as_it_is(at: time) -> None:
    stored = at.strftime("%H:%M")
    assert read_time(stored) == stored


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with suppress(NotATime, MorningOrAfternoon):
        assert time.fromisoformat(read_time(text))
