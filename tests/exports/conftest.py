"""An app whose database is never asked, for what is pure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from config import Settings
from tests.databases import let_go
from tracker import create_app


@pytest.fixture(scope="session")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("plain"))}), testing=True)
    yield app
    let_go(app)
