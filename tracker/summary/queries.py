"""What a summary reads. It writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tracker.appointments.models import Appointment, Question
from tracker.checkins.models import CheckIn, CheckInPlan, Happening, SetAside
from tracker.db import db
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.labs.models import MarkerResult
from tracker.owned import Owned, owned, together
from tracker.scans.models import Scan
from tracker.summary.answers import read
from tracker.summary.record import Summary
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment

SMALL: tuple[type[Owned], ...] = (
    Background,
    Specimen,
    GenomicFinding,
    LineOfTherapy,
    DrugCourse,
    DoseChange,
    LocalTreatment,
    Scan,
    MarkerResult,
    Appointment,
    Question,
    CheckInPlan,
    SetAside,
)
LARGE: tuple[type[Owned], ...] = (CheckIn, Happening)  # read by a statement each: a wide join would carry them slowly


# what the picture and the Journey page show
SEEN: tuple[type[Owned], ...] = (
    Background,
    Specimen,
    GenomicFinding,
    LineOfTherapy,
    DrugCourse,
    DoseChange,
    LocalTreatment,
    Scan,
    MarkerResult,
    CheckInPlan,
)


def journey_summary(today: date, since: date | None) -> Summary:
    """What the Journey page shows of the open journey, in one round trip; the answers from `since` (None: all)."""
    rows, answers = read(SEEN, since, today + timedelta(days=1))  # a phone elsewhere may have begun tomorrow
    return Summary(rows, today, answers)


def summary(today: date) -> Summary:
    """The record of the open journey, in three round trips however long it is."""
    rows: dict[type[Owned], Sequence[Any]] = dict(together(*SMALL))
    rows |= {cls: db.session.scalars(owned(cls)).all() for cls in LARGE}
    return Summary(rows, today)
