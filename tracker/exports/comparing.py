"""What a file would change: which of its records are new here, the same, or different. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from tracker.exports.document import canonical
from tracker.exports.reading import ONE_A_JOURNEY, Unreadable
from tracker.history.words import KINDS
from tracker.summary.whole import Record, Whole


@dataclass(frozen=True)
class Pair:
    """One record that says one thing here and another in the file."""

    here: Record
    there: Record


@dataclass(frozen=True)
class Comparison:
    """One kind of record. `past_left_out`: records known here of which the file has former versions that are not."""

    table: str
    new: Sequence[Record]
    same: int
    different: Sequence[Pair]
    past_left_out: int


def compare(here: Whole, there: Whole) -> list[Comparison]:
    """By kind, for the kinds that the file has. A record is known by its id; of what there is one of, by its kind.

    Raises Unreadable where an id of the file is that of a record of another kind here: it can never come in.
    """
    tables = {record.id: table for table, records in here.records.items() for record in records}
    for table, rows in there.records.items():
        for number, record in enumerate(rows, start=1):
            if tables.get(record.id, table) != table:
                raise Unreadable(
                    _(
                        "%(place)s: its id belongs to another kind of record here (%(kind)s).",
                        place=f"{KINDS[table]} {number}",
                        kind=KINDS[tables[record.id]],
                    )
                )
    return [_compared(table, here, rows) for table, rows in there.records.items() if rows]


def _compared(table: str, here: Whole, rows: Sequence[Record]) -> Comparison:
    present = {record.id: record for record in here.of(table)}
    only = next(iter(present.values()), None) if table in ONE_A_JOURNEY else None
    new: list[Record] = []
    different: list[Pair] = []
    past_left_out = 0
    for record in rows:
        known = only or present.get(record.id)
        if known is None:
            new.append(record)
            continue
        past_left_out += not _past(record) <= _past(known)
        if not says_the_same(known, record):
            different.append(Pair(known, record))
    return Comparison(table, new, len(rows) - len(new) - len(different), different, past_left_out)


def _past(record: Record) -> set[tuple[int, UUID]]:
    """Each version by the act that made it."""
    return {(former.version, former.operation_id) for former in record.history}


def says_the_same(here: Record, there: Record) -> bool:
    """Whether nothing would change. What the file does not speak of (a column made after it) stays as it is."""
    return here.removed == there.removed and not any(changed_columns(Pair(here, there)))


def changed_columns(pair: Pair) -> Iterator[str]:
    return (name for name, value in pair.there.content.items() if not _equal(pair.here.content.get(name), value))


def _equal(here: Any, there: Any) -> bool:
    """As they are written in a file: for Python, `1` and `true` are the same answer."""
    if here != there:
        return False
    return not isinstance(here, dict) or canonical(here) == canonical(there)
