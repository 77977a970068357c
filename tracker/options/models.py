"""What of the options a person has looked at."""

from __future__ import annotations

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import Owned


class ContentSeen(Owned, Base):
    """The options as they stood when the person said that they had seen them: id → digest. At most one a journey.

    Written when they press the button, never by opening the page: a page that is opened changes no record, and a page
    that was opened (by a thumb, by someone else) has not been read.
    """

    __tablename__ = "content_seen"
    section = Scope.TREATMENTS

    seen_on: Mapped[PartialDate]
    digests: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
