"""Treatments as bands, with their doses and the words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.content import kind_name
from tracker.content import kind_of as kind_of_drug
from tracker.dates import PartialDate
from tracker.picture.axis import Extent
from tracker.picture.things import Band, Dose, Key, Label, Link, Thin
from tracker.places import YesNo
from tracker.summary.record import Summary
from tracker.treatments import words
from tracker.treatments.lines import Course, Line
from tracker.treatments.models import DoseChangeKind, EndReason, Response, Setting

# kinds of the content, as the stylesheet names their bands
STYLES = {
    "endocrine": "hormone",
    "targeted": "targeted",
    "chemotherapy": "chemo",
    "antibody_drug_conjugate": "adc",
    "immunotherapy": "immuno",
}
_SUPPORTIVE = "supportive"
_ENDS = {EndReason.PROGRESSION: "grew", EndReason.TOXICITY: "side_effects"}
_REASONS = {
    EndReason.PROGRESSION: _l("cancer grew"),
    EndReason.TOXICITY: _l("side effects"),
    EndReason.COMPLETED: _l("finished as planned"),
    EndReason.OWN_CHOICE: _l("my choice"),
    EndReason.NOT_AVAILABLE: _l("not available"),
    EndReason.OTHER: _l("another reason"),
}
_EARLY = {Setting.NEOADJUVANT: _l("before surgery"), Setting.ADJUVANT: _l("after surgery")}
_KEYS = {
    "hormone": _l("hormone"),
    "targeted": _l("targeted"),
    "chemo": _l("chemotherapy"),
    "adc": _l("antibody-drug"),
    "immuno": _l("immunotherapy"),
    "bone": _l("bone drug"),
    "none": _l("kind not known"),
}


def bands_of(summary: Summary) -> tuple[list[Band], list[Thin]]:
    """The treatments that have begun and have a date, and the supportive drugs, each in a lane of its own."""
    bands, thin = [], dict[str, list[Band]]()
    for line in summary.lines:
        placed = _extent(line, summary)
        if placed is None:
            continue
        if not _is_supportive(line):
            bands.append(_band(line, placed, summary))
        for course in line.courses:
            if course.row.drug_id and kind_of_drug(course.row.drug_id) == _SUPPORTIVE:
                thin.setdefault(words.drug(course), []).append(_supportive(line, course, placed, summary))
    return bands, [Thin(name, tuple(each)) for name, each in thin.items()]


def undated(summary: Summary) -> int:
    """Treatments that have no date at all, and are over."""
    return sum(_extent(line, summary) is None and not line.is_planned(summary.today) for line in summary.lines)


def _is_supportive(line: Line) -> bool:
    return line.kinds == (_SUPPORTIVE,) and all(course.row.drug_id for course in line.courses)


def _extent(line: Line, summary: Summary) -> Extent | None:
    """The days it covers. With one date alone: that day. A line that is going on and has no start: today."""
    start, end = line.row.started_on, line.row.ended_on
    now = PartialDate.of(summary.today)
    if line.is_planned(summary.today):
        return None
    if not line.row.ended:
        return Extent.of(start, now) if start else Extent.at(now)
    if start and end:
        return Extent.of(start, end)
    only = start or end
    return Extent.at(only) if only else None


def _band(line: Line, extent: Extent, summary: Summary) -> Band:
    kinds = tuple(STYLES[kind] for kind in line.kinds if kind in STYLES)
    return Band(
        extent=extent,
        kinds=kinds,
        label=_label(line, summary),
        link=Link(f"#line-{line.row.id}", named(line, summary)),
        early=line.row.setting in _EARLY,
        trial=line.row.in_trial is YesNo.YES,
        open_start=line.row.started_on is None,
        open_end=line.row.ended and line.row.ended_on is None,
        end=_ENDS.get(line.row.end_reason, "") if line.row.end_reason else "",
        doses=tuple(_doses(line, kinds, summary)),
    )


def _supportive(line: Line, course: Course, extent: Extent, summary: Summary) -> Band:
    name = words.drug(course)
    return Band(
        extent=extent,
        kinds=("bone",),
        label=Label(name),
        link=Link(f"#line-{line.row.id}", ", ".join((name, words.when_line(line, summary.today)))),
        open_start=line.row.started_on is None,
        open_end=line.row.ended and line.row.ended_on is None,
    )


def _label(line: Line, summary: Summary) -> Label:
    row = line.row
    days = line.days(summary.today)
    early = str(_EARLY[row.setting]) if row.setting in _EARLY else ""
    missing = ""
    if row.started_on is None:
        missing = _("start not known")
    elif row.ended and row.ended_on is None:
        missing = _("end not known")
    reason = str(_REASONS[row.end_reason]) if row.end_reason in _REASONS else ""
    return Label(
        name=words.drugs(line),
        number=str(line.number) if line.number else "",
        trial=_("trial") if row.in_trial is YesNo.YES else "",
        length=words.short_length(days) if days else missing,
        reason=", ".join(part for part in (early, reason) if part),
    )


def named(line: Line, summary: Summary) -> str:
    """`5. Trastuzumab deruxtecan, 10 December 2024 to now, side effects`."""
    row = line.row
    reason = str(row.end_reason.label) if row.end_reason and row.end_reason is not EndReason.UNKNOWN else ""
    parts = (words.title(line), words.when_line(line, summary.today), reason)
    return ", ".join(part for part in parts if part)


# --- doses --------------------------------------------------------------------------------------------------------


def _doses(line: Line, kinds: Sequence[str], summary: Summary) -> Iterator[Dose]:
    end = (line.row.ended_on if line.row.ended else None) or PartialDate.of(summary.today)
    for course in line.courses:
        style = STYLES.get(kind_of_drug(course.row.drug_id) or "") if course.row.drug_id else None
        stripe = kinds.index(style) if style in kinds and len(kinds) > 1 else None
        alone = len(line.courses) == 1 or (stripe is not None and _count(line, style) == 1)
        yield from _doses_of(course, stripe, alone, end)


def _count(line: Line, style: str | None) -> int:
    """How many drugs of the line are of this kind."""
    kinds = (kind_of_drug(course.row.drug_id) for course in line.courses if course.row.drug_id)
    return sum(STYLES.get(kind or "") == style for kind in kinds)


def _doses_of(course: Course, stripe: int | None, alone: bool, end: PartialDate) -> Iterator[Dose]:
    """A dose reduced; a drug held until it was started again, or until the end of the line.

    `alone`: no other drug is in the same stripe, so that a drug stopped for good leaves it empty.
    """
    held: PartialDate | None = None
    for change in course.changes:
        day = change.changed_on
        if day is None:
            continue
        if change.kind is DoseChangeKind.REDUCED:
            yield Dose("reduced", Extent.at(day), stripe)
        elif change.kind is DoseChangeKind.HELD or (change.kind is DoseChangeKind.STOPPED and alone):
            held = held or day
        elif change.kind is DoseChangeKind.RESUMED and held:
            yield Dose("held", Extent.of(held, day), stripe)
            held = None
    if held:
        yield Dose("held", Extent.of(held, end), stripe)


# --- words --------------------------------------------------------------------------------------------------------


def key_of(bands: Iterable[Band], thin: Iterable[Band]) -> Iterator[Key]:
    """What is drawn, and no more."""
    seen = list(bands)
    kinds = {kind for band in seen for kind in band.kinds or ("none",)} | {kind for band in thin for kind in band.kinds}
    yield from (Key("band", kind, str(word)) for kind, word in _KEYS.items() if kind in kinds)
    if any(band.early for band in seen):
        yield Key("early", "hormone", _("before or after surgery, not counted"))
    if any(band.trial for band in seen):
        yield Key("trial", "none", _("in a clinical trial"))
    ends = {band.end for band in seen}
    if "grew" in ends:
        yield Key("end", "grew", _("ended: cancer grew"))
    if "side_effects" in ends:
        yield Key("end", "side_effects", _("ended: side effects"))
    doses = {dose.kind for band in seen for dose in band.doses}
    if "reduced" in doses:
        yield Key("dose", "reduced", _("dose reduced"))
    if "held" in doses:
        yield Key("dose", "held", _("held for a time"))


def rows(summary: Summary) -> Iterator[tuple[Extent | None, tuple[str, str, str, str, str]]]:
    for line in summary.lines:
        kind = "supportive" if _is_supportive(line) else "early" if line.row.setting in _EARLY else "line"
        extent = _extent(line, summary)
        when = words.when_line(line, summary.today) or _("Date not known")
        yield extent, (when, words.title(line), _detail(line, summary), kind, f"#line-{line.row.id}")


def _detail(line: Line, summary: Summary) -> str:
    row = line.row
    days = line.days(summary.today)
    parts = [
        " + ".join(kind_name(kind) for kind in line.kinds),
        str(row.setting.label) if row.setting in _EARLY and row.setting else "",
        _("in a clinical trial") if row.in_trial is YesNo.YES else "",
        _("Time on it: %(length)s", length=words.length(days)) if days else "",
        _("Ended: %(reason)s", reason=_small(str(row.end_reason.label)))
        if row.end_reason and row.end_reason is not EndReason.UNKNOWN
        else "",
        _("Best result: %(result)s", result=_small(str(row.best_response.label)))
        if row.best_response and row.best_response is not Response.UNKNOWN
        else "",
        *(text for _change, text in words.dose_changes(line)),
    ]
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
