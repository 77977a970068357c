"""Which red flags fire: the worked cases, both sides of every rule, and the sentences of the vocabulary."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.checkins import cli
from tracker.checkins.facts import Course, Entry, Facts
from tracker.checkins.flags import SetAside, card, fired, shown
from tracker.knowledge import check

HERE = Path(__file__).parent
CATALOGUE = check.load(HERE.parents[1] / "seed")
CASES = HERE / "red_flag_cases.yaml"
RULES = yaml.load((HERE / "rule_cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
few = settings(max_examples=80, deadline=None)


def run(*words):
    app = Flask(__name__)
    app.extensions["catalogue"] = CATALOGUE
    cli.register(app)
    return app.test_cli_runner().invoke(args=["checkin", "flags", *map(str, words)])


def flags_of(cases, tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(yaml.safe_dump({"cases": cases}), encoding="utf-8")
    result = run(file)
    assert result.exit_code == 0, result.output
    return {answer["id"]: answer["flags"] for answer in json.loads(result.output)}


def ids(rules):
    return [rule.id for rule in rules]


# The worked cases, through the command

WORKED = yaml.load(CASES.read_text(encoding="utf-8"), yaml.CSafeLoader)["cases"]


@pytest.fixture(scope="module")
def answers():
    result = run(CASES)
    assert result.exit_code == 0, result.output
    return {answer["id"]: answer["flags"] for answer in json.loads(result.output)}


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["id"])
def test_worked_case(answers, case):
    assert sorted(answers[case["id"]]) == sorted(case["expect"]), case["why"]
    assert not set(answers[case["id"]]) & set(case["expect_not"])


def test_every_rule_has_a_case_on_both_sides():
    assert list(RULES) == list(CATALOGUE.red_flags.rules)
    assert all(set(sides) == {"fires", "silent"} for sides in RULES.values())


def test_every_rule_fires_and_keeps_silent(tmp_path):
    cases = [{"id": f"{rule} {side}", **case} for rule, sides in RULES.items() for side, case in sides.items()]
    found = flags_of(cases, tmp_path)
    assert [rule for rule in RULES if rule not in found[f"{rule} fires"]] == []
    assert [rule for rule in RULES if rule in found[f"{rule} silent"]] == []


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "hello", "{a: 1}", "- 1", "- {id: a}", "\0", "- &a [*a]", "cases: 3", "cases: [{id: a, entry: 1}]",
        "cases: [{id: a, entry: {scores: {pain: bad}}}]", "cases: [{id: a, entry: {scores: {pain: 11}}}]",
        "cases: [{id: a, entry: {quick: fall}}]", "cases: [{id: a, entry: {temperature_c: .nan}}]",
        "cases: [{id: a, entry: {}, previous: [{scores: {pain: 1}}]}]",
        "cases: [{id: a, entry: {}, facts: {drugs: letrozole}}]",
        "cases: [{id: a, entry: {}, facts: {started_days_ago: {letrozole: long}}}]",
    ],
)  # fmt: skip
def test_junk_is_one_clear_line(tmp_path, text):
    file = tmp_path / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    result = run(file)
    assert result.exit_code == 2
    [line] = result.output.splitlines()
    assert line.startswith("Error: ")


def test_a_missing_file_is_one_clear_line(tmp_path):
    assert run(tmp_path / "none.yaml").exit_code == 2


# The sentences of the vocabulary


def pain(days_ago, value):
    return Entry(days_ago=days_ago, scores={"pain": value})


@pytest.mark.parametrize(
    ("now", "previous", "fires"),
    [
        (7, [], True),
        (6, [], False),
        (7, [pain(7, 6)], True),
        (8, [pain(7, 7)], False),  # steady above the value
        (7, [pain(28, 8)], False),  # the last day that counts
        (7, [pain(29, 8)], True),  # too long ago to be the last answer
        (7, [Entry(days_ago=1), pain(7, 7)], False),  # a skipped answer is no lower answer
        (7, [pain(14, 0), pain(7, 7)], False),  # the newest counts, whatever the order
        (5, [pain(7, 2)], True),  # rises by 3
        (5, [pain(7, 3), pain(14, 1)], False),
        (None, [pain(7, 0)], False),
    ],
)
def test_pain(now, previous, fires):
    entry = Entry() if now is None else pain(0, now)
    assert ("severe-pain" in ids(fired(CATALOGUE, Facts(), entry, previous))) is fires


@pytest.mark.parametrize(
    ("facts", "fires"),
    [
        (Facts(), True),
        (Facts(drugs=()), False),  # recorded: none is taken
        (Facts(drugs=("letrozole",)), False),
        (Facts(drugs=("letrozole", "palbociclib")), True),
        (Facts(drugs=("something-on-trial",)), True),  # nothing is known of what is taken
        (Facts(drugs=("letrozole",), earlier_drugs=("paclitaxel",)), False),
    ],
)
def test_whom_the_fever_rule_is_for(facts, fires):
    found = ids(fired(CATALOGUE, facts, Entry(temperature_c=38.0)))
    assert ("fever-during-treatment" in found) is fires


def test_chills_without_a_reading_count_and_with_a_low_one_do_not():
    chills = Entry(quick=frozenset({"fever_chills"}))
    assert ids(fired(CATALOGUE, Facts(), chills)) == ["fever-during-treatment"]
    assert fired(CATALOGUE, Facts(), dataclasses.replace(chills, temperature_c=37.2)) == ()


def test_contained_drugs_count():
    facts = Facts(drugs=("pertuzumab-trastuzumab-sc",))
    entry = Entry(scores={"diarrhea": 4}, temperature_c=38.0)
    assert ids(fired(CATALOGUE, facts, entry)) == ["diarrhea-with-weakness"]


@pytest.mark.parametrize(
    ("starts", "fires"), [({}, False), ({"capecitabine": 21}, True), ({"capecitabine": 22}, False),
                          ({"capecitabine": -1}, False), ({"letrozole": 3}, False)],
)  # fmt: skip
def test_soon_after_the_start(starts, fires):
    facts = Facts(drugs=("capecitabine",), started_days_ago=starts)
    found = ids(fired(CATALOGUE, facts, Entry(scores={"vomiting": 5})))
    assert ("early-severe-5fu" in found) is fires


def test_the_first_time_without_a_recorded_start():
    facts = Facts(drugs=("sacituzumab-govitecan",))
    entry = Entry(scores={"diarrhea": 2})
    assert "diarrhea-first-sacituzumab" in ids(fired(CATALOGUE, facts, entry))
    earlier = [Entry(days_ago=300, scores={"diarrhea": 2})]
    assert "diarrhea-first-sacituzumab" not in ids(fired(CATALOGUE, facts, entry, earlier))


def test_facts_of_courses():
    courses = [
        Course("capecitabine", 200, 100),
        Course("capecitabine", 80, 60),  # 20 days off: no start
        Course("capecitabine", 32),  # 28 days off: a start
        Course("letrozole", 900, 43),
        Course("palbociclib", 300, 42),
        Course("tamoxifen", None, None),
        Course("olaparib", -3),
    ]
    facts = Facts.of_courses(courses, ["bone"])
    assert facts.drugs == ("capecitabine", "palbociclib", "tamoxifen")
    assert facts.earlier_drugs == ("letrozole",)
    assert facts.started_days_ago == {"capecitabine": 32, "palbociclib": 300}
    assert Facts.of_courses([]).drugs is Facts.of_courses([Course("olaparib", -3)]).drugs is None
    assert Facts.of_courses([Course("letrozole", 900, 43)]).drugs == ()
    assert Facts.of_courses([Course("letrozole", 0)]).started_days_ago == {"letrozole": 0}


# One card, few alarms

TDXD = Facts(drugs=("trastuzumab-deruxtecan",), started_days_ago={"trastuzumab-deruxtecan": 100})
COUGH = Entry(answered_yes=frozenset({"cough"}), scores={"shortness_of_breath": 1})
NO_COUGH = Entry(answered_no=frozenset({"cough"}), scores={"shortness_of_breath": 1})


def at(days_ago, entry):
    return dataclasses.replace(entry, days_ago=days_ago)


def is_shown(rule, facts, entry, previous=(), set_aside=()):
    assert rule in ids(fired(CATALOGUE, facts, entry, previous))
    return rule in ids(shown(CATALOGUE, facts, entry, previous, set_aside))


def test_an_unchanged_state_is_not_shown_twice_in_a_row():
    assert is_shown("lung-inflammation", TDXD, COUGH)
    assert not is_shown("lung-inflammation", TDXD, COUGH, [at(7, COUGH)])
    assert not is_shown("lung-inflammation", TDXD, COUGH, [at(7, COUGH), at(14, COUGH)])
    assert not is_shown("lung-inflammation", TDXD, COUGH, [at(1, Entry(quick=frozenset({"fall"}))), at(7, COUGH)])
    assert is_shown("lung-inflammation", TDXD, COUGH, [at(7, NO_COUGH), at(14, COUGH)])
    assert is_shown("lung-inflammation", TDXD, COUGH, [at(29, COUGH)])
    shorter = dataclasses.replace(COUGH, scores={"shortness_of_breath": 2})
    assert is_shown("lung-inflammation", TDXD, shorter, [at(7, COUGH)])


def test_a_state_from_before_the_drug_is_new():
    just_started = dataclasses.replace(TDXD, started_days_ago={"trastuzumab-deruxtecan": 3})
    assert is_shown("lung-inflammation", just_started, COUGH, [at(7, COUGH)])


def test_a_quick_entry_is_always_new():
    seizure = Entry(quick=frozenset({"seizure"}))
    assert is_shown("seizure", Facts(), seizure, [at(1, seizure)])


def test_set_aside_until_false_once():
    known = [SetAside("lung-inflammation", 14, COUGH.scores)]
    shorter = dataclasses.replace(COUGH, scores={"shortness_of_breath": 2})
    assert not is_shown("lung-inflammation", TDXD, shorter, [at(14, COUGH)], known)
    assert not is_shown("lung-inflammation", TDXD, shorter, [at(7, COUGH), at(14, COUGH)], known)
    assert is_shown("lung-inflammation", TDXD, shorter, [at(7, NO_COUGH), at(14, COUGH)], known)
    skipped = Entry(scores={"pain": 2})
    assert not is_shown("lung-inflammation", TDXD, shorter, [at(7, skipped), at(14, COUGH)], known)


def test_set_aside_until_two_points_higher():
    known = [SetAside("lung-inflammation", 7, COUGH.scores)]
    worse = dataclasses.replace(COUGH, scores={"shortness_of_breath": 3})
    assert is_shown("lung-inflammation", TDXD, worse, [at(7, COUGH)], known)
    again = [*known, SetAside("lung-inflammation", 3, worse.scores)]
    assert not is_shown("lung-inflammation", TDXD, COUGH, [at(3, worse), at(7, COUGH)], again)


def test_a_rule_that_fires_each_time_cannot_be_set_aside():
    fever = Entry(temperature_c=38.4)
    known = [SetAside("fever-during-treatment", 1)]
    assert is_shown("fever-during-treatment", Facts(), fever, [at(1, fever)], known)


def test_another_rule_set_aside_changes_nothing():
    assert is_shown("lung-inflammation", TDXD, COUGH, [], [SetAside("breath-worse", 7)])


def test_one_card_with_the_highest_level_first():
    quick = frozenset({"yellow_skin", "seizure", "headache_new", "coughing_blood"})
    entry = Entry(quick=quick, scores={"worry": 9})
    found = card(CATALOGUE, fired(CATALOGUE, Facts(), entry)[::-1])
    assert found.level.id == "emergency"
    assert ids(found.rules) == ["sudden-chest-or-breath", "seizure"]
    assert ids(found.below) == ["brain-signs", "yellow-skin", "low-mood"]
    assert card(CATALOGUE, []) is None


# What holds for every history

NAMES = [*CATALOGUE.checkin.core, *CATALOGUE.checkin.extra, "not-an-item"]
JUNK = st.one_of(st.integers(0, 10), st.integers(), st.none(), st.floats(), st.booleans(), st.text(max_size=3))
entries = st.builds(
    Entry,
    days_ago=st.one_of(st.integers(0, 60), st.floats(0, 60), st.sampled_from([float("nan"), -3, None, 10**400])),
    scores=st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=8),
    answered_yes=st.frozensets(st.sampled_from(NAMES), max_size=5),
    answered_no=st.frozensets(st.sampled_from(NAMES), max_size=2),
    temperature_c=st.one_of(st.none(), st.floats(), st.sampled_from([38.0, "hot", True])),
    quick=st.frozensets(st.sampled_from([*CATALOGUE.checkin.quick_log, "not-an-entry"]), max_size=4),
)
drugs = st.sampled_from([*CATALOGUE.drugs, "not-in-the-list"])
facts_of_all_kinds = st.builds(
    Facts,
    drugs=st.none() | st.lists(drugs, max_size=4).map(tuple),
    earlier_drugs=st.lists(drugs, max_size=3).map(tuple),
    sites=st.lists(st.sampled_from(["bone", "brain", "liver", "skin"]), max_size=2).map(tuple),
    started_days_ago=st.dictionaries(drugs, JUNK, max_size=3),
)
set_asides = st.builds(
    SetAside,
    rule=st.sampled_from([*CATALOGUE.red_flags.rules, "gone"]),
    days_ago=st.integers(-1, 60),
    scores=st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=4),
)


def turned(catalogue):
    rules = MappingProxyType(dict(reversed(catalogue.red_flags.rules.items())))
    return dataclasses.replace(catalogue, red_flags=dataclasses.replace(catalogue.red_flags, rules=rules))


REVERSED = turned(CATALOGUE)


@few
@given(facts_of_all_kinds, entries, st.lists(entries, max_size=5), st.lists(set_asides, max_size=3))
def test_nothing_raises_and_the_order_of_rules_does_not_matter(facts, entry, previous, set_aside):
    entry = dataclasses.replace(entry, days_ago=0)
    found = ids(fired(CATALOGUE, facts, entry, previous))
    assert found == [name for name in CATALOGUE.red_flags.rules if name in found]
    assert found == ids(fired(REVERSED, facts, entry, previous))[::-1]
    kept = ids(shown(CATALOGUE, facts, entry, previous, set_aside))
    assert set(kept) <= set(found)
    assert kept == ids(shown(REVERSED, facts, entry, previous, set_aside))[::-1]


@few
@given(facts_of_all_kinds, st.lists(entries, max_size=5))
def test_an_entry_that_says_nothing_never_fires(facts, previous):
    assert fired(CATALOGUE, facts, Entry(), previous) == ()
    assert fired(CATALOGUE, facts, Entry(quick=frozenset({"other", "dose_missed"})), previous) == ()


@few
@given(facts_of_all_kinds, entries, st.lists(entries, max_size=5), st.randoms())
def test_the_order_of_the_history_does_not_matter(facts, entry, previous, random):
    entry = dataclasses.replace(entry, days_ago=0)
    at_other_times = [dataclasses.replace(each, days_ago=days) for days, each in enumerate(previous, start=1)]
    mixed = random.sample(at_other_times, len(at_other_times))
    assert fired(CATALOGUE, facts, entry, at_other_times) == fired(CATALOGUE, facts, entry, mixed)
