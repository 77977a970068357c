"""What the database keeps of its promises: safe settings, the second wall, an append-only trail, migrations."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, Uuid, event, inspect, select
from sqlalchemy.exc import DBAPIError

from config import BadSetting, Settings
from tests.databases import Embedded, Server, let_go, settings
from tests.factories import Journey, Someone, inside, make_account, make_journey, make_question, make_specimen
from tests.people import signed_in
from tests.postgres import APP
from tracker import create_app, owned
from tracker.cli import alembic_config, upgrade
from tracker.db import FIRST_SAFE_WAL, Base, check_connection, db, now

SAFE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10000}


def pragmas(app: Flask, *names: str) -> dict[str, Any]:
    with app.app_context(), db.engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}


def test_a_live_connection_has_the_safe_settings(embedded: Embedded) -> None:
    assert pragmas(embedded.app, *SAFE) == SAFE
    with embedded.app.app_context():
        check_connection()


@pytest.fixture
def unencrypted(tmp_path: Path) -> Iterator[Flask]:
    """The app with the standard library's driver."""
    if sqlite3.sqlite_version_info >= FIRST_SAFE_WAL:
        app = create_app(settings(tmp_path, SQLITE_DRIVER="sqlite3"), testing=True)
        upgrade(app)
    else:
        app = create_app(settings(tmp_path, SQLITE_DRIVER="sqlite3"), testing=True)
        with pytest.warns(UserWarning, match="WAL-reset fault"):
            upgrade(app)
    yield app
    let_go(app)


def test_a_faulty_sqlite_does_without_wal(unencrypted: Flask) -> None:
    found = pragmas(unencrypted, "journal_mode", "synchronous")
    if sqlite3.sqlite_version_info < FIRST_SAFE_WAL:
        assert found == {"journal_mode": "delete", "synchronous": 3}
    else:
        assert found == {"journal_mode": "wal", "synchronous": 2}
    with unencrypted.app_context():
        check_connection()


@pytest.mark.filterwarnings("ignore:this SQLite has the WAL-reset fault:UserWarning")
def test_the_standard_driver_serves_a_person_too(unencrypted: Flask) -> None:
    """Without WAL a reader holds up a writer: the mark of a device must not wait for its own page."""
    from datetime import timedelta

    from tracker.db import now

    person = signed_in(unencrypted, make_journey(unencrypted), at=now() - timedelta(minutes=5))
    assert person.get("/start").status_code == 302
    assert person.press(person.url("/visits"), text="Is this kept?").status_code == 302


def test_a_weak_setting_is_refused_at_start(embedded: Embedded) -> None:
    with embedded.app.app_context():
        connection = db.engine.raw_connection()  # inside a transaction the pragma does nothing
        connection.cursor().execute("PRAGMA foreign_keys = OFF")
        connection.close()
        with pytest.raises(SystemExit, match="safety settings"):
            check_connection()
    let_go(embedded.app)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_that_may_write_locks_first(embedded: Embedded, method: str) -> None:
    begun: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    person = signed_in(embedded.app, make_journey(embedded.app))
    with embedded.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        engine = db.engine
    try:
        if method == "GET":
            person.get("/start")
        else:
            person.press(person.url("/visits"), text="Which day?")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert set(begun) == {"BEGIN" if method == "GET" else "BEGIN IMMEDIATE"}


def test_errors_do_not_carry_what_was_typed(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.exec_driver_sql("SELECT * FROM nothing WHERE x = 1", ())
    assert caught.value.hide_parameters is True


# --- PostgreSQL: the second wall (S14) --------------------------------------------------------------------------


def journey_tables(server: Server) -> list[str]:
    """Every table with a column of the journey, from the catalogue of the server itself."""
    found = server.admin.execute(
        """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND a.attname = 'journey_id' AND NOT a.attisdropped
        ORDER BY 1"""
    ).fetchall()
    return [
        name for (name,) in found if name not in ("audit_event", "calendar_feed", "share", "summary_link")
    ]  # of the account; of an address


def test_every_journey_table_is_walled_in(server: Server) -> None:
    assert journey_tables(server) == owned.journey_tables()
    for table in journey_tables(server):
        on, forced, policies = server.admin.execute(
            """SELECT relrowsecurity, relforcerowsecurity,
            (SELECT array_agg(polcmd::text || (polqual IS NOT NULL)::text || (polwithcheck IS NOT NULL)::text)
             FROM pg_policy WHERE polrelid = c.oid)
            FROM pg_class c WHERE relname = %s""",
            (table,),
        ).fetchone()
        assert (on, forced, policies) == (True, True, ["*truetrue"]), table


def test_the_app_cannot_lift_the_wall(server: Server) -> None:
    rights = server.admin.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", (APP,)
    ).fetchone()
    assert rights == (False, False, False, False)


def one_of_each(app: Flask) -> Any:
    """A journey with a row in every journey table."""
    from tests.test_owned import RECORDS

    journey = make_journey(app)
    for make, _name, _value in RECORDS.values():
        make(app, journey)
    return journey


@pytest.mark.parametrize("opened", ["none", "other", "empty"])
def test_as_the_app_no_row_of_another_journey_is_touched(server: Server, opened: str) -> None:
    journey, other = one_of_each(server.app), make_journey(server.app)
    setting = {"none": None, "other": str(other.id), "empty": ""}[opened]
    with server.cluster.connect(APP) as connection:
        for table in journey_tables(server):
            assert server.admin.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0, table
            for statement in (
                f"SELECT * FROM {table}",
                f"UPDATE {table} SET journey_id = journey_id",
                f"DELETE FROM {table}",
            ):
                with connection.transaction(force_rollback=True):
                    if setting is not None:
                        connection.execute("SELECT set_config('app.journey', %s, true)", (setting,))
                    assert connection.execute(statement).rowcount == 0, statement
            columns = [
                name
                for (name,) in server.admin.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", (table,)
                ).fetchall()
            ]
            copied = ", ".join("gen_random_uuid()" if name == "id" else name for name in columns)
            row = server.admin.execute(f"SELECT {copied} FROM {table} LIMIT 1").fetchone()
            marks = ", ".join(["%s"] * len(columns))
            import psycopg

            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():  # noqa: PT012
                if setting is not None:
                    connection.execute("SELECT set_config('app.journey', %s, true)", (setting,))
                values = [psycopg.types.json.Json(v) if isinstance(v, (list, dict)) else v for v in row]
                connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    assert journey


def test_the_opened_journey_is_forgotten_with_its_transaction(server: Server) -> None:
    """The setting is local: the next person on a pooled connection starts with none."""
    journey = make_journey(server.app)
    make_specimen(server.app, journey)
    person = signed_in(server.app, journey)
    person.press(person.url("/visits"), text="When?")
    with server.app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_setting('app.journey', true)").scalar() in (None, "")
        assert connection.exec_driver_sql("SELECT count(*) FROM specimen").scalar() == 0


def test_statements_and_locks_have_a_limit(server: Server) -> None:
    with server.app.app_context(), db.engine.connect() as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("statement_timeout", "lock_timeout")]
    assert shown == ["5s", "3s"]


def test_only_postgresql_is_taken_as_an_address(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="postgresql://"):
        create_app(settings(tmp_path, DATABASE_URL="mysql://user@host/name"))


@pytest.mark.parametrize("name", ["PORT", "WORKERS", "PROXY_HOPS", "SQLITE_DRIVER"])
def test_a_bad_setting_is_one_clear_line(name: str) -> None:
    with pytest.raises(BadSetting, match=name) as caught:
        Settings.from_environment({name: "many"})
    assert "\n" not in str(caught.value)


# --- the trail is append-only (S18) -----------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET act = 'nothing'", "DELETE FROM audit_event"])
def test_the_trail_cannot_be_changed_while_the_account_is_there(app: Flask, statement: str) -> None:
    journey = make_journey(app)
    with app.app_context(), pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with inside(app, journey):
        from tracker.audit import trail_of

        assert [event.act for event in trail_of(journey.owner.id)] == ["journey.started"]


def test_an_erased_account_takes_its_trail_along(app: Flask) -> None:
    kept, gone = make_journey(app), make_journey(app)
    make_question(app, gone)
    with app.app_context(), db.engine.begin() as connection:
        account = gone.owner.id.hex if db.engine.dialect.name == "sqlite" else str(gone.owner.id)
        connection.exec_driver_sql(f"DELETE FROM account WHERE id = '{account}'")
        connection.exec_driver_sql(f"DELETE FROM audit_event WHERE account_id = '{account}'")
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM journey").scalar() == 1
    assert kept


def test_rows_cannot_point_into_another_journey(app: Flask) -> None:
    from tests.factories import make_line
    from tracker import audit
    from tracker.treatments.models import DrugCourse

    mine, theirs = make_journey(app), make_journey(app)
    line_id = make_line(app, theirs)
    with inside(app, mine), pytest.raises(DBAPIError):  # noqa: PT012
        audit.add(DrugCourse(journey_id=mine.id, line_id=line_id, position=0, drug_id="letrozole"), "test.added")
        db.session.commit()


def test_one_journey_for_each_owner(app: Flask) -> None:
    account = make_account(app)
    make_journey(app, account)
    with pytest.raises(DBAPIError):
        make_journey(app, account)


# --- migrations (S30) -------------------------------------------------------------------------------------------


@pytest.fixture
def migrated(request: pytest.FixtureRequest, database: Any, tmp_path: Path) -> Iterator[Flask]:
    """The app over a database of its own, to migrate up and down."""
    if isinstance(database, Server):
        name = f"migrated_{uuid.uuid4().hex[:8]}"
        own = settings(tmp_path, DATABASE_URL=database.cluster.make_database(name))
    else:
        own = settings(tmp_path)
    app = create_app(own, testing=True)
    yield app
    let_go(app)


def described(app: Flask) -> dict[str, Any]:
    """Tables, columns, indexes, triggers and policies."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").all()
            return {f"{kind} {name}": sql for kind, name, sql in rows}
        seen = inspect(connection)
        found: dict[str, Any] = {t: (seen.get_columns(t), seen.get_indexes(t)) for t in seen.get_table_names()}
        found["policies"] = connection.exec_driver_sql(
            "SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1"
        ).all()
        found["triggers"] = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        ).all()
        return {name: str(value) for name, value in found.items()}


def test_migrations_go_up_down_and_up_again(migrated: Flask) -> None:
    upgrade(migrated)
    first = described(migrated)
    journey = make_journey(migrated)
    make_specimen(migrated, journey)
    with migrated.app_context():
        command.downgrade(alembic_config(), "base")
    assert {name for name in described(migrated) if "alembic" not in name} <= {"policies", "triggers"}
    upgrade(migrated)
    assert described(migrated) == first
    make_specimen(migrated, make_journey(migrated))


LINE, COURSE = uuid.uuid4(), uuid.uuid4()
# At revision 0002: a line with a drug and a change of its dose, and what stands alone. The rest of a row is the usual.
OLD_ROWS: dict[str, dict[str, Any]] = {
    "line_of_therapy": {"id": LINE, "setting": "metastatic", "started_on": "2024-05", "ended": False, "note": b"a"},
    "drug_course": {"id": COURSE, "line_id": LINE, "position": 0, "drug_id": "palbociclib", "dose": b"125 mg"},
    "dose_change": {"id": uuid.uuid4(), "course_id": COURSE, "kind": "reduced", "changed_on": "2025", "reason": b"b"},
    "question": {"id": uuid.uuid4(), "text": b"When is the next scan?", "asked": True},
    "background": {"id": uuid.uuid4(), "sites": '["bone"]', "sex": "female"},
}


def old_journey(app: Flask) -> Journey:
    """A journey with its account, in the columns that the tables have now."""
    owner_id, journey_id, found = uuid.uuid4(), uuid.uuid4(), MetaData()
    login = uuid.uuid4().hex
    with app.app_context(), db.engine.begin() as connection:
        found.reflect(connection, only=("account", "journey"))
        for table, name in (("account", "id"), ("journey", "id"), ("journey", "owner_id")):
            found.tables[table].c[name].type = Uuid()
        account = {"id": owner_id, "active": True, "fs_uniquifier": login, "created_at": now()}
        connection.execute(found.tables["account"].insert().values(**account))
        journey = {"id": journey_id, "owner_id": owner_id, "created_at": now()}
        connection.execute(found.tables["journey"].insert().values(**journey))
    return Journey(journey_id, Someone(owner_id, login, ""))


@contextmanager
def tables_as_they_are(app: Flask, journey: Journey) -> Iterator[tuple[Connection, dict[str, Table]]]:
    """The tables of OLD_ROWS with the columns they have now, and a connection that may see the journey."""
    found = MetaData()
    with app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(owned.SET_JOURNEY, {"journey": str(journey.id)})
        found.reflect(connection, only=OLD_ROWS)
        for table in found.tables.values():
            for name in {"journey_id", "id", "line_id", "course_id"}.intersection(table.c.keys()):
                table.c[name].type = Uuid()
        yield connection, {name: found.tables[name] for name in OLD_ROWS}


def stored(app: Flask, journey: Journey) -> dict[str, dict[str, Any]]:
    """The one row of each table."""
    with tables_as_they_are(app, journey) as (connection, tables):
        return {name: dict(connection.execute(select(table)).mappings().one()) for name, table in tables.items()}


def test_a_migration_loses_no_row(migrated: Flask) -> None:
    """On SQLite a table that is built anew would take along, silently, all that points at it."""
    upgrade(migrated, "0002")
    journey = old_journey(migrated)
    usual = {"journey_id": journey.id, "version": 1, "created_at": now(), "updated_at": now()}
    with tables_as_they_are(migrated, journey) as (connection, tables):
        for name, values in OLD_ROWS.items():
            connection.execute(tables[name].insert().values(**usual | values))
    before = stored(migrated, journey)
    upgrade(migrated)
    newest = stored(migrated, journey)
    assert {name: {column: newest[name][column] for column in row} for name, row in before.items()} == before
    assert newest["drug_course"].keys() > before["drug_course"].keys(), "the migration did change these tables"
    with migrated.app_context():
        command.downgrade(alembic_config(), "0002")
    assert stored(migrated, journey) == before


def test_models_and_migrations_say_the_same(migrated: Flask) -> None:
    upgrade(migrated)
    with migrated.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        seen = inspect(connection)
        for table in Base.metadata.tables.values():
            checks = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert {c["name"] for c in seen.get_check_constraints(table.name)} == checks, table.name
            keys = {k["name"]: k["options"].get("ondelete") for k in seen.get_foreign_keys(table.name)}
            assert keys == {k.name: k.ondelete for k in table.foreign_key_constraints}, table.name


def test_every_revision_is_on_one_line(app: Flask) -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    assert len(scripts.get_heads()) == 1
    with app.app_context(), db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == scripts.get_current_head()
