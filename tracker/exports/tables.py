"""The record for a spreadsheet: a zip with one CSV (RFC 4180) for each kind, in the reader's language.

For reading, not for coming back. A text that a spreadsheet could take for a formula gets an apostrophe before it
(OWASP, "CSV Injection"); numbers stay numbers. Dates are ISO 8601, as precise as they are known.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect

from tracker.checkins.record import own_symptoms
from tracker.checkins.words import item_name
from tracker.content import catalogue, drug_name
from tracker.dates import TIME_ZONE, PartialDateType
from tracker.db import UtcDateTime
from tracker.history.words import FIELDS, HIDDEN, KINDS, value_in_words
from tracker.i18n import listed
from tracker.owned import EncryptedTextType, owned_classes
from tracker.summary.whole import Record, Whole

_BOM = "\ufeff"
# What a spreadsheet takes for the start of a formula, also after space that it would trim, and in full width.
_FORMULA = re.compile(r"[\s\x00-\x20\u200b\u2060\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫−]|[\t\r\n\x00]")
_YEAR_ZERO = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same record gives the same bytes
_QUICKLY = 3  # of zlib: half the time of its usual 6, a tenth more bytes
Cell = str | int | float | None
Row = Sequence[Cell]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_bytes(rows: Iterable[Row], *, delimiter: str = ",") -> bytes:
    """RFC 4180 with a BOM, by which Excel knows UTF-8. Texts are made safe here, and nowhere else."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return (_BOM + file.getvalue()).encode()


def archive(whole: Whole) -> bytes:
    """The zip. A kind with no record has no file."""
    whole = _as_it_is_now(whole)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY) as packed:
        for table in KINDS:
            if records := whole.kept(table):
                info = zipfile.ZipInfo(f"{_file_name(table)}.csv", _YEAR_ZERO)
                info.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(info, csv_bytes(_rows(table, records, whole)))
    return file.getvalue()


def _as_it_is_now(whole: Whole) -> Whole:
    """Without what was removed. Removing a line marks the line alone, so what belongs to it goes here."""
    kept = {table: whole.kept(table) for table in whole.records}
    for table, name, other in (
        ("drug_course", "line_id", "line_of_therapy"),
        ("dose_change", "course_id", "drug_course"),
    ):
        there = {str(record.id) for record in kept.get(other, ())}
        kept[table] = [record for record in kept.get(table, ()) if record.content[name] in there]
    return Whole(kept)


def _file_name(table: str) -> str:
    """The kind in the reader's language, in plain letters: `ligne-de-traitement`."""
    plain = unicodedata.normalize("NFKD", str(KINDS[table])).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _rows(table: str, records: Sequence[Record], whole: Whole) -> Iterator[Row]:
    columns = {
        "check_in": partial(_check_in_columns, whole=whole),
        "line_of_therapy": partial(_line_columns, whole=whole),
        "drug_course": partial(_drug_columns, whole=whole),
        "dose_change": partial(_change_columns, whole=whole),
    }.get(table, _columns)(table, records)
    yield tuple(columns)
    readers = list(columns.values())
    for record in sorted(records, key=_day):
        yield [read(record) for read in readers]


# --- columns: heading to what stands in it ------------------------------------------------------------------------

Columns = dict[str, Any]


_DATES = ("day", "started_on", "taken_on", "tested_on", "changed_on")


def _day(record: Record) -> tuple[str, int, datetime, int]:
    """The oldest first; what has no date comes last, in the person's own order where there is one."""
    dated = next((str(record.content[name]) for name in _DATES if record.content.get(name) is not None), "9")
    return (dated, record.content.get("position") or 0, record.created_at, record.id.int)


def _columns(table: str, _records: Sequence[Record], without: Iterable[str] = ()) -> Columns:
    """A column for each field that says something to a reader."""
    types = inspect(next(cls for cls in owned_classes() if cls.__tablename__ == table)).columns
    names = [name for name in types.keys() if name in FIELDS and name not in {*HIDDEN, *without, "deleted_at"}]
    return {str(FIELDS[name]): partial(_column(types[name].type), name=name) for name in names}


def _column(kind: Any) -> Callable[..., Cell]:
    """How a column of this type is read: a date as it is, a code by its label, each label looked up once."""
    if isinstance(kind, PartialDateType):
        return lambda record, name: record.content.get(name)
    if isinstance(kind, UtcDateTime):
        return lambda record, name: _local(record.content[name], record.content.get("utc_offset"))
    if isinstance(kind, EncryptedTextType):
        return lambda record, name: record.content.get(name) and value_in_words(name, kind, record.content[name])
    words: dict[Any, str] = {}

    def read(record: Record, name: str) -> Cell:
        value = record.content.get(name)
        if isinstance(value, (list, dict)):
            return value_in_words(name, kind, value) if value else None
        if not isinstance(value, (str, bool)):
            return value
        if value not in words:
            words[value] = value_in_words(name, kind, value)
        return words[value]

    return read


def _local(instant: str, minutes_east: int | None) -> str:
    """`2026-05-12T10:40-04:00`: by the clock of where the person was."""
    zone = TIME_ZONE if minutes_east is None else timezone(timedelta(minutes=minutes_east))
    return datetime.fromisoformat(instant).astimezone(zone).isoformat(timespec="minutes")


def _check_in_columns(table: str, records: Sequence[Record], *, whole: Whole) -> Columns:
    """With one column for each symptom that was ever answered, the twelve first."""
    answered = {name for record in records for name in record.content.get("scores") or ()}
    content = catalogue().checkin
    plan = next(iter(whole.kept("check_in_plan")), None)
    own = own_symptoms(plan.content.get("own") if plan else None)
    known = [name for name in (*content.core, *content.extra) if name in answered or name in content.core]
    columns = _columns(table, records, without=("scores", "note", "could", "could_not"))
    for name in (*known, *sorted(answered - set(known))):
        columns[_unused(item_name(name, own), columns)] = partial(_answer, name=name)
    types = _columns(table, records)
    return columns | {str(FIELDS[name]): types[str(FIELDS[name])] for name in ("note", "could", "could_not")}


def _answer(record: Record, *, name: str) -> Cell:
    value = (record.content.get("scores") or {}).get(name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _unused(heading: str, taken: Mapping[str, Any]) -> str:
    """The heading, numbered where a column before it has the same."""
    number, found = 2, heading
    while found in taken:
        found, number = f"{heading} ({number})", number + 1
    return found


def _line_columns(table: str, records: Sequence[Record], *, whole: Whole) -> Columns:
    drugs: dict[str, list[str]] = {}
    for drug in sorted(whole.kept("drug_course"), key=lambda each: (each.content["position"], each.created_at)):
        drugs.setdefault(drug.content["line_id"], []).append(_named(drug))
    numbers = _numbers(whole)
    return {
        _("Treatment number"): lambda record: numbers[str(record.id)],
        _("Drugs"): lambda record: listed(drugs.get(str(record.id), [])),
    } | _columns(table, records)


def _drug_columns(table: str, records: Sequence[Record], *, whole: Whole) -> Columns:
    numbers = _numbers(whole)
    return {
        _("Treatment number"): lambda record: numbers[record.content["line_id"]],
        str(FIELDS["drug_id"]): _named,
    } | _columns(table, records, without=("drug_id", "drug_text"))


def _change_columns(table: str, records: Sequence[Record], *, whole: Whole) -> Columns:
    numbers = _numbers(whole)
    drugs = {str(record.id): record for record in whole.of("drug_course")}
    return {
        _("Treatment number"): lambda record: numbers[drugs[record.content["course_id"]].content["line_id"]],
        str(FIELDS["drug_id"]): lambda record: _named(drugs[record.content["course_id"]]),
    } | _columns(table, records)


def _named(drug: Record) -> str:
    return drug_name(drug.content.get("drug_id"), drug.content.get("drug_text"))


def _numbers(whole: Whole) -> dict[str, int]:
    """The place of each treatment by its start, the first is 1: what ties the files together."""
    lines = sorted(whole.kept("line_of_therapy"), key=_day)
    return {str(record.id): number for number, record in enumerate(lines, start=1)}
