"""Every read and write of scans. The caller commits."""

from __future__ import annotations

import uuid
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.owned import owned
from tracker.scans.models import Scan


def scan(scan_id: uuid.UUID) -> Scan | None:
    return db.session.scalar(owned(Scan, Scan.id == scan_id))


def add_scan(journey: Journey, **values: Any) -> Scan:
    return audit.add(Scan(journey_id=journey.id, **values), "scan.added")


def change_scan(row: Scan, **values: Any) -> Scan:
    return audit.change(row, "scan.changed", **values)


def remove_scan(row: Scan) -> None:
    audit.remove(row, "scan.removed")
