"""Alembic's environment: runs on the app's own engine, so the key and the pragmas are those of the app."""

from __future__ import annotations

from alembic import context

import tracker  # noqa: F401  every model is known to the metadata
from tracker.db import Base, db

with db.engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=sqlite)
    with context.begin_transaction():
        context.run_migrations()
