"""Words of the glossary in a text: the longest first, whole words, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.knowledge.check import load
from tracker.knowledge.glossary import Glossary, Word

CATALOGUE = load(Path(__file__).parents[2] / "seed")
GLOSSARIES = {language: Glossary(CATALOGUE.glossary.values(), language) for language in ("en", "fr")}


def words(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(each.slug, each.text) for each in GLOSSARIES[language].pieces(text) if isinstance(each, Word)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HER2-low cancer", [("her2-low", "HER2-low")]),
        ("It is Her2-Positive.", [("her2-positive", "Her2-Positive")]),
        ("HER2-negative, HER2-targeted", []),  # a part of a compound is another word
        ("hormone receptor-positive cancer", [("hormone-receptor-positive-hr", "hormone receptor-positive")]),
        ("(HR+)", [("hormone-receptor-positive-hr", "HR+")]),
        ("hormone receptors", [("receptor", "hormone receptors")]),
        ("two metastases", [("metastasis", "metastases")]),
        ("the first tumour", [("primary-tumour", "first tumour")]),
        ("endocrine therapy", [("hormone-therapy", "endocrine therapy")]),
        ("FSH is high", [("follicle-stimulating-hormone-fsh", "FSH")]),
        ("neoadjuvant", [("neoadjuvant", "neoadjuvant")]),
        ("cellular, stages, hormonelike", []),
        ("receptor and receptor", [("receptor", "receptor")]),
        ("tumour, then another tumour; HER2", [("tumour", "tumour"), ("her2", "HER2")]),
        ("", []),
    ],
)
def test_english(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("des métastases", [("metastasis", "métastases")]),
        ("DES MÉTASTASES", [("metastasis", "MÉTASTASES")]),
        ("des metastases", []),  # accents count: this is no French word
        ("l’hormonothérapie", [("hormone-therapy", "hormonothérapie")]),
        ("un cancer HER2\u00a0faible", [("her2-low", "HER2\u00a0faible")]),
        ("un cancer HER2 négatif", [("her2", "HER2")]),
        ("inhibiteurs de l’aromatase", [("aromatase-inhibitor", "inhibiteurs de l’aromatase")]),
        ("la préménopause", []),
        ("les récepteurs hormonaux", [("receptor", "récepteurs hormonaux")]),
        ("endocrinothérapie", [("hormone-therapy", "endocrinothérapie")]),
    ],
)
def test_french(text, found):
    assert words(text, "fr") == found


def test_every_word_of_the_glossary_is_found_as_it_stands():
    for language in ("en", "fr"):
        for term in CATALOGUE.glossary.values():
            name = term.term.in_language(language).partition(" (")[0]
            assert words(name, language)[0][0] == term.slug, name


@given(
    st.text(alphabet=st.sampled_from("HER2-low récepteur hormone cell, .\u00a0’\n"), max_size=60),
    st.sampled_from(["en", "fr"]),
)
def test_the_pieces_are_the_text(text, language):
    pieces = list(GLOSSARIES[language].pieces(text))
    assert "".join(each.text if isinstance(each, Word) else each for each in pieces) == text
    slugs = [each.slug for each in pieces if isinstance(each, Word)]
    assert len(slugs) == len(set(slugs))
