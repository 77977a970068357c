"""Made-up journeys as plain data, for property tests: every record class, built from its columns and their checks."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Float, Integer, inspect

from tracker.dates import PartialDateType
from tracker.db import UtcDateTime
from tracker.diagnosis.models import Declined
from tracker.exports.checks import _BROKEN, _WHOLE, AT_LEAST_A_MONTH, WHOLE_DAYS, Unfit, checks_of
from tracker.exports.reading import ONE_A_JOURNEY, POINTS_AT
from tracker.owned import EncryptedTextType, Owned
from tracker.places import Place
from tracker.summary.queries import LARGE, SMALL
from tracker.summary.whole import Former, Record, Whole
from tracker.support.words import REGIONS

LAST = date(2026, 10, 1)
_PARENTS = frozenset(POINTS_AT.values())
_NAMED = ["palbociclib", "letrozole", "some-drug-of-2031"]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=24),
    st.sampled_from(
        [
            "=1+1",
            "🎗️👩‍👩‍👧",
            "שלום עולם",
            "مرحبا بالعالم",
            "l’été, à Trois-Rivières",
            "ᐃᓄᒃᑎᑐᑦ",
            "一步一步",
            "a\nb\tc",
            "＝SUM(A1)",
        ]
    ),
)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2026, 10, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
DAYS = st.dates(date(1950, 1, 1), LAST)


def dates(*lengths: int) -> st.SearchStrategy[str]:
    """Dates as precise as that: 4 is a year, 7 a month, 10 a day."""
    return st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from(lengths))


ITEMS = st.sampled_from(["pain", "nausea", "own-1234567890ab", "hot_flashes", "an_item_of_2031"])
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "sites": st.lists(st.sampled_from([place.value for place in Place]), unique=True, max_size=3),
    "declined": st.lists(st.sampled_from([each.value for each in Declined]), unique=True, max_size=3),
    "scores": st.dictionaries(ITEMS, st.one_of(st.integers(0, 10), st.booleans()), max_size=4),
    "own": st.lists(
        st.builds(lambda n, text: {"id": f"own-{n:012x}", "name": text}, st.integers(0, 99), TEXTS), max_size=3
    ).map(lambda own: json.dumps(own, ensure_ascii=False)),
    "time": st.times().map(lambda time: time.strftime("%H:%M")),
    "language": st.sampled_from(["en", "fr"]),
    "hidden": st.lists(ITEMS, unique=True, max_size=3),
    "added": st.lists(ITEMS, unique=True, max_size=3),
    "drug_id": st.sampled_from(_NAMED),
    "region": st.sampled_from(sorted(REGIONS)),
    "put_away": st.dictionaries(
        st.one_of(st.just("hard-week"), st.uuids().map(lambda key: f"progression:{key}")),
        DAYS.map(date.isoformat),
        max_size=2,
    ),
}


@cache
def columns_of(cls: type[Owned]) -> dict[str, st.SearchStrategy[Any]]:
    """Column name to plain values that may stand in it."""
    checks, columns = checks_of(cls), inspect(cls).columns
    return {name: _values((cls.__tablename__, name), columns[name], check) for name, check in checks.items()}


def _values(place: tuple[str, str], column: Any, check: Any) -> st.SearchStrategy[Any]:
    def kept(value: Any) -> Any:
        try:
            return check(value)
        except Unfit:
            return check("x")  # a text of spaces alone, where there must be one

    values = _of_type(place, column.type).map(kept)
    return st.one_of(st.none(), values) if column.nullable else values


def _of_type(place: tuple[str, str], kind: Any) -> st.SearchStrategy[Any]:
    _table, name = place
    if enum_class := getattr(kind, "enum_class", None):
        return st.sampled_from([member.value for member in enum_class])
    if name in SPECIAL:
        return SPECIAL[name]
    if isinstance(kind, PartialDateType):
        return dates(10) if place in WHOLE_DAYS else dates(7, 10) if place in AT_LEAST_A_MONTH else dates(4, 7, 10)
    if isinstance(kind, UtcDateTime):
        return MOMENTS.map(datetime.isoformat)
    if isinstance(kind, EncryptedTextType):
        return TEXTS
    if isinstance(kind, Boolean):
        return st.booleans()
    if isinstance(kind, Integer):
        return st.integers(*_WHOLE[name])
    if isinstance(kind, Float):
        return st.floats(*_BROKEN[name], allow_nan=False)
    assert not isinstance(kind, JSON), name
    return st.uuids().map(str) if kind.python_type is uuid.UUID else st.sampled_from(["pain", "fainted", "x.y-1"])


@st.composite
def contents(draw: st.DrawFn, cls: type[Owned], ids: dict[str, list[str]]) -> dict[str, Any]:
    """What one record says, as the tables would take it."""
    table = cls.__tablename__
    content = {name: draw(values) for name, values in columns_of(cls).items()}
    for (owner, name), other in POINTS_AT.items():
        if owner == table:
            content[name] = draw(st.sampled_from(ids[other])) if ids[other] else None
    if table == "line_of_therapy":
        if not content["ended"]:
            content |= {"ended_on": None, "end_reason": None}
        if content["started_on"] and content["ended_on"] and content["ended_on"] < content["started_on"]:
            content["started_on"], content["ended_on"] = content["ended_on"], content["started_on"]
    if table == "drug_course":
        if content["drug_id"] is None:
            content["drug_text"] = content["drug_text"] or "trial drug"
        else:
            content["drug_text"] = None
        if content["cycle_days"] is None or content["cycle_from"] is None:
            content |= {"cycle_days": None, "cycle_days_on": None, "cycle_from": None}
        else:
            content["cycle_days_on"] = min(content["cycle_days_on"] or 1, content["cycle_days"])
    return content


@st.composite
def records(draw: st.DrawFn, cls: type[Owned], ids: dict[str, list[str]]) -> Record:
    content, removed = draw(contents(cls, ids)), draw(st.booleans())
    created = draw(MOMENTS)
    versions = draw(st.sampled_from([1, 1, 1, 2, 3]))
    updated = created + timedelta(minutes=versions - 1)
    history: list[Former] = []
    for version in range(1, versions + 1) if versions > 1 else ():
        at, act = created + timedelta(minutes=version - 1), f"{cls.__tablename__}.changed"
        said = None if version == versions else draw(contents(cls, ids)) | {"deleted_at": draw(st.booleans())}
        history.append(Former(version, act, at, draw(st.uuids()), said))
    return Record(cls.__tablename__, draw(st.uuids()), versions, created, updated, removed, content, tuple(history))


@st.composite
def journeys(draw: st.DrawFn, most: int = 2) -> Whole:
    """A whole journey, at most `most` records of each kind."""
    found: dict[str, list[Record]] = {}
    named: dict[str, list[str]] = {name: [] for name in ("line_of_therapy", "drug_course")}
    classes = {cls.__tablename__: cls for cls in (*SMALL, *LARGE)}
    tables = [*named, *(name for name in classes if name not in named)]
    for table in tables:
        parent = next((other for (owner, _name), other in POINTS_AT.items() if owner == table), None)
        if parent and not named[parent] and table != "scan":
            continue
        number = draw(st.integers(0, 1 if table in ONE_A_JOURNEY else most))
        ids = {name: list(each) for name, each in named.items() if name != table}
        rows = [draw(records(classes[table], ids)) for _each in range(number)]
        if table in named:
            named[table] = [str(record.id) for record in rows]
        if rows:
            found[table] = rows
    return Whole(found)


def recombined(whole: Whole, chance: Random) -> Whole:
    """Another journey of some of these records, removed or not, with or without their past: a cheap second example."""
    found: dict[str, list[Record]] = {}
    for table, rows in whole.records.items():
        kept = [record for record in rows if chance.random() < 0.8 and _has_its_parent(record, found)]
        found[table] = [
            replace(
                record,
                removed=chance.random() < 0.3,
                id=record.id if table in _PARENTS else uuid.UUID(int=chance.getrandbits(128)),
            )
            for record in kept
        ]
    return Whole({table: rows for table, rows in found.items() if rows})


def _has_its_parent(record: Record, found: dict[str, list[Record]]) -> bool:
    for (table, name), other in POINTS_AT.items():
        if table == record.table and record.content[name] is not None:
            return record.content[name] in {str(each.id) for each in found.get(other, ())}
    return True


def with_the_ids_of(other: Whole, one: Whole) -> Whole:
    """`other`, with records that say something else about the same ids as those of `one`."""
    found = dict(other.records)
    for table, rows in other.records.items():
        if table not in _PARENTS:
            ids = [record.id for record in one.of(table)]
            found[table] = [replace(row, id=same) for row, same in zip(rows, ids, strict=False)] + list(
                rows[len(ids) :]
            )
    return Whole(found)


def in_order(whole: Whole) -> dict[str, list[Record]]:
    """The same journey, comparable: records in the order of their ids, no kind without any."""
    return {table: sorted(rows, key=lambda record: record.id) for table, rows in sorted(whole.records.items()) if rows}
