"""What the record says behind the options page, in words: the list at its head and the line beside each condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.diagnosis.models import Declined, GenomicFinding, Specimen
from tracker.diagnosis.receptors import Status, markers, status_of
from tracker.i18n import listed
from tracker.options.answers import BACKGROUND, topic_of
from tracker.options.evaluate import Criterion
from tracker.options.record import Record
from tracker.places import Place, YesNo
from tracker.treatments.lines import Line
from tracker.treatments.models import EndReason, Setting

ANCHOR = "recorded"


@dataclass(frozen=True)
class Recorded:
    """One row of the list. No `value` and no `statuses`: not recorded. `statuses`: samples, which the page words."""

    label: str
    url: str
    value: str = ""
    detail: str = ""
    statuses: Sequence[tuple[Status, str]] = field(default=())


def recorded(record: Record, journey_id: UUID) -> list[Recorded]:
    """What the options are decided from, each with the page that changes it."""
    answers = url_for("options.index", journey_id=journey_id) + "/answer/"
    rows = [_receptors(record, journey_id)]
    rows += [_answered(record, answers, fact, label) for fact, label in _always()]
    rows += [row for fact, label in _if_answered() if (row := _answered(record, answers, fact, label)).value]
    rows.append(_lines(record, journey_id))
    if record.lines_complete in (YesNo.YES, YesNo.NO):
        rows.append(_answered(record, answers, "lines", _("All the cancer drugs you have had")))
    rows.append(_gene_tests(record, journey_id))
    rows.append(_answered(record, answers, "cannot_or_declines", _("Not possible or not wanted")))
    return rows


def _always() -> tuple[tuple[str, str], ...]:
    return (
        ("menopause", _("Menopause")),
        ("sex", _("Sex, as it matters for the approvals")),
        ("sites", _("Where it has spread")),
        ("visceral_symptoms", _("Symptoms from an internal organ")),
    )


def _if_answered() -> tuple[tuple[str, str], ...]:
    return (
        ("visceral_crisis", _("Visceral crisis or very fast growth")),
        ("overall_health", _("Your team about chemotherapy")),
        ("endocrine_resistant", _("Your team said it resists hormone therapy")),
        ("no_satisfactory_alternative", _("Your team sees no other satisfactory treatment")),
    )


def _answered(record: Record, answers: str, fact: str, label: str) -> Recorded:
    return Recorded(label, f"{answers}{fact}?back={ANCHOR}", background_value(fact, record))


def _receptors(record: Record, journey_id: UUID) -> Recorded:
    """The samples that count, each with its date and place: an old result would drive everything."""
    current = record.receptors
    specimens = list(dict.fromkeys((*current.hr_from, *current.her2_from)))
    label = _("Receptors")
    if not specimens:
        return Recorded(label, url_for("diagnosis.add_specimen", journey_id=journey_id, next=_here(journey_id)))
    url = url_for("diagnosis.index", journey_id=journey_id)
    if len(specimens) == 1:
        [one], here = specimens, _here(journey_id)
        url = url_for("diagnosis.edit_specimen", journey_id=journey_id, specimen_id=one.id, next=here)
    open_one = (current.hr_from and current.hr is None) or (current.her2_from and current.her2 is None)
    detail = _("From these results, the status is not settled yet.") if open_one else ""
    return Recorded(label, url, detail=detail, statuses=[(status_of(s), sample_name(s)) for s in specimens])


def _here(journey_id: UUID) -> str:
    return url_for("options.index", journey_id=journey_id, _anchor=ANCHOR)


def _lines(record: Record, journey_id: UUID) -> Recorded:
    label, url = _("Treatments so far"), url_for("timeline.index", journey_id=journey_id)
    if not record.lines:
        return Recorded(label, url_for("treatments.add_line", journey_id=journey_id))
    return Recorded(label, url, lines_so_far(record), listed(_how_they_ended(record)))


def lines_so_far(record: Record) -> str:
    """`5 lines for metastatic cancer`."""
    number = sum(line.number is not None for line in record.lines)
    return ngettext("%(num)d line for metastatic cancer", "%(num)d lines for metastatic cancer", number)


def _how_they_ended(record: Record) -> list[str]:
    """`4 ended because the cancer grew`, `1 for side effects`; treatments that are not lines at the end."""
    counted = [line for line in record.lines if line.number is not None]
    ended = Counter(_reason(line) for line in counted if line.row.ended)
    going_on = sum(not line.row.ended for line in counted)
    uncounted = len(record.lines) - len(counted)
    grew, effects = ended[EndReason.PROGRESSION], ended[EndReason.TOXICITY]
    planned, chosen = ended[EndReason.COMPLETED], ended[EndReason.OWN_CHOICE]
    absent, other = ended[EndReason.NOT_AVAILABLE], ended[EndReason.OTHER]
    words = (
        (grew, ngettext("%(num)d ended because the cancer grew", "%(num)d ended because the cancer grew", grew)),
        (effects, ngettext("%(num)d ended for side effects", "%(num)d ended for side effects", effects)),
        (planned, ngettext("%(num)d finished as planned", "%(num)d finished as planned", planned)),
        (chosen, ngettext("%(num)d ended by choice", "%(num)d ended by choice", chosen)),
        (absent, ngettext("%(num)d was not available", "%(num)d were not available", absent)),
        (other, ngettext("%(num)d ended for another reason", "%(num)d ended for another reason", other)),
        (going_on, ngettext("%(num)d going on now", "%(num)d going on now", going_on)),
        (
            uncounted,
            ngettext("%(num)d other, not counted as a line", "%(num)d others, not counted as lines", uncounted),
        ),
    )
    return [text for number, text in words if number]


def _reason(line: Line) -> EndReason:
    """A reason that is not known stands with the others."""
    reason = line.row.end_reason
    return EndReason.OTHER if reason in (None, EndReason.UNKNOWN) else reason


def _gene_tests(record: Record, journey_id: UUID) -> Recorded:
    label = _("Gene tests")
    if not record.findings:
        return Recorded(label, url_for("diagnosis.add_finding", journey_id=journey_id, next=_here(journey_id)))
    ordered = sorted(record.findings, key=lambda row: (str(row.gene.label), row.tested_on or ""))
    return Recorded(label, url_for("diagnosis.index", journey_id=journey_id), "; ".join(map(_gene_test, ordered)))


def _gene_test(row: GenomicFinding) -> str:
    result = small(row.result.label) if row.result else _("no result recorded")
    if row.tested_on:
        return _("%(gene)s: %(result)s (%(date)s)", gene=row.gene.label, result=result, date=row.tested_on.shown())
    return _("%(gene)s: %(result)s", gene=row.gene.label, result=result)


# --- the record behind a condition --------------------------------------------------------------------------------


def behind(criterion: Criterion, record: Record) -> str:
    """What in the record decided it, in the person's words; an empty text where the fact is not recorded."""
    fact = criterion.fact
    if fact == "lines":
        return _lines_behind(criterion, record)
    if fact in ("hr", "her2"):
        receptors = record.receptors
        return "; ".join(map(sample_name, receptors.hr_from if fact == "hr" else receptors.her2_from))
    if fact.startswith("markers."):
        found = markers(record.findings).get(fact.removeprefix("markers."))
        return _you_recorded("; ".join(map(_gene_test, found[1]))) if found else ""
    value = background_value(fact, record)
    if not value and fact in ("visceral_symptoms", "visceral_crisis"):
        value = background_value("sites", record)
    return _you_recorded(value)


def _you_recorded(what: str) -> str:
    return _("You recorded: %(what)s", what=what) if what else ""


def _lines_behind(criterion: Criterion, record: Record) -> str:
    if criterion.lines:
        return _you_recorded(listed([line_name(record.lines[place]) for place in criterion.lines]))
    if criterion.value is None:
        return ""
    return _("Not in the treatments you recorded") if record.lines else _("You recorded no treatment so far")


def background_value(fact: str, record: Record) -> str:
    """The answer of the background to a fact, in words; an empty text where there is none."""
    topic = topic_of(fact)
    value = getattr(record.background, BACKGROUND[topic], None)
    if value is None:
        return ""
    if topic == "sites" and value:
        first, *others = (str(Place(place).label) for place in value)
        return ", ".join([first, *map(small, others)])
    if topic == "cannot_or_declines":
        return "; ".join(str(Declined(item).label) for item in value) or _("None of these")
    return str(value.label)


def sample_name(specimen: Specimen) -> str:
    """`Sample: liver, November 2024`."""
    place = specimen.place or specimen.origin
    day = specimen.taken_on.shown() if specimen.taken_on else _("date not recorded")
    if place is None:
        return _("Sample, %(day)s", day=day)
    return _("Sample: %(place)s, %(day)s", place=small(place.label), day=day)


def small(label: Any) -> str:
    """A label in the middle of a sentence."""
    text = str(label)
    return text[:1].lower() + text[1:]


def line_name(line: Line) -> str:
    if line.number is not None:
        return _("line %(number)d", number=line.number)
    if line.row.setting in (None, Setting.UNKNOWN):
        return _("a treatment")
    return small(line.row.setting.label)


def line_and_dates(line: Line) -> str:
    """`line 2, March 2024 to May 2025`."""
    start, end = line.row.started_on, line.row.ended_on
    if start and not line.row.ended:
        return _("%(line)s, since %(start)s", line=line_name(line), start=start.shown())
    if start and end:
        return _("%(line)s, %(start)s to %(end)s", line=line_name(line), start=start.shown(), end=end.shown())
    if start:
        return _("%(line)s, from %(start)s", line=line_name(line), start=start.shown())
    return _("%(line)s, until %(end)s", line=line_name(line), end=end.shown()) if end else line_name(line)
