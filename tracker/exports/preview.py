"""What a file would change, in words, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect

from tracker.exports.comparing import Comparison, Pair, changed_columns
from tracker.history.words import FIELDS, HIDDEN, KINDS, about_in_words, value_in_words
from tracker.owned import owned_classes
from tracker.summary.whole import Record

_EXAMPLES = 3
_DIFFERENT_SHOWN = 30


@dataclass(frozen=True)
class Said:
    """A record as `history.words` reads it."""

    record_table: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One record that says two things: what it is about, and field, here, there."""

    about: str
    rows: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Kind:
    name: str
    new: int
    same: int
    examples: list[str]
    different: int
    shown: list[Difference]


@dataclass(frozen=True)
class Preview:
    kinds: list[Kind]
    left_out: list[str]
    past_left_out: int

    @property
    def new(self) -> int:
        return sum(kind.new for kind in self.kinds)

    @property
    def same(self) -> int:
        return sum(kind.same for kind in self.kinds)

    @property
    def different(self) -> int:
        return sum(kind.different for kind in self.kinds)


def preview_of(compared: Sequence[Comparison], left_out: list[str]) -> Preview:
    by_table = {each.table: each for each in compared}
    kinds = [_kind(by_table[table]) for table in KINDS if table in by_table]
    return Preview(kinds, left_out, sum(each.past_left_out for each in compared))


def fingerprint(compared: Sequence[Comparison]) -> str:
    """Of what stands here against the file: another one means that the record was changed since the preview."""
    lines = [f"{each.table} {len(each.new)} {each.same}" for each in compared]
    lines += [f"{pair.here.id} {pair.here.version}" for each in compared for pair in each.different]
    return sha256("\n".join(lines).encode()).hexdigest()


def _kind(compared: Comparison) -> Kind:
    named = [about for record in compared.new[: 4 * _EXAMPLES] if (about := _about(record))]
    return Kind(
        str(KINDS[compared.table]),
        len(compared.new),
        compared.same,
        list(dict.fromkeys(named))[:_EXAMPLES],
        len(compared.different),
        [_difference(pair) for pair in compared.different[:_DIFFERENT_SHOWN]],
    )


def _about(record: Record) -> str:
    return about_in_words([Said(record.table, record.content)])


def _difference(pair: Pair) -> Difference:
    here, there = pair.here, pair.there
    columns = inspect(next(cls for cls in owned_classes() if cls.__tablename__ == here.table)).columns

    def words(name: str, value: Any) -> str:
        return _("Nothing") if value in (None, "", [], {}) else value_in_words(name, columns[name].type, value)

    rows = [
        (str(FIELDS[name]), words(name, here.content.get(name)), words(name, there.content[name]))
        for name in changed_columns(pair)
        if name in FIELDS and name not in HIDDEN
    ]
    if here.removed != there.removed:
        state = {True: _("Removed"), False: _("Not removed")}
        rows.append((_("The whole record"), state[here.removed], state[there.removed]))
    return Difference(_about(here) or _about(there), rows)
