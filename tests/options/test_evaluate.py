# ruff: noqa: E501 (a row of a table is one line)
"""Each sentence of the vocabulary in seed/options.yaml, as rows: predicate, situation, truth."""

from __future__ import annotations

import math

import pytest
import yaml

from tracker.knowledge.cli import SEED
from tracker.knowledge.predicates import parse
from tracker.options import evaluate as module
from tracker.options.evaluate import Verdict, asked_first, evaluate
from tracker.options.line_facts import Drugbook, LineFacts
from tracker.options.single_facts import decide
from tracker.options.situation import Line, Situation

BONE_AND_LIVER = "sites: [bone, liver]"
GREW = "lines: [{setting: metastatic, drugs: [letrozole, abemaciclib], progressed: true}]"
PHESGO = "lines: [{setting: metastatic, drugs: [pertuzumab-trastuzumab-sc, docetaxel], progressed: true}]"
ADJUVANT = "lines: [{setting: adjuvant, drugs: [anastrozole], progressed: false, relapse_months_after: 12}]"

SINGLE = """
{hr: positive} | hr: positive | true
{hr: positive} | hr: negative | false
{hr: positive} | hr: low | unknown
{hr: negative} | | unknown
{her2: negative} | her2: negative | true
{her2: negative} | her2: low | true
{her2: negative} | her2: ultralow | true
{her2: negative} | her2: zero | true
{her2: negative} | her2: positive | false
{her2: negative} | her2: equivocal | unknown
{her2: positive} | her2: positive | true
{her2: positive} | her2: negative | false
{her2: positive} | her2: low | false
{her2: positive} | her2: ultralow | false
{her2: positive} | her2: zero | false
{her2: low} | her2: low | true
{her2: low} | her2: negative | unknown
{her2: low} | her2: ultralow | false
{her2: low} | her2: zero | false
{her2: low} | her2: positive | false
{her2: ultralow} | her2: ultralow | true
{her2: ultralow} | her2: negative | unknown
{her2: ultralow} | her2: low | false
{her2: zero} | her2: zero | true
{her2: zero} | her2: negative | unknown
{her2: zero} | her2: positive | false
{menopause: post} | menopause: post | true
{menopause: post} | menopause: pre | false
{menopause: pre} | menopause: perimenopause | true
{menopause: post} | {menopause: post, sex: male} | false
{menopause: pre} | {menopause: pre, sex: male} | false
{menopause: pre} | sex: male | false
{menopause: post} | {menopause: post, sex: other} | true
{menopause: post} | {menopause: soon, sex: female} | unknown
{sex: male} | sex: male | true
{sex: female} | sex: male | false
{sex: male} | sex: intersex | unknown
{site: bone} | sites: [bone] | true
{site: liver} | sites: [bone] | false
{site: bone} | sites: [] | unknown
{site: bone} | | unknown
{site: bone} | sites: [bone, skin] | true
{site: liver} | sites: [bone, skin] | unknown
{site: liver} | sites: bone | unknown
{visceral_symptoms: true} | {visceral_symptoms: true, sites: [bone]} | true
{visceral_symptoms: false} | {visceral_symptoms: false, sites: [liver]} | true
{visceral_symptoms: false} | sites: [bone, soft_tissue, lymph_nodes] | true
{visceral_symptoms: true} | sites: [bone] | false
{visceral_symptoms: false} | sites: [bone, other_visceral] | unknown
{visceral_symptoms: false} | sites: [] | unknown
{visceral_symptoms: false} | {visceral_symptoms: "yes", sites: [brain]} | unknown
{visceral_crisis: true} | {visceral_crisis: true, sites: [bone]} | true
{visceral_crisis: false} | {visceral_crisis: false, visceral_symptoms: true} | true
{visceral_crisis: false} | sites: [bone] | true
{visceral_crisis: false} | {sites: [bone], visceral_symptoms: true} | unknown
{visceral_crisis: false} | {sites: [bone], visceral_symptoms: false} | true
{visceral_crisis: false} | {sites: [lung], visceral_symptoms: false} | unknown
{visceral_crisis: false} | visceral_symptoms: false | unknown
{marker: {gene: PIK3CA, result: positive}} | markers: {PIK3CA: positive} | true
{marker: {gene: PIK3CA, result: positive}} | markers: {PIK3CA: negative} | false
{marker: {gene: PIK3CA, result: negative}} | markers: {PIK3CA: negative} | true
{marker: {gene: PIK3CA, result: positive}} | markers: {PIK3CA: awaited} | unknown
{marker: {gene: PIK3CA, result: positive}} | markers: {AKT1: positive} | unknown
{marker: {gene: PDL1_IC1, result: positive}} | markers: {PDL1_CPS10: positive} | unknown
{marker: {gene: PIK3CA, result: positive}} | markers: {} | unknown
{overall_health: unfit} | overall_health: unfit | true
{overall_health: unfit} | overall_health: fit | false
{overall_health: unfit} | overall_health: 2 | unknown
{cannot_or_declines: endocrine} | cannot_or_declines: [endocrine] | true
{cannot_or_declines: endocrine} | cannot_or_declines: [] | false
{cannot_or_declines: endocrine} | | unknown
{cannot_or_declines: aromatase-inhibitor} | cannot_or_declines: [endocrine, letrozole] | false
{cannot_or_declines: endocrine} | cannot_or_declines: [aromatase-inhibitor] | false
{endocrine_resistant: true} | endocrine_resistant: true | true
{endocrine_resistant: true} | endocrine_resistant: false | false
{endocrine_resistant: true} | endocrine_resistant: 1 | unknown
{no_satisfactory_alternative: true} | no_satisfactory_alternative: true | true
{no_satisfactory_alternative: true} | | unknown
"""

LINES = f"""
{{had_drug: letrozole}} | {GREW} | true
{{had_drug: anastrozole}} | {GREW} | false
{{had_drug: letrozole}} | lines: [] | false
{{had_drug: letrozole}} | | unknown
{{had_drug: letrozole}} | lines: nothing | unknown
{{had_drug: letrozole}} | lines: [{{setting: metastatic}}] | unknown
{{had_drug: letrozole}} | lines: [{{drugs: []}}] | unknown
{{had_drug: letrozole}} | lines: [{{drugs: [something-new]}}] | unknown
{{had_drug: letrozole}} | lines: [7] | unknown
{{had_drug: letrozole}} | lines: [{{setting: adjuvant, drugs: [letrozole]}}] | true
{{had_drug: trastuzumab}} | {PHESGO} | true
{{had_drug: pertuzumab}} | {PHESGO} | true
{{had_drug: pertuzumab-trastuzumab-sc}} | {PHESGO} | true
{{had_drug: pertuzumab-trastuzumab-sc}} | lines: [{{drugs: [pertuzumab, trastuzumab]}}] | false
{{had_drug: trastuzumab}} | lines: [{{drugs: [trastuzumab-emtansine, trastuzumab-deruxtecan]}}] | false
{{had_drug: paclitaxel}} | lines: [{{drugs: [nab-paclitaxel]}}] | false
{{had_drug: doxorubicin}} | lines: [{{drugs: [pegylated-liposomal-doxorubicin]}}] | false
{{had_class: taxane}} | {PHESGO} | true
{{had_class: anthracycline}} | lines: [{{drugs: [mitoxantrone]}}] | false
{{had_kind: targeted}} | lines: [{{drugs: [palbociclib]}}] | true
{{had_kind: chemotherapy}} | lines: [{{drugs: [trastuzumab-deruxtecan]}}] | false
{{had_kind: antibody_drug_conjugate}} | lines: [{{drugs: [trastuzumab-deruxtecan]}}] | true
{{progressed_on_drug: letrozole}} | {GREW} | true
{{progressed_on_drug: trastuzumab}} | {PHESGO} | true
{{progressed_on_class: cdk46-inhibitor}} | {GREW} | true
{{progressed_on_kind: endocrine}} | {GREW} | true
{{progressed_on_kind: chemotherapy}} | {GREW} | false
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [letrozole], progressed: false}}] | false
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [letrozole]}}] | unknown
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [letrozole], progressed: "yes"}}] | unknown
{{progressed_on_drug: letrozole}} | lines: [{{progressed: true}}] | unknown
{{progressed_on_drug: letrozole}} | lines: [{{progressed: false}}] | false
{{progressed_on_drug: anastrozole}} | {ADJUVANT} | false
{{progressed_on_drug: abemaciclib}} | lines: [{{drugs: [letrozole, abemaciclib], stopped_before_growth: [abemaciclib], progressed: true}}] | false
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [letrozole, abemaciclib], stopped_before_growth: [abemaciclib], progressed: true}}] | true
{{progressed_on_class: cdk46-inhibitor}} | lines: [{{drugs: [letrozole, abemaciclib], stopped_before_growth: [abemaciclib], progressed: true}}] | false
{{had_class: cdk46-inhibitor}} | lines: [{{drugs: [letrozole, abemaciclib], stopped_before_growth: [abemaciclib], progressed: true}}] | true
{{progressed_on_drug: trastuzumab}} | lines: [{{drugs: [pertuzumab-trastuzumab-sc], stopped_before_growth: [pertuzumab-trastuzumab-sc], progressed: true}}] | false
{{progressed_on_drug: trastuzumab}} | lines: [{{drugs: [pertuzumab-trastuzumab-sc], stopped_before_growth: [trastuzumab], progressed: true}}] | false
{{progressed_on_drug: pertuzumab}} | lines: [{{drugs: [pertuzumab-trastuzumab-sc], stopped_before_growth: [trastuzumab], progressed: true}}] | true
{{progressed_on_drug: trastuzumab}} | lines: [{{drugs: [pertuzumab-trastuzumab-sc, trastuzumab], stopped_before_growth: [pertuzumab-trastuzumab-sc], progressed: true}}] | true
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [new], stopped_before_growth: [new], progressed: true}}] | false
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [], stopped_before_growth: [letrozole], progressed: true}}] | false
{{progressed_on_class: aromatase-inhibitor}} | lines: [{{drugs: [], stopped_before_growth: [letrozole], progressed: true}}] | unknown
{{progressed_on_drug: letrozole}} | lines: [{{drugs: [letrozole], stopped_before_growth: 3, progressed: true}}] | unknown
{{progressed_in_setting: {{drug: letrozole, setting: metastatic}}}} | {GREW} | true
{{progressed_in_setting: {{drug: letrozole, setting: adjuvant}}}} | {GREW} | false
{{progressed_in_setting: {{class: serm, setting: adjuvant}}}} | lines: [{{setting: neoadjuvant, drugs: [tamoxifen], progressed: true}}] | false
{{progressed_in_setting: {{class_kind: endocrine, setting: adjuvant}}}} | lines: [{{drugs: [tamoxifen], progressed: true}}] | unknown
{{progressed_in_setting: {{class_kind: endocrine, setting: adjuvant}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], progressed: true}}] | true
{{had_in_setting: {{class: taxane, setting: metastatic}}}} | {PHESGO} | true
{{had_in_setting: {{drug: letrozole, setting: adjuvant}}}} | lines: [{{setting: neoadjuvant, drugs: [letrozole]}}] | false
{{had_in_setting: {{class_kind: endocrine, setting: adjuvant}}}} | {ADJUVANT} | true
{{had_in_setting: {{class_kind: endocrine, setting: adjuvant}}}} | lines: [{{setting: maintenance, drugs: [letrozole]}}] | unknown
{{metastatic_lines: {{class_kind: endocrine, at_most: 0}}}} | lines: [] | true
{{metastatic_lines: {{class_kind: endocrine, at_most: 0}}}} | {ADJUVANT} | true
{{metastatic_lines: {{class_kind: endocrine, at_most: 0}}}} | {GREW} | false
{{metastatic_lines: {{class_kind: endocrine, at_most: 0}}}} | | unknown
{{metastatic_lines: {{class_kind: endocrine, at_least: 1}}}} | | unknown
{{metastatic_lines: {{class_kind: endocrine, at_least: 0}}}} | | true
{{metastatic_lines: {{class_kind: endocrine, at_least: 2}}}} | lines: [{{setting: metastatic, drugs: [letrozole, fulvestrant]}}] | false
{{metastatic_lines: {{class_kind: endocrine, at_least: 2}}}} | lines: [{{setting: metastatic, drugs: [letrozole]}}, {{drugs: [letrozole]}}] | unknown
{{metastatic_lines: {{class_kind: endocrine, at_least: 1}}}} | lines: [{{setting: metastatic, drugs: [letrozole]}}, {{drugs: [letrozole]}}] | true
{{metastatic_lines: {{class_kind: endocrine, at_most: 1}}}} | lines: [{{setting: metastatic, drugs: [letrozole]}}, {{drugs: [letrozole]}}] | unknown
{{metastatic_lines: {{class_kind: endocrine, at_least: 3}}}} | lines: [{{setting: metastatic, drugs: [letrozole]}}, {{drugs: [letrozole]}}] | false
{{metastatic_lines: {{class_kind: any, at_least: 1}}}} | lines: [{{setting: metastatic, drugs: [denosumab]}}] | false
{{metastatic_lines: {{class_kind: any, at_least: 1}}}} | lines: [{{setting: metastatic, drugs: [denosumab, letrozole]}}] | true
{{metastatic_lines: {{class_kind: any, at_least: 1}}}} | lines: [{{setting: metastatic}}] | unknown
{{metastatic_lines: {{at_least: 1}}}} | lines: [{{setting: metastatic}}] | true
{{metastatic_lines: {{classes: [her2-antibody, her2-tki], at_least: 1}}}} | {PHESGO} | true
{{metastatic_lines: {{classes: [her2-antibody, taxane], at_least: 2}}}} | {PHESGO} | false
{{all_lines: {{class_kind: endocrine, at_least: 1}}}} | {ADJUVANT} | true
{{all_lines: {{class_kind: chemotherapy, at_least: 2}}}} | lines: [{{drugs: [paclitaxel]}}, {{drugs: [docetaxel]}}] | true
{{relapse_within_months_of_adjuvant: {{class_kind: endocrine, months: 12}}}} | {ADJUVANT} | true
{{relapse_within_months_of_adjuvant: {{class_kind: endocrine, months: 11}}}} | {ADJUVANT} | false
{{relapse_within_months_of_adjuvant: {{class_kind: chemotherapy, months: 12}}}} | {ADJUVANT} | false
{{relapse_within_months_of_adjuvant: {{class: aromatase-inhibitor, months: 12}}}} | lines: [{{setting: neoadjuvant, drugs: [letrozole], progressed: true, relapse_months_after: 40}}] | true
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], progressed: false}}] | unknown
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], relapse_months_after: 40}}] | unknown
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], relapse_months_after: 4}}] | true
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: metastatic, drugs: [tamoxifen], progressed: true}}] | false
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{drugs: [tamoxifen], progressed: true}}] | unknown
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], stopped_before_growth: [tamoxifen], progressed: true}}] | false
{{relapse_within_months_of_adjuvant: {{class: serm, months: 12}}}} | lines: [{{setting: adjuvant, drugs: [tamoxifen], progressed: false, relapse_months_after: -1}}] | unknown
"""


def rows(table: str) -> list[tuple[str, str, bool | None]]:
    truths = {"true": True, "false": False, "unknown": None}
    cells = [[cell.strip() for cell in row.split(" | ")] for row in table.strip().replace("| |", "| {} |").splitlines()]
    return [(predicate, situation, truths[truth]) for predicate, situation, truth in cells]


@pytest.mark.parametrize(("predicate", "situation", "truth"), rows(SINGLE))
def test_conditions_about_one_fact(predicate, situation, truth):
    assert decide(parse(yaml.safe_load(predicate)), Situation.from_case(yaml.safe_load(situation))) is truth


@pytest.mark.parametrize(("predicate", "situation", "truth"), rows(LINES))
def test_conditions_about_earlier_treatment(catalogue, predicate, situation, truth):
    lines = LineFacts(Drugbook(catalogue), Situation.from_case(yaml.safe_load(situation)))
    assert lines.decide(parse(yaml.safe_load(predicate)))[0] is truth


@pytest.mark.parametrize(
    ("interval", "truth"),
    [((3, 12), True), ((12, 12), True), ((11, 13), None), ((12.5, 14), False), ((0, math.inf), None), (None, None)],
)
def test_an_interval_that_straddles_the_limit_is_unknown(catalogue, interval, truth):
    line = Line("adjuvant", ("tamoxifen",), progressed=False, relapse_months_after=interval)
    lines = LineFacts(Drugbook(catalogue), Situation(lines=(line,)))
    within = parse({"relapse_within_months_of_adjuvant": {"class_kind": "endocrine", "months": 12}})
    assert lines.decide(within)[0] is truth


@pytest.mark.parametrize(
    ("predicate", "truth"),
    [
        ("{had_drug: letrozole}", True),
        ("{had_drug: anastrozole}", None),
        ("{progressed_on_kind: chemotherapy}", None),
        ("{metastatic_lines: {class_kind: endocrine, at_least: 1}}", True),
        ("{metastatic_lines: {class_kind: endocrine, at_least: 2}}", None),
        ("{metastatic_lines: {class_kind: endocrine, at_most: 0}}", False),
        ("{metastatic_lines: {class_kind: chemotherapy, at_most: 0}}", None),
    ],
)
def test_until_the_list_of_lines_is_complete_absence_is_unknown(catalogue, predicate, truth):
    situation = Situation(lines=(Line("metastatic", ("letrozole",), progressed=False),), lines_complete=False)
    assert LineFacts(Drugbook(catalogue), situation).decide(parse(yaml.safe_load(predicate)))[0] is truth


def test_until_the_drugs_of_a_line_are_complete_absence_is_unknown(catalogue):
    situation = Situation(lines=(Line("metastatic", ("letrozole",), True, drugs_complete=False),))
    lines = LineFacts(Drugbook(catalogue), situation)
    assert lines.decide(parse({"progressed_on_drug": "letrozole"}))[0] is True
    assert lines.decide(parse({"progressed_on_drug": "palbociclib"}))[0] is None


class OneOption:
    """A catalogue of the real drugs with a single option."""

    def __init__(self, catalogue, applies_when):
        option = catalogue.option("palliative-care").model_copy(update={"applies_when": parse(applies_when)})
        self.drugs, self.classes = catalogue.drugs, catalogue.classes
        self.drug, self.kind_of = catalogue.drug, catalogue.kind_of
        self.options = {option.id: option}


def assess(catalogue, applies_when, situation):
    [assessment] = evaluate(OneOption(catalogue, yaml.safe_load(applies_when)), situation)
    return assessment


def told(assessment):
    return [(c.fact, c.negated, c.value) for c in assessment.criteria]


def test_all_of_nothing_is_true_and_any_of_nothing_is_false(catalogue):
    assert assess(catalogue, "{all: []}", Situation()).verdict is Verdict.SHOWN
    assert assess(catalogue, "{any: []}", Situation()).verdict is Verdict.OTHER


def test_shown_names_every_condition_that_makes_it_true(catalogue):
    found = assess(
        catalogue,
        "{all: [{hr: positive}, {any: [{sex: male}, {menopause: post}, {site: bone}]}, {not: {her2: positive}}]}",
        Situation(hr="positive", sex="female", menopause="post", sites=("bone",), her2="low"),
    )
    assert found.verdict is Verdict.SHOWN
    assert told(found) == [
        ("hr", False, True),
        ("menopause", False, True),
        ("sites", False, True),
        ("her2", True, True),
    ]
    assert found.on == ()


def test_other_names_the_fewest_conditions_that_decide(catalogue):
    found = assess(
        catalogue,
        "{all: [{any: [{hr: positive}, {menopause: post}]}, {her2: positive}, {sex: male}]}",
        Situation(hr="negative", menopause="pre", her2="low", sex="female"),
    )
    assert told(found) == [("her2", False, False)]
    found = assess(
        catalogue,
        "{all: [{any: [{hr: positive}, {menopause: post}]}, {her2: negative}]}",
        Situation(hr="negative", menopause="pre", her2="low"),
    )
    assert told(found) == [("hr", False, False), ("menopause", False, False)]


def test_depends_names_unknown_and_true_conditions_and_only_unknown_facts(catalogue):
    found = assess(
        catalogue,
        "{all: [{hr: positive}, {any: [{sex: male}, {menopause: post}, {all: [{site: bone}, {hr: negative}]}]}, "
        "{not: {progressed_on_drug: letrozole}}, {not: {had_drug: letrozole}}]}",
        Situation(hr="positive", sex="female"),
    )
    assert found.verdict is Verdict.DEPENDS
    assert told(found) == [
        ("hr", False, True),
        ("menopause", False, None),
        ("lines", True, None),
        ("lines", True, None),
    ]
    assert found.on == ("menopause", "lines")


def test_not_over_a_group_is_understood(catalogue):
    found = assess(catalogue, "{not: {all: [{hr: positive}, {sex: male}]}}", Situation(hr="positive", sex="female"))
    assert (found.verdict, told(found)) == (Verdict.SHOWN, [("sex", True, True)])


@pytest.mark.parametrize(
    ("predicate", "places"),
    [
        ("{had_drug: letrozole}", (0, 2)),
        ("{progressed_on_drug: letrozole}", (2,)),
        ("{not: {progressed_on_drug: paclitaxel}}", (1,)),
        ("{metastatic_lines: {class_kind: endocrine, at_least: 1}}", (2,)),
        ("{metastatic_lines: {class_kind: endocrine, at_most: 0}}", (2,)),
        ("{hr: positive}", ()),
    ],
)
def test_criteria_point_at_the_lines_that_speak_for_them(catalogue, predicate, places):
    lines = (
        Line("adjuvant", ("letrozole",), progressed=False),
        Line("metastatic", ("paclitaxel",), progressed=False),
        Line("metastatic", ("letrozole",), progressed=True),
    )
    [criterion] = assess(catalogue, predicate, Situation(hr="positive", lines=lines)).criteria
    assert criterion.lines == places


def test_the_fact_most_options_depend_on_is_asked_first(catalogue):
    assessments = evaluate(catalogue, Situation(sites=("bone",), lines=()))
    asked = asked_first(assessments)
    assert asked[0][0] == "hr"
    assert [count for _, count in asked] == sorted((count for _, count in asked), reverse=True)
    assert dict(asked)["her2"] == sum("her2" in a.on for a in assessments)


def test_every_option_once_and_in_the_order_of_the_catalogue(catalogue):
    assert [a.option for a in evaluate(catalogue, Situation())] == list(catalogue.options)


def test_the_catalogue_is_prepared_once(catalogue):
    assert module._prepared(catalogue) is module._prepared(catalogue)


def test_rows_above_use_every_condition_of_the_vocabulary():
    used = {next(iter(yaml.safe_load(predicate))) for predicate, _, _ in rows(SINGLE) + rows(LINES)}
    vocabulary = yaml.load((SEED / "options.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["vocabulary"]
    assert used == vocabulary.keys() - {"values", "absent", "depends", "line"}
