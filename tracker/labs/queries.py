"""Every read and write of tumour markers. The caller commits."""

from __future__ import annotations

import uuid
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.labs.models import Marker, MarkerResult, MarkerUnit
from tracker.owned import owned


def marker_results() -> list[MarkerResult]:
    """Every value of the open journey, the newest first, the undated last."""
    newest_first = (MarkerResult.taken_on.desc().nulls_last(), MarkerResult.created_at.desc(), MarkerResult.id)
    return list(db.session.scalars(owned(MarkerResult).order_by(*newest_first)))


def marker_result(result_id: uuid.UUID) -> MarkerResult | None:
    return db.session.scalar(owned(MarkerResult, MarkerResult.id == result_id))


def last_unit(marker: Marker) -> MarkerUnit | None:
    """The unit of the value of this marker that was written down last."""
    statement = owned(MarkerResult, MarkerResult.marker == marker).order_by(MarkerResult.created_at.desc()).limit(1)
    row = db.session.scalar(statement)
    return row.unit if row else None


def add_marker_result(journey: Journey, **values: Any) -> MarkerResult:
    return audit.add(MarkerResult(journey_id=journey.id, **values), "marker_result.added")


def change_marker_result(row: MarkerResult, **values: Any) -> MarkerResult:
    return audit.change(row, "marker_result.changed", **values)


def remove_marker_result(row: MarkerResult) -> None:
    audit.remove(row, "marker_result.removed")
