"""The file that comes back: everything of a journey as JSON (docs/decisions/0007-exports-that-come-back.md).

    {"format": "throughline", "schema_version": "1.0", "exported_at": …, "app_version": …, "sha256": …, "data": {
      "specimen": [{"id", "version", "created_at", "updated_at", "removed", "content": {…}, "history": […]}, …], …}}

`sha256` is over `data` written canonically: keys sorted, no spaces, UTF-8. The same record gives the same bytes. No
key, token, share, account or name of whoever wrote an entry is in it: an entry is "by": "you".
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from tracker.summary.whole import Former, Record, Whole

FORMAT = "throughline"
MAJOR, MINOR = 1, 0
APP_VERSION = "0.1.0"
YOU = "you"


def document(whole: Whole, at: datetime) -> bytes:
    """The whole file, in UTF-8."""
    data = canonical({table: _records(rows) for table, rows in whole.records.items() if rows})
    envelope = {
        "format": FORMAT,
        "schema_version": f"{MAJOR}.{MINOR}",
        "exported_at": instant(at),
        "app_version": APP_VERSION,
        "sha256": sha256(data).hexdigest(),
    }
    return json.dumps(envelope, indent=1).removesuffix("\n}").encode() + b',\n "data": ' + data + b"\n}\n"


def canonical(data: Any) -> bytes:
    """The one way to write a value. Raises ValueError on what is no text (half of a surrogate pair)."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def instant(at: datetime) -> str:
    """An instant that is in UTC already, as the record and its files keep them."""
    return at.isoformat()


def _records(rows: Any) -> list[dict[str, Any]]:
    return [_written(record) for record in sorted(rows, key=lambda record: record.id.int)]


def _written(record: Record) -> dict[str, Any]:
    written = {
        "id": str(record.id),
        "version": record.version,
        "created_at": instant(record.created_at),
        "updated_at": instant(record.updated_at),
        "removed": record.removed,
        "content": record.content,
    }
    if record.history:
        written["history"] = [_former(each) for each in record.history]
    return written


def _former(former: Former) -> dict[str, Any]:
    written = {
        "version": former.version,
        "act": former.act,
        "act_id": str(former.operation_id),
        "at": instant(former.at),
        "by": YOU,
    }
    if former.content is not None:
        content = dict(former.content)
        written |= {"removed": bool(content.pop("deleted_at", False)), "content": content}
    return written
