from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from tracker.knowledge import cli

SEED = Path(__file__).parents[2] / "seed"


class Copy:
    """A copy of the seed folder to plant mistakes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def plant(self, file: str, old: str, new: str) -> int:
        """Put `new` in place of the first `old`; the line (from 1) where that begins."""
        path = self.folder / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{old!r} is not in {file}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1


@pytest.fixture
def seed(tmp_path) -> Copy:
    shutil.copytree(SEED, tmp_path / "seed")
    return Copy(tmp_path / "seed")


@pytest.fixture
def run():
    """`run("diff", …)`: a `flask content` command."""
    app = Flask(__name__)
    cli.register(app)
    return lambda *words: app.test_cli_runner().invoke(args=["content", *map(str, words)])
