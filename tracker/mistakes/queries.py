"""Every read and write of reported mistakes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from tracker.db import db
from tracker.mistakes.models import MistakeReport, sender_of

DAY = timedelta(days=1)
KEPT = timedelta(days=365)  # said on the page of the report
MOST_OF_ONE_A_DAY = 10
MOST_A_DAY = 500  # of all together: a flood fills no disk


class TooMany(Exception):
    """As many reports as are taken in a day have come."""


def is_known(report_id: uuid.UUID) -> bool:
    """Whether the report was kept before: a double tap."""
    return db.session.get(MistakeReport, report_id) is not None


def add_report(
    report_id: uuid.UUID,
    text: str,
    contact: str | None,
    *,
    about: str | None,
    language: str,
    address: str,
    at: datetime,
) -> None:
    """Keep a report. Raises TooMany. The caller commits."""
    forget(at)
    sender = sender_of(address, at.date().isoformat())
    since = MistakeReport.at > at - DAY
    if _count(since, MistakeReport.sender == sender) >= MOST_OF_ONE_A_DAY or _count(since) >= MOST_A_DAY:
        raise TooMany
    report = MistakeReport(id=report_id, at=at, about=about, language=language, sender=sender)
    report.seal(text, contact)
    db.session.add(report)


def forget(at: datetime) -> int:
    """Wipe the mark of each sender after a day, and erase reports past their year: how many. The caller commits."""
    marked = MistakeReport.sender.is_not(None)
    db.session.execute(update(MistakeReport).where(MistakeReport.at <= at - DAY, marked).values(sender=None))
    old = list(db.session.scalars(select(MistakeReport.id).where(MistakeReport.at <= at - KEPT)))
    db.session.execute(delete(MistakeReport).where(MistakeReport.id.in_(old)))
    return len(old)


def remove_report(report_id: uuid.UUID) -> None:
    """Erase a report that was dealt with. The caller commits."""
    db.session.execute(delete(MistakeReport).where(MistakeReport.id == report_id))


def reports() -> Sequence[MistakeReport]:
    """Every report, the newest first."""
    return db.session.scalars(select(MistakeReport).order_by(MistakeReport.at.desc())).all()


def _count(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(MistakeReport).where(*conditions)) or 0  # type: ignore[arg-type]
