"""A PostgreSQL server of our own for one run of the tests: made in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
_UNPRIVILEGED = ("postgres", "nobody")
_QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "40", "shared_buffers": "32MB"}
_PATIENCE = 30  # seconds

ADMIN = "postgres"
APP = "throughline"  # owns its tables, is no superuser and cannot pass row-level security


class Cluster:
    """A running server with the empty database `throughline`, reached by a socket in a private folder."""

    def __init__(self) -> None:
        programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="tl-pg-"))
        self._as = _unprivileged()
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        data = str(self.folder / "data")
        initdb = [programs / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(initdb, cwd=self.folder, capture_output=True, text=True, check=False, **self._as)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        settings = _QUICK | {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("w") as log:
            self._server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], cwd=self.folder, stdout=log, stderr=log, **self._as
            )
        self.admin = self._first_connection()
        self.admin.execute(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        self.make_database(APP)

    def _first_connection(self) -> psycopg.Connection[Any]:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self.connect(ADMIN, "postgres")
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"postgres did not start: {(self.folder / 'log').read_text()}") from None
                time.sleep(0.05)

    def make_database(self, name: str) -> str:
        """A new database that the app's role owns: its address."""
        self.admin.execute(f"CREATE DATABASE {name} OWNER {APP}")
        return f"postgresql://{APP}@/{name}?host={self.folder}"

    def connect(self, role: str, database: str = APP) -> psycopg.Connection[Any]:
        """A connection that commits each statement and does not wait long for a lock."""
        options = "-c lock_timeout=10s"
        return psycopg.connect(user=role, dbname=database, host=str(self.folder), autocommit=True, options=options)

    @property
    def url(self) -> str:
        return f"postgresql://{APP}@/{APP}?host={self.folder}"

    def stop(self) -> None:
        self.admin.close()
        self._server.terminate()
        try:
            self._server.wait(2)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of `initdb` and `postgres`; the newest version where there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [
        path for pattern in _FOLDERS for path in Path("/").glob(pattern.lstrip("/")) if (path / "initdb").exists()
    ]
    if not folders:
        raise RuntimeError(
            "The tests need the PostgreSQL server programs (initdb, postgres). Debian, Ubuntu: apt-get install"
            " postgresql; macOS: brew install postgresql@17"
        )
    return max(folders, key=lambda folder: [int(digits) for digits in _numbers(str(folder))])


def _numbers(text: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in text).split()


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the arguments that run a program as someone else, if need be."""
    if os.geteuid() != 0:
        return {}
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError(f"PostgreSQL does not run as root, and there is no user {' or '.join(_UNPRIVILEGED)} here")
