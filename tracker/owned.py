"""Rows that belong to a journey, and the wall around them (S11, S13).

Every record class is `Owned`. From it come, without a line in the feature: the composite key, the version, the undo
mark, the criterion that keeps other journeys out of every statement, and the encryption of `EncryptedText` columns.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Annotated, Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from flask import has_app_context
from sqlalchemy import (
    ColumnElement,
    Dialect,
    ForeignKey,
    LargeBinary,
    Select,
    Table,
    TextClause,
    Uuid,
    and_,
    bindparam,
    event,
    false,
    inspect,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import (
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeDecorator

from tracker import crypto
from tracker.access import WHOLE, Grant, Right, Scope
from tracker.db import db, now

RowT = TypeVar("RowT", bound="JourneyRow")


class NoJourneyOpen(Exception):
    """An owned row was read or written with no journey open."""


class WrongJourney(Exception):
    """An owned row of one journey met the session of another."""


@dataclass(frozen=True)
class Opened:
    """The journey this session may touch, and how far: set by `open_journey` alone."""

    journey_id: uuid.UUID
    owner_id: uuid.UUID
    actor_id: uuid.UUID
    key: bytes
    grant: Grant = WHOLE

    @cached_property
    def in_this_journey(self) -> Any:
        """What keeps a select to this journey."""
        journey_id = self.journey_id
        return with_loader_criteria(JourneyRow, lambda cls: cls.journey_id == journey_id, include_aliases=True)

    @cached_property
    def not_removed(self) -> Any:
        """What leaves out removed rows; made anew for each journey, as the other."""
        return with_loader_criteria(Owned, lambda cls: cls.deleted_at.is_(None), include_aliases=True)

    @cached_property
    def of_the_share(self) -> tuple[Any, ...]:
        """What keeps a select to what was given: rows of other parts are not there."""
        if self.grant.is_whole:
            return ()
        kept_to = ((cls, cls.shown_to(self)) for cls in journey_classes())
        return tuple(
            with_loader_criteria(cls, condition, include_aliases=True)
            for cls, condition in kept_to
            if condition is not None
        )

    def withheld(self, cls: type[JourneyRow]) -> frozenset[str]:
        """The columns of a row of `cls` that were not given; they read as None."""
        return frozenset() if self.grant.is_whole else _withheld(cls, self.grant)  # type: ignore[arg-type]


def opened(session: Session | None = None) -> Opened:
    """The journey opened in this session. Raises NoJourneyOpen."""
    info = (session or db.session).info
    if "opened" not in info:
        raise NoJourneyOpen
    return info["opened"]


def grant_here() -> Grant:
    """How far the open journey may be read here; where none is open, as for made-up ones, there is nothing to keep."""
    return opened().grant if has_app_context() and "opened" in db.session.info else WHOLE


class Secret(str):
    """A text on its way to an encrypted column, with its ciphertext."""

    sealed: bytes
    place: str

    @classmethod
    def seal(cls, text_: str, key: bytes, place: str) -> Secret:
        secret = cls(text_)
        secret.sealed, secret.place = crypto.seal(key, text_, place), place
        return secret

    @classmethod
    def unseal(cls, sealed: bytes, key: bytes, place: str) -> Secret:
        secret = cls(crypto.unseal(key, sealed, place))
        secret.sealed, secret.place = sealed, place
        return secret


class EncryptedTextType(TypeDecorator[str]):
    """Ciphertext in the database, text on the object. Refuses to bind what was not sealed for its place."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Secret):
            raise TypeError("an encrypted column takes only text sealed for its row; write it through the object")
        return value.sealed

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else bytes(value)


EncryptedText = Annotated[str, mapped_column(EncryptedTextType())]
# What a person wrote beside a record in their own words: a part of its own when the record is shared.
NoteText = Annotated[str, mapped_column(EncryptedTextType(), info={"section": Scope.NOTES})]


class JourneyRow:
    """A row of one journey. Its key starts with the journey, so one person's rows lie together."""

    __tablename__: str

    @declared_attr
    def journey_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("journey.id", ondelete="CASCADE"), primary_key=True, sort_order=-2)

    @declared_attr
    def id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(primary_key=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", uuid.uuid4())
        super().__init__(**values)

    @classmethod
    def shown_to(cls, journey: Opened) -> ColumnElement[bool] | None:
        """Which rows someone with a part of the journey may read; None: all. Nothing, unless a class says so."""
        return false()

    @classmethod
    def may_write(cls, grant: Grant) -> bool:
        """Whether someone who was given a part of the journey may add and change rows of this class."""
        return True

    def whereabouts(self, column: str) -> str:
        """Where a ciphertext of this row belongs (the additional data it is bound to)."""
        return place_of(self.__tablename__, column, self.journey_id, self.id)


def place_of(table: str, column: str, journey_id: uuid.UUID, row_id: uuid.UUID) -> str:
    return f"{table}|{column}|{journey_id}|{row_id}"


_first_version: ContextVar[int] = ContextVar("first_version", default=1)


@contextmanager
def starting_at(version: int) -> Iterator[None]:
    """Rows written for the first time in here have this version: `restoring.restore` brings back what had a past."""
    token = _first_version.set(version)
    try:
        yield
    finally:
        _first_version.reset(token)


def _next_version(present: int | None) -> int:
    return _first_version.get() if present is None else present + 1


class Owned(JourneyRow):
    """A record of a journey: versioned, undoable, in the history (S27, S28).

    `section`: the part of the journey it belongs to. `in_summary`: what of it the summary shows to someone who was
    given that and not the section. `entered_by`: the account that wrote it down, where that is not the owner's.
    """

    section: ClassVar[Scope | None]
    in_summary: ClassVar[frozenset[str]] = frozenset()

    entered_by: Mapped[uuid.UUID | None] = mapped_column(sort_order=89)
    version: Mapped[int] = mapped_column(sort_order=90)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=92)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=93)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": _next_version}

    @classmethod
    def shown_to(cls, journey: Opened) -> ColumnElement[bool] | None:
        summarized = bool(cls.in_summary) and journey.grant.shows(Scope.SUMMARY)
        return None if summarized or journey.grant.shows(cls.section) else false()

    @classmethod
    def may_write(cls, grant: Grant) -> bool:
        return grant.allows(cls.section, Right.MANAGE)


def owned_classes() -> list[type[Owned]]:
    """Every record class of the app, by table name."""
    classes: list[type[Owned]] = Owned.__subclasses__()
    return sorted(classes, key=lambda cls: cls.__tablename__)


def journey_classes() -> list[type[JourneyRow]]:
    """Every class whose rows belong to a journey: the records and their revisions."""
    found: list[type[JourneyRow]] = []
    pending: list[type[JourneyRow]] = [JourneyRow]
    while pending:
        subclasses: list[type[JourneyRow]] = pending.pop().__subclasses__()
        pending.extend(subclasses)
        found.extend(cls for cls in subclasses if "__table__" in cls.__dict__)
    return found


def journey_tables() -> list[str]:
    """Every table whose rows belong to a journey."""
    return sorted(cls.__tablename__ for cls in journey_classes())


_KEPT_FOR_ALL = frozenset({"journey_id", "id", "entered_by", "version", "created_at", "updated_at", "deleted_at"})


@lru_cache(maxsize=256)
def _withheld(cls: type[JourneyRow], grant: Grant) -> frozenset[str]:
    columns = inspect(cls).columns
    if issubclass(cls, Owned) and not grant.shows(cls.section):
        return frozenset(columns.keys()) - _KEPT_FOR_ALL - cls.in_summary
    return frozenset(name for name, column in columns.items() if not grant.shows(column.info.get("section")))


# --- the wall -------------------------------------------------------------------------------------------------


class PastTheWall(Exception):
    """A statement on an owned table that the criteria cannot reach, or that leaves no trace.

    Records are read by a select of their class and written through their objects.
    """


@event.listens_for(Session, "do_orm_execute")
def _keep_to_the_journey(state: ORMExecuteState) -> None:
    is_open = "opened" in state.session.info
    if is_open and state.is_orm_statement and state.is_select and not state.is_from_statement:
        journey = opened(state.session)
        options = [journey.in_this_journey, *journey.of_the_share]
        if not state.execution_options.get("with_deleted"):
            options.append(journey.not_removed)
        state.statement = state.statement.options(*options)
    elif names := _journey_tables_in(state.statement):
        raise PastTheWall(", ".join(names)) if is_open else NoJourneyOpen(", ".join(names))


_looked_through: WeakKeyDictionary[Any, list[str]] = WeakKeyDictionary()


def _journey_tables_in(statement: Any) -> list[str]:
    """The owned tables it names. A statement that was made once, for many requests, is looked through once."""
    if statement not in _looked_through:
        _looked_through[statement] = _tables_named_in(statement)
    return _looked_through[statement]


def _tables_named_in(statement: Any) -> list[str]:
    named: set[str] = set()
    for node in visitors.iterate(statement):
        if isinstance(node, Table):
            named.add(node.name)
        elif isinstance(node, TextClause):
            named.update(re.findall(r"\w+", node.text.lower()))
    return sorted(named.intersection(journey_tables()))


@event.listens_for(Session, "before_flush")
def _refuse_other_journeys(session: Session, _context: Any, _instances: Any) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, JourneyRow) and row.journey_id != opened(session).journey_id:
            raise WrongJourney(type(row).__tablename__)
        if isinstance(row, JourneyRow) and not type(row).may_write(opened(session).grant):
            raise PastTheWall(type(row).__tablename__)


@event.listens_for(Session, "after_begin")
def _tell_the_database(session: Session, _transaction: Any, connection: Any) -> None:
    """On PostgreSQL, row-level security asks for the open journey in each transaction (S14)."""
    if "opened" in session.info and connection.dialect.name == "postgresql":
        connection.execute(SET_JOURNEY, {"journey": str(session.info["opened"].journey_id)})


SET_JOURNEY = text("SELECT set_config('app.journey', :journey, true)").bindparams(bindparam("journey"))


# --- encryption -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _sealed_columns(mapper: Mapper[Any]) -> list[str]:
    return [name for name, column in mapper.columns.items() if isinstance(column.type, EncryptedTextType)]


@event.listens_for(JourneyRow, "before_insert", propagate=True)
@event.listens_for(JourneyRow, "before_update", propagate=True)
def _seal(_mapper: Any, _connection: Any, row: JourneyRow) -> None:
    journey = opened(inspect(row).session)
    if isinstance(row, Owned) and not inspect(row).persistent and journey.actor_id != journey.owner_id:
        row.entered_by = journey.actor_id
    key = journey.key
    for name in _sealed_columns(inspect(type(row))):
        value = row.__dict__.get(name)
        if value is not None and getattr(value, "place", None) != row.whereabouts(name):
            setattr(row, name, Secret.seal(value, key, row.whereabouts(name)))


@event.listens_for(JourneyRow, "load", propagate=True)
def _unseal(row: JourneyRow, context: Any) -> None:
    _unseal_columns(row, context.session)


@event.listens_for(JourneyRow, "refresh", propagate=True)
def _unseal_again(row: JourneyRow, context: Any, _names: Any) -> None:
    _unseal_columns(row, context.session)


def _unseal_columns(row: JourneyRow, session: Session) -> None:
    journey = opened(session)
    if row.journey_id != journey.journey_id:
        raise WrongJourney(type(row).__tablename__)
    for name in journey.withheld(type(row)) & row.__dict__.keys():
        set_committed_value(row, name, None)
    for name in _sealed_columns(inspect(type(row))):
        sealed = row.__dict__.get(name)
        if isinstance(sealed, bytes):
            set_committed_value(row, name, Secret.unseal(sealed, journey.key, row.whereabouts(name)))


# --- reading --------------------------------------------------------------------------------------------------


def owned(cls: type[RowT], *conditions: ColumnElement[bool]) -> Select[RowT]:
    """A select of this class; the wall adds the journey and leaves out what was removed."""
    return select(cls).where(*conditions)


def together(
    *classes: type[JourneyRow], only: Mapping[type, ColumnElement[bool]] | None = None, with_deleted: bool = False
) -> dict[type, list[Any]]:
    """Every row of several classes in one round trip: class → rows, in no order. `with_deleted`: removed ones too.

    `only`: a condition on a class. Where it is the same object each time, the statement is made once.
    """
    found: dict[type, list[Any]] = {cls: [] for cls in classes}
    statement = _side_by_side(classes, tuple((only or {}).items()))
    journey, options = {"journey": opened().journey_id}, {"with_deleted": with_deleted}
    for answer in db.session.execute(statement, journey, execution_options=options):
        for row in answer:
            if row is not None:
                found[type(row)].append(row)
    return found


@lru_cache(maxsize=64)
def _side_by_side(
    classes: tuple[type[JourneyRow], ...], only: tuple[tuple[type, ColumnElement[bool]], ...] = ()
) -> Any:
    """One row of the answer holds one object: a numbered list is joined to each table under its own number."""
    numbers = union_all(*(select(literal(number).label("n")) for number in range(len(classes)))).subquery("numbers")
    statement: Any = select(*classes).select_from(numbers)
    for number, cls in enumerate(classes):
        own = cls.journey_id == bindparam("journey", type_=Uuid())
        more = [condition for each, condition in only if each is cls]
        statement = statement.outerjoin(cls, and_(numbers.c.n == number, own, *more))
    return statement
