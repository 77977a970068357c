"""Support on a phone: found by touch and by keyboard, at any size, and without a signal once it was seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone
from tests.browser.hand import DUMP, PLANTED, Hand
from tests.factories import make_line, make_saved_organization
from tests.support.test_pages import ago
from tracker.treatments.models import EndReason, Setting

pytestmark = pytest.mark.browser
CCS = "canadian-cancer-society"
KEPT = "async () => Boolean(await (await caches.open('support')).match('/offline/support/en'))"
ALL_KEPT = "async () => (await caches.keys()).includes('support')"
SMALL = {"width": 320, "height": 640}
HALF = {"width": 180, "height": 370}  # as a phone of 360 with text at 200 %


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("en-CA", "light", SMALL), ("fr-CA", "dark", SMALL), ("fr-CA", "light", HALF)],
)
def test_every_page_holds_up_to_a_careful_eye(
    hand: Callable[..., Hand], language: str, scheme: str, viewport: dict[str, int]
) -> None:
    here = hand(language=language, scheme=scheme, viewport=viewport)
    usual = {"setting": Setting.METASTATIC, "started_on": ago(200), "ended": True, "ended_on": ago(3)}
    make_line(here.app, here.journey, **usual, end_reason=EndReason.PROGRESSION)
    make_saved_organization(here.app, here.journey)
    for tail in (
        "/support",
        "/support?q=argent&region=CA-ON",
        "/support?region=CA-NU&need=money&mbc=y",
        f"/support/{CCS}",
        "/support/willow-breast-cancer-support-canada",
        "/support/plan",
        "/today",
    ):
        here.page.goto(here.url(tail))
        here.held.look(f"{tail}, {language}, {viewport['width']}")
    for path in ("/help-now", "/offline/support/fr", "/offline/fr#help-now"):
        here.held.open(path)
        here.held.look(f"{path}, {language}, {viewport['width']}")


def test_it_is_found_with_a_keyboard_alone(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.open("/support")
    held.find("#q").focus()
    held.page.keyboard.type("paliatif")
    with held.page.expect_navigation():
        held.page.keyboard.press("Enter")
    assert "q=paliatif" in held.path
    assert held.find("#canadian-virtual-hospice").is_visible()
    held.find("summary").focus()
    held.page.keyboard.press("Enter")
    expect(held.find("#region")).to_be_visible()
    for _press in range(4):
        held.page.keyboard.press("Tab")
    assert held.page.evaluate("document.activeElement.id") == "language"


def test_it_works_without_a_script(phone: Callable[..., Phone]) -> None:
    held = phone(scripts=False)
    held.open("/support")
    held.write("q", "wellspring")
    held.tap(".searchline button")
    assert held.find("#wellspring-cancer-support").is_visible()
    held.tap("#wellspring-cancer-support h3 a")
    assert "Wellspring" in held.text()
    held.tap(".help")
    assert held.find('a[href="tel:988"]').is_visible()


def test_once_seen_it_is_there_without_a_signal(hand: Callable[..., Hand]) -> None:
    here = hand()
    make_saved_organization(here.app, here.journey, note=PLANTED)
    here.kept_on_phone()
    here.page.goto(here.url("/support"))
    here.until(KEPT)
    here.signal(False)
    here.page.goto(here.url(f"/support/{CCS}"))
    assert here.page.url.endswith(f"/offline/support/en#{CCS}")
    expect(here.page.locator(f"#{CCS}")).to_be_in_viewport()
    assert here.page.locator(f'#{CCS} a[href="tel:18889393333"]').is_visible()
    here.page.goto(here.url("/support?need=money"))
    here.page.locator("#q").fill("oasis wellspring")
    expect(here.page.locator("#wellspring-oasis")).to_be_visible()
    expect(here.page.locator(f"#{CCS}")).to_be_hidden()
    here.held.look("the directory without a signal")
    here.page.goto(f"{here.held.address}/help-now")
    expect(here.page.locator("#part-help-now h1")).to_be_visible()
    assert here.page.locator('#part-help-now a[href="tel:988"]').is_visible()
    assert PLANTED not in here.page.evaluate(DUMP)  # the note is of a person, and stays with the server


def test_without_a_signal_and_never_seen_there_is_still_help(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.page.goto(here.url("/support"))
    expect(here.page.locator("#part-start h1")).to_be_visible()
    here.page.locator(".help").click()
    expect(here.page.locator("#part-help-now h1")).to_be_visible()


def test_signing_out_leaves_no_trace_that_it_was_read(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/support"))
    here.until(KEPT)
    here.page.goto(f"{here.held.address}/menu")
    with here.page.expect_navigation():
        here.page.locator('form[action="/sign-out"] button').last.click()
    assert here.page.evaluate(ALL_KEPT) is False
