"""The content within a request: each source line says when the source was last read, in one way everywhere."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.people import Person
from tracker.content import cited, last_read, read_in, source_lines

READ = "ccs-metastatic"


@pytest.mark.parametrize(("language", "month"), [("en_CA", "November 2026"), ("fr_CA", "novembre 2026")])
def test_every_line_of_a_source_has_the_month_it_was_read_in(app: Flask, language: str, month: str) -> None:
    content = app.extensions["catalogue"]
    uses = next(option.sources for option in content.options.values() if READ in {use.id for use in option.sources})
    with app.test_request_context(), force_locale(language):
        assert read_in(READ) == month
        assert {source.read_in for source, _where in cited(uses)} == {month}
        [line] = source_lines([READ])
        assert line.words.endswith(month)


def test_a_source_without_a_day_has_no_month(app: Flask) -> None:
    content = app.extensions["catalogue"]
    unread = [source for source in content.sources if last_read(content, source) is None]
    with app.test_request_context():
        assert {read_in(source) for source in unread} <= {""}


def test_the_questions_for_a_visit_say_when_their_sources_were_read(as_owner: Person) -> None:
    assert "· read November 2026" in as_owner.get(as_owner.url("/visits/prompts")).text
