"""The server's own secrets: made on first start, kept beside the data, readable by the owner only (S11, S34)."""

from __future__ import annotations

import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_BYTES = 32


class UnsafeSecrets(SystemExit):
    """The secrets file cannot be trusted; the message is the one line shown."""


@dataclass(frozen=True)
class Secrets:
    """All values are hexadecimal. `account_kek` wraps the key of each account (key-encryption key)."""

    session_key: str
    password_salt: str
    database_key: str
    account_kek: str
    index_key: str

    @classmethod
    def new(cls) -> Secrets:
        return cls(*(secrets.token_hex(_BYTES) for _ in range(5)))

    @classmethod
    def kept_in(cls, folder: Path) -> Secrets:
        """The secrets in `folder/secrets.json`, made there if absent. Raises UnsafeSecrets."""
        path = folder / "secrets.json"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):  # made before, or this moment by the other process
            _write_new(path, json.dumps(asdict(cls.new()), indent=1))
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UnsafeSecrets(f"{path} can be read by others: run chmod 600 {path}")
        try:
            found = cls(**json.loads(path.read_text()))
            for value in asdict(found).values():
                if len(bytes.fromhex(value)) != _BYTES:
                    raise ValueError
            return found
        except (ValueError, TypeError) as error:
            raise UnsafeSecrets(f"{path} is damaged ({type(error).__name__}): restore it from a backup") from None


def _write_new(path: Path, text: str) -> None:
    """Write a file that did not exist, whole or not at all. Raises FileExistsError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
