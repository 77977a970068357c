"""Receptor status and gene results, derived from what was recorded. Pure: no Flask, no database, no clock.

The rules are those of the vocabulary of `seed/options.yaml` (entries hr, her2, marker), which names its sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tracker.dates import PartialDate, newest_first
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

Row = TypeVar("Row")
_PRESENT = (Receptor.POSITIVE, Receptor.LOW)
_REPORTED = (*_PRESENT, Receptor.NEGATIVE)


@dataclass(frozen=True)
class Status:
    """What one specimen says. `er`, `pr`, `hr` and `her2` are None where it does not say."""

    specimen: Specimen
    er: Receptor | None
    pr: Receptor | None
    hr: str | None
    her2: Her2 | None


@dataclass(frozen=True)
class CurrentStatus:
    """The status that counts now, and the specimens it rests on (several when their order is not known)."""

    hr: str | None
    her2: Her2 | None
    hr_from: tuple[Specimen, ...]
    her2_from: tuple[Specimen, ...]


def her2_of_scores(ihc: Ihc | None, ish: Ish | None) -> Her2 | None:
    """HER2 from IHC and ISH; None where they do not settle it.

    Positive is IHC 3+ or a positive ISH; low is 1+, or 2+ with a negative ISH; ultralow is 0 with some staining, zero
    0 with none; 0 with no word about staining is negative; 2+ without ISH is open.
    """
    if ihc is Ihc.THREE or ish is Ish.POSITIVE:
        return Her2.POSITIVE
    if ihc is Ihc.TWO:
        return Her2.LOW if ish is Ish.NEGATIVE else None
    by_score = {
        Ihc.ONE: Her2.LOW,
        Ihc.ZERO_FAINT: Her2.ULTRALOW,
        Ihc.ZERO_NO_STAINING: Her2.ZERO,
        Ihc.ZERO: Her2.NEGATIVE,
    }
    return by_score.get(ihc) if ihc else None


def her2_of(specimen: Specimen) -> Her2 | None:
    """HER2 of one specimen: its scores, else what the person was told."""
    scored = her2_of_scores(specimen.her2_ihc, specimen.her2_ish)
    if scored is not None or specimen.her2_ihc is Ihc.TWO:
        return scored
    return None if specimen.her2_told is Her2.UNKNOWN else specimen.her2_told


def hr_of(specimen: Specimen) -> str | None:
    """`positive` if ER, PR or both are present (low counts), `negative` if both are reported absent, else None."""
    if specimen.er in _PRESENT or specimen.pr in _PRESENT:
        return "positive"
    return "negative" if specimen.er is specimen.pr is Receptor.NEGATIVE else None


def status_of(specimen: Specimen) -> Status:
    er = specimen.er if specimen.er in _REPORTED else None
    pr = specimen.pr if specimen.pr in _REPORTED else None
    return Status(specimen, er, pr, hr_of(specimen), her2_of(specimen))


def current_status(specimens: Sequence[Specimen]) -> CurrentStatus:
    """Derived from the newest specimen on which the receptor was reported; a newer result awaited leaves it open."""
    hr_rows = newest([s for s in specimens if _says_hr(s)], _taken_on)
    her2_rows = newest([s for s in specimens if _says_her2(s)], _taken_on)
    return CurrentStatus(_agreed(hr_of(s) for s in hr_rows), _agreed(map(her2_of, her2_rows)), hr_rows, her2_rows)


def _taken_on(specimen: Specimen) -> PartialDate | None:
    return specimen.taken_on


def _says_hr(specimen: Specimen) -> bool:
    return any(result in (*_REPORTED, Receptor.AWAITED) for result in (specimen.er, specimen.pr))


def _says_her2(specimen: Specimen) -> bool:
    scored = specimen.her2_ihc not in (None, Ihc.FAILED, Ihc.UNKNOWN)
    awaited_or_done = specimen.her2_ish in (Ish.POSITIVE, Ish.NEGATIVE, Ish.AWAITED)
    return scored or awaited_or_done or specimen.her2_told not in (None, Her2.UNKNOWN)


def newest(rows: Sequence[Row], dated: Callable[[Row], PartialDate | None]) -> tuple[Row, ...]:
    """The rows that may be the newest: none of the others is surely later. Undated ones may be.

    One row where the order is known; several where dates are partial, equal or missing.
    """
    found = []
    for row in rows:
        day = dated(row)
        others = (dated(other) for other in rows if other is not row)
        if day is None or not any(other is not None and day.surely_before(other) for other in others):
            found.append(row)
    return tuple(found)


def _agreed(values: Iterable[Any]) -> Any:
    """The one value all agree on, else None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Difference:
    """The first tumour and the metastasis, where their receptors differ; `differing` names which."""

    primary: Status
    metastatic: Status
    differing: tuple[str, ...]


def difference(specimens: Sequence[Specimen]) -> Difference | None:
    """The newest primary and the newest metastatic specimen, if a receptor was reported on both and is not the same."""
    primary = _newest_status(specimens, Origin.PRIMARY)
    metastatic = _newest_status(specimens, Origin.METASTATIC)
    if primary is None or metastatic is None:
        return None
    differing = tuple(
        name for name in ("er", "pr", "her2") if differ(getattr(primary, name), getattr(metastatic, name))
    )
    return Difference(primary, metastatic, differing) if differing else None


def _newest_status(specimens: Sequence[Specimen], origin: Origin) -> Status | None:
    reported = [s for s in specimens if s.origin is origin and (_says_hr(s) or _says_her2(s))]
    reported.sort(key=lambda s: newest_first(s.taken_on), reverse=True)
    return status_of(reported[0]) if reported else None


def differ(first: Receptor | Her2 | None, second: Receptor | Her2 | None) -> bool:
    """Whether two results are surely not the same. Low positive is positive; a plain HER2 negative may be any kind.

    By identity: as texts, low of ER and low of HER2 are equal.
    """
    if first is None or second is None:
        return False
    one, other = (Receptor.POSITIVE if value is Receptor.LOW else value for value in (first, second))
    if one is Her2.NEGATIVE or other is Her2.NEGATIVE:
        return one is Her2.POSITIVE or other is Her2.POSITIVE
    return one is not other


# --- genes --------------------------------------------------------------------------------------------------------

_TELLING = {GenomicResult.FOUND: "positive", GenomicResult.NOT_FOUND: "negative"}
_COUNTED = (*_TELLING, GenomicResult.UNCERTAIN, GenomicResult.AWAITED)
_BRCA = (Gene.BRCA, Gene.BRCA1, Gene.BRCA2)
GERMLINE_BRCA = "BRCA1_2_germline"


def markers(findings: Sequence[GenomicFinding]) -> dict[str, tuple[str, tuple[GenomicFinding, ...]]]:
    """Marker of the vocabulary → `positive` or `negative` and the findings it rests on; an open one is left out."""
    found = {}
    for gene in Gene:
        if gene in _BRCA:
            continue
        rows = _newest_findings(findings, gene)
        result = _agreed(_TELLING.get(row.result) for row in rows)  # type: ignore[arg-type]
        if result:
            found[gene.value] = (result, rows)
    if germline := _germline_brca(findings):
        found[GERMLINE_BRCA] = germline
    return found


def _newest_findings(findings: Sequence[GenomicFinding], gene: Gene) -> tuple[GenomicFinding, ...]:
    return newest([f for f in findings if f.gene is gene and f.result in _COUNTED], lambda f: f.tested_on)


def _germline_brca(findings: Sequence[GenomicFinding]) -> tuple[str, tuple[GenomicFinding, ...]] | None:
    """Inherited BRCA: found in either gene; not found only where both were looked at. Tumour results do not count."""
    germline = [f for f in findings if f.source is GenomicSource.GERMLINE]
    rows = {gene: _newest_findings(germline, gene) for gene in _BRCA}
    results = {gene: _agreed(_TELLING.get(f.result) for f in rows[gene]) for gene in _BRCA}  # type: ignore[arg-type]
    positive = tuple(row for gene in _BRCA if results[gene] == "positive" for row in rows[gene])
    if positive:
        contradicted = results[Gene.BRCA] == "negative"
        return None if contradicted else ("positive", positive)
    if results[Gene.BRCA] == "negative":
        return "negative", rows[Gene.BRCA]
    if results[Gene.BRCA1] == results[Gene.BRCA2] == "negative" and not rows[Gene.BRCA]:
        return "negative", rows[Gene.BRCA1] + rows[Gene.BRCA2]
    return None
