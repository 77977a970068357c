"""Every read and write of observations. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.observations.models import Observation, ObservationState
from tracker.owned import owned


def add_observation(journey: Journey, **values: Any) -> Observation:
    return audit.add(Observation(journey_id=journey.id, **values), "observation.added")


def observations() -> Sequence[Observation]:
    """Every one the person at the door may read, the newest first."""
    return db.session.scalars(owned(Observation).order_by(Observation.day.desc(), Observation.created_at.desc())).all()


@cache
def not_looked_at() -> ColumnElement[bool]:
    """The condition of being one that the owner has done nothing with yet."""
    return Observation.state == ObservationState.NEW


def observation(observation_id: uuid.UUID) -> Observation | None:
    return db.session.scalar(owned(Observation, Observation.id == observation_id))


def change_observation(row: Observation, **values: Any) -> Observation:
    return audit.change(row, "observation.changed", **values)


def remove_observation(row: Observation) -> None:
    audit.remove(row, "observation.removed")
