"""Every read and write of what a person has looked at."""

from __future__ import annotations

from datetime import date

from tracker import audit
from tracker.dates import PartialDate
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.options.models import ContentSeen
from tracker.owned import owned


def content_seen(journey: Journey) -> ContentSeen:
    """What was last looked at; a new row, not yet added, where nothing was."""
    return db.session.scalars(owned(ContentSeen)).first() or ContentSeen(journey_id=journey.id)


def mark_seen(row: ContentSeen, digests: dict[str, str], day: date) -> ContentSeen:
    """Note that the options were looked at as they are. The caller commits.

    A journey has one row: where the first was undone, that one is written anew.
    """
    values = {"digests": digests, "seen_on": PartialDate.of(day)}
    if not row.version:
        row = db.session.scalars(owned(ContentSeen).execution_options(with_deleted=True)).first() or row
    if row.version:
        return audit.change(row, "content_seen.changed", deleted_at=None, **values)
    for name, value in values.items():
        setattr(row, name, value)
    return audit.add(row, "content_seen.added")
