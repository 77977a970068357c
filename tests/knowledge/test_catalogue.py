"""What the loaded content answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tracker.knowledge.check import load
from tracker.knowledge.predicates import GrewOn, leaves

SEED = Path(__file__).parents[2] / "seed"


@pytest.fixture(scope="module")
def catalogue():
    return load(SEED)


def test_nothing_is_left_out(catalogue):
    counts = [len(m) for m in (catalogue.options, catalogue.drugs, catalogue.classes, catalogue.sources)]
    assert counts == [93, 63, 27, 219]
    assert len(catalogue.glossary) == 36
    assert len(catalogue.organisations) == 13
    assert sum(map(len, catalogue.facts.values())) == 58


def test_order_is_that_of_the_file(catalogue):
    rows = yaml.load((SEED / "options.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["options"]
    assert list(catalogue.options) == [row["id"] for row in rows]
    assert [o.documented.en for o in catalogue.options.values()] == [row["documented"] for row in rows]


def test_it_cannot_be_changed(catalogue):
    option = catalogue.option("letrozole-postmenopausal")
    with pytest.raises(ValidationError):
        option.kind = "targeted"
    with pytest.raises(TypeError):
        catalogue.options["new"] = option
    with pytest.raises(TypeError):
        catalogue.facts["symptoms"]["new"] = None
    with pytest.raises(AttributeError):
        catalogue.options = {}
    with pytest.raises(AttributeError):
        option.drugs.append("anastrozole")
    with pytest.raises(AttributeError):
        next(iter(leaves(option.applies_when))).name = "her2"


def test_both_languages(catalogue):
    name = catalogue.option("letrozole-postmenopausal").name
    assert name.in_language("en") == "Letrozole alone (aromatase inhibitor)"
    assert name.in_language("fr") == name.in_language("fr_CA") == "Létrozole seul (inhibiteur de l’aromatase)"
    assert catalogue.locator("abstract").fr == "résumé"
    assert catalogue.label("option_kind", "targeted").fr == "Traitement ciblé"
    assert catalogue.label("option_reviewed_clinician", False).en == "Not yet checked by a clinician"
    assert catalogue.fact("receptor_discordance", "discordance-seed").value.fr == "de 10\u00a0% à 40\u00a0%"


def test_predicates_are_typed(catalogue):
    found = list(leaves(catalogue.option("switch-aromatase-inhibitor").applies_when))
    assert sum(isinstance(leaf, GrewOn) for leaf in found) == 4


def test_kind_of_a_drug(catalogue):
    assert catalogue.kind_of("palbociclib") == "targeted"
    assert catalogue.kind_of("trastuzumab-deruxtecan") == "antibody_drug_conjugate"


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("pa", "en", ["carboplatin", "nab-paclitaxel", "paclitaxel", "palbociclib", "pamidronate"]),
        ("LÉTRO", "en", ["letrozole"]),
        ("letro", "fr", ["letrozole"]),
        ("ibr", "en", ["palbociclib"]),
        ("orser", "fr", ["elacestrant"]),
        ("t-dm", "en", ["trastuzumab-emtansine"]),
        ("5-fu", "fr", ["fluorouracil"]),
        ("acide", "fr", ["zoledronic-acid"]),
        ("p", "en", []),
        ("  ", "en", []),
        ("zzz", "en", []),
        ("\0", "en", []),
    ],
)
def test_finding_a_drug_by_some_letters(catalogue, text, language, first):
    assert [drug.id for drug in catalogue.find_drugs(text, language)][: len(first) or None] == first


def test_words_that_begin_with_it_come_first(catalogue):
    found = [drug.id for drug in catalogue.find_drugs("tax")]
    assert found[:2] == ["docetaxel", "paclitaxel"]  # Taxotere, Taxol
    assert "nab-paclitaxel" in found[2:]


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Létrozole", "letrozole"),
        ("femara", "letrozole"),
        (" ENHERTU ", "trastuzumab-deruxtecan"),
        ("T-DXd", "trastuzumab-deruxtecan"),
        ("5-FU", "fluorouracil"),
        ("trastuzumab", "trastuzumab"),
        ("docétaxel", "docetaxel"),
        ("trastu", None),
        ("estradiol", None),
        ("high dose", None),
        ("", None),
    ],
)
def test_a_drug_by_its_whole_name(catalogue, text, drug):
    found = catalogue.drug_named(text)
    assert (found and found.id) == drug
