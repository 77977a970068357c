"""What a summary reads. It writes nothing.

Answers over time come thinned, in one round trip with the rest of a record. Of each day the last check-in is read; of a
span of many days, the last of every few days. Each is looked up by the index, so the cost is bound by
the days that are shown, however much is kept. The answers to one wording come as one text that the database builds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
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

from tracker.appointments.models import Appointment, Question
from tracker.checkins.models import CheckIn, CheckInPlan, Happening, SetAside
from tracker.dates import PartialDate
from tracker.db import db
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.labs.models import MarkerResult
from tracker.observations.models import Observation
from tracker.owned import JourneyRow, Owned, opened, owned, together
from tracker.picture.series import Said
from tracker.scans.models import Scan
from tracker.summary.answers import Answers
from tracker.summary.record import Summary
from tracker.support.models import SavedOrganization, SupportPlan
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy, LocalTreatment

SMALL: tuple[type[Owned], ...] = (
    Background,
    Specimen,
    GenomicFinding,
    LineOfTherapy,
    DrugCourse,
    DoseChange,
    LocalTreatment,
    Scan,
    MarkerResult,
    Appointment,
    Question,
    Observation,
    CheckInPlan,
    SetAside,
    SavedOrganization,
    SupportPlan,
)
MOST_LOOKS, FEW_LOOKS = 1_000, 400  # for a page about the answers alone; for one where they are a part
_JOURNEY = bindparam("journey", type_=Uuid())
LARGE: tuple[type[Owned], ...] = (CheckIn, Happening)  # read by a statement each: a wide join would carry them slowly


# what the picture and the Journey page show
SEEN: tuple[type[Owned], ...] = (
    Background,
    Specimen,
    GenomicFinding,
    LineOfTherapy,
    DrugCourse,
    DoseChange,
    LocalTreatment,
    Scan,
    MarkerResult,
    CheckInPlan,
)


def journey_summary(today: date, since: date | None) -> Summary:
    """What the Journey page shows of the open journey, in one round trip; the answers from `since` (None: all)."""
    tomorrow = today + timedelta(days=1)  # has begun for a phone elsewhere
    rows, answers = read(SEEN, since, tomorrow, FEW_LOOKS)
    return Summary(rows, today, answers)


def summary(today: date) -> Summary:
    """The record of the open journey, in three round trips however long it is."""
    rows: dict[type[Owned], Sequence[Any]] = dict(together(*SMALL))
    rows |= {cls: db.session.scalars(owned(cls)).all() for cls in LARGE}
    return Summary(rows, today)


def read(
    classes: tuple[type[JourneyRow], ...], since: date | None, until: date, most: int = MOST_LOOKS
) -> tuple[dict[type, list[Any]], Answers]:
    """Every row of `classes` of the open journey, and the answers from `since` (None: the first) to `until`.

    At most `most` check-ins are read.
    """
    rows: dict[type, list[Any]] = {cls: [] for cls in classes}
    answers = Answers()
    values = {
        "journey": opened().journey_id,
        "since": since.isoformat() if since else None,
        "until": until.isoformat(),
        "most": most,
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
    most = bindparam("most", type_=Integer())
    length = case((days.c.days > 0, days.c.days), else_=1)
    apart = select(days.c.since, length.label("days"), ((length + most - 1) // most).label("apart"))
    each = apart.cte("apart")
    looks = (each.c.days + each.c.apart - 1) // each.c.apart
    return _once(select(each.c.since, each.c.apart, looks.label("looks")).cte("span"))


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
    picked = _once(select(last.label("id")).select_from(look).cte("picked"))
    text = literal('["') + type_coerce(CheckIn.day, String) + literal('",') + cast(CheckIn.scores, Text) + literal("]")
    wording = (CheckIn.instrument, CheckIn.instrument_version, CheckIn.recall)
    return (
        select(*wording, func.aggregate_strings(text, ",").label("entries"))
        .select_from(picked)  # an outer join, so that no plan begins with every check-in there is
        .outerjoin(CheckIn, and_(CheckIn.journey_id == _JOURNEY, CheckIn.id == picked.c.id))
        .where(picked.c.id.is_not(None))
        .group_by(*wording)
        .subquery("said")
    )


def _once(part: CTE) -> CTE:
    """Worked out once; else a database may look again for every pair of rows, which is slow by the square."""
    return part.prefix_with("MATERIALIZED")


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
