"""Commands of the operator. Each is thin: parse, call, print."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from gunicorn.app.base import BaseApplication
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, OperationalError

from tracker import audit, db
from tracker.accounts import tries
from tracker.accounts.models import Account
from tracker.journeys import queries as journeys
from tracker.leaving import queries as leaving
from tracker.mistakes import queries as mistakes

audit_cli = AppGroup("audit", help="The trail of who did what.")


def register(app: Flask) -> None:
    for each in (serve, migrate, purge_command):
        app.cli.add_command(each)
    app.cli.add_command(purge_command, "purge-made-up")  # its former name, in the timers of those who run it
    app.cli.add_command(audit_cli)


def alembic_config() -> Config:
    root = Path(__file__).parent.parent
    config = Config()
    config.set_main_option("script_location", str(root / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest version."""
    upgrade(current_app._get_current_object())  # type: ignore[attr-defined]


def upgrade(app: Flask, revision: str = "head") -> None:
    with app.app_context():
        command.upgrade(alembic_config(), revision)


@click.command("serve")
def serve() -> None:
    """Migrate the database, then answer on HOST:PORT until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        upgrade(app)
        db.check_connection()
    except OperationalError:
        raise SystemExit("The database does not answer: check DATABASE_URL, and that the server is running.") from None
    except DatabaseError:
        raise SystemExit("The key in secrets.json does not open the database: restore both from one backup.") from None
    db.db.engine.dispose()
    settings = app.config["SETTINGS"]
    address = f"{settings.host}:{settings.port}"
    click.echo(f"Throughline is on http://{address}  (data: {settings.instance}; stop with Ctrl+C)")
    sys.stdout.flush()
    server = _Server(app, bind=address, workers=settings.workers, timeout=30, worker_tmp_dir=_memory_folder())
    # Out of the app context of this command: a request keeps one that it finds, and with it who is signed in.
    Context().run(server.run)


class _Server(BaseApplication):
    """gunicorn around the app that is loaded already: its workers share the content that was read once."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in {"preload_app": True, "loglevel": "warning", **self.options}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def _memory_folder() -> str:
    """Where gunicorn keeps its heartbeat: a file system in memory where there is one."""
    shared_memory = "/dev/shm"  # noqa: S108
    return shared_memory if os.access(shared_memory, os.W_OK) else tempfile.gettempdir()


@click.command("purge")
@with_appcontext
def purge_command() -> None:
    """Erase made-up journeys past their 24 hours, accounts past their 14 days, and what else may not be kept."""
    total = _all_of(journeys.remove_made_up)
    left = _all_of(lambda: leaving.erase_those_who_left(db.now()))
    tries.forget(db.now())
    old = mistakes.forget(db.now())
    db.db.session.commit()
    click.echo(f"{total} made-up journeys erased")
    if left:
        click.echo(f"{left} accounts erased")
    if old:
        click.echo(f"{old} old reports of mistakes erased")


def _all_of(erase_some: Callable[[], int]) -> int:
    """Erase in small transactions, so that nobody waits long for one: how many."""
    total = 0
    while gone := erase_some():
        db.db.session.commit()
        total += gone
    return total


@audit_cli.command("verify")
def verify() -> None:
    """Check that no trail was altered; exit status 1 names the first altered event of each."""
    broken = 0
    for account_id in db.db.session.scalars(select(Account.id)):
        if number := audit.broken_link(account_id):
            broken += 1
            click.echo(f"account {account_id}: event {number} was altered, is gone or follows one that is gone")
    click.echo(f"{broken} altered trails")
    sys.exit(1 if broken else 0)
