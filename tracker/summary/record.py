"""`Summary`: the record of the open journey, read once. Pictures, the visit summary and exports read it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from tracker.appointments.models import Appointment, Question
from tracker.checkins.models import CheckIn, CheckInPlan, Happening
from tracker.checkins.record import own_symptoms
from tracker.content import kind_of
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.diagnosis.receptors import CurrentStatus, current_status
from tracker.labs.models import MarkerResult
from tracker.observations.models import STANDS, Observation
from tracker.owned import Owned
from tracker.scans.models import Scan
from tracker.summary.answers import Answers, answers_of
from tracker.treatments.lines import Line, lines_of
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment, Setting

RowT = TypeVar("RowT", bound=Owned)
_EARLY = (Setting.NEOADJUVANT, Setting.ADJUVANT)


@dataclass(frozen=True)
class Summary:
    """Everything recorded in one journey on the day `today`; what was removed is not in it.

    `rows`: class to rows, in no order. The properties give them in the order a reader wants, the oldest first unless
    it is said otherwise. `answers`: of the check-ins, thinned, where these were not read row by row.
    """

    rows: Mapping[type[Owned], Sequence[Any]]
    today: date
    answers: Answers | None = None

    def of(self, cls: type[RowT]) -> Sequence[RowT]:
        return self.rows.get(cls, ())

    @cached_property
    def background(self) -> Background | None:
        return next(iter(self.of(Background)), None)

    @cached_property
    def plan(self) -> CheckInPlan | None:
        return next(iter(self.of(CheckInPlan)), None)

    @cached_property
    def own_symptoms(self) -> dict[str, str]:
        """The person's own symptoms: id to name."""
        return own_symptoms(self.plan.own if self.plan else None)

    @cached_property
    def lines(self) -> list[Line]:
        """Every line, numbered, with its drugs and dose changes."""
        return lines_of(self.of(LineOfTherapy), self.of(DrugCourse), self.of(DoseChange), kind_of, self.today)

    @cached_property
    def current_lines(self) -> list[Line]:
        """What is being taken for metastatic cancer, the latest first."""
        return [line for line in reversed(self.lines) if line.is_current(self.today) and line.row.setting not in _EARLY]

    @cached_property
    def noticed(self) -> list[Observation]:
        """What others noticed and the person took in."""
        rows = (row for row in self.of(Observation) if row.state in STANDS)
        return sorted(rows, key=lambda row: (row.day, row.created_at))

    @cached_property
    def specimens(self) -> list[Specimen]:
        return _by_date(self.of(Specimen), "taken_on")

    @cached_property
    def receptors(self) -> CurrentStatus:
        return current_status(self.of(Specimen))

    @cached_property
    def findings(self) -> list[GenomicFinding]:
        return sorted(self.of(GenomicFinding), key=lambda row: (str(row.gene.label), row.tested_on or ""))

    @cached_property
    def local_treatments(self) -> list[LocalTreatment]:
        return sorted(self.of(LocalTreatment), key=lambda row: (row.started_on or row.ended_on or "", row.created_at))

    @cached_property
    def scans(self) -> list[Scan]:
        return _by_date(self.of(Scan), "taken_on")

    @cached_property
    def markers(self) -> list[MarkerResult]:
        return _by_date(self.of(MarkerResult), "taken_on")

    @cached_property
    def appointments(self) -> list[Appointment]:
        return sorted(self.of(Appointment), key=lambda row: (row.day, row.time or "", row.created_at))

    @cached_property
    def questions(self) -> list[Question]:
        """In the person's own order."""
        return sorted(self.of(Question), key=lambda row: (row.position, row.created_at))

    @cached_property
    def check_ins(self) -> list[CheckIn]:
        return sorted(self.of(CheckIn), key=lambda row: (row.day, row.answered_at))

    @cached_property
    def said(self) -> Answers:
        """What was answered over time: thinned as it was read, else every check-in."""
        return self.answers or answers_of(self.check_ins)

    @cached_property
    def happenings(self) -> list[Happening]:
        return sorted(self.of(Happening), key=lambda row: (row.day, row.happened_at))


def _by_date(rows: Sequence[RowT], name: str) -> list[RowT]:
    """The oldest first; what has no date comes before all."""
    return sorted(rows, key=lambda row: (getattr(row, name) or PartialDate("1900"), row.created_at))
