"""Rows as the red flags and "what changed" read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tracker.checkins import facts, flags
from tracker.checkins.models import CheckIn, Happening
from tracker.checkins.models import SetAside as SetAsideRow
from tracker.checkins.record import Known
from tracker.content import catalogue
from tracker.knowledge.red_flags import RedFlag

_DAY = timedelta(days=1)
Row = CheckIn | Happening


def instant_of(row: Row) -> datetime:
    """When it was, by the phone's clock; never after it came to the server, as a clock that is ahead would say."""
    said = row.answered_at if isinstance(row, CheckIn) else row.happened_at
    return min(said, row.created_at) if row.created_at else said


def entry_of(row: Row, at: datetime) -> facts.Entry:
    """One row as it is seen at an instant."""
    days_ago = (at - instant_of(row)) / _DAY
    if isinstance(row, Happening):
        return facts.Entry(days_ago, temperature_c=row.temperature_c, quick=frozenset({row.kind}))
    return facts.Entry(
        days_ago,
        scores={item: score for item, score in row.scores.items() if not isinstance(score, bool)},
        answered_yes=frozenset(item for item, answer in row.scores.items() if answer is True),
        answered_no=frozenset(item for item, answer in row.scores.items() if answer is False),
        temperature_c=row.temperature_c,
        wording=f"{row.instrument} {row.instrument_version} {row.recall}",
    )


def earlier(row: Row, rows: Iterable[Row]) -> list[facts.Entry]:
    """The entries before this one, the newest first."""
    at = instant_of(row)
    before = [each for each in rows if each.id != row.id and instant_of(each) <= at]
    return [entry_of(each, at) for each in sorted(before, key=instant_of, reverse=True)]


def card_of(row: Row, known: Known) -> flags.Card | None:
    """The urgent-care card of an entry; None where nothing is to be shown."""
    at = instant_of(row)
    instants = {each.id: instant_of(each) for each in (*known.entries, row)}
    said = [_said(each, at, instants) for each in known.set_aside]
    content, day = catalogue(), row.day.first_day
    shown: tuple[RedFlag, ...] = flags.shown(
        content, known.facts_on(day), entry_of(row, at), earlier(row, known.entries), said
    )
    return flags.card(content, shown)


def _said(row: SetAsideRow, at: datetime, instants: dict[UUID, datetime]) -> flags.SetAside:
    """It holds from the moment of the entry on which it was said."""
    scores = {item: score for item, score in row.scores.items() if not isinstance(score, bool)}
    return flags.SetAside(row.rule, (at - instants.get(row.entry_id, row.said_at)) / _DAY, scores)
