"""Every read and write of background, specimens and genomic findings. The caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from tracker import audit
from tracker.db import db
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.journeys.models import Journey
from tracker.owned import owned


def background(journey: Journey) -> Background:
    """The journey's background; a new, empty one (not yet stored) where nothing was recorded."""
    return db.session.scalar(owned(Background)) or Background(journey_id=journey.id)


def save_background(row: Background, act: str = "changed", **values: Any) -> Background:
    """Store `values`. A journey has one row: where the first was undone or removed, that one is written anew."""
    removed = None if row.version else db.session.scalar(owned(Background).execution_options(with_deleted=True))
    if removed is not None:
        return audit.change(removed, f"background.{act}", **dict.fromkeys(audit.content_of(removed)) | values)
    db.session.add(row)
    return audit.change(row, f"background.{act}", **values)


def specimens(_journey: Journey) -> Sequence[Specimen]:
    """Every sample of the open journey, in no order."""
    return db.session.scalars(owned(Specimen)).all()


def specimen(specimen_id: uuid.UUID) -> Specimen | None:
    return db.session.scalar(owned(Specimen, Specimen.id == specimen_id))


def add_specimen(journey: Journey, **values: Any) -> Specimen:
    return audit.add(Specimen(journey_id=journey.id, **values), "specimen.added")


def change_specimen(row: Specimen, **values: Any) -> Specimen:
    return audit.change(row, "specimen.changed", **values)


def remove_specimen(row: Specimen) -> None:
    audit.remove(row, "specimen.removed")


def finding(finding_id: uuid.UUID) -> GenomicFinding | None:
    return db.session.scalar(owned(GenomicFinding, GenomicFinding.id == finding_id))


def add_finding(journey: Journey, **values: Any) -> GenomicFinding:
    return audit.add(GenomicFinding(journey_id=journey.id, **values), "genomic_finding.added")


def change_finding(row: GenomicFinding, **values: Any) -> GenomicFinding:
    return audit.change(row, "genomic_finding.changed", **values)


def remove_finding(row: GenomicFinding) -> None:
    audit.remove(row, "genomic_finding.removed")
