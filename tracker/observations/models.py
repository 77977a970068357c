"""An observation: what someone close to the person noticed, in their words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Grant, Right
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import EncryptedText, Opened, Owned


class ObservationState(Choice):
    """What the owner did with it. USED: it is among the questions for a visit."""

    NEW = "new", _l("New")
    KEPT = "kept", _l("Kept")
    HIDDEN = "hidden", _l("Hidden")
    USED = "used", _l("Among my questions")


STANDS = (ObservationState.KEPT, ObservationState.USED)  # what the owner took in: it may stand on a page for a visit


class Observation(Owned, Base):
    """What one caregiver noticed. The owner reads all of them, a caregiver their own. `signed`: the author's name."""

    __tablename__ = "observation"
    section = None

    day: Mapped[PartialDate]
    text: Mapped[EncryptedText]
    signed: Mapped[EncryptedText]
    state: Mapped[ObservationState] = mapped_column(default=ObservationState.NEW)

    @classmethod
    def shown_to(cls, journey: Opened) -> ColumnElement[bool] | None:
        return None if journey.grant.of_others else cls.entered_by == journey.actor_id

    @classmethod
    def may_write(cls, grant: Grant) -> bool:
        return grant.right.includes(Right.ADD)
