"""What a journey says about the facts that options are decided from. Pure: rows in, a Situation out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dates import PartialDate
from tracker.diagnosis.models import Background, GenomicFinding, Menopause, Sex, Specimen
from tracker.diagnosis.receptors import CurrentStatus, current_status, markers
from tracker.options.situation import NOT_NAMED, Months, Situation
from tracker.options.situation import Line as GivenLine
from tracker.places import YesNo
from tracker.treatments.lines import Line
from tracker.treatments.models import EndReason, LineOfTherapy, Response, Setting

_TRUTH = {YesNo.YES: True, YesNo.NO: False}
_STOPPED_WITHOUT_GROWTH = (EndReason.TOXICITY, EndReason.COMPLETED, EndReason.OWN_CHOICE)
_BEFORE_METASTATIC = (Setting.NEOADJUVANT, Setting.ADJUVANT)


@dataclass(frozen=True)
class Record:
    """What was recorded, as far as the options need it. `lines`: the oldest first, planned ones left out."""

    background: Background | None
    specimens: Sequence[Specimen]
    findings: Sequence[GenomicFinding]
    lines: Sequence[Line]
    today: date

    @property
    def receptors(self) -> CurrentStatus:
        return current_status(self.specimens)

    @property
    def lines_complete(self) -> YesNo | None:
        return self.background.lines_complete if self.background else None


def situation_of(record: Record) -> Situation:
    """The facts. What was not recorded, or answered with "I don't know", is unknown, never no.

    The order of `lines` is that of the record, so a criterion's lines can be found in it.
    """
    background = record.background or Background()
    receptors = record.receptors
    complete = background.lines_complete is YesNo.YES
    return Situation(
        hr=receptors.hr,
        her2=receptors.her2.value if receptors.her2 else None,
        menopause=_menopause(background.menopause),
        sex=background.sex.value if background.sex in (Sex.FEMALE, Sex.MALE) else None,
        sites=tuple(background.sites) if background.sites else None,
        visceral_symptoms=_truth(background.visceral_symptoms),
        visceral_crisis=_truth(background.visceral_crisis),
        overall_health=background.overall_health.value if background.overall_health else None,
        endocrine_resistant=_truth(background.endocrine_resistant),
        no_satisfactory_alternative=_truth(background.no_satisfactory_alternative),
        markers={marker: result for marker, (result, _) in markers(record.findings).items()},
        cannot_or_declines=None if background.declined is None else tuple(background.declined),
        lines=tuple(_given(line, background) for line in record.lines) if record.lines or complete else None,
        lines_complete=complete,
    )


def _truth(answer: YesNo | None) -> bool | None:
    return _TRUTH.get(answer) if answer else None


def _menopause(answer: Menopause | None) -> str | None:
    """Around menopause counts as before it (vocabulary: perimenopause is pre)."""
    if answer in (Menopause.PRE, Menopause.PERI):
        return "pre"
    return "post" if answer is Menopause.POST else None


def _given(line: Line, background: Background) -> GivenLine:
    setting = line.row.setting
    return GivenLine(
        setting=None if setting in (None, Setting.UNKNOWN) else setting.value,
        drugs=tuple(course.row.drug_id or NOT_NAMED for course in line.courses),
        progressed=progressed(line, background.metastatic_found_on),
        stopped_before_growth=_stopped_before_end(line),
        relapse_months_after=_months_to_return(line, background),
    )


def _stopped_before_end(line: Line) -> tuple[str, ...] | None:
    """Drugs stopped for good while the rest went on; None where a date leaves open whether it was before the end."""
    found = []
    for course in line.courses:
        if not course.stopped_early:
            continue
        stopped, end = course.changes[-1].changed_on, line.row.ended_on
        if stopped is None or end is None or stopped.surely_before(end):
            found.append(course.row.drug_id or NOT_NAMED)
        elif stopped.first_day < end.last_day:
            return None
    return tuple(found)


def progressed(line: Line, metastatic_found_on: PartialDate | None = None) -> bool | None:
    """Whether the cancer grew or came back during the line: False if it did not, or not so far.

    A line that ended for side effects, by choice or as planned did not. Another reason, or none, leaves it open, and
    so does a best result of growth on a line that did not end for it, and metastatic cancer found during treatment
    before or after surgery.
    """
    row = line.row
    if row.end_reason is EndReason.PROGRESSION:
        return True
    if row.best_response is Response.GREW or _found_during(row, metastatic_found_on):
        return None
    return False if not row.ended or row.end_reason in _STOPPED_WITHOUT_GROWTH else None


def _found_during(row: LineOfTherapy, found: PartialDate | None) -> bool:
    """Whether metastatic cancer was found before (neo)adjuvant treatment was over, and not surely before it began."""
    if row.setting not in _BEFORE_METASTATIC or found is None:
        return False
    begun = row.started_on is None or not found.surely_before(row.started_on)
    return begun and (found.surely_before(row.ended_on) if row.ended_on else not row.ended)


def _months_to_return(line: Line, background: Background) -> Months | None:
    """From the end of (neo)adjuvant treatment to metastatic cancer; None where a date is missing or they contradict."""
    row, found = line.row, background.metastatic_found_on
    if row.setting not in _BEFORE_METASTATIC or row.ended_on is None or found is None:
        return None
    months = row.ended_on.months_until(found)
    return None if months.highest < 0 else (float(max(months.lowest, 0)), float(months.highest))
