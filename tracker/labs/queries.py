"""Every read and write of tumour markers. The caller commits."""

from __future__ import annotations

import uuid
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.labs.models import MarkerResult
from tracker.owned import owned


def marker_result(result_id: uuid.UUID) -> MarkerResult | None:
    return db.session.scalar(owned(MarkerResult, MarkerResult.id == result_id))


def add_marker_result(journey: Journey, **values: Any) -> MarkerResult:
    return audit.add(MarkerResult(journey_id=journey.id, **values), "marker_result.added")


def change_marker_result(row: MarkerResult, **values: Any) -> MarkerResult:
    return audit.change(row, "marker_result.changed", **values)


def remove_marker_result(row: MarkerResult) -> None:
    audit.remove(row, "marker_result.removed")
