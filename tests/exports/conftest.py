"""A journey with everything in it, and an app whose database is never asked, for what is pure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from config import Settings
from tests import factories
from tests.databases import let_go
from tests.factories import Journey, inside
from tests.test_owned import RECORDS
from tracker import audit, create_app
from tracker.db import db
from tracker.diagnosis.models import Receptor, Specimen
from tracker.owned import owned


@pytest.fixture(scope="session")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("plain"))}), testing=True)
    yield app
    let_go(app)


@pytest.fixture
def full(app: Flask, journey: Journey) -> Journey:
    """A journey with a record of every kind, one changed, one removed."""
    for make, _name, _value in RECORDS.values():
        make(app, journey)
    removed = factories.make_specimen(app, journey, note="a sample that was removed")
    changed = factories.make_specimen(app, journey, note="as it was first", taken_on=None)
    with inside(app, journey):
        for specimen in db.session.scalars(owned(Specimen)).all():
            if specimen.id == removed:
                audit.remove(specimen, "specimen.removed")
            if specimen.id == changed:
                audit.change(specimen, "specimen.changed", er=Receptor.LOW, note="été ✓ 🎗️")
        db.session.commit()
    return journey
