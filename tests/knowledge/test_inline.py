"""The check-in, the red flags and the question prompts: nothing is left out, and a mistake is found where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tracker.knowledge.check import load, problems
from tracker.knowledge.triggers import LEAVES, AtLeast, Quick, items, leaves

SEED = Path(__file__).parents[2] / "seed"

# file | old | new | lines below `old` where the mistake stands | what the message says
PLANTED = [
    ("checkin.yaml", "  label: {en: Pain, fr: Douleur}", "  label: {en: Pain}", 0, "needs en and fr"),
    ("checkin.yaml", "  label: {en: Pain, fr: Douleur}", "  label: {en: Pain, fr: Pain}", 0,
     "French equals the English"),
    ("checkin.yaml", "fr: l’esprit bien éveillé", "fr: l'esprit bien éveillé", 0, "apostrophe"),
    ("checkin.yaml", "fr: aucune douleur", "fr: 'aucune douleur :'", 0, "before :"),
    ("checkin.yaml", "fr: appétit comme d’habitude", "fr: 9 %", 0, "before %"),
    ("checkin.yaml", "- id: worry", "- id: pain", 0, "is used twice"),
    ("checkin.yaml", "- id: mouth_sores", "- id: pain", None, "'pain' is a core item too"),
    ("checkin.yaml", "- id: mouth_sores", "- id: mouth-sores", 0, "String should match pattern"),
    ("checkin.yaml", "  scale: zero_to_ten\n", "  scale: one_to_five\n", 0,
     "should be 'zero_to_ten' or 'yes_no'"),
    ("checkin.yaml", "  scale: zero_to_ten\n", "  scale: yes_no\n", None, "a yes or no has none"),
    ("checkin.yaml", "  - from: 1\n    to: 3\n    id: mild", "  - from: 1\n    to: 4\n    id: mild", None,
     "each score from 0 to 10 once"),
    ("checkin.yaml", "  - from: 4\n    to: 6\n    en: so-so", "  - from: 5\n    to: 6\n    en: so-so", None,
     "each score from 0 to 10 once"),
    ("checkin.yaml", "{id: selby-2010, locator: abstract}", "{id: selby, locator: abstract}", 0,
     "'selby' names no source"),
    ("checkin.yaml", "  items: [tiredness, night_sweats,", "  items: [tired, night_sweats,", 0,
     "'tired' names no item"),
    ("checkin.yaml", "- for: {class: aromatase-inhibitor}", "- for: {class: aromatase}", 0,
     "'aromatase' names no class"),
    ("checkin.yaml", "- for: {drug: letrozole}", "- for: {drug: letrozol}", 0, "'letrozol' names no drug"),
    ("checkin.yaml", "- for: {drug: letrozole}", "- for: {drug: letrozol}", None,
     "'letrozole' has no row in by_treatment and is not named here"),
    ("checkin.yaml", "- for: {drug: letrozole}", "- for: {drug: letrozole, class: serm}", 0,
     "takes one of drug and class"),
    ("checkin.yaml", "- for: {drug: anastrozole}", "- for: {drug: letrozole}", None, "two rows are for"),
    ("checkin.yaml", "  - id: nz-ai-side-effects", "  - id: nz-nothing", 0, "'nz-nothing' names no source"),
    ("checkin.yaml", "    locator: list of side effects", "    locator: a list", 0, "'a list' has no locator"),
    ("checkin.yaml", "items: [joint_pain, muscle_pain]", "items: [joint_pain, muscles]", 0,
     "'muscles' names no extra item"),
    ("checkin.yaml", "    core: [nausea, tiredness]", "    core: [nausea, rash]", 0, "'rash' names no core item"),
    ("checkin.yaml", "    items: [joint_pain, muscle_pain]\n", "", None, "names no item"),
    ("checkin.yaml", "  asks: temperature_c", "  asks: weight", 0, "'weight' names no measure"),
    ("checkin.yaml", "  group: chest", "  group: heart", 0, "'heart' names no group"),
    ("checkin.yaml", "- id: temperature_c", "- id: temperature", None, "'temperature_c' names no measure"),
    ("checkin.yaml", "- drug: atezolizumab", "- drug: pembrolizumab", None, "'pembrolizumab' has a row"),
    ("checkin.yaml", "['class:bone-modifying-agent']", "['class:serm']", 0, "'class:serm' has no row in by_treatment"),
    ("checkin.yaml", "version: 1", "version: one", 0, "must be a whole number"),
    ("checkin.yaml", "\nmeasures:", "\nreadings:", 1, "is not a part of this file"),
    ("red_flags.yaml", "    drugs: [ribociclib]", "    drugs: [ribo]", 0, "'ribo' names no drug"),
    ("red_flags.yaml", "    classes: [cdk46-inhibitor, mtor", "    classes: [cdk, mtor", 0, "'cdk' names no class"),
    ("red_flags.yaml", "    kinds: [chemotherapy,", "    kinds: [chemo,", 0, "'chemo' names no kind"),
    ("red_flags.yaml", "    sites: [brain]", "    sites: [head]", 0, "'head' names no site"),
    ("red_flags.yaml", "    ever_classes: [immune-", "    ever_classes: [immuno-", 0, "names no class"),
    ("red_flags.yaml", "    any: true", "    any: true\n    sites: [bone]", None, "takes any: true, or lists"),
    ("red_flags.yaml", "    if_unknown: applies", "    if_unknown: maybe", 0, "should be 'applies'"),
    ("red_flags.yaml", "    - {quick: seizure}", "    - {quick: fit}", 0, "'fit' names no entry of quick_log"),
    ("red_flags.yaml", "    - {quick: seizure}", "    - {happened: seizure}", 0, "'happened' is not in the vocabulary"),
    ("red_flags.yaml", "    - {quick: seizure}", "    - {quick: seizure, other: 1}", 0, "exactly one key"),
    ("red_flags.yaml", "{reaches: {item: headache, value: 7}}", "{reaches: {item: head, value: 7}}", None,
     "'head' names no item of 0 to 10"),
    ("red_flags.yaml", "{reaches: {item: headache, value: 7}}", "{reaches: {item: cough, value: 7}}", None,
     "'cough' names no item of 0 to 10"),
    ("red_flags.yaml", "{reaches: {item: headache, value: 7}}", "{reaches: {item: headache, value: 11}}", 0,
     "11 is not a whole number from 1 to 10"),
    ("red_flags.yaml", "{reaches: {item: headache, value: 7}}", "{reaches: {item: headache, by: 7}}", 0,
     "takes item and value"),
    ("red_flags.yaml", "{answered_yes: cough}", "{answered_yes: rash}", None, "'rash' names no yes_no item"),
    ("red_flags.yaml", "{temperature_at_least: 38.0}", "{temperature_at_least: high}", 0, "is not a number of °C"),
    ("red_flags.yaml", "{temperature_missing: true}", "{temperature_missing: false}", 0, "takes true"),
    ("red_flags.yaml", "    - {quick: seizure}", "    - {within_days_of_start: 9}", None, "the rule names no drug"),
    ("red_flags.yaml", "  level: emergency", "  level: urgent", 0, "'urgent' names no level"),
    ("red_flags.yaml", "  already_known: false", "  already_known: perhaps", 0, "should be a valid boolean"),
    ("red_flags.yaml", "  reviewed: {clinician: false}", "  reviewed: {}", 0, "is missing"),
    ("red_flags.yaml", "- id: seizure", "- id: sudden-chest-or-breath", 0, "is used twice"),
    ("red_flags.yaml", "  - {id: ccs-brain-mets,", "  - {id: ccs-brain,", 0, "'ccs-brain' names no source"),
    ("red_flags.yaml", "remonte au {date}", "remonte à {jour}", None, "the gaps {drugs} and {date}"),
    ("red_flags.yaml", "  first_time: '", "  the_first_time: '", None, "does not explain first_time"),
    ("questions.yaml", "  group: this-treatment", "  group: treatment", 0, "'treatment' names no group"),
    ("questions.yaml", "  moments: [first_visit, after", "  moments: [first, after", 0, "'first' names no moment"),
    ("questions.yaml", "  moments: [new_drug]", "  moments: []", 0, "at least 1 item"),
    ("questions.yaml", "  fr: Pourquoi ce traitement,", "  fr: Pourquoi ce traitement ?", 0, "before ; ! or ?"),
    ("questions.yaml", "  - {id: danesh-2014, locator", "  - {id: danesh, locator", 0, "'danesh' names no source"),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue():
    return load(SEED)


def plain(name):
    return yaml.load((SEED / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


def test_nothing_is_left_out(catalogue):
    asked, flags, prompts = catalogue.checkin, catalogue.red_flags, catalogue.prompts
    assert [len(asked.core), len(asked.extra), len(asked.rows), len(asked.quick_log)] == [12, 37, 56, 32]
    assert [len(asked.quick_groups), len(asked.measures), len(asked.no_source_found)] == [8, 1, 16]
    assert [len(flags.rules), len(flags.levels)] == [47, 3]
    assert [len(prompts.groups), len(prompts.questions), len(prompts.moments)] == [10, 40, 5]


def test_order_is_that_of_the_files(catalogue):
    assert list(catalogue.checkin.core) == [row["id"] for row in plain("checkin.yaml")["core"]]
    assert list(catalogue.red_flags.rules) == [row["id"] for row in plain("red_flags.yaml")["rules"]]
    assert list(catalogue.red_flags.levels) == ["emergency", "call_now", "mention"]
    assert list(catalogue.prompts.questions) == [row["id"] for row in plain("questions.yaml")["questions"]]


def test_words_are_those_of_the_files(catalogue):
    for row in plain("red_flags.yaml")["rules"]:
        rule = catalogue.red_flags.rules[row["id"]]
        for field in ("text", "say", "not_to_do"):
            words = getattr(rule, field)
            assert (words and words.model_dump()) == row.get(field)
    for row in [*plain("checkin.yaml")["core"], *plain("checkin.yaml")["extra"]]:
        assert catalogue.checkin.item(row["id"]).question.model_dump() == row["question"]


def test_triggers_are_typed(catalogue):
    trigger = catalogue.red_flags.rules["high-calcium"].trigger
    found = list(leaves(trigger))
    assert found[1:3] == [AtLeast("nausea", 4), AtLeast("appetite", 4)]
    assert found[-1] == Quick("confusion")
    assert items(trigger) == {"thirst_urination", "nausea", "appetite", "constipation", "drowsiness", "tiredness"}


def test_no_name_in_the_vocabulary_is_unknown():
    explained = set(plain("red_flags.yaml")["vocabulary"])
    others = {"values", "last answer", "applies_to", "already_known", "one card"}
    assert explained - others == set(LEAVES)


def test_no_rule_and_no_extra_item_without_a_source(catalogue):
    assert all(rule.sources for rule in catalogue.red_flags.rules.values())
    assert not any(rule.reviewed.clinician for rule in catalogue.red_flags.rules.values())
    named = {
        name for row in catalogue.checkin.rows.values() for use in (*row.sources, *row.watch) for name in use.items
    }
    assert set(catalogue.checkin.extra) <= named | set(catalogue.checkin.general.items)


def test_the_check_in_never_bears_the_name_of_another_scale(catalogue):
    shown = [*catalogue.checkin.core.values(), *catalogue.checkin.extra.values(), catalogue.checkin.bands]
    assert not re.search(r"ESAS|CTCAE", " ".join(each.model_dump_json() for each in shown))


def test_the_questions_of_a_moment(catalogue):
    assert [q.id for q in catalogue.prompts.at("after_scan")][:2] == ["how-we-know-it-works", "what-the-scan-shows"]
    assert catalogue.prompts.at("never") == ()


def test_it_cannot_be_changed(catalogue):
    with pytest.raises(TypeError):
        catalogue.red_flags.rules["new"] = None
    with pytest.raises(AttributeError):
        catalogue.checkin.version = 2


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted[2].strip())
def test_a_mistake_is_found_where_it_stands(seed, planted):
    file, old, new, below, message = planted
    line = seed.plant(file, old, new)
    found = problems(seed.folder)
    said = [str(problem) for problem in found if message in str(problem)]
    assert said, [str(problem) for problem in found][:5]
    if below is not None:
        assert any(text.startswith(f"seed/{file}:{line + below} ") for text in said), said


def test_a_rule_without_a_source(seed):
    path = seed.folder / "red_flags.yaml"
    text = re.sub(
        r"(- id: seizure.*?  sources:)\n(  - .*?\n)+", r"\1 []\n", path.read_text(encoding="utf-8"), flags=re.S
    )
    path.write_text(text, encoding="utf-8")
    assert any(p.key == "rules.seizure.sources" for p in problems(seed.folder))


@pytest.mark.parametrize("text", ["", "[", "hello", "- 1", "{}", "rules: 3", "a: {b"])
@pytest.mark.parametrize("file", ["checkin.yaml", "red_flags.yaml", "questions.yaml"])
def test_a_file_that_is_something_else_is_said_not_raised(seed, file, text):
    (seed.folder / file).write_text(text, encoding="utf-8")
    assert any(problem.file == f"seed/{file}" for problem in problems(seed.folder))
