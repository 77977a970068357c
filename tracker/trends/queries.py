"""What the trends read, in one round trip: the lines, how the person wants to be asked, and the answers of a span.

Of each day the last check-in is read; of a span of more than a thousand days, the last of every few days. Each is
looked up by the index, so the cost is bound by the days that are shown, however much is kept. The answers to one
wording come as one text, put together by the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    cast,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from tracker.checkins.models import CheckIn, CheckInPlan
from tracker.dates import PartialDate
from tracker.db import db
from tracker.owned import Owned, opened
from tracker.treatments.models import DrugCourse, LineOfTherapy

from .series import Said

MOST_LOOKS = 1_000
_JOURNEY = bindparam("journey", type_=Uuid())


@dataclass
class Read:
    """`has_any`: there are check-ins, in the span or not. `wordings`: instrument, version, recall.

    `apart`: of how many days each the last check-in was read.
    """

    lines: list[LineOfTherapy] = field(default_factory=list)
    courses: list[DrugCourse] = field(default_factory=list)
    plan: CheckInPlan | None = None
    said: list[Said] = field(default_factory=list)
    wordings: list[tuple[str, int, str]] = field(default_factory=list)
    has_any: bool = False
    apart: int = 1


def first_ever() -> date | None:
    """The day of the very first check-in of the open journey."""
    day = db.session.scalar(_first_day(), {"journey": opened().journey_id})
    return day.first_day if day else None


def read(since: date, until: date) -> Read:
    """The record of the open journey with the check-ins of these days, both counted."""
    days = max(1, (until - since).days + 1)
    apart = -(-days // MOST_LOOKS)
    found = Read(apart=apart)
    values = {
        "journey": opened().journey_id,
        "since": since.isoformat(),
        "apart": apart,
        "looks": -(-days // apart),
    }
    for line, course, plan, *wording, entries, first in db.session.execute(_statement(db.engine.dialect.name), values):
        if line is not None:
            found.lines.append(line)
        if course is not None:
            found.courses.append(course)
        found.plan = plan or found.plan
        found.has_any = found.has_any or first is not None
        if entries:
            found.said.extend(_said(entries, len(found.wordings)))
            instrument, version, recall = wording
            found.wordings.append((instrument, version, recall))
    return found


def _said(entries: str, wording: int) -> Iterator[Said]:
    for day, scores in json.loads(f"[{entries}]"):
        yield Said(PartialDate(day).first_day.toordinal(), scores or {}, wording)


@lru_cache(maxsize=2)
def _statement(dialect: str) -> Any:
    """One row of the answer holds one object, as in `together`; the last rows hold the answers to one wording each."""
    numbers = union_all(*(select(literal(number).label("n")) for number in range(4))).subquery("numbers")
    said = _answers(dialect)
    statement: Any = select(
        LineOfTherapy,
        DrugCourse,
        CheckInPlan,
        said.c.instrument,
        said.c.instrument_version,
        said.c.recall,
        said.c.entries,
        _first_day().scalar_subquery(),
    ).select_from(numbers)
    classes: tuple[type[Owned], ...] = (LineOfTherapy, DrugCourse, CheckInPlan)
    for number, cls in enumerate(classes):
        statement = statement.outerjoin(cls, and_(numbers.c.n == number, cls.journey_id == _JOURNEY))
    return statement.outerjoin(said, numbers.c.n == 3)


def _answers(dialect: str) -> Any:
    """For each wording, `["2026-11-20",{"pain":3}],["2026-11-27",{"pain":4}]` as one text."""
    numbers = select(literal(0).label("n")).cte("numbered", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n + 1 < bindparam("looks", type_=Integer())))
    looks = select(_day(dialect, numbers.c.n).label("start"), _day(dialect, numbers.c.n + 1).label("end"))
    look = looks.subquery("look")
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


def _day(dialect: str, number: Any) -> Any:
    """The first day of the look with this number, as the text that is stored."""
    days = number * bindparam("apart", type_=Integer())
    if dialect == "postgresql":
        return func.to_char(cast(bindparam("since", type_=String()), Date) + days, "YYYY-MM-DD", type_=String())
    return func.date(bindparam("since", type_=String()), cast(days, String) + literal(" days"), type_=String())


def _first_day() -> Any:
    return (
        select(CheckIn.day)
        .where(CheckIn.journey_id == _JOURNEY, CheckIn.deleted_at.is_(None))
        .order_by(CheckIn.day)
        .limit(1)
    )
