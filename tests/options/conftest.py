from __future__ import annotations

from pathlib import Path

import pytest

from tracker.knowledge import check
from tracker.knowledge.models import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return check.load(Path(__file__).parents[2] / "seed")
