"""Settings, read from the environment once. Nothing else reads `os.environ`.

| variable        | default             | meaning                                                              |
|-----------------|---------------------|----------------------------------------------------------------------|
| `INSTANCE`      | `instance`          | folder of the data: embedded database, secrets (made on first start) |
| `DATABASE_URL`  | embedded database   | `postgresql://user:password@host/name` for many people               |
| `HOST`, `PORT`  | `127.0.0.1`, `5000` | where `flask serve` listens                                          |
| `WORKERS`       | `2`                 | processes that answer                                                |
| `BASE_URL`      | none                | public address; `https://…` makes cookies Secure and sends HSTS      |
| `TRUSTED_HOSTS` | from `BASE_URL`     | host names answered, separated by commas; none given: any            |
| `PROXY_HOPS`    | `0`                 | proxies in front whose `X-Forwarded-*` may be believed               |
| `SQLITE_DRIVER` | `sqlcipher3`        | `sqlite3` stores the embedded file without encryption                |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(SystemExit):
    """A setting that the app cannot start with; the message is the one line shown."""


@dataclass(frozen=True)
class Settings:
    instance: Path
    database_url: str | None
    host: str
    port: int
    workers: int
    base_url: str | None
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    sqlite_driver: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `environ`; raises BadSetting with one clear line."""
        base_url = environ.get("BASE_URL") or None
        hosts = [h.strip() for h in environ.get("TRUSTED_HOSTS", "").split(",") if h.strip()]
        if base_url and not hosts:
            hosts = [urlsplit(base_url).hostname or ""]
        driver = environ.get("SQLITE_DRIVER") or "sqlcipher3"
        if driver not in ("sqlcipher3", "sqlite3"):
            raise BadSetting(f"SQLITE_DRIVER must be sqlcipher3 or sqlite3, not {driver!r}")
        return cls(
            instance=Path(environ.get("INSTANCE") or "instance").absolute(),
            database_url=environ.get("DATABASE_URL") or None,
            host=environ.get("HOST") or "127.0.0.1",
            port=_whole(environ, "PORT", 5000),
            workers=_whole(environ, "WORKERS", 2),
            base_url=base_url,
            trusted_hosts=tuple(hosts),
            proxy_hops=_whole(environ, "PROXY_HOPS", 0),
            sqlite_driver=driver,
        )

    @property
    def https(self) -> bool:
        return bool(self.base_url and self.base_url.startswith("https://"))


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        raise BadSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)
