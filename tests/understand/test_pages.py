"""The information pages, the glossary in place, and the search for a trial, as anyone meets them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.factories import make_specimen, make_support_plan
from tests.people import Person
from tracker.diagnosis.models import Her2, Receptor
from tracker.knowledge.models import Catalogue

PAGES = ("what-it-is", "how-it-spreads", "tests", "treatments", "living-with-it")
NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,\u00a0]\d+)*")
NEVER_AROUND = {"a", "h1", "h2", "h3", "h4", "form", "button", "summary"}
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "use", "circle", "rect"}


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["visitor", "owner"])
def reader(request: pytest.FixtureRequest, language: str) -> Person:
    """Someone signed in or not, in either language."""
    return request.getfixturevalue(f"as_{request.param}").reads(language)


def content_of(app: Flask) -> Catalogue:
    return app.extensions["catalogue"]


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


class Words(HTMLParser):
    """The words that can be opened on a page: the id of what each opens, and the elements around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[str] = []
        self.found: list[tuple[str, set[str]]] = []
        self.feed(main(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "button" and given.get("class") == "word":
            self.found.append((given["popovertarget"] or "", set(self.around)))
        if tag not in VOID:
            self.around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop() != tag:
            pass


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page_id", PAGES)
def test_each_statement_stands_with_its_sources(app: Flask, reader: Person, language: str, page_id: str) -> None:
    html = reader.get(f"/understand/{page_id}").text
    page = content_of(app).understand.pages[page_id]
    for section in page.sections:
        for statement in section.statements:
            start = html.index(f'<p id="{statement.id}">')
            text, after = html[start:].split("</p>", 1)
            bare = re.sub(r'<span class="meaning".*?</span></p>|<span class="meaning".*?</button></span>', "", text)
            assert re.sub(r"<[^>]+>", "", bare).replace("&#39;", "'") == statement.in_language(language)
            assert after.lstrip().startswith("<footer>"), "the source comes right after the words"
    assert "Aucune personne clinicienne" in html or "No clinician has checked" in html


@pytest.mark.parametrize("page_id", PAGES)
def test_no_page_shows_a_number_or_address_that_is_not_in_the_content(
    app: Flask, reader: Person, language: str, page_id: str
) -> None:
    html = main(reader.get(f"/understand/{page_id}").text)
    assert not re.findall(r'href="https?:', html)
    page, content = content_of(app).understand.pages[page_id], content_of(app)
    known = "\n".join(
        [statement.in_language(language) for section in page.sections for statement in section.statements]
        + [f"{t.term.in_language(language)} {t.definition.in_language(language)}" for t in content.glossary.values()]
    )
    words = re.sub(r"<footer>.*?</footer>|<small>.*?</small>|<summary>.*?</summary>", " ", html, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", words)
    assert set(NUMBER.findall(words)) <= set(NUMBER.findall(known))


def test_the_figures_are_closed_and_stand_nowhere_else(as_visitor: Person) -> None:
    html = as_visitor.get("/understand/what-it-is").text
    closed = html[html.index("They cannot say what will happen to you") :]
    assert closed.index("<details>") < closed.index("815")
    assert "<details open" not in html
    for page_id in PAGES[1:]:
        assert "36%" not in as_visitor.get(f"/understand/{page_id}").text


def test_a_page_that_is_not_there(as_visitor: Person) -> None:
    assert as_visitor.get("/understand/nothing").status_code == 404


def test_the_pages_are_found_from_the_menu_the_diagnosis_and_each_other(as_owner: Person) -> None:
    assert 'href="/understand"' in as_owner.get("/menu").text
    assert 'href="/understand/tests"' in as_owner.get(as_owner.url("/diagnosis")).text
    index = as_owner.get("/understand").text
    for page_id in (*PAGES, "glossary"):
        assert f'href="/understand/{page_id}"' in index
    assert 'class="tabs"' in index, "whoever is signed in keeps the tabs"


# --- words in place ------------------------------------------------------------------------------------------------


def test_the_glossary_has_every_word_with_its_source(app: Flask, reader: Person, language: str) -> None:
    html = reader.get("/understand/glossary").text
    for term in content_of(app).glossary.values():
        assert f'id="{term.slug}"' in html
        assert f'href="/sources/{term.source}"' in html
    assert "popover" not in html


@pytest.mark.parametrize("tail", [f"/understand/{page_id}" for page_id in PAGES] + ["options", "diagnosis"])
def test_a_word_opens_once_a_page_and_never_in_a_link_heading_or_form(
    app: Flask, as_owner: Person, language: str, tail: str
) -> None:
    make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, her2_told=Her2.LOW)
    make_specimen(app, as_owner.journey, er=Receptor.NEGATIVE, origin="metastatic")
    url = tail if tail.startswith("/") else as_owner.url(f"/{tail}")
    html = as_owner.reads(language).get(url).text
    words = Words(html)
    opened = [target for target, _around in words.found]
    assert opened
    assert len(set(opened)) == len(opened)
    for target, around in words.found:
        assert not around & NEVER_AROUND, (target, around)
        assert html.count(f'id="{target}"') == 1
        assert f'id="{target}" role="note"' in html
    assert "\ue000" not in html


def test_the_urgent_card_has_no_words_to_open(app: Flask) -> None:
    template = (
        app.jinja_env.loader and app.jinja_env.loader.get_source(app.jinja_env, "checkins/urgent.html")[0]
    ) or ""
    assert "words=False" in template


# --- trials --------------------------------------------------------------------------------------------------------


def typed(html: str, name: str = "words") -> str:
    return re.search(rf'<textarea id="{name}"[^>]*>([^<]*)</textarea>', html)[1]


def test_the_search_is_made_from_the_record(app: Flask, as_owner: Person) -> None:
    make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, her2_told=Her2.LOW)
    html = as_owner.get(as_owner.url("/trials")).text
    assert typed(html) == "metastatic breast cancer, hormone receptor-positive, HER2-low, Canada"
    assert "words-english" not in html
    french = as_owner.reads("fr").get(as_owner.url("/trials")).text
    assert typed(french) == "cancer du sein métastatique, récepteurs hormonaux positifs, HER2 faible, Canada"
    assert typed(french, "words-english").startswith("metastatic breast cancer, hormone receptor-positive")


def test_the_province_goes_into_the_words_and_nowhere_else(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(as_owner.url("/trials"), province="CA-QC")
    assert answer.status_code == 200
    assert typed(answer.text) == "metastatic breast cancer, Quebec"
    assert typed(as_owner.get(as_owner.url("/trials")).text) == "metastatic breast cancer, Canada"
    assert typed(as_owner.press(as_owner.url("/trials"), province="<b>").text) == "metastatic breast cancer, Canada"


def test_the_province_of_the_support_page_is_in_the_words(app: Flask, as_owner: Person) -> None:
    make_support_plan(app, as_owner.journey, region="CA-NS")
    assert typed(as_owner.get(as_owner.url("/trials")).text) == "metastatic breast cancer, Nova Scotia"
    other = as_owner.submit(as_owner.url("/trials"), province="CA-QC").text
    assert typed(other) == "metastatic breast cancer, Quebec"
    assert typed(as_owner.submit(as_owner.url("/trials"), province="").text) == "metastatic breast cancer, Canada"


def test_a_visitor_gets_general_words(as_visitor: Person) -> None:
    html = as_visitor.submit("/understand/trials", province="CA-YT").text
    assert typed(html) == "metastatic breast cancer, Yukon"


def test_a_finder_is_opened_by_a_tap_and_told_nothing(app: Flask, as_owner: Person) -> None:
    make_specimen(app, as_owner.journey, er=Receptor.POSITIVE)
    html = main(as_owner.get(as_owner.url("/trials")).text)
    outside = re.findall(r'<a [^>]*href="(https?:[^"]+)"[^>]*>', html)
    assert outside == [finder.url for finder in content_of(app).understand.trial_finders.values()]
    assert len(re.findall(r'href="https?:[^"]+" rel="noreferrer"', html)) == len(outside)
    assert not re.findall(r'action="https?:', html)


def test_the_options_lead_to_the_search(as_owner: Person) -> None:
    assert f'href="{as_owner.url("/trials")}"' in as_owner.get(as_owner.url("/options")).text
