"""The Journey page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker import dates
from tracker.content import kind_of
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.diagnosis.receptors import current_status, difference, status_of
from tracker.journeys.models import Scope
from tracker.journeys.queries import open_journey
from tracker.owned import together
from tracker.timeline.thread import Event, thread
from tracker.treatments.lines import lines_of
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment

bp = Blueprint("timeline", __name__, url_prefix="/journeys/<uuid:journey_id>")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS)
    today = dates.today()
    rows = together(Background, Specimen, GenomicFinding, LineOfTherapy, DrugCourse, DoseChange, LocalTreatment)
    lines = lines_of(rows[LineOfTherapy], rows[DrugCourse], rows[DoseChange], kind_of, today)
    background = rows[Background][0] if rows[Background] else None
    dated, undated = thread(
        [
            *(Event("line", line.row.started_on, line) for line in lines),
            *(Event("specimen", row.taken_on, status_of(row)) for row in rows[Specimen]),
            *(Event("local", row.started_on, row) for row in rows[LocalTreatment]),
            *_found(background),
        ]
    )
    return render_template(
        "timeline/index.html",
        dated=dated,
        undated=undated,
        current_lines=[line for line in lines if line.is_current(today)],
        has_ended_line=any(line.row.ended for line in lines),
        current=current_status(rows[Specimen]),
        difference=difference(rows[Specimen]),
        findings=rows[GenomicFinding],
        background=background,
        today=today,
    )


def _found(background: Background | None) -> list[Event]:
    if background is None:
        return []
    found = [("first", background.breast_cancer_found_on), ("metastatic", background.metastatic_found_on)]
    return [Event("found", day, which) for which, day in found if day]
