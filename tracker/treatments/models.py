"""Lines of therapy, drug courses, dose changes, local treatments."""

from __future__ import annotations

import uuid

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import EncryptedText, NoteText, Owned
from tracker.places import Place, YesNo


class Setting(Choice):
    METASTATIC = "metastatic", _l("For metastatic cancer")
    NEOADJUVANT = "neoadjuvant", _l("Before surgery, for the first tumour")
    ADJUVANT = "adjuvant", _l("After surgery, for the first tumour")
    UNKNOWN = "unknown", _l("I don’t know")


class EndReason(Choice):
    PROGRESSION = "progression", _l("The cancer grew, spread or came back")
    TOXICITY = "toxicity", _l("Side effects")
    COMPLETED = "completed", _l("It was finished as planned")
    OWN_CHOICE = "own_choice", _l("I chose to stop")
    NOT_AVAILABLE = "not_available", _l("It was not available or not paid for")
    OTHER = "other", _l("Another reason")
    UNKNOWN = "unknown", _l("I don’t know")


class Response(Choice):
    """The best result while on the line, as the scans were told to the person."""

    GONE = "complete", _l("Nothing left to see on the scans")
    SMALLER = "partial", _l("Smaller")
    SAME = "stable", _l("The same")
    MIXED = "mixed", _l("Smaller in one place, larger in another")
    GREW = "progression", _l("It grew")
    UNKNOWN = "unknown", _l("I don’t know")


class LineOfTherapy(Owned, Base):
    """One line of systemic therapy.

    Metastatic lines are numbered by their dates when they are read, never stored; (neo)adjuvant treatment is not
    counted (PLoT in Saini & Twelves 2021, doi:10.1038/s41416-021-01319-8). `ended` without `ended_on`: it is over,
    the date is not known.
    """

    __tablename__ = "line_of_therapy"
    section = Scope.TREATMENTS
    in_summary = frozenset({"setting", "started_on", "ended", "ended_on"})
    __table_args__ = (
        CheckConstraint(
            "started_on IS NULL OR ended_on IS NULL OR substr(ended_on, 1, 4) >= substr(started_on, 1, 4)",
            name="ends_after_start",
        ),
        CheckConstraint("ended OR (ended_on IS NULL AND end_reason IS NULL)", name="end_only_if_ended"),
    )

    setting: Mapped[Setting | None]
    started_on: Mapped[PartialDate | None]
    ended: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[PartialDate | None]
    end_reason: Mapped[EndReason | None]
    best_response: Mapped[Response | None]
    in_trial: Mapped[YesNo | None]
    note: Mapped[NoteText | None]


class DrugCourse(Owned, Base):
    """One drug inside a line: an id of the content, or the name as it was typed.

    A cycle is `cycle_days` long; the drug is taken on the first `cycle_days_on` of them (21 of 28, or 1 of 21 for an
    infusion), counted from `cycle_from`, a whole date that is day 1. All three, or none.
    """

    __tablename__ = "drug_course"
    section = Scope.TREATMENTS
    in_summary = frozenset({"line_id", "position", "drug_id", "drug_text"})
    __table_args__ = (
        ForeignKeyConstraint(
            ["journey_id", "line_id"], ["line_of_therapy.journey_id", "line_of_therapy.id"], ondelete="CASCADE"
        ),
        CheckConstraint("(drug_id IS NULL) <> (drug_text IS NULL)", name="one_name"),
        CheckConstraint(
            "(cycle_days IS NULL) = (cycle_days_on IS NULL) AND (cycle_days IS NULL) = (cycle_from IS NULL)",
            name="whole_cycle",
        ),
        CheckConstraint("cycle_days_on BETWEEN 1 AND cycle_days AND cycle_days <= 366", name="cycle_length"),
        Index("ix_drug_course_line", "journey_id", "line_id"),
    )

    line_id: Mapped[uuid.UUID]
    position: Mapped[int]
    drug_id: Mapped[str | None] = mapped_column(String(60))
    drug_text: Mapped[EncryptedText | None]
    dose: Mapped[EncryptedText | None]
    cycle_days: Mapped[int | None]
    cycle_days_on: Mapped[int | None]
    cycle_from: Mapped[PartialDate | None]


class DoseChangeKind(Choice):
    REDUCED = "reduced", _l("Dose reduced")
    HELD = "held", _l("Held for a time")
    RESUMED = "resumed", _l("Started again")
    STOPPED = "stopped", _l("Stopped for good, while the rest went on")


class DoseChange(Owned, Base):
    """A change of the dose of one drug course."""

    __tablename__ = "dose_change"
    section = Scope.TREATMENTS
    __table_args__ = (
        ForeignKeyConstraint(
            ["journey_id", "course_id"], ["drug_course.journey_id", "drug_course.id"], ondelete="CASCADE"
        ),
        Index("ix_dose_change_course", "journey_id", "course_id"),
    )

    course_id: Mapped[uuid.UUID]
    kind: Mapped[DoseChangeKind]
    changed_on: Mapped[PartialDate | None]
    reason: Mapped[EncryptedText | None]


class LocalKind(Choice):
    RADIOTHERAPY = "radiotherapy", _l("Radiotherapy")
    SURGERY = "surgery", _l("Surgery")
    OTHER = "other", _l("Another local treatment")


class LocalTreatment(Owned, Base):
    """Radiotherapy or surgery: a mark on the picture, never a line."""

    __tablename__ = "local_treatment"
    section = Scope.TREATMENTS

    kind: Mapped[LocalKind]
    place: Mapped[Place | None]
    started_on: Mapped[PartialDate | None]
    ended_on: Mapped[PartialDate | None]
    note: Mapped[NoteText | None]
