"""Biopsies, scans, surgery, radiotherapy and what was found, as marks with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.dates import PartialDate
from tracker.diagnosis.models import Her2, Receptor, Specimen
from tracker.diagnosis.receptors import Status, differ, status_of
from tracker.picture.axis import Extent
from tracker.picture.things import Key, Lane, Link, Mark
from tracker.places import Place
from tracker.scans.models import Scan, ScanResult
from tracker.summary.record import Summary
from tracker.treatments import words
from tracker.treatments.models import LocalKind, LocalTreatment

_PLACES = {
    Place.BREAST: _l("breast"),
    Place.BONE: _l("bone"),
    Place.LYMPH_NODES: _l("lymph nodes"),
    Place.SOFT_TISSUE: _l("soft tissue"),
    Place.LIVER: _l("liver"),
    Place.LUNG: _l("lung"),
    Place.BRAIN: _l("brain"),
    Place.OTHER_VISCERAL: _l("other organ"),
}
_SHAPES = {
    ScanResult.GROWN: "grew",
    ScanResult.SMALLER: "smaller",
    ScanResult.STABLE: "same",
    ScanResult.MIXED: "mixed",
    ScanResult.NOT_SURE: "unsure",
    None: "wait",
}
_KEYS = {
    "grew": _l("grew"),
    "smaller": _l("smaller"),
    "same": _l("same"),
    "mixed": _l("mixed"),
    "unsure": _l("not sure"),
    "wait": _l("no result yet"),
}
_HER2 = {
    Her2.POSITIVE: "+",
    Her2.LOW: _l("low"),
    Her2.ULTRALOW: _l("ultralow"),
    Her2.ZERO: "0",
    Her2.NEGATIVE: "−",
}
_RECEPTOR = {Receptor.POSITIVE: "+", Receptor.LOW: _l("low"), Receptor.NEGATIVE: "−"}
_LOCAL = {LocalKind.RADIOTHERAPY: "square", LocalKind.SURGERY: "surgery", LocalKind.OTHER: "local"}


def lanes_of(summary: Summary) -> list[Lane]:
    """Biopsies, scans, local treatments; a lane may be empty."""
    return [
        Lane(_("Biopsies"), tuple(_specimens(summary))),
        Lane(
            _("Scans"),
            tuple(_scan(row) for row in summary.scans if row.taken_on),
            tuple(Key("mark", shape, str(word)) for shape, word in _KEYS.items()),
        ),
        Lane(_local_name(summary.local_treatments), tuple(_locals(summary.local_treatments))),
    ]


def undated(summary: Summary) -> int:
    return sum(
        (
            sum(row.taken_on is None for row in summary.specimens),
            sum(row.taken_on is None for row in summary.scans),
            sum(row.started_on is None and row.ended_on is None for row in summary.local_treatments),
        )
    )


# --- what was found -----------------------------------------------------------------------------------------------


def found(summary: Summary) -> Iterator[Mark]:
    """When breast cancer was found, and metastatic cancer; one mark where that was on the same date."""
    for day, labels, name in _found(summary):
        background = summary.background
        href = f"/journeys/{background.journey_id}/diagnosis/background" if background else ""
        yield Mark(Extent.at(day), "flag", Link(href, f"{name}, {day.shown()}"), labels)


def _found(summary: Summary) -> Iterator[tuple[PartialDate, tuple[str, ...], str]]:
    background = summary.background
    if background is None:
        return
    first, spread = background.breast_cancer_found_on, background.metastatic_found_on
    if spread and spread == first:
        name = _("Breast cancer was found, already metastatic")
        yield spread, (_("found, already metastatic"), _("metastatic")), name
        return
    if first:
        yield first, (_("breast cancer found"), _("found")), _("Breast cancer was found")
    if spread:
        yield spread, (_("metastatic cancer found"), _("metastatic")), _("Metastatic cancer was found")


# --- biopsies -----------------------------------------------------------------------------------------------------


def _specimens(summary: Summary) -> Iterator[Mark]:
    before: list[Specimen] = []
    for row in summary.specimens:
        if row.taken_on:
            link = Link(f"#specimen-{row.id}", _specimen_named(row, before))
            yield Mark(Extent.at(row.taken_on), "diamond", link, _specimen_labels(row, before))
            before.append(row)


def _specimen_labels(row: Specimen, before: Sequence[Specimen]) -> tuple[str, ...]:
    """The longest first: `liver, HER2 0 → low, PR + → −`, `liver, HER2 0 → low`, `HER2 0 → low`, `liver`."""
    place = str(_PLACES[row.place]) if row.place else ""
    changed = [_change(name, row, before) for name in ("her2", "er", "pr")]
    changes = [text for text in changed if text]
    her2 = status_of(row).her2
    if her2 and not changed[0]:
        changes.insert(0, _("HER2 %(status)s", status=str(_HER2[her2])))
    texts = [", ".join([place, *changes[:count]]) if place else ", ".join(changes[:count]) for count in (3, 2, 1)]
    return tuple(dict.fromkeys(text for text in (*texts, *changes[:1], place) if text))


def _specimen_named(row: Specimen, before: Sequence[Specimen]) -> str:
    day = row.taken_on.shown() if row.taken_on else _("Date not known")
    return ", ".join((_("Biopsy"), day, *_specimen_labels(row, before)[:1]))


def _change(name: str, row: Specimen, before: Sequence[Specimen]) -> str:
    """`HER2 0 → low`; nothing unless the sample before it is surely earlier and surely says something else."""
    now = getattr(status_of(row), name)
    earlier = [status for status in map(status_of, before) if getattr(status, name) is not None]
    if now is None or not earlier:
        return ""
    last: Status = earlier[-1]
    then = getattr(last, name)
    order_is_known = all(_surely_before(status.specimen, last.specimen) for status in earlier[:-1])
    if not order_is_known or not _surely_before(last.specimen, row) or not differ(then, now):
        return ""
    said = _HER2 if name == "her2" else _RECEPTOR
    what = {"her2": "HER2", "er": _("ER"), "pr": _("PR")}[name]
    return _("%(receptor)s %(before)s → %(after)s", receptor=what, before=str(said[then]), after=str(said[now]))


def _surely_before(one: Specimen, other: Specimen) -> bool:
    return one.taken_on is not None and other.taken_on is not None and one.taken_on.surely_before(other.taken_on)


# --- scans and local treatments -----------------------------------------------------------------------------------


def _scan(row: Scan) -> Mark:
    day = row.taken_on or PartialDate("1900")
    return Mark(
        Extent.at(day),
        _SHAPES[row.result],
        Link(f"#scan-{row.id}", f"{_scan_kind(row)}, {day.shown()}: {_scan_said(row)}"),
    )


def _scan_kind(row: Scan) -> str:
    known = row.kind is not None and row.kind != "unknown"
    return str(row.kind.label) if known and row.kind else _("Scan")


def _scan_said(row: Scan) -> str:
    return _small(str(row.result.label)) if row.result else _("no result yet")


def _local_name(rows: Sequence[LocalTreatment]) -> str:
    kinds = {row.kind for row in rows}
    if kinds == {LocalKind.RADIOTHERAPY}:
        return _("Radiotherapy")
    if kinds == {LocalKind.SURGERY}:
        return _("Surgery")
    return _("Local treatments")


def _locals(rows: Sequence[LocalTreatment]) -> Iterator[Mark]:
    several = len({row.kind for row in rows}) > 1
    for row in rows:
        start, end = row.started_on or row.ended_on, row.ended_on or row.started_on
        if start and end:
            place = str(_PLACES[row.place]) if row.place else ""
            kind = _local_kind(row)
            labels = [
                ", ".join(part for part in ((kind if several else ""), place) if part),
                place,
                kind if several else "",
            ]
            named = ", ".join(part for part in (str(row.kind.label), place, words.when_local(row)) if part)
            shape = _LOCAL[row.kind]
            yield Mark(Extent.of(start, end), shape, Link(f"#local-{row.id}", named), tuple(filter(None, labels)))


def _local_kind(row: LocalTreatment) -> str:
    if row.kind is LocalKind.RADIOTHERAPY:
        return _("radiotherapy")
    return _("surgery") if row.kind is LocalKind.SURGERY else _("other")


# --- the table ----------------------------------------------------------------------------------------------------


def rows(summary: Summary) -> Iterator[tuple[Extent | None, tuple[str, str, str, str, str]]]:
    for mark, (day, _labels, name) in zip(found(summary), _found(summary), strict=True):
        yield mark.extent, (day.shown(), name, "", "found", mark.link.href)
    before: list[Specimen] = []
    nowhen = _("Date not known")
    for row in summary.specimens:
        extent = Extent.at(row.taken_on) if row.taken_on else None
        detail = "; ".join(_specimen_labels(row, before)[:1])
        when = row.taken_on.shown() if row.taken_on else nowhen
        yield extent, (when, _("Biopsy"), detail, "specimen", f"#specimen-{row.id}")
        if row.taken_on:
            before.append(row)
    for scan in summary.scans:
        extent = Extent.at(scan.taken_on) if scan.taken_on else None
        when = scan.taken_on.shown() if scan.taken_on else nowhen
        yield extent, (when, _scan_kind(scan), _scan_said(scan), "scan", f"#scan-{scan.id}")
    for local in summary.local_treatments:
        start, end = local.started_on or local.ended_on, local.ended_on or local.started_on
        extent = Extent.of(start, end) if start and end else None
        place = str(_PLACES[local.place]) if local.place else ""
        yield extent, (words.when_local(local) or nowhen, str(local.kind.label), place, "local", f"#local-{local.id}")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
