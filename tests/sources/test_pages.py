"""The list of sources and the page of each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import Person
from tracker.knowledge.entries import listed, resting_on


@pytest.fixture(params=["en", "fr"])
def visitor(request: pytest.FixtureRequest, as_visitor: Person) -> Person:
    return as_visitor.reads(request.param)


def test_every_source_is_listed_with_dates_and_whether_it_was_checked(app: Flask, as_visitor: Person) -> None:
    html = as_visitor.get("/sources").text
    content = app.extensions["catalogue"]
    for source in content.sources:
        assert f'<li id="{source}">' in html
        assert f'href="/sources/{source}"' in html
    assert html.count("Published: ") == len(content.sources)
    assert html.count("Not yet checked by a clinician") == len(content.sources)
    assert "Published: 24 October 2024" in html
    assert "Treatment options: " in html


def test_the_list_by_kind(app: Flask, as_visitor: Person) -> None:
    content = app.extensions["catalogue"]
    html = as_visitor.get("/sources?kind=study").text
    assert set(re.findall(r'<li id="([^"]+)">', html)) == {s.id for s in content.sources.values() if s.kind == "study"}
    assert as_visitor.get("/sources?kind=rumour").text.count("<li id=") == len(content.sources)


def test_the_page_of_each_source_says_what_rests_on_it(app: Flask, visitor: Person) -> None:
    content = app.extensions["catalogue"]
    for source_id, entries in resting_on(content).items():
        page = visitor.get(f"/sources/{source_id}")
        assert page.status_code == 200, source_id
        source = content.sources[source_id]
        outside = re.findall(r'<a [^>]*href="(https?:[^"]+)"', page.text)
        assert [each.replace("&amp;", "&") for each in outside] == ([source.url] if source.url else [])
        statements = [entry for entry in entries if entry.kind == "statement"]
        for entry in statements:
            assert f'href="/understand/{entry.page}#{entry.id.rpartition(".")[2]}"' in page.text
    assert visitor.get("/sources/nothing").status_code == 404


def test_someone_with_a_journey_is_led_to_the_options_themselves(
    app: Flask, as_owner: Person, as_visitor: Person
) -> None:
    url = f"{as_owner.url('/options')}#letrozole-postmenopausal"
    assert f'href="{url}"' in as_owner.get("/sources/ccs-metastatic").text
    assert "/options#" not in as_visitor.get("/sources/ccs-metastatic").text


def test_a_source_line_of_an_option_leads_to_the_page_of_the_source(as_owner: Person) -> None:
    assert 'href="/sources/ccs-metastatic"' in as_owner.get(as_owner.url("/options")).text


def test_everything_that_may_rest_on_a_source_has_words_for_it(app: Flask) -> None:
    from tracker.sources.page import USES

    kinds = {entry.kind for entry in listed(app.extensions["catalogue"]).values() if entry.sources}
    assert kinds == USES.keys()


def test_the_pages_where_organizations_were_seen_are_listed_with_what_rests_on_them(
    app: Flask, visitor: Person
) -> None:
    content = app.extensions["catalogue"]
    assert 'href="/sources/organizations"' in visitor.get("/sources").text
    html = visitor.get("/sources/organizations").text.replace("&amp;", "&")
    for each in content.support.organizations.values():
        for seen in each.sources:
            if seen.url in content.sources_by_place:
                page = visitor.get(f"/sources/{content.sources_by_place[seen.url]}").text
                assert f'href="/support/{each.id}"' in page, seen.url
            else:
                assert f'href="{seen.url}"' in html
                assert f'href="/support/{each.id}"' in html


def test_no_template_has_an_outside_address_of_its_own() -> None:
    templates = Path(__file__).parents[2] / "tracker" / "templates"
    for path in templates.rglob("*.html"):
        assert not re.findall(r"https?://", path.read_text(encoding="utf-8")), path
