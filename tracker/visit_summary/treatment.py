"""Who and what, current drugs, and lines of therapy, as blocks of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from tracker.content import drug_name
from tracker.diagnosis.models import GenomicFinding, GenomicResult, Specimen
from tracker.diagnosis.receptors import difference
from tracker.i18n import listed
from tracker.places import METASTATIC_SITES, Place, YesNo
from tracker.summary.record import Summary
from tracker.treatments import words as treatments
from tracker.treatments.lines import Course, Line
from tracker.treatments.models import EndReason, Response, Setting
from tracker.visit_summary import shortening, words
from tracker.visit_summary.choices import Part
from tracker.visit_summary.page import Block, Said, Table
from tracker.visit_summary.shortening import Room

_EARLY = (Setting.NEOADJUVANT, Setting.ADJUVANT)
_TOLD = {
    GenomicResult.FOUND: "found",
    GenomicResult.UNCERTAIN: "uncertain",
    GenomicResult.NOT_FOUND: "not_found",
    GenomicResult.AWAITED: "awaited",
}


# --- now ----------------------------------------------------------------------------------------------------------


def now(summary: Summary, room: Room) -> Block:
    """What is being taken, for a first tumour too, with doses and the last change of each drug."""
    going_on = [line for line in reversed(summary.lines) if line.is_current(summary.today)]
    said = [told for line in going_on for told in _current(line, summary.today, room)]
    if not said:
        said = [Said(_("No treatment is recorded as going on now."))]
    return Block(Part.DRUGS.value, _("Now"), tuple(said))


def _current(line: Line, today: date, room: Room) -> list[Said]:
    """The line in a sentence; where it has several drugs, what is known of each in a sentence of its own."""
    alone = len(line.courses) == 1
    known = [(course, told) for course in line.courses if (told := _taken(course, room))]
    early = words.small(line.row.setting.label) if line.row.setting in _EARLY else ""
    trial = _("in a clinical trial") if line.row.in_trial is YesNo.YES else ""
    facts = [treatments.when_line(line, today), early, *(told for _course, told in known if alone), trial]
    name = drugs(line, room)
    if line.number is not None:
        name = _("Line %(number)d: %(drugs)s", number=line.number, drugs=name)
    said = [Said("; ".join(fact for fact in facts if fact), lead=f"{name},")]
    if not alone:
        said += [
            Said(told, lead=_labelled(shortening.cut(treatments.drug(course), room.name))) for course, told in known
        ]
    return said


def _taken(course: Course, room: Room) -> str:
    """`100 mg, 21 of every 28 days, dose reduced, Sep 2025 (low counts)`; only the reason is ever cut. Empty: nothing
    is known."""
    facts = [shortening.cut(course.row.dose or "", shortening.LONGEST_DOSE)]
    if course.row.cycle_days and course.row.cycle_days_on:
        facts.append(words.cycle(course.row.cycle_days_on, course.row.cycle_days))
    if course.changes:
        last = course.changes[-1]
        facts.append(words.small(last.kind.label))
        facts.append(words.short(last.changed_on) if last.changed_on else "")
        facts.append(f"({shortening.cut(last.reason, room.reason)})" if last.reason else "")
    return ", ".join(fact for fact in facts if fact).replace(", (", " (")


def title(line: Line, room: Room) -> str:
    if line.number is None:
        return drugs(line, room)
    return _("%(number)d. %(drugs)s", number=line.number, drugs=drugs(line, room))


def drugs(line: Line, room: Room) -> str:
    """`Palbociclib + letrozole`, each name whole but a very long one; what has no room is counted."""
    if not line.courses:
        return treatments.drugs(line)
    names = [drug_name(course.row.drug_id, course.row.drug_text) for course in line.courses]
    names = [shortening.cut(name, room.name) for name in names]
    text = shortening.listed_within(names, room.drugs, between=" + ")
    return text[:1].upper() + text[1:]


# --- who and what -------------------------------------------------------------------------------------------------


def who(summary: Summary, room: Room) -> list[Block]:
    return [_receptors(summary, room), _cancer(summary, room)]


def _receptors(summary: Summary, room: Room) -> Block:
    """The samples the current status rests on, the two that differ, then the others, the newest first."""
    differing = difference(summary.specimens)
    two = (differing.metastatic.specimen, differing.primary.specimen) if differing else ()
    counted = dict.fromkeys((*summary.receptors.hr_from, *summary.receptors.her2_from, *two))
    rows = [*counted, *(row for row in reversed(summary.specimens) if row not in counted)]
    shown, left = shortening.first(rows, room.samples)
    said = [Said(words.receptors(row), lead=_labelled(words.sample(row))) for row in shown]
    if differing:
        said.append(Said(_differs(differing.differing)))
    if not said:
        said = [Said(_("No sample is recorded."))]
    more = shortening.left_out(left, full=room.full)
    return Block("receptors", _("Receptors"), tuple(said), small=(more,) if more else ())


def _differs(names: Sequence[str]) -> str:
    words_ = {"er": _("ER"), "pr": _("PR"), "her2": "HER2"}
    return _("First tumour and metastasis differ: %(which)s.", which=listed([words_[name] for name in names]))


def _labelled(text: str) -> str:
    return _("%(label)s:", label=text)


def _cancer(summary: Summary, room: Room) -> Block:
    """When it was found, where it is, and what gene tests said."""
    row = summary.background
    said = []
    if row and row.breast_cancer_found_on:
        said.append(Said(words.short(row.breast_cancer_found_on), lead=_labelled(_("Breast cancer found"))))
    if row and row.metastatic_found_on:
        said.append(Said(words.short(row.metastatic_found_on), lead=_labelled(_("Metastatic since"))))
    sites = [words.small(Place(site).label) for site in (row and row.sites) or () if site in METASTATIC_SITES]
    if sites:
        said.append(Said(listed(sites), lead=_labelled(_("Where it is"))))
    said += _genes(summary.findings, room)
    if not said:
        said = [Said(_("Nothing is recorded."))]
    return Block("cancer", _("Cancer and genes"), tuple(said))


def _genes(findings: Sequence[GenomicFinding], room: Room) -> list[Said]:
    """`Found: PIK3CA (tumour sample, 2024)`, one sentence for each result."""
    labels = {
        "found": _("Found"),
        "uncertain": _("A change of unknown meaning"),
        "not_found": _("Not found"),
        "awaited": _("Not back yet"),
    }
    said = []
    for key, label in labels.items():
        found = [words.finding(row) for row in findings if row.result and _TOLD.get(row.result) == key]
        rows = [shortening.cut(each, room.item) for each in found]
        if rows:
            said.append(Said(shortening.listed_within(rows, room.sentence), lead=_labelled(label)))
    return said


# --- lines --------------------------------------------------------------------------------------------------------


def lines(summary: Summary, room: Room) -> Block:
    """The latest first. Treatment of the first tumour, and radiotherapy and surgery, in a sentence each."""
    late = [line for line in reversed(summary.lines) if line.row.setting not in _EARLY]
    shown, left = shortening.first(late, room.lines)
    table = Table(
        (_("Treatment"), _("When"), _("Why it ended, best result")),
        tuple((title(line, room), treatments.when_line(line, summary.today), ended(line)) for line in shown),
    )
    said = [*_first_tumour(summary, room), *_local(summary, room)]
    more = shortening.earlier_lines(left, full=room.full)
    return Block(
        Part.LINES.value,
        _("Lines of therapy"),
        tuple(said),
        table if shown else None,
        small=(more,) if more else (),
    )


def ended(line: Line) -> str:
    """`The cancer grew, spread or came back. Best result: smaller`; what is not known is left out."""
    facts = []
    if line.row.ended and line.row.end_reason and line.row.end_reason is not EndReason.UNKNOWN:
        facts.append(str(line.row.end_reason.label))
    elif line.row.ended:
        facts.append(_("The reason is not recorded"))
    if line.row.best_response and line.row.best_response is not Response.UNKNOWN:
        facts.append(_("Best result: %(result)s", result=words.small(line.row.best_response.label)))
    return ". ".join(facts)


def _first_tumour(summary: Summary, room: Room) -> list[Said]:
    early = [line for line in summary.lines if line.row.setting in _EARLY]
    told = [
        ", ".join(part for part in (drugs(line, room), treatments.when_line(line, summary.today)) if part)
        for line in early
    ]
    if not told:
        return []
    text = shortening.listed_within(told, room.sentence, between="; ")
    return [Said(text, lead=_labelled(_("For the first tumour")))]


def _local(summary: Summary, room: Room) -> list[Said]:
    rows = summary.local_treatments[::-1]
    shown, left = shortening.first(rows, room.local)
    if not shown:
        return []
    told = "; ".join(words.local(row) for row in shown) + "."
    more = shortening.left_out(left, full=room.full)
    return [Said(f"{told} {more}".strip(), lead=_labelled(_("Surgery and radiotherapy")))]


def samples(specimens: Sequence[Specimen]) -> Table:
    """Every sample, for the full history."""
    rows = tuple((words.sample(row), words.receptors(row), row.note or "") for row in specimens)
    return Table((_("Sample"), _("Receptors"), _("Note")), rows)
