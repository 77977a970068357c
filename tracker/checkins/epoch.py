"""Which life of the server this is: a restore from a backup begins a new one, and phones then offer again (S26)."""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

from flask import current_app


def epoch() -> str:
    """An id that stays until the file is removed, which whoever restores a backup does."""
    known = current_app.extensions.get("epoch")
    if known is None:
        path = Path(current_app.instance_path) / "epoch"
        with suppress(FileExistsError), path.open("x") as file:
            file.write(uuid.uuid4().hex)
        known = current_app.extensions["epoch"] = path.read_text().strip() or uuid.uuid4().hex
    return str(known)
