"""Receptor status and gene results, by the vocabulary of `seed/options.yaml` (hr, her2, marker), case by case."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tracker.dates import PartialDate
from tracker.diagnosis.models import (
    Gene,
    GenomicFinding,
    GenomicResult,
    GenomicSource,
    Her2,
    Ihc,
    Ish,
    Origin,
    Receptor,
    Specimen,
)
from tracker.diagnosis.receptors import current_status, difference, her2_of, her2_of_scores, hr_of, markers, newest

P, L, N, F, A, U = (Receptor(v) for v in ("positive", "low", "negative", "failed", "awaited", "unknown"))


def sample(day: str | None = None, **values: Any) -> Specimen:
    return Specimen(taken_on=PartialDate(day) if day else None, **values)


# --- hr: positive if either is present, negative if both are absent ---


@pytest.mark.parametrize("er", [None, *Receptor])
@pytest.mark.parametrize("pr", [None, *Receptor])
def test_hormone_receptors(er: Receptor | None, pr: Receptor | None) -> None:
    present = {P, L}
    expected = "positive" if er in present or pr in present else "negative" if er is N and pr is N else None
    assert hr_of(sample(er=er, pr=pr)) == expected


# --- her2: the whole table of scores ----------------------------------------------------------------------------------

SCORES = {
    (Ihc.ZERO, None): Her2.NEGATIVE,
    (Ihc.ZERO_NO_STAINING, None): Her2.ZERO,
    (Ihc.ZERO_FAINT, None): Her2.ULTRALOW,
    (Ihc.ONE, None): Her2.LOW,
    (Ihc.TWO, None): None,
    (Ihc.TWO, Ish.NEGATIVE): Her2.LOW,
    (Ihc.THREE, None): Her2.POSITIVE,
    (Ihc.FAILED, None): None,
    (Ihc.AWAITED, None): None,
    (Ihc.UNKNOWN, None): None,
    (None, None): None,
}


@pytest.mark.parametrize("ihc", [None, *Ihc])
@pytest.mark.parametrize("ish", [None, *Ish])
def test_her2_of_scores(ihc: Ihc | None, ish: Ish | None) -> None:
    if ish is Ish.POSITIVE:
        expected = Her2.POSITIVE
    else:
        expected = SCORES[ihc, ish] if (ihc, ish) in SCORES else SCORES[ihc, None]
    assert her2_of_scores(ihc, ish) is expected


@pytest.mark.parametrize("told", [None, *Her2])
def test_what_was_told_counts_where_there_is_no_score(told: Her2 | None) -> None:
    expected = None if told is Her2.UNKNOWN else told
    assert her2_of(sample(her2_told=told)) is expected
    assert her2_of(sample(her2_told=told, her2_ihc=Ihc.UNKNOWN)) is expected
    assert her2_of(sample(her2_told=told, her2_ihc=Ihc.THREE)) is Her2.POSITIVE
    assert her2_of(sample(her2_told=told, her2_ihc=Ihc.TWO)) is None, "2+ without ISH is open"


# --- the newest specimen counts ---------------------------------------------------------------------------------------


def hr_now(*specimens: Specimen) -> str | None:
    """In any order of the records the same."""
    found = {current_status(list(order)).hr for order in itertools.permutations(specimens)}
    assert len(found) == 1
    return found.pop()


CASES: list[tuple[str, list[Specimen], str | None]] = [
    ("none", [], None),
    ("one", [sample("2020", er=P)], "positive"),
    ("the newer wins", [sample("2020", er=P, pr=P), sample("2023", er=N, pr=N)], "negative"),
    ("an older one says nothing more", [sample("2023", er=P), sample("2020-05-02", er=N, pr=N)], "positive"),
    ("a newer one that failed changes nothing", [sample("2020", er=P), sample("2023", er=F, pr=F)], "positive"),
    (
        "a newer one with no word changes nothing",
        [sample("2020", er=P), sample("2023", her2_ihc=Ihc.THREE)],
        "positive",
    ),
    ("a newer one that is awaited leaves it open", [sample("2020", er=P), sample("2023", er=A)], None),
    ("an older one that is awaited does not", [sample("2020", er=A), sample("2023", er=P)], "positive"),
    ("the same day and different", [sample("2020-05-02", er=P), sample("2020-05-02", er=N, pr=N)], None),
    ("the same day and the same", [sample("2020-05-02", er=P), sample("2020-05-02", pr=L)], "positive"),
    ("a month inside a year may be either", [sample("2020", er=P), sample("2020-05", er=N, pr=N)], None),
    ("a month after a year is newer", [sample("2020", er=P), sample("2021-01", er=N, pr=N)], "negative"),
    ("an undated one may be the newest", [sample("2020", er=P), sample(None, er=N, pr=N)], None),
    ("an undated one that agrees", [sample("2020", er=P), sample(None, er=L)], "positive"),
    ("two undated ones that differ", [sample(er=P), sample(er=N, pr=N)], None),
    ("one absent, the other not reported", [sample("2020", er=P), sample("2023", er=N)], None),
    ("a year that holds the newest day", [sample("2020-12-31", er=N, pr=N), sample("2021", er=P)], "positive"),
    ("unknown says nothing", [sample("2020", er=P), sample("2023", er=U, pr=U)], "positive"),
]


@pytest.mark.parametrize(("specimens", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_current_hormone_receptors(specimens: list[Specimen], expected: str | None) -> None:
    assert hr_now(*specimens) == expected


HER2_CASES: list[tuple[str, list[Specimen], Her2 | None]] = [
    ("the newer wins", [sample("2020", her2_ihc=Ihc.THREE), sample("2023", her2_ihc=Ihc.ONE)], Her2.LOW),
    ("a newer 2+ without ISH is open", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", her2_ihc=Ihc.TWO)], None),
    (
        "a newer 2+ with ISH",
        [sample("2020", her2_told=Her2.NEGATIVE), sample("2023", her2_ihc=Ihc.TWO, her2_ish=Ish.NEGATIVE)],
        Her2.LOW,
    ),
    ("a newer one that failed", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", her2_ihc=Ihc.FAILED)], Her2.LOW),
    ("a newer one that is awaited", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", her2_ihc=Ihc.AWAITED)], None),
    ("a newer ISH that is awaited", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", her2_ish=Ish.AWAITED)], None),
    ("a newer one with ER only", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", er=P)], Her2.LOW),
    ("a newer “I don’t know”", [sample("2020", her2_ihc=Ihc.ONE), sample("2023", her2_told=Her2.UNKNOWN)], Her2.LOW),
]


@pytest.mark.parametrize(("specimens", "expected"), [c[1:] for c in HER2_CASES], ids=[c[0] for c in HER2_CASES])
def test_current_her2(specimens: list[Specimen], expected: Her2 | None) -> None:
    for order in itertools.permutations(specimens):
        assert current_status(list(order)).her2 is expected


def test_the_status_names_the_samples_it_rests_on() -> None:
    old, new, other = (
        sample("2020", er=P, her2_ihc=Ihc.ONE),
        sample("2023", er=N, pr=N),
        sample("2021", her2_told=Her2.LOW),
    )
    status = current_status([old, new, other])
    assert status.hr_from == (new,)
    assert status.her2_from == (other,)


def test_none_is_newest_of_nothing() -> None:
    assert newest([], lambda row: None) == ()


# --- the first tumour and the metastasis ------------------------------------------------------------------------------


def test_a_difference_is_shown_as_both() -> None:
    primary = sample("2015", origin=Origin.PRIMARY, er=P, pr=P, her2_ihc=Ihc.ONE)
    metastatic = sample("2022", origin=Origin.METASTATIC, er=P, pr=N, her2_ihc=Ihc.THREE)
    found = difference([metastatic, primary])
    assert found is not None
    assert (found.primary.specimen, found.metastatic.specimen) == (primary, metastatic)
    assert found.differing == ("pr", "her2")


@pytest.mark.parametrize(
    ("primary", "metastatic"),
    [
        ({"er": P}, {"er": L}),
        ({"er": P}, {"pr": N}),
        ({"her2_told": Her2.NEGATIVE}, {"her2_ihc": Ihc.ZERO_NO_STAINING}),
        ({"er": P}, {"er": F}),
        ({"er": P}, {"er": A}),
        ({"er": U}, {"er": N}),
    ],
)
def test_what_is_no_difference(primary: dict[str, Any], metastatic: dict[str, Any]) -> None:
    rows = [sample("2015", origin=Origin.PRIMARY, **primary), sample("2022", origin=Origin.METASTATIC, **metastatic)]
    assert difference(rows) is None


def test_the_newest_of_each_origin_is_compared() -> None:
    rows = [
        sample("2015", origin=Origin.PRIMARY, er=P, pr=P),
        sample("2018", origin=Origin.METASTATIC, er=N, pr=N),
        sample("2022", origin=Origin.METASTATIC, er=P, pr=P),
    ]
    assert difference(rows) is None
    assert difference(rows[:2]) is not None
    assert difference([sample("2022", origin=Origin.UNKNOWN, er=N, pr=N), rows[0]]) is None


# --- genes ------------------------------------------------------------------------------------------------------------

FOUND, NOT, UNCERTAIN, NOT_TESTED, AWAITED, DONT = (
    GenomicResult(v) for v in ("found", "not_found", "uncertain", "not_tested", "awaited", "unknown")
)
INHERITED, TUMOUR, BLOOD = GenomicSource.GERMLINE, GenomicSource.TUMOUR, GenomicSource.BLOOD


def finding(gene: Gene, result: GenomicResult | None, day: str | None = None, source: Any = None) -> GenomicFinding:
    return GenomicFinding(gene=gene, result=result, tested_on=PartialDate(day) if day else None, source=source)


def said(*findings: GenomicFinding) -> dict[str, str]:
    everyone = [
        {name: result for name, (result, _rows) in markers(list(order)).items()}
        for order in itertools.permutations(findings)
    ]
    assert all(each == everyone[0] for each in everyone)
    return everyone[0]


@pytest.mark.parametrize("gene", [gene for gene in Gene if not gene.value.startswith("BRCA")])
@pytest.mark.parametrize("result", [None, *GenomicResult])
def test_a_gene_has_the_name_of_the_vocabulary(gene: Gene, result: GenomicResult | None) -> None:
    expected = {FOUND: {gene.value: "positive"}, NOT: {gene.value: "negative"}}.get(result, {})
    assert said(finding(gene, result)) == expected


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([finding(Gene.ESR1, NOT, "2020"), finding(Gene.ESR1, FOUND, "2023")], {"ESR1": "positive"}),
        ([finding(Gene.ESR1, FOUND, "2020"), finding(Gene.ESR1, NOT, "2023")], {"ESR1": "negative"}),
        ([finding(Gene.ESR1, FOUND, "2020-05-02"), finding(Gene.ESR1, NOT, "2020-05-02")], {}),
        ([finding(Gene.ESR1, FOUND, "2020"), finding(Gene.ESR1, NOT, None)], {}),
        ([finding(Gene.ESR1, FOUND, "2020"), finding(Gene.ESR1, AWAITED, "2023")], {}),
        ([finding(Gene.ESR1, FOUND, "2020"), finding(Gene.ESR1, NOT_TESTED, "2023")], {"ESR1": "positive"}),
        ([finding(Gene.ESR1, FOUND, "2020"), finding(Gene.ESR1, DONT, "2023")], {"ESR1": "positive"}),
        ([finding(Gene.PDL1_CPS10, FOUND)], {"PDL1_CPS10": "positive"}),
        ([finding(Gene.PDL1_IC1, NOT)], {"PDL1_IC1": "negative"}),
    ],
)
def test_the_newest_test_of_a_gene_counts(findings: list[GenomicFinding], expected: dict[str, str]) -> None:
    assert said(*findings) == expected


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([finding(Gene.BRCA, FOUND, None, INHERITED)], "positive"),
        ([finding(Gene.BRCA1, FOUND, None, INHERITED)], "positive"),
        ([finding(Gene.BRCA2, FOUND, None, INHERITED), finding(Gene.BRCA1, NOT, None, INHERITED)], "positive"),
        ([finding(Gene.BRCA, NOT, None, INHERITED)], "negative"),
        ([finding(Gene.BRCA1, NOT, None, INHERITED)], None),
        ([finding(Gene.BRCA1, NOT, None, INHERITED), finding(Gene.BRCA2, NOT, None, INHERITED)], "negative"),
        ([finding(Gene.BRCA, FOUND, None, TUMOUR)], None),
        ([finding(Gene.BRCA, FOUND, None, BLOOD)], None),
        ([finding(Gene.BRCA, FOUND, None, None)], None),
        ([finding(Gene.BRCA, NOT, None, TUMOUR)], None),
        ([finding(Gene.BRCA, UNCERTAIN, None, INHERITED)], None),
        ([finding(Gene.BRCA, NOT, "2020", INHERITED), finding(Gene.BRCA, FOUND, "2023", TUMOUR)], "negative"),
        ([finding(Gene.BRCA1, NOT, "2020", INHERITED), finding(Gene.BRCA1, FOUND, "2023", INHERITED)], "positive"),
    ],
)
def test_brca_counts_where_it_is_inherited(findings: list[GenomicFinding], expected: str | None) -> None:
    assert said(*findings).get("BRCA1_2_germline") == expected
    assert not any(name.startswith("BRCA") and name != "BRCA1_2_germline" for name in said(*findings))
