"""The same job where no script runs: an old phone, a strict browser, a script that did not arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Phone
from tests.browser.test_phone import PASSWORD, journey_path

pytestmark = pytest.mark.browser


def test_from_sign_up_to_the_options(phone: Callable[..., Phone]) -> None:
    held = phone("fr-CA", scripts=False)
    held.open("/sign-up")
    held.write("email", "sans.script@example.ca")
    held.write("password", PASSWORD)
    held.choose("has_journey", "yes")
    held.save()
    journey = journey_path(held)
    held.open(f"{journey}/lines/add")
    held.write("drugs-typed", "ibrance, letroz")
    held.choose("setting", "metastatic")
    held.date("started_on", "2024")
    held.save()
    assert held.find(".summary").is_visible(), "a name that is not exactly one drug is asked about"
    assert held.find('input[name="drugs"][value="palbociclib"]').is_checked(), "the brand name was understood"
    held.choose("drugs-means", "letrozole")
    held.save()
    assert "létrozole" in held.text().lower()
    held.tap('a[href*="stopped-working"]')
    held.save()
    assert held.path.split("#")[0].endswith("/options")
    form = held.find('form[action$="/options/answer/lines"]').first
    form.locator('label:has(input[value="yes"])').click()
    held.tap(form.locator("button"))
    assert held.path.split("#")[0].endswith("/options")
    held.tap(".toast button")
    assert held.find('form[action$="/options/answer/lines"]').count() > 0, "the undone answer is asked for again"


@pytest.mark.parametrize("width", [320, 240])
def test_a_small_phone_and_very_large_text(phone: Callable[..., Phone], width: int) -> None:
    """240 CSS pixels are a phone of 480 with its text at twice the size: nothing may be cut off or run over."""
    held = phone("fr-CA", viewport={"width": width, "height": 740})
    held.open("/")
    held.tap('form[action="/made-up"] button')
    journey = journey_path(held)
    for tail in ("", "/options", "/diagnosis", "/lines/add", "/diagnosis/background", "/visits", "/history", "/add"):
        held.open(journey + tail)
        overflow = held.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{tail or '/'} is {overflow} px too wide at {width}"


def test_keyboard_alone(phone: Callable[..., Phone]) -> None:
    held = phone("en-CA")
    held.open("/")
    held.page.keyboard.press("Tab")
    assert held.page.evaluate("document.activeElement.className") == "skip", "the first stop skips to the content"
    made_up = held.find('form[action="/made-up"] button')
    for _ in range(12):
        if made_up.evaluate("node => node === document.activeElement"):
            break
        held.page.keyboard.press("Tab")
    with held.page.expect_navigation():
        held.page.keyboard.press("Enter")
    assert held.path.startswith("/journeys/")
    held.page.keyboard.press("Tab")
    outline = held.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus can be seen"
