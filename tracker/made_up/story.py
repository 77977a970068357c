"""`seed/demo.yaml` written into a throw-away record through the queries of every feature."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tracker import audit
from tracker.appointments import queries as appointments
from tracker.appointments.models import Appointment, Question
from tracker.checkins import queries as check_ins
from tracker.checkins.models import CheckIn, Happening
from tracker.content import catalogue
from tracker.dates import TIME_ZONE, PartialDate
from tracker.db import now
from tracker.diagnosis import queries as diagnosis
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.journeys.models import Journey
from tracker.labs import queries as labs
from tracker.labs.models import MarkerResult
from tracker.observations import queries as observations
from tracker.observations.models import Observation
from tracker.owned import Owned
from tracker.scans import queries as scans
from tracker.scans.models import Scan
from tracker.treatments import queries as treatments
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment, Setting

_FILE = Path(__file__).parent.parent.parent / "seed" / "demo.yaml"
_NOBODY = uuid.UUID(int=0)  # who "wrote" what others noticed: no account has this id
_LENGTHS = {"year": 4, "month": 7, "day": 10}


@cache
def _story() -> dict[str, Any]:
    with _FILE.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))


def tell(journey: Journey, language: str, today: date) -> None:
    """Write the whole story, its dates counted back from `today`. The caller commits."""

    def values(cls: type[Owned], entry: dict[str, Any]) -> dict[str, Any]:
        plain = {name: _said(value, language, today) for name, value in entry.items()}
        return audit.typed(cls, plain)

    story = _story()
    diagnosis.save_background(diagnosis.background(journey), **values(Background, story["background"]))
    for entry in story["specimens"]:
        diagnosis.add_specimen(journey, **values(Specimen, entry))
    for entry in story["findings"]:
        diagnosis.add_finding(journey, **values(GenomicFinding, entry))
    lines = [_tell_line(journey, entry, values, language) for entry in story["lines"]]
    for entry in story["local_treatments"]:
        treatments.add_local_treatment(journey, **values(LocalTreatment, entry))
    counted = [line.id for line in lines if line.setting is Setting.METASTATIC]
    for entry in story["scans"]:
        said = {name: value for name, value in entry.items() if name != "line"}
        scans.add_scan(journey, line_id=counted[entry["line"] - 1], **values(Scan, said))
    for entry in story["marker_results"]:
        labs.add_marker_result(journey, **values(MarkerResult, entry))
    for entry in story["appointments"]:
        _tell_appointment(journey, entry, values, language)
    _tell_check_ins(journey, story, language)
    for entry in story["observations"]:
        observations.add_observation(journey, entered_by=_NOBODY, **values(Observation, entry))


def _tell_line(
    journey: Journey,
    entry: dict[str, Any],
    values: Callable[[type[Owned], dict[str, Any]], dict[str, Any]],
    language: str,
) -> LineOfTherapy:
    fields = {name: value for name, value in entry.items() if name not in ("drugs", "doses")}
    fields["ended"] = "end_reason" in fields
    drugs: list[tuple[str | None, str | None]] = [(drug, None) for drug in entry["drugs"]]
    line = treatments.add_line(journey, drugs, **values(LineOfTherapy, fields))
    for course in treatments.courses_of(line.id):
        told = entry.get("doses", {}).get(course.drug_id, {})
        if "dose" in told:
            treatments.change_course(course, dose=told["dose"][language])
        if cycle := told.get("cycle"):
            numbers = {"cycle_days": cycle["days"], "cycle_days_on": cycle["days_on"]}
            treatments.change_course(course, **values(DrugCourse, numbers | {"cycle_from": cycle["day_one"]}))
        for change in told.get("changes", ()):
            treatments.add_dose_change(course, **values(DoseChange, change))
    return line


def _tell_appointment(
    journey: Journey,
    entry: dict[str, Any],
    values: Callable[[type[Owned], dict[str, Any]], dict[str, Any]],
    language: str,
) -> None:
    """A visit with its questions, of the person's own or prompts of the content. Those with an answer were asked."""
    fields = {name: value for name, value in entry.items() if name != "questions"}
    visit = appointments.add_appointment(journey, **values(Appointment, fields))
    for told in entry.get("questions", ()):
        said = values(Question, {name: value for name, value in told.items() if name != "text"})
        if "answer" in told:
            said |= {"appointment_id": visit.id, "asked": True}
        text = told["text"] if "text" in told else catalogue().prompts.questions[told["prompt"]].model_dump()
        appointments.add_question(journey, text[language], **said)


def _tell_check_ins(journey: Journey, story: dict[str, Any], language: str) -> None:
    version = catalogue().checkin.version
    for entry in story["check_ins"]:
        check_ins.add(
            CheckIn(
                journey_id=journey.id,
                **_weeks_ago(entry["weeks"], "answered_at"),
                instrument_version=version,
                language=language,
                scores=dict(zip(story["check_in_items"], entry["scores"], strict=True)),
            )
        )
    for entry in story["happenings"]:
        moment = _weeks_ago(entry["weeks"], "happened_at")
        check_ins.add(Happening(journey_id=journey.id, kind=entry["kind"], note=entry["note"][language], **moment))


def _weeks_ago(weeks: float, name: str) -> dict[str, Any]:
    """The instant under `name`, and its day in eastern Canada."""
    at = now() - timedelta(weeks=weeks)
    return {name: at, "day": PartialDate.of(at.astimezone(TIME_ZONE).date())}


def _said(value: Any, language: str, today: date) -> Any:
    """A date counted from today, or a text in the reader's language; anything else as it stands."""
    if isinstance(value, dict) and "days" in value:
        return PartialDate.of(today + timedelta(days=value["days"]))
    if isinstance(value, dict):
        return months_ago(value["ago"], value["precision"], today) if "ago" in value else value[language]
    return value


def months_ago(months: int, precision: str, today: date) -> PartialDate:
    """The date that many months before `today`, known to the year, month or day."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    text = date(year, month + 1, min(today.day, 28)).isoformat()
    return PartialDate(text[: _LENGTHS[precision]])
