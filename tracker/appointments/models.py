"""Questions for the next visit."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base
from tracker.owned import EncryptedText, Owned


class Question(Owned, Base):
    """Something to ask. `option`: the id of the documented option it came from, if it did."""

    __tablename__ = "question"

    text: Mapped[EncryptedText]
    option: Mapped[str | None] = mapped_column(String(80))
    asked: Mapped[bool] = mapped_column(default=False)
