"""When something is offered on Today: plain facts in, at most one offer out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.support.moments import (
    FIRST_VISIT_DAYS,
    HARD_AGAIN_DAYS,
    HARD_WEEK_DAYS,
    PROGRESSION_DAYS,
    Facts,
    Offer,
    is_hard,
    offer,
)

TODAY = date(2026, 11, 25)
LINE = "0b1f2c3d-0000-4000-8000-000000000001"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_where_nothing_happened_nothing_is_offered() -> None:
    assert offer(Facts(TODAY)) is None


@pytest.mark.parametrize("days", [0, 1, PROGRESSION_DAYS])
def test_after_progression(days: int) -> None:
    made = offer(Facts(TODAY, progressions={LINE: ago(days)}))
    assert made == Offer("progression", f"progression:{LINE}")


@pytest.mark.parametrize("days", [-1, PROGRESSION_DAYS + 1])
def test_not_when_it_is_long_ago_or_to_come(days: int) -> None:
    assert offer(Facts(TODAY, progressions={LINE: ago(days)})) is None


def test_a_line_brings_it_once_and_another_line_once_more() -> None:
    put_away = {f"progression:{LINE}": "2026-11-20"}
    assert offer(Facts(TODAY, progressions={LINE: ago(3)}, put_away=put_away)) is None
    made = offer(Facts(TODAY, progressions={LINE: ago(3), "other": ago(5)}, put_away=put_away))
    assert made == Offer("progression", "progression:other")


@pytest.mark.parametrize(
    ("scores", "hard"),
    [
        ({}, False),
        ({"low_mood": 6, "worry": 6, "pain": 8, "nausea": 9}, False),
        ({"low_mood": 7}, True),
        ({"worry": 10}, True),
        ({"pain": 7, "nausea": 8, "tiredness": 9}, True),
    ],
)
def test_a_hard_week(scores: dict[str, int], hard: bool) -> None:
    assert is_hard(scores) is hard
    made = offer(Facts(TODAY, last_check_in=TODAY, scores=scores))
    assert made == (Offer("hard-week", "hard-week") if hard else None)


def test_a_hard_week_is_over_after_a_week_and_answered_again_after_a_while() -> None:
    scores = {"low_mood": 9}
    assert offer(Facts(TODAY, last_check_in=ago(-1), scores=scores))  # farther east it is tomorrow already
    assert offer(Facts(TODAY, last_check_in=ago(HARD_WEEK_DAYS), scores=scores)) is None
    for days, made in ((HARD_AGAIN_DAYS - 1, None), (HARD_AGAIN_DAYS, Offer("hard-week", "hard-week"))):
        put_away = {"hard-week": ago(days).isoformat()}
        assert offer(Facts(TODAY, last_check_in=TODAY, scores=scores, put_away=put_away)) == made


def test_before_a_first_visit_and_no_other() -> None:
    soon, later = ago(-FIRST_VISIT_DAYS), ago(-FIRST_VISIT_DAYS - 1)
    assert offer(Facts(TODAY, visits=[soon])) == Offer("first-visit", "first-visit")
    assert offer(Facts(TODAY, visits=[later])) is None
    assert offer(Facts(TODAY, visits=[ago(30), soon])) is None
    assert offer(Facts(TODAY, visits=[soon], put_away={"first-visit": "2026-11-01"})) is None


def test_one_at_a_time() -> None:
    facts = Facts(TODAY, {LINE: ago(1)}, TODAY, {"worry": 9}, [ago(-1)])
    assert offer(facts).moment == "hard-week", "with it comes the crisis line"
