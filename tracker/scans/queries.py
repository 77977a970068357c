"""Every read and write of scans. The caller commits."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.owned import owned, together
from tracker.scans.models import Scan
from tracker.treatments.lines import KindOf, Line, lines_of
from tracker.treatments.models import DrugCourse, LineOfTherapy


def scan(scan_id: uuid.UUID) -> Scan | None:
    return db.session.scalar(owned(Scan, Scan.id == scan_id))


def scan_with_lines(scan_id: uuid.UUID, kind_of: KindOf, today: date) -> tuple[Scan | None, list[Line]]:
    """One scan, and every line it can be tied to, in one round trip; the lines come without their dose changes."""
    rows = together(Scan, LineOfTherapy, DrugCourse)
    found = next((row for row in rows[Scan] if row.id == scan_id), None)
    return found, lines_of(rows[LineOfTherapy], rows[DrugCourse], (), kind_of, today)


def add_scan(journey: Journey, **values: Any) -> Scan:
    return audit.add(Scan(journey_id=journey.id, **values), "scan.added")


def change_scan(row: Scan, **values: Any) -> Scan:
    return audit.change(row, "scan.changed", **values)


def remove_scan(row: Scan) -> None:
    audit.remove(row, "scan.removed")
