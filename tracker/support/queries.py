"""Every read and write of saved organizations and of the support plan. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.owned import owned, together
from tracker.support.models import SavedOrganization, SupportPlan


def saved_and_plan(journey: Journey) -> tuple[dict[str, SavedOrganization], SupportPlan]:
    """What was saved, by organization and in the order it was saved, and the plan: in one round trip."""
    rows = together(SavedOrganization, SupportPlan)
    return _by_organization(rows[SavedOrganization]), plan_of(rows[SupportPlan], journey.id)


def _by_organization(rows: Sequence[SavedOrganization]) -> dict[str, SavedOrganization]:
    """The first of each: two devices may have saved the same one."""
    found: dict[str, SavedOrganization] = {}
    for row in sorted(rows, key=lambda row: (row.created_at, row.id)):
        found.setdefault(row.organization, row)
    return found


def saved_organization(organization: str) -> SavedOrganization | None:
    rows = db.session.scalars(owned(SavedOrganization, SavedOrganization.organization == organization)).all()
    return _by_organization(rows).get(organization)


def save_organization(journey: Journey, organization: str, **values: Any) -> SavedOrganization:
    row = SavedOrganization(journey_id=journey.id, organization=organization, **values)
    return audit.add(row, "saved_organization.added")


def change_saved(row: SavedOrganization, **values: Any) -> SavedOrganization:
    return audit.change(row, "saved_organization.changed", **values)


def remove_saved(organization: str) -> None:
    """Take it off the list, on whichever device it was put there."""
    for row in db.session.scalars(owned(SavedOrganization, SavedOrganization.organization == organization)):
        audit.remove(row, "saved_organization.removed")


def plan(journey: Journey) -> SupportPlan:
    """The journey's plan; the usual one (not yet stored) where nothing was chosen."""
    return plan_of([row for row in [db.session.scalar(owned(SupportPlan))] if row], journey.id)


def plan_of(rows: Sequence[SupportPlan], journey_id: uuid.UUID) -> SupportPlan:
    return rows[0] if rows else SupportPlan(journey_id=journey_id, offers=True, put_away={})


def save_plan(row: SupportPlan, **values: Any) -> SupportPlan:
    """Store `values`. A journey has one plan: where the first was undone or removed, that one is written anew."""
    removed = None if row.version else db.session.scalar(owned(SupportPlan).execution_options(with_deleted=True))
    if removed is not None:
        return audit.change(removed, "support_plan.changed", **values | {"deleted_at": None})
    db.session.add(row)
    return audit.change(row, "support_plan.changed", **values)
