"""A file that comes back, read: every value checked, everything wrong said with its place, nothing written.

The time and the memory it takes are limited by the file alone: its bytes, its parts (counted before it is taken apart),
20 levels, 4,300 digits of a number, `MOST` records and versions. Reading stops at the first `_ENOUGH` problems.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import inspect

from tracker.exports.checks import Check, Unfit, check_together, checks_of, identifier, moment
from tracker.exports.document import FORMAT, MAJOR, canonical
from tracker.history.words import FIELDS, KINDS
from tracker.owned import owned_classes
from tracker.summary.whole import Former, Record, Whole

MOST = 60_000  # records and former versions: 20,000 check-ins, each changed twice, come back
ONE_A_JOURNEY = ("background", "check_in_plan", "support_plan")
POINTS_AT = {
    ("drug_course", "line_id"): "line_of_therapy",
    ("dose_change", "course_id"): "drug_course",
    ("scan", "line_id"): "line_of_therapy",
}
_MOST_SAID = 12  # problems that are listed
_ENOUGH = 200  # problems after which nothing more is looked at
_MOST_LISTS, _MOST_COMMAS = 500_000, 4_000_000  # twice what `MOST` versions need
_MOST_VERSIONS = 1_000_000
_ACT = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,19})?", re.ASCII)
ValueT = TypeVar("ValueT")


class Unreadable(Exception):
    """A file that does not come in; `problems` is what the person reads."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = list(problems)


class Reader:
    """Reads the `data` of one file. `left_out`: what this version does not know, and how often it was met."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.left_out: Counter[str] = Counter()
        self._versions = 0
        self._seen: set[UUID] = set()

    def whole(self, data: dict[str, Any]) -> Whole:
        """Raises Unreadable."""
        known = {cls.__tablename__: checks_of(cls) for cls in owned_classes()}
        if sum(len(rows) for table, rows in data.items() if table in known and isinstance(rows, list)) > MOST:
            raise Unreadable(_too_many())
        records: dict[str, list[Record]] = {}
        for table in islice(data.keys() - known.keys(), _MOST_SAID):
            self.left_out[_("a kind of record called “%(name)s”", name=table[:40])] += 1
        for table, rows in data.items():
            if table not in known:
                continue
            if not isinstance(rows, list):
                self._say(str(KINDS[table]), _("This must be a list."))
            else:
                found = (self._record(table, known[table], number, row) for number, row in enumerate(rows, start=1))
                records[table] = [record for record in found if record is not None]
        self._check_places(records)
        if self.problems:
            raise Unreadable(*self._shortened())
        return Whole(records)

    def _record(self, table: str, checks: dict[str, Check], number: int, row: Any) -> Record | None:
        place = f"{KINDS[table]} {number}"
        if not isinstance(row, dict):
            self._say(place, _("This is not a record as we write them."))
            return None
        try:
            record_id = UUID(self._value(place, row, "id", identifier))
            version = self._value(place, row, "version", _version)
            created_at = datetime.fromisoformat(self._value(place, row, "created_at", moment))
            updated_at = datetime.fromisoformat(self._value(place, row, "updated_at", moment))
            removed = self._value(place, row, "removed", _true_or_false)
            content = self._content(table, place, checks, row.get("content"))
            history = self._history(table, place, checks, row.get("history", []), version)
            if record_id in self._seen:
                raise Unfit(_("%(place)s: the same record stands in the file twice.", place=place))
        except Unfit as problem:
            self._note(str(problem))
            return None
        self._seen.add(record_id)
        self._pass_over(row, {"id", "version", "created_at", "updated_at", "removed", "content", "history"})
        return Record(table, record_id, version, created_at, updated_at, removed, content, history)

    def _value(self, place: str, row: dict[str, Any], name: str, check: Callable[[Any], ValueT]) -> ValueT:
        if name not in row:
            raise Unfit(_("%(place)s: “%(name)s” is missing.", place=place, name=name))
        try:
            return check(row[name])
        except Unfit as problem:
            raise Unfit(f"{place}, {FIELDS.get(name, name)}: {problem}") from None

    def _content(self, table: str, place: str, checks: dict[str, Check], given: Any) -> dict[str, Any]:
        """The columns that were given, as they are to be kept. What is absent stays absent."""
        if not isinstance(given, dict):
            raise Unfit(_("%(place)s: “%(name)s” is missing.", place=place, name="content"))
        self._pass_over(given, checks.keys())
        content = {name: self._value(place, given, name, check) for name, check in checks.items() if name in given}
        for name in _needed(table) - given.keys():
            raise Unfit(_("%(place)s: “%(name)s” is missing.", place=place, name=FIELDS.get(name, name)))
        try:
            check_together(table, content)
        except Unfit as problem:
            raise Unfit(f"{place}: {problem}") from None
        return content

    def _history(self, table: str, place: str, checks: dict[str, Check], given: Any, last: int) -> tuple[Former, ...]:
        self._versions += 1
        if not isinstance(given, list):
            raise Unfit(_("%(place)s: “%(name)s” is missing.", place=place, name="history"))
        found: list[Former] = []
        for entry in given:
            self._versions += 1
            if not isinstance(entry, dict):
                raise Unfit(_("%(place)s: its earlier versions are not as we write them.", place=place))
            former = self._former(table, place, checks, entry, last)
            if former.version > last or (found and former.version <= found[-1].version):
                raise Unfit(_("%(place)s: its earlier versions are not in order.", place=place))
            found.append(former)
        if found and found[-1].version != last:
            raise Unfit(_("%(place)s: its earlier versions are not in order.", place=place))
        return tuple(found)

    def _former(self, table: str, place: str, checks: dict[str, Check], entry: dict[str, Any], last: int) -> Former:
        version = self._value(place, entry, "version", _version)
        act = self._value(place, entry, "act", _act)
        at = datetime.fromisoformat(self._value(place, entry, "at", moment))
        operation_id = UUID(self._value(place, entry, "act_id", identifier))
        content = None
        if version != last:
            removed = self._value(place, entry, "removed", _true_or_false)
            content = self._content(table, place, checks, entry.get("content")) | {"deleted_at": removed}
        self._pass_over(entry, {"version", "act", "at", "act_id", "by", "removed", "content"})
        return Former(version, act, at, operation_id, content)

    def _check_places(self, records: dict[str, list[Record]]) -> None:
        """One background, one plan; what belongs to another record belongs to one of this file."""
        if self._versions > MOST:
            self._note(
                _("This file holds more than %(num)d entries, which is more than can come in at once.", num=MOST)
            )
        for table in ONE_A_JOURNEY:
            if len(records.get(table, ())) > 1:
                self._say(str(KINDS[table]), _("There can be only one."))
        for (table, name), other in POINTS_AT.items():
            there = {str(record.id) for record in records.get(other, ())}
            for number, record in enumerate(records.get(table, ()), start=1):
                target = record.content.get(name)
                if target is not None and target not in there:
                    self._say(f"{KINDS[table]} {number}", _("It belongs to a record that is not in this file."))

    def _pass_over(self, given: dict[str, Any], known: Any) -> None:
        for name in islice(given.keys() - known, _MOST_SAID):
            self.left_out[_("a field called “%(name)s”", name=str(name)[:40])] += 1

    def _say(self, place: str, problem: str) -> None:
        self._note(f"{place}: {problem}")

    def _note(self, problem: str) -> None:
        self.problems.append(problem)
        if len(self.problems) >= _ENOUGH:
            raise Unreadable(*self._shortened())

    def _shortened(self) -> list[str]:
        more = len(self.problems) - _MOST_SAID
        if more <= 0:
            return self.problems
        return [*self.problems[:_MOST_SAID], _("… and %(num)d more.", num=more)]


def read(file: bytes) -> tuple[Whole, list[str]]:
    """What a file of ours holds, and what of it this version does not know. Raises Unreadable."""
    found = _parsed(file)
    data = found.get("data")
    if found.get("format") != FORMAT or not isinstance(data, dict):
        raise Unreadable(_("This is not a file that this app made. Choose the file that ends in .json."))
    version = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", str(found.get("schema_version")), re.ASCII)
    if not version:
        raise Unreadable(_("The file does not say which version of our format it has."))
    if int(version[1]) > MAJOR:
        raise Unreadable(_("This file was made by a newer version of the app, and this one cannot read it yet."))
    try:
        whole_sum = sha256(canonical(data)).hexdigest()
    except ValueError:
        raise Unreadable(_("The file has characters that are no text.")) from None
    if found.get("sha256") != whole_sum:
        raise Unreadable(
            _("The file was changed or is not complete, so nothing was taken from it. Use the file as it was made.")
        )
    reader = Reader()
    return reader.whole(data), list(reader.left_out)[:_MOST_SAID]


def _too_many() -> str:
    return _("This file holds more than %(num)d entries, which is more than can come in at once.", num=MOST)


def _parsed(file: bytes) -> dict[str, Any]:
    if file.count(b"{") + file.count(b"[") > _MOST_LISTS or file.count(b",") > _MOST_COMMAS:
        raise Unreadable(_too_many())
    try:
        found = current_app.json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreadable(_("This is not a JSON file as this app makes them, or it is damaged."))
    return found


@cache
def _needed(table: str) -> frozenset[str]:
    """Columns that hold something and have no usual value."""
    cls = next(cls for cls in owned_classes() if cls.__tablename__ == table)
    columns = inspect(cls).columns
    return frozenset(name for name in checks_of(cls) if not columns[name].nullable and columns[name].default is None)


def _version(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_VERSIONS:
        raise Unfit(_("This is no number of a version."))
    return value


def _true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(_("This must be true or false."))
    return value


def _act(value: Any) -> str:
    if not isinstance(value, str) or not _ACT.fullmatch(value):
        raise Unfit(_("This is not an act as we write them."))
    return value
