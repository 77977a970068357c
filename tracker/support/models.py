"""What a person keeps of the directory, and what they want of it."""

from __future__ import annotations

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.db import Base
from tracker.owned import NoteText, Owned


class SavedOrganization(Owned, Base):
    """An organization of `organizations.yaml` that the person saved. `organization`: its id there, never reused."""

    __tablename__ = "saved_organization"
    section = Scope.NOTES

    organization: Mapped[str] = mapped_column(String(80))
    note: Mapped[NoteText | None]


class SupportPlan(Owned, Base):
    """Where the person lives, and what was offered on Today; one row a journey.

    A row of its own and not a field of another record: it is chosen on the Support page, and what was put away must be
    gone on every device. `region`: as in `organizations.yaml`, None: not said. `put_away`: key of an offer
    (`moments.py`) → day (`YYYY-MM-DD`) on which it was put away.
    """

    __tablename__ = "support_plan"
    section = Scope.NOTES
    __table_args__ = (UniqueConstraint("journey_id"),)

    region: Mapped[str | None] = mapped_column(String(5))
    offers: Mapped[bool] = mapped_column(default=True)
    put_away: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
