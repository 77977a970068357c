"""What a migration adds around its tables: the second wall on PostgreSQL (S14), and append-only tables (S18)."""

from __future__ import annotations

from alembic import op

# `nullif`: after SET LOCAL the setting reads back as '' in the next transaction.
_OPEN = "journey_id = nullif(current_setting('app.journey', true), '')::uuid"


def wall_in(table: str) -> None:
    """Row-level security: only rows of the open journey can be seen or written, by the owner of the table too."""
    if _is_postgresql():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY open_journey ON {table} USING ({_OPEN}) WITH CHECK ({_OPEN})")


def append_only(table: str) -> None:
    """Refuse to change a row, and to delete one while its account exists; an account that is erased takes all along."""
    if _is_postgresql():
        op.execute(
            f"""CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM account WHERE id = OLD.account_id) THEN
              RETURN OLD;
            END IF;
            RAISE EXCEPTION '{table} is append-only'; END $$"""
        )
        op.execute(
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        return
    op.execute(
        f"CREATE TRIGGER keep_{table}_rows BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    )
    op.execute(
        f"""CREATE TRIGGER keep_{table} BEFORE DELETE ON {table}
        WHEN EXISTS (SELECT 1 FROM account WHERE id = OLD.account_id)
        BEGIN SELECT RAISE(ABORT, 'append-only'); END"""
    )


def no_longer_append_only(table: str) -> None:
    if _is_postgresql():
        op.execute(f"DROP TRIGGER keep_{table} ON {table}")
        op.execute(f"DROP FUNCTION keep_{table}()")
        return
    op.execute(f"DROP TRIGGER keep_{table}_rows")
    op.execute(f"DROP TRIGGER keep_{table}")


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
