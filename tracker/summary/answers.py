"""The answers of the check-ins over time, in one round trip with the rest of a record.

Of each day the last check-in is read; of a span of more than a thousand days, the last of every few days. Each is
looked up by the index, so the cost is bound by the days that are shown, however much is kept. The answers to one
wording come as one text, put together by the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    String,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from tracker.checkins.models import CheckIn, Rhythm
from tracker.dates import PartialDate
from tracker.db import db
from tracker.owned import JourneyRow, opened
from tracker.picture.series import Said

MOST_LOOKS = 1_000
# days from one answer to the next that are still one line: two and a half rhythms
LONGEST = {Rhythm.WEEKLY: 17.5, Rhythm.DAILY: 2.5, Rhythm.FREE: 17.5}
_JOURNEY = bindparam("journey", type_=Uuid())


@dataclass
class Answers:
    """Check-ins of a span, thinned. `wordings`: instrument, version, recall, as `Said.wording` counts them.

    `first`: the day of the very first check-in, in the span or not. `apart`: of how many days each the last was read.
    """

    said: list[Said] = field(default_factory=list)
    wordings: list[tuple[str, int, str]] = field(default_factory=list)
    first: date | None = None
    apart: int = 1


def answers_of(check_ins: Sequence[CheckIn]) -> Answers:
    """Every check-in, in the order given."""
    found = Answers(first=min((row.day.first_day for row in check_ins), default=None))
    places: dict[tuple[str, int, str], int] = {}
    for row in check_ins:
        wording = (row.instrument, row.instrument_version, row.recall)
        found.said.append(Said(row.day.first_day.toordinal(), row.scores, places.setdefault(wording, len(places))))
    found.wordings.extend(places)
    return found


def read(
    classes: tuple[type[JourneyRow], ...], since: date | None, until: date
) -> tuple[dict[type, list[Any]], Answers]:
    """Every row of `classes` of the open journey, and the answers from `since` (None: the first) to `until`."""
    rows: dict[type, list[Any]] = {cls: [] for cls in classes}
    answers = Answers()
    values = {
        "journey": opened().journey_id,
        "since": since.isoformat() if since else None,
        "until": until.isoformat(),
    }
    for *found, entries, first, apart, instrument, version, recall in db.session.execute(
        _statement(db.engine.dialect.name, classes), values
    ):
        for row in found:
            if row is not None:
                rows[type(row)].append(row)
        answers.first = first.first_day if first else None
        answers.apart = apart
        if entries:
            answers.said.extend(_said(entries, len(answers.wordings)))
            answers.wordings.append((instrument, version, recall))
    return rows, answers


def _said(entries: str, wording: int) -> Iterator[Said]:
    for day, scores in json.loads(f"[{entries}]"):
        yield Said(PartialDate(day).first_day.toordinal(), scores or {}, wording)


@lru_cache(maxsize=16)
def _statement(dialect: str, classes: tuple[type[JourneyRow], ...]) -> Any:
    """One row of the answer holds one object, as in `together`; the last rows hold the answers to one wording each."""
    numbers = union_all(*(select(literal(n).label("n")) for n in range(len(classes) + 1))).subquery("numbers")
    span = _span(dialect)
    said = _said_in(dialect, span)
    statement: Any = select(
        *classes,
        said.c.entries,
        _first_day().scalar_subquery(),
        select(span.c.apart).scalar_subquery(),
        said.c.instrument,
        said.c.instrument_version,
        said.c.recall,
    ).select_from(numbers)
    for number, cls in enumerate(classes):
        statement = statement.outerjoin(cls, and_(numbers.c.n == number, cls.journey_id == _JOURNEY))
    return statement.outerjoin(said, numbers.c.n == len(classes))


def _span(dialect: str) -> Any:
    """Where the span begins, how many days one look covers, and how many looks it takes."""
    until = bindparam("until", type_=String())
    given = bindparam("since", type_=String())
    first = type_coerce(_first_day().scalar_subquery(), String)
    since = select(func.coalesce(cast(given, String), first, until).label("since")).cte("since")
    days = select(since.c.since, _days(dialect, since.c.since, until).label("days")).cte("days")
    length = case((days.c.days > 0, days.c.days), else_=1)
    apart = select(days.c.since, length.label("days"), ((length + MOST_LOOKS - 1) // MOST_LOOKS).label("apart"))
    each = apart.cte("apart")
    looks = (each.c.days + each.c.apart - 1) // each.c.apart
    return select(each.c.since, each.c.apart, looks.label("looks")).cte("span")


def _said_in(dialect: str, span: Any) -> Any:
    """For each wording, `["2026-11-20",{"pain":3}],["2026-11-27",{"pain":4}]` as one text."""
    numbers = select(literal(0).label("n")).cte("numbered", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < select(span.c.looks).scalar_subquery()))
    look = (
        select(
            _day(dialect, span, numbers.c.n).label("start"),
            _day(dialect, span, numbers.c.n + 1).label("end"),
        )
        .select_from(numbers)
        .join(span, literal(True))
        .subquery("look")
    )
    other = aliased(CheckIn)
    last = (
        select(other.id)
        .where(other.journey_id == _JOURNEY, other.deleted_at.is_(None))
        .where(type_coerce(other.day, String) >= look.c.start, type_coerce(other.day, String) < look.c.end)
        .order_by(other.day.desc(), other.answered_at.desc())
        .limit(1)
        .correlate(look)
        .scalar_subquery()
    )
    text = literal('["') + type_coerce(CheckIn.day, String) + literal('",') + cast(CheckIn.scores, Text) + literal("]")
    wording = (CheckIn.instrument, CheckIn.instrument_version, CheckIn.recall)
    return (
        select(*wording, func.aggregate_strings(text, ",").label("entries"))
        .select_from(look)
        .join(CheckIn, and_(CheckIn.journey_id == _JOURNEY, CheckIn.id == last))
        .group_by(*wording)
        .subquery("said")
    )


def _days(dialect: str, start: Any, end: Any) -> Any:
    """Both days counted."""
    if dialect == "postgresql":
        return cast(end, Date) - cast(start, Date) + 1
    return cast(func.julianday(end) - func.julianday(start), Integer) + 1


def _day(dialect: str, span: Any, number: Any) -> Any:
    """The first day of the look with this number, as the text that is stored."""
    days = number * span.c.apart
    if dialect == "postgresql":
        return func.to_char(cast(span.c.since, Date) + days, "YYYY-MM-DD", type_=String())
    return func.date(span.c.since, cast(days, String) + literal(" days"), type_=String())


def _first_day() -> Any:
    return (
        select(CheckIn.day)
        .where(CheckIn.journey_id == _JOURNEY, CheckIn.deleted_at.is_(None))
        .order_by(CheckIn.day)
        .limit(1)
    )
