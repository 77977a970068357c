"""Eight made-up histories as a `Summary` each, without a database."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

from tracker import audit
from tracker.checkins.models import CheckInPlan
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background, Specimen
from tracker.owned import Owned
from tracker.picture.series import Said
from tracker.scans.models import Scan
from tracker.summary.answers import Answers
from tracker.summary.record import Summary
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment

_FILE = yaml.safe_load((Path(__file__).parent / "histories.yaml").read_text(encoding="utf-8"))
TODAY = date.fromisoformat(_FILE["today"])
NAMES = tuple(_FILE["histories"])
_JOURNEY = uuid.UUID(int=1)
_MOST = 10_000


class Rows:
    """Rows of a journey that is in no database, with ids that are the same each time."""

    def __init__(self) -> None:
        self.kept: dict[type[Owned], list[Any]] = {}
        self.count = 0

    def add(self, cls: type[Owned], **values: Any) -> Any:
        self.count += 1
        typed = audit.typed(cls, values)
        typed |= {name: PartialDate(value) for name, value in typed.items() if name.endswith("_on") and value}
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.count)
        row = cls(journey_id=_JOURNEY, id=uuid.UUID(int=self.count), created_at=at, **typed)
        self.kept.setdefault(cls, []).append(row)
        return row

    def line(self, drugs: list[str], doses: dict[str, list[dict[str, Any]]] | None = None, **values: Any) -> None:
        ended = values.pop("ended", "ended_on" in values)
        line = self.add(LineOfTherapy, ended=ended, **values)
        for position, drug in enumerate(drugs):
            named = {"drug_text": drug[5:]} if drug.startswith("text:") else {"drug_id": drug}
            course = self.add(DrugCourse, line_id=str(line.id), position=position, **named)
            for change in (doses or {}).get(drug, ()):
                self.add(DoseChange, course_id=str(course.id), **change)


def history(name: str) -> Summary:
    return summary_of(_FILE["histories"][name])


def summary_of(told: dict[str, Any]) -> Summary:
    rows = Rows()
    if "background" in told:
        rows.add(Background, **told["background"])
    for line in told.get("lines", ()):
        rows.line(**line)
    for cls, name in ((Specimen, "specimens"), (Scan, "scans"), (LocalTreatment, "local_treatments")):
        for values in told.get(name, ()):
            rows.add(cls, **values)
    if "scan_results" in told:
        for number, result in enumerate(told["scan_results"]["results"]):
            day = date.fromisoformat(told["scan_results"]["since"]) + timedelta(
                days=number * told["scan_results"]["every"]
            )
            rows.add(Scan, taken_on=day.isoformat(), kind=told["scan_kind"], result=result)
    rows.add(CheckInPlan, rhythm="weekly", hidden=[], added=[])
    said = [each for some in told.get("answers", ()) for each in _said(**some)]
    first = min((date.fromordinal(each.day) for each in said), default=None)
    return Summary(rows.kept, TODAY, Answers(said=said, first=first))


def _said(since: str, every: int, weeks: int = _MOST, **scores: list[int]) -> list[Said]:
    """Check-ins every so many days; each symptom goes through its scores again and again."""
    start = date.fromisoformat(since).toordinal()
    count = min(weeks * 7 // every, (TODAY.toordinal() - start) // every + 1)
    turns = {item: list(islice(cycle(each), count)) for item, each in scores.items()}
    return [Said(start + number * every, {item: turns[item][number] for item in turns}) for number in range(count)]
