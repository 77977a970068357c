"""The page for a visit on a phone: from the first page to a file, in each language; and on paper, by the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import Phone
from tests.browser.hand import UNREACHABLE, Hand
from tests.browser.test_phone import journey_path, sign_up
from tests.factories import Journey, Someone
from tests.visit_summary.conftest import Pdf, bare
from tracker.dates import today

pytestmark = pytest.mark.browser
BUTTON = ".sheet-actions form button"


def choose(held: Phone, journey: str) -> None:
    held.open(f"{journey}/visit-summary")
    held.look("choosing")
    held.write("name", "Madeleine R.")
    held.write("born_on-year", "1964")
    held.save()


def download(held: Phone) -> Pdf:
    with held.page.expect_download() as waiting:
        held.find(BUTTON).first.click()
    assert waiting.value.suggested_filename == "visit-summary.pdf"
    return Pdf(Path(waiting.value.path()).read_bytes())


@pytest.mark.parametrize(("language", "scheme"), [("en-CA", "light"), ("fr-CA", "dark")])
def test_from_a_new_account_to_a_file(phone: Callable[..., Phone], language: str, scheme: str) -> None:
    held = phone(language, scheme)
    sign_up(held, f"summary-{language}@example.ca".lower())
    journey = journey_path(held)
    held.open(f"{journey}/visits")
    held.write("text", "Is it safe to fly?")
    held.page.locator("form button.wide").first.click()
    held.open(f"{journey}/visit-summary")
    held.choose("since", "day")
    held.save()
    held.look("choosing, with an error")
    yesterday = today() - timedelta(days=1)
    held.date("since_on", str(yesterday.year), str(yesterday.month), str(yesterday.day))
    held.page.locator('input[name="full"]').check(force=True)
    held.save()
    held.look("the page of an empty record")
    read = download(held)
    assert bare("Is it safe to fly?") in bare(read.text())
    assert read.info["Tagged"] == "yes"


def test_from_a_new_account_to_paper_with_the_signal_lost_on_the_way(app: Flask, phone: Callable[..., Phone]) -> None:
    held = phone("en-CA")
    sign_up(held, "cellar@example.ca")
    path = journey_path(held)
    here = Hand(held, app, Journey(UUID(path.rpartition("/")[2]), Someone(UUID(int=0), "", "")))
    held.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("Too tired to climb the stairs.")
    banner = here.page.locator("#outbox [data-count]")
    expect(banner).to_be_visible()
    expect(banner).to_have_text("1 not sent yet")
    held.look("without a signal")
    here.signal(True)
    here.wait_until_sent()
    choose(held, path)
    expect(banner).not_to_be_visible()
    for read in (download(held), Pdf(held.page.pdf(prefer_css_page_size=True, print_background=True))):
        assert read.pages == 1
        assert bare("Madeleine R., born 1964") in bare(read.text())
        assert bare("Too tired to climb the stairs.") in bare(read.text())
        assert "not sent yet" not in read.text()
    held.complaints[:] = [each for each in held.complaints if not any(word in each for word in UNREACHABLE)]


def test_the_made_up_journey_as_a_file_and_on_paper(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.open("/")
    held.tap('form[action="/made-up"] button')
    choose(held, journey_path(held))
    held.look("the page")
    assert held.find("[data-print]").is_visible()
    read = download(held)
    assert read.pages == 1
    assert bare("Madeleine R., born 1964") in bare(read.text())
    printed = Pdf(held.page.pdf(prefer_css_page_size=True, print_background=True))
    assert printed.pages == 1
    assert printed.info["Page size"] == "612 x 792 pts (letter)"
    words = bare(printed.text())
    assert bare("Madeleine R.") in words
    for frame in ("Download as PDF", "Choose again", "Start mine"):
        assert bare(frame) not in words


def test_the_button_says_that_the_page_is_being_made(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.open("/")
    held.tap('form[action="/made-up"] button')
    held.open(f"{journey_path(held)}/visit-summary/page")
    # long enough for a busy machine to look at the button meanwhile
    held.page.route("**/visit-summary.pdf*", lambda route: held.page.wait_for_timeout(3000) or route.continue_())
    with held.page.expect_download():
        held.find(BUTTON).first.click()
        assert held.find(BUTTON).first.inner_text() == "Making the file…"
    held.find("form[data-download]:not([aria-busy]) button:has-text('Download as PDF'):has(svg)").wait_for()


def test_without_script_it_is_made_just_as_well(phone: Callable[..., Phone]) -> None:
    held = phone(scripts=False)
    held.open("/")
    held.tap('form[action="/made-up"] button')
    held.open(f"{journey_path(held)}/visit-summary")
    held.write("name", "Madeleine R.")
    held.save()
    assert "Madeleine R." in held.text()
    assert not held.find("[data-print]").is_visible()
    assert held.find(BUTTON).is_visible()
