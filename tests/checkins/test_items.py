"""Which questions a person is asked, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.checkins.items import FIRST, Reason, questions
from tracker.knowledge import check
from tracker.knowledge.base import SourceUse
from tracker.knowledge.triggers import items

CATALOGUE = check.load(Path(__file__).parents[2] / "seed")
CONTENT = CATALOGUE.checkin


def names(asked):
    return [each.item.id for each in asked]


def reasons(found, name):
    [asked] = [each for each in found.all if each.item.id == name]
    return asked.reasons


def test_without_drugs_the_twelve_and_what_everybody_is_offered():
    found = questions(CATALOGUE, [])
    assert names(found.core) == list(CONTENT.core)
    assert len(found.core) == 12
    assert found.extra == found.own == ()
    assert names(found.more) == ["night_sweats", "weight_loss"]
    [reason] = reasons(found, "weight_loss")
    assert (reason.by, reason.sources) == ("everybody", CONTENT.general.sources)


def test_the_first_six_the_watched_and_the_others():
    found = questions(CATALOGUE, ["everolimus"])
    assert names(found.extra) == [
        *["mouth_sores", "rash", "itching", "vomiting", "swelling", "taste_change"],
        *["cough", "thirst_urination"],
    ]
    assert names(found.more)[:3] == ["dry_mouth", "headache", "muscle_pain"]
    assert "weight_loss" in names(found.more)
    assert names(found.more)[-1] == "night_sweats"


def test_each_has_its_reason_and_source():
    found = questions(CATALOGUE, ["letrozole"])
    assert reasons(found, "joint_pain") == (
        Reason("drug", "letrozole", (SourceUse(id="mims-letrozole-ph", locator="most common side effects"),)),
        Reason("class", "aromatase-inhibitor", (SourceUse(id="nz-ai-side-effects", locator="list of side effects"),)),
    )
    assert [reason.name for reason in reasons(found, "sleep")] == ["letrozole"]
    assert reasons(found, "worry") == ()
    watched = reasons(questions(CATALOGUE, ["tamoxifen"]), "vaginal_bleeding")
    assert [(reason.name, reason.watch) for reason in watched] == [("tamoxifen", True)]


def test_drugs_take_turns():
    found = questions(CATALOGUE, ["letrozole", "ribociclib", "denosumab"])
    assert names(found.extra)[:6] == ["hot_flashes", "hair_loss", "bone_pain", "joint_pain", "vomiting", "muscle_pain"]
    assert names(found.extra)[6:] == ["heartbeat", "jaw_pain"]


def test_a_combined_product_brings_the_rows_of_its_drugs():
    found = questions(CATALOGUE, ["pertuzumab-trastuzumab-sc"])
    by = {reason.name for asked in found.all for reason in asked.reasons if reason.by in ("drug", "class")}
    assert by == {"pertuzumab", "trastuzumab", "her2-antibody"}


def test_a_place_of_the_cancer_brings_what_its_red_flag_needs():
    assert names(questions(CATALOGUE, [], ["bone", "brain"]).extra) == ["headache", "thirst_urination"]
    [reason] = reasons(questions(CATALOGUE, [], ["bone"]), "thirst_urination")
    assert (reason.by, reason.name, reason.watch) == ("site", "bone", True)
    assert [source.id for source in reason.sources] == ["ccs-hypercalcemia", "nhs-lothian-calcium"]


def test_what_is_hidden_is_left_out_and_the_next_moves_up():
    found = questions(CATALOGUE, ["everolimus"], hidden=["rash", "cough", "worry", "my-toe"], own=["my-ear", "my-toe"])
    assert "rash" not in names(found.all)
    assert "cough" not in names(found.all)
    assert "worry" not in names(found.core)
    assert names(found.extra)[5] == "dry_mouth"
    assert found.own == ("my-ear",)


def test_what_was_added_is_asked():
    found = questions(CATALOGUE, [], added=["night_sweats", "hearing_change", "pain", "gone"])
    assert names(found.extra) == ["night_sweats", "hearing_change"]
    assert names(found.more) == ["weight_loss"]
    assert [reason.by for reason in reasons(found, "night_sweats")] == ["own", "everybody"]


@pytest.mark.parametrize("drug", CATALOGUE.drugs)
def test_every_drug_is_asked_about_or_has_no_source(drug):
    found = questions(CATALOGUE, [drug])
    covered = {row.drug for row in CONTENT.no_source_found if not row.covered_by}
    assert bool(found.extra) != (drug in covered)
    assert all(reason.sources for asked in found.extra for reason in asked.reasons)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*CATALOGUE.drugs, "gone"]), max_size=5),
    st.lists(st.sampled_from(["bone", "brain", "skin"])),
    st.lists(st.sampled_from([*CONTENT.core, *CONTENT.extra, "gone"]), max_size=5),
    st.lists(st.sampled_from([*CONTENT.extra, "gone"]), max_size=3),
)
def test_nothing_twice_nothing_hidden_and_what_is_watched_in_sight(drugs, sites, hidden, added):
    found = questions(CATALOGUE, drugs, sites, hidden=hidden, added=added)
    asked = names(found.all)
    assert len(asked) == len(set(asked))
    assert not set(asked) & set(hidden)
    for each in found.more:
        assert not any(reason.watch for reason in each.reasons)
    unwatched = [each for each in found.extra if not any(r.watch or r.by == "own" for r in each.reasons)]
    assert len(unwatched) <= FIRST


def test_what_a_red_flag_of_one_drug_asks_for_is_asked_with_that_drug():
    """A rule whose question is never put could never fire."""
    for rule in CATALOGUE.red_flags.rules.values():
        for drug in rule.applies_to.drugs:
            if any(row.drug == drug for row in CONTENT.no_source_found):
                continue
            asked = names(questions(CATALOGUE, [drug], rule.applies_to.sites).all)
            wanted = items(rule.trigger)
            assert not wanted or wanted & set(asked), (rule.id, drug)
