"""The way back to an urgent-care card: an entry that was sent later, or whose page was left, has its answer too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for

from tracker.checkins.entries import card_of, instant_of
from tracker.checkins.models import CheckIn, Happening
from tracker.checkins.record import Known
from tracker.checkins.words import entry_in_words
from tracker.db import now
from tracker.i18n import language

LASTS = timedelta(days=2)


@dataclass(frozen=True)
class Reminder:
    """`title`: that of the card; `said`: what was entered."""

    title: str
    said: str
    url: str


def recent_card(about: Known, journey_id: UUID) -> Reminder | None:
    """The newest entry of the last two days whose card says to call; one that the team knows about is quiet."""
    since = now() - LASTS
    for row in sorted(about.entries, key=instant_of, reverse=True):
        if instant_of(row) < since:
            return None
        card = card_of(row, about)
        if card is not None and card.level.number:
            said = entry_in_words(row, about.own, about.plan)
            return Reminder(card.level.in_language(language()), said, _answer_of(row, journey_id))
    return None


def _answer_of(row: CheckIn | Happening, journey_id: UUID) -> str:
    if isinstance(row, CheckIn):
        return url_for("checkins.after_check_in", journey_id=journey_id, check_in_id=row.id)
    return url_for("checkins.after_happening", journey_id=journey_id, happening_id=row.id)
