"""`Whole`: everything a journey holds, as plain JSON values, removed records and former versions with it.

What leaves the app as a file is made from this and nothing else, and what comes back in is compared with it. It is
apart from `Summary` because a file needs neither objects nor order, and years of check-ins are read in a fraction of
the time without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Former:
    """One version in the past of a record. `content` is None for the last: it is what the record says now."""

    version: int
    act: str
    at: datetime
    operation_id: UUID
    content: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `content`: column name to plain value, without what `Owned` brings.

    `history`: every version, the first one first; empty where there is only the first.
    """

    table: str
    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    removed: bool
    content: dict[str, Any]
    history: tuple[Former, ...] = ()


@dataclass(frozen=True)
class Whole:
    """Records by table, in no order."""

    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    def of(self, table: str) -> Sequence[Record]:
        return self.records.get(table, ())

    def kept(self, table: str) -> list[Record]:
        """The records that are not removed."""
        return [record for record in self.of(table) if not record.removed]

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.records.values())
