"""What changed in the options since a person said that they had seen them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import inside, make_content_seen
from tests.people import Person
from tracker.dates import PartialDate, today
from tracker.db import db
from tracker.options.models import ContentSeen
from tracker.options.seen import digests_of, since_looked
from tracker.owned import owned


def rows(app: Flask, person: Person) -> list[ContentSeen]:
    with inside(app, person.journey):
        return list(db.session.scalars(owned(ContentSeen)))


def as_before(app: Flask) -> dict[str, str]:
    """The content as it was: two options are new since, one says something else."""
    before = dict(digests_of(app.extensions["catalogue"]))
    del before["elacestrant"], before["palliative-care"]
    return before | {"letrozole-postmenopausal": "0" * 16}


def test_the_first_visit_tells_of_no_changes_and_changes_no_record(app: Flask, as_owner: Person) -> None:
    html = as_owner.get(as_owner.url("/options")).text
    assert "Since you looked" not in html
    assert "Remember it as it is today" in html
    assert rows(app, as_owner) == []


def test_after_it_was_remembered_nothing_is_new(app: Flask, as_owner: Person) -> None:
    sent = as_owner.press(as_owner.url("/options/seen"))
    assert "Nothing in this list has changed since you looked" in as_owner.follow(sent)
    [row] = rows(app, as_owner)
    assert row.digests == digests_of(app.extensions["catalogue"])
    assert row.seen_on == PartialDate.of(today())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("2 new in our sources", "1 changed")), ("fr", ("2 nouvelles dans nos sources", "1 modifiée"))],
)
def test_what_is_new_and_changed_is_named_with_links(
    app: Flask, as_owner: Person, language: str, words: tuple[str, str]
) -> None:
    make_content_seen(app, as_owner.journey, as_before(app))
    html = as_owner.reads(language).get(as_owner.url("/options")).text
    part = html[html.index("since-looked") :].split("</section>")[0]
    for each in words:
        assert each in part
    for option in ("elacestrant", "palliative-care", "letrozole-postmenopausal"):
        assert f'href="#{option}"' in part
        assert f'id="{option}"' in html
    assert rows(app, as_owner)[0].version == 1, "reading the page changes nothing"


def test_it_is_told_until_it_was_seen_and_an_undo_tells_it_again(app: Flask, as_owner: Person) -> None:
    make_content_seen(app, as_owner.journey, as_before(app))
    url = as_owner.url("/options")
    page = as_owner.follow(as_owner.press(f"{url}/seen"))
    assert "Since you looked" not in page
    assert len(rows(app, as_owner)) == 1
    undo = page.split('class="toast"')[1].split('action="')[1].split('"')[0]
    as_owner.press(undo.replace("&amp;", "&"))
    assert "Since you looked" in as_owner.get(url).text


def test_remembering_after_an_undo_keeps_one_row(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/options")
    page = as_owner.follow(as_owner.press(f"{url}/seen"))
    undo = page.split('class="toast"')[1].split('action="')[1].split('"')[0]
    as_owner.press(undo.replace("&amp;", "&"))
    assert rows(app, as_owner) == []
    as_owner.press(f"{url}/seen")
    assert len(rows(app, as_owner)) == 1


def test_an_option_that_is_gone_is_no_news(catalogue) -> None:
    seen = dict(digests_of(catalogue)) | {"retired-option": "0" * 16}
    assert not since_looked(seen, PartialDate("2026-05-03"), catalogue, "en").is_anything
