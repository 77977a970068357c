"""One app for each database a worker uses, with a schema made by the migrations and emptied between tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask

from config import Settings
from tests.postgres import ADMIN, Cluster
from tracker import create_app
from tracker.cli import upgrade
from tracker.db import db

NAMES = ("sqlite", "postgresql")


def settings(instance: Path, **environ: str) -> Settings:
    return Settings.from_environment({"INSTANCE": str(instance), **environ})


def let_go(app: Flask) -> None:
    """Close the connections an app holds."""
    with app.app_context():
        db.engine.dispose()


class Embedded:
    """SQLite: an empty, migrated file is kept aside and copied back."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.settings = settings(instance)
        self.app = create_app(self.settings, testing=True)
        upgrade(self.app)
        let_go(self.app)
        self._template = instance / "template"
        shutil.copy(self.file, self._template)

    @property
    def file(self) -> Path:
        return self.instance / "throughline.db"

    def empty(self) -> None:
        let_go(self.app)
        for path in self.instance.glob("throughline.db*"):
            path.unlink()
        shutil.copy(self._template, self.file)

    def stop(self) -> None:
        let_go(self.app)


class Server:
    """PostgreSQL: the tables are truncated by the superuser, past every trigger and policy."""

    def __init__(self, instance: Path) -> None:
        self.cluster = Cluster()
        self.settings = settings(instance, DATABASE_URL=self.cluster.url)
        self.app = create_app(self.settings, testing=True)
        upgrade(self.app)
        self.admin = self.cluster.connect(ADMIN)
        names = self.admin.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        self._truncate = f"TRUNCATE {', '.join(name for (name,) in names)} CASCADE"

    def empty(self) -> None:
        self.admin.execute(self._truncate)

    def stop(self) -> None:
        let_go(self.app)
        self.admin.close()
        self.cluster.stop()
