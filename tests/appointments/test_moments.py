"""At which moments a question is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.appointments import moments
from tracker.appointments.moments import Facts, Since, occasions, offer
from tracker.knowledge import check

PROMPTS = check.load(Path(__file__).parents[2] / "seed").prompts


def found(facts: Facts) -> list[str]:
    return [each.moment for each in occasions(facts)]


def of(days: int) -> tuple[Since, ...]:
    return (Since("a", days),)


@pytest.mark.parametrize(
    ("facts", "moment"),
    [
        (Facts(), ["first_visit"]),
        (Facts(had_visit=True), []),
        (Facts(had_visit=True, scans=of(21)), ["after_scan"]),
        (Facts(had_visit=True, scans=of(22)), []),
        (Facts(had_visit=True, progressions=of(42)), ["after_progression"]),
        (Facts(had_visit=True, progressions=of(43)), []),
        (Facts(had_visit=True, starts=of(0)), ["new_drug"]),
        (Facts(had_visit=True, starts=of(43)), []),
        (Facts(had_visit=True, check_in=Since("c", 3), scores=[7, 8, 9, 10, 0]), ["hard_week"]),
        (Facts(had_visit=True, check_in=Since("c", 3), scores=[7, 8, 9, 6, 6]), []),
        (Facts(had_visit=True, check_in=Since("c", 15), scores=[9] * 12), []),
        (Facts(scans=of(3), progressions=of(3)), ["after_progression", "after_scan", "first_visit"]),
    ],
)
def test_a_moment_is_there_while_it_lasts(facts: Facts, moment: list[str]) -> None:
    assert found(facts) == moment


def test_the_moments_are_those_of_the_content() -> None:
    facts = Facts(scans=of(1), progressions=of(1), starts=of(1), check_in=Since("c", 1), scores=[9] * 4)
    assert sorted(found(facts)) == sorted(PROMPTS.moments)


def test_what_few_moments_share_is_offered_first() -> None:
    made = offer(PROMPTS, occasions(Facts(had_visit=True, starts=of(1))), (), ())
    assert made is not None
    assert [prompt.id for prompt in made.prompts] == ["other-medicines", "which-effects-to-expect", "lasting-effects"]


def test_what_is_kept_is_not_offered_and_nothing_takes_its_place() -> None:
    now = occasions(Facts(had_visit=True, starts=of(1)))
    made = offer(PROMPTS, now, {"other-medicines"}, ())
    assert made is not None
    assert [prompt.id for prompt in made.prompts] == ["which-effects-to-expect", "lasting-effects"]
    assert offer(PROMPTS, now, {"other-medicines", "which-effects-to-expect", "lasting-effects"}, ()) is None


def test_not_now_puts_off_all_that_is_there_but_not_what_comes() -> None:
    now = occasions(Facts(scans=of(1)))
    made = offer(PROMPTS, now, (), ())
    assert made is not None
    assert offer(PROMPTS, now, (), made.keys) is None
    another_scan = occasions(Facts(scans=[Since("a", 20), Since("b", 2)]))
    later = offer(PROMPTS, another_scan, (), made.keys)
    assert later is not None
    assert later.moment == "after_scan"


days = st.integers(-5, 100)
events = st.lists(st.builds(Since, st.text(max_size=3), days), max_size=3)


@given(
    st.builds(
        Facts,
        had_visit=st.booleans(),
        scans=events,
        progressions=events,
        starts=events,
        check_in=st.none() | st.builds(Since, st.just("c"), days),
        scores=st.lists(st.integers(0, 10), max_size=14),
    ),
    st.sets(st.sampled_from(sorted(PROMPTS.questions))),
)
def test_at_most_three_and_each_fits_its_moment(facts: Facts, kept: set[str]) -> None:
    made = offer(PROMPTS, occasions(facts), kept, ())
    if made is not None:
        assert 1 <= len(made.prompts) <= moments.MOST
        assert all(made.moment in prompt.moments and prompt.id not in kept for prompt in made.prompts)
