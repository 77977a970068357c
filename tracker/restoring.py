"""Records that come from a file as they were elsewhere: at their version, with their moments and their past.

Beside `audit`, which writes what happens here: this writes what happened before.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from tracker import audit
from tracker.audit import Revision
from tracker.db import db
from tracker.owned import Owned, opened, starting_at


@dataclass(frozen=True)
class Past:
    """A version that a record had before it came here. `operation_id`: of the act that made it."""

    version: int
    act: str
    at: datetime
    operation_id: uuid.UUID
    content: dict[str, Any]


def restore(rows: Sequence[tuple[Owned, Sequence[Past]]]) -> None:
    """Add records of one class as they were elsewhere: each at the version of its last `Past`, with all of them.

    The rows hold content and timestamps. Nothing stands on the trail for each: the caller notes the act once. Flushes;
    the caller commits.
    """
    journey, imported_in = opened(), audit.operation()
    noted = db.session.info.setdefault("noted", set())
    by_version = sorted(rows, key=lambda each: each[1][-1].version)
    for version, group in groupby(by_version, key=lambda each: each[1][-1].version):
        same = list(group)
        with starting_at(version):
            db.session.add_all([row for row, _pasts in same])
            db.session.flush()
        noted.update((row.id, row.version) for row, _pasts in same)
    db.session.add_all(
        Revision(
            journey_id=journey.journey_id,
            operation_id=past.operation_id,
            act=past.act,
            record_table=row.__tablename__,
            record_id=row.id,
            version=past.version,
            at=past.at,
            actor_id=journey.actor_id,
            payload=json.dumps(past.content, ensure_ascii=False),
            imported_in=imported_in,
        )
        for row, pasts in rows
        for past in pasts
    )
    db.session.flush()
