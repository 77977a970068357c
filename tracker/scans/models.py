"""Scans, as the person was told."""

from __future__ import annotations

import uuid

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import NoteText, Owned


class ScanKind(Choice):
    CT = "ct", _l("CT scan")
    MRI = "mri", _l("MRI")
    PET = "pet", _l("PET scan")
    BONE = "bone_scan", _l("Bone scan")
    ULTRASOUND = "ultrasound", _l("Ultrasound")
    X_RAY = "x_ray", _l("X-ray")
    MAMMOGRAM = "mammogram", _l("Mammogram")
    OTHER = "other", _l("Another kind of scan")
    UNKNOWN = "unknown", _l("I don’t know")


class ScanResult(Choice):
    """What the report said, against the scan before, as it was told to the person. None: no result yet."""

    SMALLER = "smaller", _l("Smaller")
    STABLE = "stable", _l("The same")
    GROWN = "grown", _l("It grew")
    MIXED = "mixed", _l("Smaller in one place, larger in another")
    NOT_SURE = "not_sure", _l("Not sure")


class Scan(Owned, Base):
    """One scan. `line_id`: the line of therapy whose response it tells, if the person said so.

    The key to the line does not cascade: a scan must never go because a line does.
    """

    __tablename__ = "scan"
    section = Scope.TREATMENTS
    __table_args__ = (
        ForeignKeyConstraint(["journey_id", "line_id"], ["line_of_therapy.journey_id", "line_of_therapy.id"]),
    )

    taken_on: Mapped[PartialDate | None]
    kind: Mapped[ScanKind | None]
    result: Mapped[ScanResult | None]
    line_id: Mapped[uuid.UUID | None]
    note: Mapped[NoteText | None]
