"""Every condition and every fact of the catalogue has words, and they speak of the source, not of the reader."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.knowledge.predicates import FACT_VALUES, GENES, RESULTS, SITES, Not, leaves, parse
from tracker.options.evaluate import Criterion
from tracker.options.fact_words import fact_name, fact_question
from tracker.options.wording import criterion_text


@pytest.fixture
def words(catalogue):
    app = Flask(__name__)
    Babel(app)

    def words(predicate, language="en"):
        negated = isinstance(predicate, Not)
        leaf = predicate.part if negated else predicate
        return criterion_text(Criterion(leaf, negated, None, leaf.fact), catalogue, language)

    with app.test_request_context():
        yield words


def test_every_condition_has_words_and_none_is_about_the_reader(catalogue, words):
    asked = {leaf for option in catalogue.options.values() for leaf in leaves(option.applies_when)}
    asked |= {parse({name: value}) for name, values in FACT_VALUES.items() for value in values}
    asked |= {parse({"marker": {"gene": gene, "result": result}}) for gene in GENES for result in RESULTS}
    asked |= {parse({"site": site}) for site in SITES}
    for leaf in asked:
        for predicate in (leaf, Not(leaf)):
            text = words(predicate)
            assert text.startswith("described for ")
            assert "%" not in text
            assert not text.endswith(".")
            assert " you" not in text
            assert words(predicate, "fr")


def test_a_condition_and_its_opposite_differ(catalogue, words):
    for option in catalogue.options.values():
        for leaf in leaves(option.applies_when):
            assert words(leaf) != words(Not(leaf))


@pytest.mark.parametrize(
    ("predicate", "text"),
    [
        ({"menopause": "post"}, "described for after menopause"),
        ({"marker": {"gene": "PIK3CA", "result": "positive"}}, "described for tumours with a PIK3CA change"),
        ({"marker": {"gene": "ESR1", "result": "positive"}}, "described for tumours with an ESR1 change"),
        ({"not": {"had_kind": "chemotherapy"}}, "described for no chemotherapy so far"),
        (
            {"not": {"metastatic_lines": {"class_kind": "chemotherapy", "at_least": 1}}},
            "described for no chemotherapy so far for metastatic disease",
        ),
        (
            {"not": {"metastatic_lines": {"class_kind": "any", "at_most": 1}}},
            "described for after at least 2 treatments for metastatic disease",
        ),
        (
            {"progressed_on_class": "cdk46-inhibitor"},
            "described for cancer that grew or came back during treatment with CDK4/6 inhibitors",
        ),
        ({"had_class": "her2-antibody"}, "described for after treatment with anti-HER2 antibodies"),
        ({"had_class": "trop2-adc"}, "described for after treatment with Trop-2-directed antibody-drug conjugates"),
    ],
)
def test_some_conditions_by_their_words(words, predicate, text):
    assert words(parse(predicate)) == text


def test_names_of_drugs_are_in_the_language(words):
    assert words(parse({"had_drug": "letrozole"}), "fr").endswith("létrozole")


def test_every_fact_has_a_name_and_a_question_of_its_own(catalogue, words):
    facts = {leaf.fact for option in catalogue.options.values() for leaf in leaves(option.applies_when)}
    assert len({fact_name(fact) for fact in facts}) == len(facts)
    assert len({fact_question(fact) for fact in facts}) == len(facts)
    assert fact_name("markers.PIK3CA") == "your PIK3CA test result"
    assert all(fact_question(fact).endswith("?") for fact in facts)
