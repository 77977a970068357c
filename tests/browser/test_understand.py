"""The pages to understand on a phone: words that open in place by tap, key and without script; both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import Phone
from tests.browser.hand import Hand
from tests.factories import make_content_seen, make_specimen
from tracker.diagnosis.models import Her2, Receptor

pytestmark = pytest.mark.browser
PAGES = ("what-it-is", "how-it-spreads", "tests", "treatments", "living-with-it", "glossary", "trials")
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize(("language", "scheme"), [("en-CA", "dark"), ("fr-CA", "light")])
def test_every_page_holds_up_at_320_px(phone: Callable[..., Phone], language: str, scheme: str) -> None:
    held = phone(language, scheme, viewport=NARROW)
    for path in ("", *(f"/{page}" for page in PAGES)):
        held.open(f"/understand{path}")
        held.look(f"understand{path}")
    held.open("/understand/what-it-is")
    held.find("main details > summary").last.click()
    held.look("with the figures open")
    paths = ["/sources", "/sources?kind=study", "/sources/seed-cbcf", "/sources/organizations"]
    for path in (*paths, "/report-mistake?about=term:her2-low"):
        held.open(path)
        held.look(path)
    held.save()
    assert held.find(".summary").is_visible(), "an empty report is asked about"
    held.look("report, with an error")
    held.write("text", "Une erreur")
    held.save()
    held.look("thanks")


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_very_large_text_runs_over_nothing(phone: Callable[..., Phone], language: str) -> None:
    """240 CSS pixels are a phone of 480 with its text at twice the size."""
    held = phone(language, viewport={"width": 240, "height": 740})
    paths = [f"/understand/{page}" for page in PAGES] + [
        "/sources",
        "/sources/seed-cbcf",
        "/sources/organizations",
        "/report-mistake",
    ]
    for path in paths:
        held.open(path)
        overflow = held.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide"
    held.open("/understand/treatments")
    held.find('[popovertarget="word-her2"].word').click()
    assert held.find("#word-her2 button").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_word_opens_in_place_by_tap_and_closes(phone: Callable[..., Phone], scripts: bool) -> None:
    held = phone(scripts=scripts, viewport=NARROW)
    held.open("/understand/treatments")
    meaning = held.find("#word-her2")
    assert not meaning.is_visible()
    held.find('[popovertarget="word-her2"].word').click()
    assert meaning.is_visible()
    box = meaning.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    assert held.path == "/understand/treatments", "nobody left the page"
    if scripts:
        held.look("a word, open")
    meaning.locator("button").click()
    assert not meaning.is_visible()


def test_a_word_of_two_parts_opens_by_either(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.open("/understand/treatments")
    held.find('label[for="open-receptor"]').click()
    assert held.find("#word-receptor").is_visible()


def test_a_word_opens_and_closes_by_keyboard(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.open("/understand/treatments")
    word = held.find('[popovertarget="word-her2"].word')
    word.focus()
    held.page.keyboard.press("Enter")
    meaning = held.find("#word-her2")
    assert meaning.is_visible()
    held.page.keyboard.press("Tab")
    expect(meaning.locator("button")).to_be_focused()
    held.page.keyboard.press("Escape")
    assert not meaning.is_visible()
    expect(word).to_be_focused()


def test_from_the_options_to_the_words_for_a_search(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    make_specimen(app, here.journey, er=Receptor.POSITIVE, her2_told=Her2.LOW)
    make_content_seen(app, here.journey)
    here.page.goto(here.url("/options"))
    here.held.look("options, with what changed")
    with here.page.expect_navigation():
        here.page.locator('main a[href$="/trials"]').click()
    here.held.look("trials")
    words = here.page.locator("#words")
    words.fill("my own words")
    assert words.input_value() == "my own words"
    here.page.locator("#province").select_option("CA-NS")
    with here.page.expect_navigation():
        here.page.locator("main form button").click()
    assert "Nova Scotia" in here.page.locator("#words").input_value()
