"""Biopsies, scans, surgery, radiotherapy and what was found, as marks with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.access import Right, Scope
from tracker.dates import PartialDate
from tracker.diagnosis.models import Her2, Receptor, Specimen
from tracker.diagnosis.receptors import Status, differ, status_of
from tracker.owned import grant_here
from tracker.picture.axis import Extent
from tracker.picture.things import Key, Lane, Link, Mark
from tracker.places import Place
from tracker.scans.models import Scan, ScanKind, ScanResult
from tracker.summary.record import Summary
from tracker.summary.told import Told, label_of
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


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that is a mark: what was found, biopsies, scans and local treatments, each as it was told."""

    found: list[Told]
    specimens: list[Told]
    scans: list[Told]
    local: list[Told]
    local_name: str

    @property
    def all(self) -> list[Told]:
        return [*self.found, *self.specimens, *self.scans, *self.local]

    def lanes(self) -> list[Lane]:
        """The lanes that have a mark."""
        key = tuple(Key("mark", shape, str(word)) for shape, word in _KEYS.items())
        lanes = [
            Lane(_("Biopsies"), _marks(self.specimens)),
            Lane(_("Scans"), _marks(self.scans), key),
            Lane(self.local_name, _marks(self.local)),
        ]
        return [lane for lane in lanes if lane.marks]


def marks_of(summary: Summary) -> Marks:
    return Marks(
        found=list(_found(summary)),
        specimens=list(_specimens(summary)),
        scans=[_scan(row) for row in summary.scans],
        local=list(_locals(summary.local_treatments)),
        local_name=_local_name(summary.local_treatments),
    )


def _marks(told: Sequence[Told]) -> tuple[Mark, ...]:
    return tuple(each.mark for each in told if each.mark)


# --- what was found -----------------------------------------------------------------------------------------------


def _found(summary: Summary) -> Iterator[Told]:
    """When breast cancer was found, and metastatic cancer; one mark where that was on the same date."""
    background = summary.background
    if background is None:
        return
    may_change = grant_here().allows(Scope.TREATMENTS, Right.MANAGE)
    href = f"/journeys/{background.journey_id}/diagnosis/background" if may_change else "#told"
    first, spread = background.breast_cancer_found_on, background.metastatic_found_on
    if spread and spread == first:
        labels = (_("found, already metastatic"), _("metastatic"))
        yield _told("found", spread, "flag", _("Breast cancer was found, already metastatic"), "", href, labels)
        return
    if first:
        labels = (_("breast cancer found"), _("found"))
        yield _told("found", first, "first", _("Breast cancer was found"), "", href, labels)
    if spread:
        labels = (_("metastatic cancer found"), _("metastatic"))
        yield _told("found", spread, "flag", _("Metastatic cancer was found"), "", href, labels)


def _told(
    kind: str,
    day: PartialDate | None,
    shape: str,
    what: str,
    detail: str,
    href: str,
    labels: tuple[str, ...] = (),
) -> Told:
    """What lies on one date, if that is known."""
    when = day.shown() if day else _("Date not known")
    link = Link(href, ", ".join(part for part in (what, when, detail) if part))
    mark = Mark(Extent.at(day), shape, link, labels) if day else None
    return Told(kind, mark.extent if mark else None, when, what, detail, href, mark)


# --- biopsies -----------------------------------------------------------------------------------------------------


def _specimens(summary: Summary) -> Iterator[Told]:
    before: list[Status] = []
    for row in summary.specimens:
        status = status_of(row)
        labels = _specimen_labels(status, before)
        detail = labels[0] if labels else ""
        yield _told("specimen", row.taken_on, "diamond", _("Biopsy"), detail, f"#specimen-{row.id}", labels)
        if row.taken_on:
            before.append(status)


def _specimen_labels(status: Status, before: Sequence[Status]) -> tuple[str, ...]:
    """The longest first: `liver, HER2 0 → low, PR + → −`, `liver, HER2 0 → low`, `HER2 0 → low`, `liver`."""
    place = _place(status.specimen.place)
    changed = [_change(name, status, before) for name in ("her2", "er", "pr")]
    changes = [text for text in changed if text]
    if status.her2 and not changed[0]:
        changes.insert(0, _("HER2 %(status)s", status=str(_HER2[status.her2])))
    texts = [", ".join([place, *changes[:count]]) if place else ", ".join(changes[:count]) for count in (3, 2, 1)]
    return tuple(dict.fromkeys(text for text in (*texts, *changes[:1], place) if text))


def _change(name: str, status: Status, before: Sequence[Status]) -> str:
    """`HER2 0 → low`; nothing unless the sample before it is surely earlier and surely says something else."""
    now = getattr(status, name)
    earlier = [each for each in before if getattr(each, name) is not None]
    if now is None or not earlier:
        return ""
    last = earlier[-1]
    then = getattr(last, name)
    order_is_known = all(_surely_before(each.specimen, last.specimen) for each in earlier[:-1])
    if not order_is_known or not _surely_before(last.specimen, status.specimen) or not differ(then, now):
        return ""
    said = _HER2 if name == "her2" else _RECEPTOR
    what = {"her2": "HER2", "er": _("ER"), "pr": _("PR")}[name]
    return _("%(receptor)s %(before)s → %(after)s", receptor=what, before=str(said[then]), after=str(said[now]))


def _surely_before(one: Specimen, other: Specimen) -> bool:
    return one.taken_on is not None and other.taken_on is not None and one.taken_on.surely_before(other.taken_on)


# --- scans and local treatments -----------------------------------------------------------------------------------


def _scan(row: Scan) -> Told:
    known = row.kind is not None and row.kind is not ScanKind.UNKNOWN
    kind = label_of(row.kind) if known and row.kind else _("Scan")
    said = _small(label_of(row.result)) if row.result else _("no result yet")
    return _told("scan", row.taken_on, _SHAPES[row.result], kind, said, f"#scan-{row.id}")


def _local_name(rows: Sequence[LocalTreatment]) -> str:
    kinds = {row.kind for row in rows}
    if kinds == {LocalKind.RADIOTHERAPY}:
        return _("Radiotherapy")
    if kinds == {LocalKind.SURGERY}:
        return _("Surgery")
    return _("Local treatments")


def _locals(rows: Sequence[LocalTreatment]) -> Iterator[Told]:
    several = len({row.kind for row in rows}) > 1
    for row in rows:
        what, place = label_of(row.kind), _place(row.place)
        href = f"#local-{row.id}"
        start, end = row.started_on or row.ended_on, row.ended_on or row.started_on
        if start is None or end is None:
            yield _told("local", None, "", what, place, href)
            continue
        kind = _local_kind(row) if several else ""
        labels = (", ".join(part for part in (kind, place) if part), place, kind)
        when = words.when_local(row)
        link = Link(href, ", ".join(part for part in (what, place, when) if part))
        mark = Mark(Extent.of(start, end), _LOCAL[row.kind], link, tuple(filter(None, labels)))
        yield Told("local", mark.extent, when, what, place, href, mark)


def _local_kind(row: LocalTreatment) -> str:
    if row.kind is LocalKind.RADIOTHERAPY:
        return _("radiotherapy")
    return _("surgery") if row.kind is LocalKind.SURGERY else _("other")


def _place(place: Place | None) -> str:
    return str(_PLACES[place]) if place else ""


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
