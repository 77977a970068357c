"""What changed against the person's own last weeks."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.checkins.changes import Turn, answers, changes
from tracker.checkins.facts import Entry
from tracker.knowledge import check

CONTENT = check.load(Path(__file__).parents[2] / "seed").checkin


def weeks(item, *scores):
    """Earlier weekly entries, last week first; None is a skipped question."""
    return [Entry(days_ago=7 * n, scores={} if s is None else {item: s}) for n, s in enumerate(scores, start=1)]


def change(now, *earlier, item="pain"):
    [found] = changes(CONTENT, Entry(scores={item: now}), weeks(item, *earlier))
    return found


@pytest.mark.parametrize(
    ("now", "earlier", "usual", "turn"),
    [
        (5, [], None, Turn.FIRST),
        (5, [None, None], None, Turn.FIRST),
        (5, [5], 5, Turn.SAME),
        (5, [4], 4, Turn.WORSE),
        (3, [4], 4, Turn.BETTER),
        (5, [4, 5], 4.5, Turn.SAME),
        (0, [1], 1, Turn.BETTER),
        (4, [None, 4, None, 4], 4, Turn.SAME),  # a gap is not a zero
        (4, [4, 4, 4, 4, 0, 0, 0, 0], 4, Turn.SAME),  # the four newest only
        (4, [1, 9, 1, 9], 5, Turn.BETTER),
    ],
)
def test_an_item_against_its_own_weeks(now, earlier, usual, turn):
    found = change(now, *earlier)
    assert (found.now, found.usual, found.turn) == (now, usual, turn)
    assert found.changed is (turn in (Turn.BETTER, Turn.WORSE))
    assert found.difference == (None if usual is None else now - usual)


@pytest.mark.parametrize(
    ("score", "english", "french"),
    [(0, "none", "pas du tout"), (1, "mild", "un peu"), (3, "mild", "un peu"), (4, "moderate", "moyennement"),
     (6, "moderate", "moyennement"), (7, "severe", "beaucoup"), (10, "severe", "beaucoup")],
)  # fmt: skip
def test_words_of_the_bands(score, english, french):
    band = change(score).band
    assert (band.in_language("en"), band.in_language("fr_CA")) == (english, french)


def test_wellbeing_has_its_own_words_and_lower_is_better():
    found = change(2, 7, 7, item="wellbeing")
    assert (found.band.en, found.usual_band.en, found.turn) == ("fairly well", "poorly", Turn.BETTER)
    assert change(0, item="wellbeing").band.fr == "au mieux"


def test_a_median_between_two_bands_has_the_lower_word():
    assert change(5, 3, 4).usual_band.en == "mild"


def test_order_own_symptoms_and_skipped_items():
    entry = Entry(scores={"own-7": 3, "rash": 1, "worry": 2, "pain": 4})
    assert [each.item for each in changes(CONTENT, entry)] == ["pain", "worry", "rash", "own-7"]
    earlier = [Entry(days_ago=7, scores={"nausea": 8})]
    assert "nausea" not in [each.item for each in changes(CONTENT, entry, earlier)]


def test_another_wording_is_not_compared():
    now = Entry(scores={"pain": 5}, wording="checkin-2")
    [found] = changes(CONTENT, now, [Entry(days_ago=7, scores={"pain": 1}, wording="checkin-1")])
    assert found.turn is Turn.FIRST


def test_yes_or_no():
    now = Entry(answered_yes=frozenset({"cough"}), answered_no=frozenset({"jaw_pain"}))
    earlier = [
        Entry(days_ago=14, answered_no=frozenset({"cough"}), answered_yes=frozenset({"jaw_pain"})),
        Entry(days_ago=7, answered_no=frozenset({"jaw_pain"})),
    ]
    cough, jaw = answers(CONTENT, now, earlier)
    assert (cough.item, cough.now, cough.before, cough.changed) == ("cough", True, False, True)
    assert (jaw.now, jaw.before, jaw.changed) == (False, False, False)
    assert [each.changed for each in answers(CONTENT, now)] == [False, False]


JUNK = st.one_of(st.integers(0, 10), st.integers(), st.none(), st.floats(), st.booleans(), st.text(max_size=3))
entries = st.builds(
    Entry,
    days_ago=st.one_of(st.integers(0, 400), st.sampled_from([float("nan"), -3, None])),
    scores=st.dictionaries(st.sampled_from(["pain", "wellbeing", "rash", "own-1"]), JUNK),
    answered_yes=st.frozensets(st.sampled_from(["cough", "gone"])),
    answered_no=st.frozensets(st.sampled_from(["cough", "gone"])),
)


@settings(max_examples=100, deadline=None)
@given(entries, st.lists(entries, max_size=8))
def test_no_history_raises(entry, previous):
    entry = dataclasses.replace(entry, days_ago=0)
    for found in changes(CONTENT, entry, previous):
        assert 0 <= found.now <= 10
        assert found.usual is None or min(s for _, s in found.earlier) <= found.usual <= max(
            s for _, s in found.earlier
        )
        assert len(found.earlier) <= 4
    answers(CONTENT, entry, previous)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10), st.lists(st.integers(0, 10), max_size=6), st.data())
def test_a_skipped_week_changes_nothing(now, scores, data):
    plain = change(now, *scores)
    place = data.draw(st.integers(0, len(scores)))
    gap = change(now, *scores[:place], None, *scores[place:])
    assert (gap.turn, gap.usual, gap.difference) == (plain.turn, plain.usual, plain.difference)
