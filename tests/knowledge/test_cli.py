"""The commands of whoever looks after the content, on a copy of it; its links are in test_links.py."""

from __future__ import annotations

import re

import pytest

from tracker.knowledge import check, cli
from tracker.knowledge.entries import is_reviewed, listed
from tracker.knowledge.review_page import said

REF = "option:letrozole-postmenopausal"
OTHER = "rule:seizure"


def test_check_of_good_content_counts_it(run):
    result = run("check")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("93 options, 63 drugs, 27 classes, 36 words")


def test_check_of_broken_content_names_file_and_line(run, seed):
    seed.plant("drugs.yaml", "class_id: serm", "class_id: sermon")
    result = run("check", seed.folder)
    assert result.exit_code == 1
    [line] = result.output.splitlines()
    assert line.startswith("seed/drugs.yaml:")
    assert "'sermon' names no class" in line


# --- what changed --------------------------------------------------------------------------------------------------


def change(seed) -> None:
    """One option in other words, one question less, one fact more."""
    seed.plant("options.yaml", "  since: ", "  notes: not shown\n  since: ")
    seed.plant("red_flags.yaml", "  already_known: false", "  already_known: true")
    seed.plant("facts.yaml", "symptoms:\n- id: fatigue", "symptoms:\n- id: tiredness")
    seed.plant("fr/facts.yaml", "symptoms:\n  fatigue:", "symptoms:\n  tiredness:")
    seed.plant("understand.yaml", "symptoms.fatigue", "symptoms.tiredness")


def test_a_version_compared_with_itself_has_no_changes(run, seed):
    result = run("diff", seed.folder, "--seed", seed.folder)
    assert result.output == "0 new, 0 changed, 0 removed\n"


@pytest.mark.parametrize("kept_as", ["folder", "fingerprints"])
def test_diff_names_what_is_new_changed_and_removed(run, seed, tmp_path, kept_as):
    before = cli.SEED
    if kept_as == "fingerprints":
        before = tmp_path / "before.json"
        before.write_text(run("fingerprint").output)
    change(seed)
    assert check.problems(seed.folder) == []
    lines = run("diff", before, "--seed", seed.folder).output.splitlines()
    assert "new      fact:symptoms.tiredness" in lines
    assert "removed  fact:symptoms.fatigue" in lines
    changed = [line.split()[1] for line in lines if line.startswith("changed")]
    assert len([ref for ref in changed if ref.startswith("rule:")]) == 1
    assert not [ref for ref in changed if ref.startswith("option:")], "what is never shown is no change"


def test_an_organization_a_moment_and_help_now_are_compared_too(run, seed):
    seed.plant("organizations.yaml", 'phone: "1-888-939-3333"', 'phone: "1-888-939-3334"')
    seed.plant("organizations.yaml", "status_note: Absorbed", "status_note: Took in")
    seed.plant("support.yaml", "you wrote down is near.", "you wrote down comes.")
    lines = run("diff", cli.SEED, "--seed", seed.folder).output.splitlines()
    assert lines == [
        "changed  organization:canadian-cancer-society",
        "changed  moment:first-visit",
        "0 new, 2 changed, 0 removed",
    ]


def test_help_now_changes_with_a_number_it_lists(run, seed):
    seed.plant("organizations.yaml", 'text_number: "9-8-8"', 'text_number: "5-5-5"')
    changed = run("diff", cli.SEED, "--seed", seed.folder).output
    assert "changed  now:help-now" in changed
    assert "changed  moment:hard-week" in changed


def test_diff_refuses_what_is_no_version(run, tmp_path):
    for text in ("[", "[]", '{"a": 1}'):
        (tmp_path / "version").write_text(text)
        assert run("diff", tmp_path / "version").exit_code == 1


# --- reviews -------------------------------------------------------------------------------------------------------


def test_the_page_to_review_has_everything_nobody_has_read(run):
    page = run("review").output
    assert "## Letrozole alone (aromatase inhibitor)" in page
    assert f"`{REF}` · New" in page
    assert "Létrozole seul" in page, "both languages"
    assert "- source: Canadian Cancer Society / Société canadienne du cancer, “" in page


def test_the_page_to_review_says_in_both_languages_what_a_statement_rests_on(run):
    page = run("review").output
    entry = page.partition("`statement:what-it-is.same-cells`")[2].partition("\n## ")[0]
    assert "“A breast cancer metastasis in bone is still made of breast cancer cells, not bone cancer. / Une" in entry
    assert "“Metastatic cancer (overview page)”, not dated" in entry
    assert "goals_and_outlook" not in entry


def test_the_page_to_review_has_words_and_no_codes():
    content = check.load(cli.SEED)
    ids = {*content.classes, *content.sources, *content.options, *content.support.organizations}
    ids = {each for each in ids if "-" in each} | {
        f"{section}.{each}" for section in content.facts for each in content.facts[section]
    }
    for entry in listed(content).values():
        for label, words in said(content, entry.entry):
            assert not words.startswith(("[", "{")), (entry.ref, label)
            assert not ids.intersection(re.split(r"[; ]+", words)), (entry.ref, label, words)


def test_the_page_to_review_says_how_help_now_is_reached(run):
    entry = run("review").output.partition("`now:help-now`")[2]
    assert "- 9-8-8: Suicide Crisis Helpline: 9-8-8, text 9-8-8, https://988.ca" in entry


def test_the_page_to_review_shows_what_it_said_before(run, seed):
    seed.plant("red_flags.yaml", "  already_known: false", "  already_known: true")
    page = run("review", "--since", cli.SEED, "--seed", seed.folder).output
    assert "0 new, 1 changed, 0 removed." in page
    assert "- **already_known**: yes\n  - before: no" in page


def test_a_review_is_recorded_and_holds_until_the_entry_changes(run, seed):
    marked = ["--by", "Dr. M. Roy, oncologist", "--on", "2026-11-20", "--seed", seed.folder]
    result = run("reviewed", REF, OTHER, *marked)
    assert result.exit_code == 0, result.output
    assert check.problems(seed.folder) == []
    content = check.load(seed.folder)
    assert is_reviewed(content, REF)
    assert is_reviewed(content, OTHER)
    assert not is_reviewed(content, "option:anastrozole-postmenopausal")
    assert content.reviews[REF].by == "Dr. M. Roy, oncologist"
    assert f"`{REF}`" not in run("review", "--seed", seed.folder).output

    run("reviewed", OTHER, *marked)  # again: the rows before it stay
    seed.plant("options.yaml", "  confidence: high", "  confidence: low")
    assert is_reviewed(check.load(seed.folder), REF), "what is not shown does not undo a review"
    seed.plant("options.yaml", "locator: Hormone therapy}", "locator: Hormonal therapy}")
    content = check.load(seed.folder)
    assert not is_reviewed(content, REF)
    assert is_reviewed(content, OTHER)
    assert f"`{REF}` · Changed" in run("review", "--seed", seed.folder).output
    assert (seed.folder / "reviews.yaml").read_text().startswith("# Which clinician")


@pytest.mark.parametrize(
    ("ref", "file", "old", "new"),
    [
        ("statement:how-it-spreads.in-general", "fr/facts.yaml", "fr: une fatigue extrême", "fr: une grande fatigue"),
        ("statement:what-it-is.names", "fr/facts.yaml", "fr: CSM", "fr: cancer CSM"),
        ("statement:treatments.hormone-therapy", "fr/facts.yaml", "fr: endocrinothérapie", "fr: traitement hormonal"),
        (
            "statement:treatments.radiation-bone",
            "options.yaml",
            "{id: ca-bone-radiation-review, locator: abstract}",
            "{id: ca-bone-radiation-review, locator: text}",
        ),
        ("statement:what-it-is.names", "sources.yaml", "published: null", "published: '2014'"),
        ("moment:first-visit", "organizations.yaml", "- CBCN", "- The CBCN"),
    ],
)
def test_a_review_lapses_when_what_lies_under_the_entry_changes(run, seed, ref, file, old, new):
    other = "statement:what-it-is.spread"
    run("reviewed", ref, other, "--by", "Dr. M. Roy", "--on", "2026-11-20", "--seed", seed.folder)
    assert is_reviewed(check.load(seed.folder), ref)
    seed.plant(file, old, new)
    content = check.load(seed.folder)
    assert not is_reviewed(content, ref)
    assert is_reviewed(content, other)


def test_the_day_a_source_was_read_again_undoes_no_review(run, seed):
    ref = "statement:what-it-is.names"
    run("reviewed", ref, "--by", "Dr. M. Roy", "--on", "2026-11-20", "--seed", seed.folder)
    seed.plant("sources.yaml", "  published: null\n", "  published: null\n  read_on: '2026-11-24'\n")
    assert is_reviewed(check.load(seed.folder), ref)


@pytest.mark.parametrize(
    "words",
    [
        ["option:nothing", "--by", "Dr. Roy", "--on", "2026-11-20"],
        [REF, "--by", " ", "--on", "2026-11-20"],
        [REF, "--by", "Dr. Roy", "--on", "2999-01-01"],
        [REF, "--by", "Dr. Roy", "--on", "yesterday"],
        [REF, "--by", "Dr. Roy"],
    ],
)
def test_a_review_that_cannot_be_is_refused_and_nothing_is_written(run, seed, words):
    before = (seed.folder / "reviews.yaml").read_text()
    assert run("reviewed", *words, "--seed", seed.folder).exit_code != 0
    assert (seed.folder / "reviews.yaml").read_text() == before


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{entry: 'option:nothing', by: A, on: 2026-01-01, digest: 0123456789abcdef}", "names no entry"),
        ("{entry: 'option:elacestrant', by: A, on: 2026-01-01, digest: short}", "needs entry, by, on"),
        ("{entry: 'option:elacestrant', on: 2026-01-01, digest: 0123456789abcdef}", "needs entry, by, on"),
        ("hello", "needs entry, by, on"),
    ],
)
def test_a_broken_review_is_found_where_it_stands(seed, row, message):
    line = seed.plant("reviews.yaml", "reviews: []", f"reviews:\n- {row}")
    [problem] = check.problems(seed.folder)
    assert message in str(problem)
    assert (problem.file, problem.line) == ("seed/reviews.yaml", line + 1)


def test_nothing_calls_itself_reviewed_without_a_review(seed):
    seed.plant("options.yaml", "sources, clinician: false", "sources, clinician: true")
    [problem] = check.problems(seed.folder)
    assert "says clinician: true" in str(problem)
