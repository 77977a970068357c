"""The information pages: every statement rests on something, no number comes from nowhere, and the words are plain."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.knowledge.check import load, problems
from tracker.knowledge.entries import listed
from tracker.knowledge.understand import InfoPage, Statement

CATALOGUE = load(Path(__file__).parents[2] / "seed")
PAGES = list(CATALOGUE.understand.pages.values())
of_every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
HIGHEST_GRADE = 8.5
LONGEST_FRENCH, MEDIAN_FRENCH = 20, 15

# file | old | new | what the message says
PLANTED = [
    ("understand.yaml", "facts: [goals_and_outlook.control]", "facts: [goals_and_outlook.cure]", "names no fact"),
    ("understand.yaml", "facts: [goals_and_outlook.control]", "facts: []", "names no fact, term, option or source"),
    ("understand.yaml", "terms: [receptor]", "terms: [receptors]", "names no term of the glossary"),
    ("understand.yaml", "options: [surgery-bone]", "options: [surgery-bones]", "names no option"),
    ("understand.yaml", "{id: seed-ccsn, locator", "{id: seed-none, locator", "names no source"),
    ("understand.yaml", "locator: You Are Not Alone", "locator: Somewhere", "has no locator in fr/terms.yaml"),
    ("understand.yaml", "{id: metavivor-trial-search,", "{id: metavivor,", "names no source"),
    ("understand.yaml", "sometimes for many years.", "sometimes for 12 years.", "the number 12 is not in"),
    ("understand.yaml", "an average of 815", "an average of 851", "the number 851 is not in"),
    ("understand.yaml", "environ 36\u00a0%", "environ 63\u00a0%", "the number 63 is not in"),
    ("understand.yaml", "    - id: same-cells", "    - id: spread", "is used twice on the page"),
    ("understand.yaml", "    before:\n", "    after:\n", "is not a field of this entry"),
    ("understand.yaml", "facts: [goals_and_outlook.life-long]", "facts: [statistics.share-her2-low]",
     "statistics stand only in a section with a sentence before it"),
    ("understand.yaml", "fr: Le traitement dure toute la vie.", "fr: 'Le traitement : pour la vie.'", "before :"),
    ("understand.yaml", "      fr: Le traitement dure toute la vie.\n", "", "needs en and fr"),
    ("facts.yaml", "forms: {en: [metastases]", "forms: {en: [tumours]", "'tumours' is a form of another word too"),
    ("facts.yaml", "forms: {en: [metastases]", "forms: {de: [metastases]", "is not a field of this entry"),
    ("understand.yaml", "url: https://clinicaltrials.gov/", "url: clinicaltrials.gov", "String should match pattern"),
]  # fmt: skip


def statements(page: InfoPage) -> Iterator[Statement]:
    return (statement for section in page.sections for statement in section.statements)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def syllables(word: str) -> int:
    """A count by rule of thumb, as readability scores take it: groups of vowels, silent endings left out."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    if re.search(r"(?<![td])ed$|(?<!l)e$", letters):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid et al. 1975)."""
    words = re.findall(r"[A-Za-z0-9’'-]+", text)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("cancer", 2), ("table", 2), ("care", 1), ("treated", 2), ("called", 1), ("HER2", 1)],
)
def test_syllables_are_counted_well_enough(word, count):
    assert syllables(word) == count


def test_a_hard_text_has_a_high_grade():
    assert grade("Endocrine resistance necessitates individualized multidisciplinary consideration.") > HIGHEST_GRADE


@of_every_page
def test_every_statement_has_a_source(page):
    for statement in statements(page):
        entry = listed(CATALOGUE)[f"statement:{page.id}.{statement.id}"]
        assert entry.sources
        assert set(entry.sources) <= CATALOGUE.sources.keys()


@of_every_page
def test_english_is_plain(page):
    text = " ".join(statement.en for statement in statements(page))
    assert grade(text) <= HIGHEST_GRADE, grade(text)


@of_every_page
def test_french_sentences_are_short(page):
    lengths = {text: len(text.split()) for statement in statements(page) for text in sentences(statement.fr)}
    assert {text: length for text, length in lengths.items() if length > LONGEST_FRENCH} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FRENCH


def test_the_glossary_is_plain():
    text = " ".join(term.definition.en for term in CATALOGUE.glossary.values())
    assert grade(text) <= HIGHEST_GRADE, grade(text)


def test_statistics_stand_in_a_closed_part_alone():
    shown = [section for page in PAGES for section in page.sections]
    with_figures = [s for s in shown if any(f.startswith("statistics.") for each in s.statements for f in each.facts)]
    assert with_figures
    assert all(section.before for section in with_figures)


@pytest.mark.parametrize(("file", "old", "new", "message"), PLANTED)
def test_a_mistake_is_found(seed, file, old, new, message):
    seed.plant(file, old, new)
    said = [str(problem) for problem in problems(seed.folder)]
    assert any(message in text for text in said), said[:5]
    assert any(text.startswith(f"seed/{file}:") for text in said)
