"""The database: engines, the declarative base, and how a connection is made safe (S10, S24)."""

from __future__ import annotations

import importlib
import sqlite3
import uuid
import warnings
from datetime import UTC, datetime
from enum import Enum
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, QueuePool, Uuid, event, make_url
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from tracker.dates import PartialDate, PartialDateType

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL file: https://www.sqlite.org/wal.html#walresetbug
FIRST_SAFE_WAL = (3, 51, 3)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATEMENT_LIMIT = "5s"
LOCK_LIMIT = "3s"

# What was read stays readable after the commit: the answer to a save needs no second transaction.
db = SQLAlchemy(session_options={"expire_on_commit": False})


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Always aware and in UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        uuid.UUID: Uuid(),
        datetime: UtcDateTime(),
        PartialDate: PartialDateType(),
        Enum: EnumType(
            Enum,
            native_enum=False,
            length=40,
            validate_strings=True,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


def now() -> datetime:
    """This instant, to the millisecond, in UTC."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def begin_reading() -> None:
    """Commit, and begin a transaction that only reads, whatever the request is: nobody's writing waits for it.

    All that is read up to its end is of one moment, on both databases.
    """
    db.session.commit()
    options: dict[str, Any] = {"reading": True}
    if db.engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    db.session.connection(execution_options=options)


def begin_writing() -> None:
    """Commit, and begin a transaction that may write, whatever the request is. What was read stays readable."""
    db.session.commit()
    db.session.connection(execution_options={"writing": True})


def engine_options(url: str | None, folder: Any, key: str, driver: str) -> dict[str, Any]:
    """Options of the engine: PostgreSQL at `url`, or the embedded file `throughline.db` in `folder`.

    `hide_parameters`: an error message never carries what a person typed (S19).
    """
    common: dict[str, Any] = {"hide_parameters": True}
    if url:
        parsed = make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise SystemExit(f"DATABASE_URL must start with postgresql://, not {parsed.drivername}://")
        settings = f"-c statement_timeout={STATEMENT_LIMIT} -c lock_timeout={LOCK_LIMIT} -c synchronous_commit=on"
        return common | {
            "url": parsed.set(drivername="postgresql+psycopg"),
            "pool_pre_ping": True,
            "connect_args": {"options": settings},
        }
    module = _sqlite_module(driver)
    return common | {
        "url": f"sqlite:///{folder / 'throughline.db'}",
        "module": module,
        "poolclass": QueuePool,
        # isolation_level None: the driver begins nothing by itself, `_begin` does
        "connect_args": {"isolation_level": None, "check_same_thread": False, "timeout": 10},
        "execution_options": {"sqlite_key": key if module is not sqlite3 else None},
    }


def _sqlite_module(driver: str) -> Any:
    """The encrypting driver, or the one of the standard library where it is asked for or nothing else is there."""
    if driver == "sqlite3":
        return sqlite3
    try:
        return importlib.import_module("sqlcipher3.dbapi2")
    except ImportError:  # no wheel for this platform
        warnings.warn("sqlcipher3 is not installed: the embedded database is NOT encrypted", stacklevel=2)
        return sqlite3


def init_app(app: Flask) -> None:
    """Connect the extension and make each new connection safe."""
    db.init_app(app)
    # The extension also closes asynchronous sessions, on an event loop at the end of every request; there are none.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _guard_sqlite(engine)


def _guard_sqlite(engine: Engine) -> None:
    key = engine.get_execution_options().get("sqlite_key")

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        if key:
            cursor.execute("PRAGMA cipher_log_level = NONE")
            cursor.execute(f"PRAGMA key = \"x'{key}'\"")
        cursor.execute("SELECT sqlite_version()")
        version = tuple(int(part) for part in cursor.fetchone()[0].split("."))
        for pragma in _pragmas(wal_is_safe=version >= FIRST_SAFE_WAL):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A request that may write takes the write lock first: reading and then writing is isolated only so.
        reading = has_request_context() and request.method in SAFE_METHODS
        options = connection.get_execution_options()
        reading = (reading and not options.get("writing", False)) or options.get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _pragmas(wal_is_safe: bool) -> tuple[str, ...]:
    if wal_is_safe:
        journal: tuple[str, ...] = ("journal_mode = WAL", "synchronous = FULL")
    else:
        warnings.warn("this SQLite has the WAL-reset fault: writing without WAL, about five times slower", stacklevel=2)
        journal = ("journal_mode = DELETE", "synchronous = EXTRA")
    return ("busy_timeout = 10000", *journal, "foreign_keys = ON", "secure_delete = ON", "trusted_schema = OFF")


def check_connection() -> None:
    """Refuse to start on a database that would not keep what it confirms (S24). Raises SystemExit."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SELECT 1")
            return

        def pragma(name: str) -> Any:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        expected = {("wal", 2), ("delete", 3)}
        if (pragma("journal_mode"), pragma("synchronous")) not in expected or pragma("foreign_keys") != 1:
            raise SystemExit("The embedded database did not take its safety settings; is it on a network drive?")
