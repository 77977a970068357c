"""Each kind of mistake, planted in a copy of the seed, is found in its file and at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.knowledge.check import BrokenContent, load, problems
from tracker.knowledge.french import digest, typography

SEED = Path(__file__).parents[2] / "seed"

# file | old | new | lines below `old` where the mistake stands | what the message says
PLANTED = [
    ("options.yaml", "{id: ccs-metastatic, locator: Hormone therapy}", "{id: ccs-nothing, locator: Hormone therapy}", 0,
     "'ccs-nothing' names no source"),
    ("options.yaml", "{id: ccs-metastatic, locator: Hormone therapy}", "{id: ccs-metastatic, locator: Hormones}", 0,
     "'Hormones' has no locator in fr/terms.yaml"),
    ("options.yaml", "{id: ccs-metastatic, locator: Hormone therapy}", "{id: ccs-metastatic}", 0, "is missing"),
    ("options.yaml", "  drugs: [letrozole]", "  drugs: [letrozol]", 0, "'letrozol' names no drug"),
    ("options.yaml", "['class:aromatase-inhibitor']", "['class:aromatase']", 0, "'aromatase' names no class"),
    ("options.yaml", "superseded_by: palbociclib-ai", "superseded_by: palbo", 0, "'palbo' names no option"),
    ("options.yaml", "status: superseded", "status: current", 0, "status superseded and superseded_by go together"),
    ("options.yaml", "status: seed_only", "status: old", 0, "should be 'current', 'seed_only' or 'superseded'"),
    ("options.yaml", "  kind: endocrine", "  kind: hormonal", 0, "'hormonal' has no label of option_kind"),
    ("options.yaml", "- id: anastrozole-postmenopausal", "- id: letrozole-postmenopausal", 0, "is used twice"),
    ("options.yaml", "- id: letrozole-postmenopausal", "- id: Letrozole alone", 0, "String should match pattern"),
    ("options.yaml", "{'on': 2026-11-22,", "{'on': 2026-13-22,", 0, "is not a value"),
    ("options.yaml", "{'on': 2026-11-22,", "{'on': soon,", 0, "valid date"),
    ("options.yaml", "sources, clinician: false", "sources, clinician: nobody", 0, "should be a valid boolean"),
    ("options.yaml", "  confidence: high", "  confidence: high\n  confidence: low", 1, "stands here twice"),
    ("options.yaml", "  confidence: high", "  sureness: high", 0, "is not a field of this entry"),
    ("options.yaml", "{hr: positive}", "{hr: weak}", 0, "'weak' is not a value of hr"),
    ("options.yaml", "{hr: positive}", "{hormones: positive}", 0, "'hormones' is not in the vocabulary"),
    ("options.yaml", "{hr: positive}", "{hr: positive, her2: negative}", 0, "exactly one key"),
    ("options.yaml", "{site: bone}", "{site: skin}", 0, "'skin' is not a site of the vocabulary"),
    ("options.yaml", "gene: ESR1", "gene: ESR2", 0, "'ESR2' is not a gene of the vocabulary"),
    ("options.yaml", "{progressed_on_class: aromatase-inhibitor}", "{progressed_on_class: serum}", 0,
     "'serum' names no class"),
    ("options.yaml", "{had_kind: endocrine}", "{had_kind: hormonal}", 0, "'hormonal' names no kind"),
    ("options.yaml", "{cannot_or_declines: cdk46-inhibitor}", "{cannot_or_declines: pills}", 0,
     "'pills' names no class, kind or drug"),
    ("options.yaml", "class_kind: endocrine, at_most: 0", "class_kind: endocrine, at_most: few", 0,
     "'few' is not a number"),
    ("options.yaml", "class_kind: endocrine, at_most: 0", "class_kind: endocrine, below: 1", 0,
     "'below' is not an argument"),
    ("options.yaml", "class_kind: endocrine, at_most: 0", "class_kind: endocrine", 0, "one of at_least and at_most"),
    ("options.yaml", "{all: [{her2: positive}]}", "{all: {her2: positive}}", 0, "takes a list of predicates"),
    ("options.yaml", "  site: >-", "  place: >-", None, "'site' is not in the vocabulary"),
    ("drugs.yaml", "class_id: serm", "class_id: sermon", 0, "'sermon' names no class"),
    ("drugs.yaml", "contains: [pertuzumab, trastuzumab]", "contains: [pertuzumab, trastu]", 0,
     "'trastu' names no drug"),
    ("drugs.yaml", "route: oral", "route: swallowed", 0, "'swallowed' has no label of route"),
    ("drugs.yaml", "kind: supportive", "kind: support", 0, "'support' has no label of option_kind"),
    ("facts.yaml", "  source: seed-cbcf", "  source: seed-none", 0, "'seed-none' names no source"),
    ("facts.yaml", "  - chuq-her2", "  - chuq-her9", 0, "'chuq-her9' names no source"),
    ("facts.yaml", "note_source: seed-ccsn", "note_source: seed-none", 0, "'seed-none' names no source"),
    ("facts.yaml", "value: '815'", "value: 815", 0, "must be text; put it in quotes"),
    ("facts.yaml", "as_of: 2018", "as_of: last year", 0, "should be a valid integer"),
    ("sources.yaml", "  url: http://www.saskbreast", "  url: www.saskbreast", 0, "String should match pattern"),
    ("sources.yaml", "published: '2024-10-24'", "published: '2024-10-42'", 0, "day is out of range"),
    ("sources.yaml", "published: '2024-10-24'", "published: October 2024", 0, "is not a date written YYYY"),
    ("sources.yaml", "kind: patient_information", "kind: rumour", 0, "'rumour' has no label of source_kind"),
    ("sources.yaml", "doi: 10.", "doi: doi.org/10.", 0, "String should match pattern"),
]  # fmt: skip
PLANTED_FRENCH = [
    ("fr/drugs.yaml", "fr: létrozole", "fr: letrozole", 0, "French equals the English without same: true"),
    ("fr/drugs.yaml", "    generic:\n      fr: létrozole\n", "    other:\n      fr: létrozole\n", -1,
     "drugs.letrozole.generic has no French"),
    ("fr/drugs.yaml", "    generic:\n      fr: létrozole\n", "    other:\n      fr: létrozole\n", 0,
     "drugs.letrozole.other French for something that does not exist"),
    ("fr/options.yaml", "letrozole-postmenopausal:", "letrozole-gone:", 0, "French for something that does not exist"),
    ("fr/options.yaml", "en_sha: '39fe2078'", "en_sha: '39fe2079'", 0, "French is out of date"),
    ("fr/options.yaml", "en_sha: '39fe2078'", "en_sha: '39fe2078'\n    same: true", 1, "same stands only where"),
    ("fr/options.yaml", "en_sha: '39fe2078'", "en_sha: '39fe2078'\n    sum: 3", 1, "is not one of fr, en_sha, same"),
    ("fr/options.yaml", "l’aromatase)", "l'aromatase)", 0, "apostrophe"),
    ("fr/facts.yaml", "environ 10\u00a0%", "environ 10 %", 0, "before %"),
    ("fr/facts.yaml", "bronches\u00a0:", "bronches :", 0, "before :"),
    ("fr/facts.yaml", "6\u00a0823", "6 823", 0, "inside a number"),
    ("fr/facts.yaml", "colorectal\u00a0: 2", "colorectal ; 2", 0, "before ; ! or ?"),
    ("fr/facts.yaml", "  - fr: CSM", "  - it: CSM", 0, "has no French"),
    ("fr/terms.yaml", "«\u00a0Hormone therapy\u00a0»", "« Hormone therapy »", 0, "inside « »"),
    ("fr/terms.yaml", "  fr: ligne de traitement", "  fr: line of therapy", 0, "French equals the English"),
    ("fr/terms.yaml", "      fr: Hormonothérapie", "      fran: Hormonothérapie", -2, "needs en and fr"),
]  # fmt: skip


def test_the_seed_has_no_mistake():
    assert problems(SEED) == []


@pytest.mark.parametrize(("file", "old", "new", "below", "message"), PLANTED + PLANTED_FRENCH)
def test_a_mistake_is_found_where_it_stands(seed, file, old, new, below, message):
    line = seed.plant(file, old, new)
    found = problems(seed.folder)
    said = [str(problem) for problem in found if message in str(problem)]
    assert said, [str(problem) for problem in found][:5]
    if below is not None:
        assert any(text.startswith(f"seed/{file}:{line + below} ") for text in said), said


def test_a_changed_english_asks_for_new_french(seed):
    seed.plant("options.yaml", "  name: Letrozole alone", "  name: Only letrozole")
    [problem] = problems(seed.folder)
    assert problem.file == "seed/fr/options.yaml"
    assert problem.key == "letrozole-postmenopausal.name.en_sha"
    assert digest("Only letrozole (aromatase inhibitor)") in problem.message


def test_an_option_without_a_source(seed):
    text = (seed.folder / "options.yaml").read_text(encoding="utf-8")
    start = text.index("  sources:\n")
    end = text.index("  status:", start)
    line = text.count("\n", 0, start) + 1
    (seed.folder / "options.yaml").write_text(text[:start] + "  sources: []\n" + text[end:], encoding="utf-8")
    [problem] = problems(seed.folder)
    assert (problem.file, problem.line) == ("seed/options.yaml", line)
    assert problem.key == "options.letrozole-postmenopausal.sources"


@pytest.mark.parametrize("text", ["", "[", "\t- a", "hello", "- 1", "{}", "a: {b", "\x07"])
@pytest.mark.parametrize("file", ["options.yaml", "drugs.yaml", "fr/facts.yaml", "fr/terms.yaml"])
def test_a_file_that_is_something_else_is_said_not_raised(seed, file, text):
    (seed.folder / file).write_text(text, encoding="utf-8")
    assert any(problem.file == f"seed/{file}" for problem in problems(seed.folder))


def test_a_missing_or_undecodable_file_is_said_not_raised(seed):
    (seed.folder / "drugs.yaml").unlink()
    (seed.folder / "facts.yaml").write_bytes(b"\xff\xfe\xff")
    assert [problem.file for problem in problems(seed.folder)] == ["seed/drugs.yaml", "seed/facts.yaml"]


def test_broken_content_is_refused_with_every_problem(seed):
    seed.plant("drugs.yaml", "class_id: serm", "class_id: sermon")
    seed.plant("sources.yaml", "kind: patient_information", "kind: rumour")
    with pytest.raises(BrokenContent) as refused:
        load(seed.folder)
    assert len(refused.value.problems) == 2
    assert "seed/drugs.yaml:" in str(refused.value)
    assert "seed/sources.yaml:" in str(refused.value)


@pytest.mark.parametrize("good", ["à 10:30", "« oui »\u00a0: 12\u00a0%", "Quoi?", "https://exemple.ca", "2,5"])
def test_good_french_typography(good):
    assert not list(typography(good.replace("« ", "«\u00a0").replace(" »", "\u00a0»")))
