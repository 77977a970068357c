"""What must hold for every situation, tried on many made-up ones."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.knowledge.predicates import FACT_VALUES, GENES, RESULTS, SETTINGS, SITES, leaves
from tracker.options.evaluate import Verdict, evaluate
from tracker.options.line_facts import Drugbook, LineFacts
from tracker.options.situation import Line, Situation

DRUGS = (
    "letrozole",
    "tamoxifen",
    "fulvestrant",
    "palbociclib",
    "abemaciclib",
    "paclitaxel",
    "capecitabine",
    "trastuzumab",
    "pertuzumab-trastuzumab-sc",
    "trastuzumab-emtansine",
    "denosumab",
    "not-in-the-list",
)
DECLINED = ("aromatase-inhibitor", "ovarian-suppression", "cdk46-inhibitor", "endocrine", "chemotherapy")
SINGLE = {name: st.none() | st.sampled_from(values) for name, values in FACT_VALUES.items()}

quick = settings(max_examples=60, deadline=None)


@st.composite
def some_lines(draw, known=False):
    def known_or_not(values):
        return values if known else st.none() | values

    drugs = draw(st.lists(st.sampled_from(DRUGS[:-1] if known else DRUGS), min_size=int(known), max_size=3))
    return Line(
        setting=draw(known_or_not(st.sampled_from(SETTINGS))),
        drugs=tuple(drugs),
        progressed=draw(known_or_not(st.booleans())),
        stopped_before_growth=tuple(d for d in drugs if draw(st.integers(0, 4)) == 0),
        relapse_months_after=draw(known_or_not(st.sampled_from([(3, 3), (6, 6), (12, 12), (20, 20)]))),
    )


situations = st.builds(
    Situation,
    **SINGLE,
    sites=st.none() | st.lists(st.sampled_from(SITES), max_size=3, unique=True).map(tuple),
    markers=st.dictionaries(st.sampled_from(GENES), st.sampled_from(RESULTS), max_size=5),
    cannot_or_declines=st.none() | st.lists(st.sampled_from(DECLINED), max_size=2, unique=True).map(tuple),
    lines=st.none() | st.lists(some_lines(), max_size=3).map(tuple),
    lines_complete=st.booleans(),
)


def verdicts(catalogue, situation):
    return {a.option: a.verdict for a in evaluate(catalogue, situation)}


# Which recorded fields can bear on a named fact: the vocabulary works some facts out from others.
BEARS_ON = {
    "menopause": {"menopause", "sex"},
    "visceral_symptoms": {"visceral_symptoms", "sites"},
    "visceral_crisis": {"visceral_crisis", "visceral_symptoms", "sites"},
    "lines": {"lines", "lines_complete"},
}


def fields_that_matter(option):
    names = {leaf.fact for leaf in leaves(option.applies_when)}
    return {field for name in names for field in BEARS_ON.get(name, {name.split(".")[0]})}


@quick
@given(situations, situations)
def test_a_fact_that_an_option_does_not_mention_never_changes_it(catalogue, before, other):
    for field in fields(Situation):
        after = replace(before, **{field.name: getattr(other, field.name)})
        one, two = verdicts(catalogue, before), verdicts(catalogue, after)
        for option_id, option in catalogue.options.items():
            if field.name not in fields_that_matter(option):
                assert one[option_id] == two[option_id], (option_id, field.name)


@quick
@given(situations, situations)
def test_a_fact_an_option_does_not_depend_on_cannot_be_what_it_waits_for(catalogue, before, other):
    """Answering an unknown fact leaves an option as it was, unless the option names that fact."""
    for gene in GENES:
        if gene in other.markers and gene not in before.markers:
            after = replace(before, markers={**before.markers, gene: other.markers[gene]})
            later = verdicts(catalogue, after)
            for assessment in evaluate(catalogue, before):
                if assessment.verdict is Verdict.DEPENDS and f"markers.{gene}" not in assessment.on:
                    assert later[assessment.option] is Verdict.DEPENDS


@quick
@given(situations, situations)
def test_an_answer_never_turns_shown_into_depends(catalogue, before, other):
    """The vocabulary makes one exception: symptoms of an internal organ reopen whether there is a visceral crisis."""
    shown = [option for option, verdict in verdicts(catalogue, before).items() if verdict is Verdict.SHOWN]
    for field in fields(Situation):
        old, new = getattr(before, field.name), getattr(other, field.name)
        if old not in (None, ()) or field.name in ("markers", "lines", "lines_complete"):
            continue
        if field.name == "visceral_symptoms" and new and before.visceral_crisis is None:
            continue
        later = verdicts(catalogue, replace(before, **{field.name: new}))
        assert all(later[option] is not Verdict.DEPENDS for option in shown), field.name


@quick
@given(situations, st.randoms(use_true_random=False))
def test_order_does_not_matter(catalogue, situation, random):
    def shuffled(values):
        return values if values is None else tuple(random.sample(values, len(values)))

    lines = shuffled(situation.lines)
    after = replace(
        situation,
        lines=lines and tuple(replace(line, drugs=shuffled(line.drugs)) for line in lines),
        sites=shuffled(situation.sites),
        cannot_or_declines=shuffled(situation.cannot_or_declines),
        markers=dict(shuffled(tuple(situation.markers.items()))),
    )
    one, two = evaluate(catalogue, situation), evaluate(catalogue, after)
    assert [(a.option, a.verdict, a.on) for a in one] == [(a.option, a.verdict, a.on) for a in two]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(DRUGS + SETTINGS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
LINE_KEYS = ("setting", "drugs", "progressed", "stopped_before_growth", "relapse_months_after")
junk_line = junk | st.dictionaries(st.sampled_from(LINE_KEYS), junk)
junk_case = junk | st.dictionaries(
    st.sampled_from([f.name for f in fields(Situation)]), junk | st.lists(junk_line, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(junk_case)
def test_junk_never_raises(catalogue, case):
    assert len(evaluate(catalogue, Situation.from_case(case))) == len(catalogue.options)


@st.composite
def completed(draw, situation):
    """The situation with every unknown fact answered; recorded and worked-out facts stay as they are."""
    answers = {}
    for name, values in FACT_VALUES.items():
        worked_out = name.startswith("visceral") and situation.sites and not set(situation.sites) & VISCERAL
        if getattr(situation, name) is None and not worked_out and name != "sex":
            answers[name] = draw(st.sampled_from(values))
    if situation.her2 == "negative":
        answers["her2"] = draw(st.sampled_from(["low", "ultralow", "zero"]))
    if situation.sex is None:  # a man with a recorded menopause is a contradiction, not an answer
        answers["sex"] = "female" if situation.menopause else draw(st.sampled_from(["female", "male"]))
    markers = {gene: draw(st.sampled_from(RESULTS)) for gene in GENES} | dict(situation.markers)
    return replace(
        situation,
        **answers,
        sites=situation.sites or tuple(draw(st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True))),
        markers=markers,
        cannot_or_declines=situation.cannot_or_declines
        if situation.cannot_or_declines is not None
        else tuple(draw(st.lists(st.sampled_from(DECLINED), max_size=3, unique=True))),
        lines=tuple(draw(all_lines(situation))),
        lines_complete=True,
    )


@st.composite
def all_lines(draw, situation):
    known = [draw(completed_line(line)) for line in situation.lines or ()]
    more = situation.lines is None or not situation.lines_complete
    return known + (draw(st.lists(some_lines(known=True), max_size=2)) if more else [])


@st.composite
def completed_line(draw, line):
    guess = draw(some_lines(known=True))
    drugs = tuple(draw(st.sampled_from(DRUGS[:-1])) if drug == "not-in-the-list" else drug for drug in line.drugs)
    return replace(
        line,
        setting=line.setting or guess.setting,
        drugs=drugs
        or tuple(drug for drug in guess.drugs if drug not in guess.stopped_before_growth)
        or ("exemestane",),
        progressed=guess.progressed if line.progressed is None else line.progressed,
        # A drug that could not be told keeps its stop under the name it now has.
        stopped_before_growth=tuple(
            drug
            for drug, old in zip(drugs, line.drugs, strict=True)
            if old in line.stopped_before_growth and (old != "not-in-the-list" or drug not in line.drugs)
        ),
        relapse_months_after=line.relapse_months_after or guess.relapse_months_after,
    )


VISCERAL = {"liver", "lung", "brain", "other_visceral"}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_verdict_that_is_not_open_stays_under_every_completion(catalogue, data):
    """Against brute force: true and false are right whatever the unknown facts turn out to be."""
    situation = data.draw(situations)
    complete = data.draw(completed(situation))
    after = verdicts(catalogue, complete)
    for option, verdict in verdicts(catalogue, situation).items():
        if verdict is not Verdict.DEPENDS:
            assert after[option] is verdict, option
    book = Drugbook(catalogue)
    asked = {leaf for option in catalogue.options.values() for leaf in leaves(option.applies_when)}
    known = LineFacts(book, complete)
    assert all(known.decide(leaf)[0] is not None for leaf in asked if leaf.fact == "lines")
