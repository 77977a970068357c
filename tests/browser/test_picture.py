"""The picture under a thumb, with the keyboard, without script and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


def look_around(held: Phone) -> str:
    held.open("/")
    held.tap('form[action="/made-up"] button')
    return held.path.split("#")[0].split("?")[0]


def test_a_band_leads_to_its_record_by_thumb_and_by_keyboard(phone: Callable[..., Phone]) -> None:
    held = phone()
    journey = look_around(held)
    held.page.locator(".only-phone a[href^='#line-']").first.tap()
    assert held.path.startswith(f"{journey}#line-")
    held.open(journey)
    link = held.page.locator(".only-phone a[href^='#line-']").nth(1)
    link.focus()
    held.page.keyboard.press("Enter")
    held.page.wait_for_url("**#line-*")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_shorter_time_and_the_table_need_no_script(phone: Callable[..., Phone], scripts: bool) -> None:
    held = phone(scripts=scripts)
    look_around(held)
    shorter = held.find('.seg a:has-text("6 months")')
    if scripts:  # the picture changes, and the page stays
        held.page.evaluate("window.stays = true")
        shorter.click()
        held.page.wait_for_url("**?period=6m")
        expect(held.find('.seg [aria-current="true"]')).to_have_text("6 months")
        assert held.page.evaluate("window.stays && document.activeElement.textContent") == "6 months"
    else:
        held.tap(shorter)
    assert held.find('.seg [aria-current="true"]').inner_text() == "6 months"
    held.find("details.told summary").click()
    assert "Trastuzumab deruxtecan" in held.find("details.told table").inner_text()
    if scripts:
        held.look("six months, with the table")


def test_each_screen_has_its_picture_and_paper_the_wide_one(phone: Callable[..., Phone]) -> None:
    held = phone()
    look_around(held)
    shown = held.find(".only-phone"), held.find(".only-wide")
    assert [each.is_visible() for each in shown] == [True, False]
    held.page.emulate_media(media="print")
    assert [each.is_visible() for each in shown] == [False, True]
    broad = phone(viewport=WIDE)
    look_around(broad)
    assert [broad.find(f".only-{each}").is_visible() for each in ("phone", "wide")] == [False, True]
    broad.look("the wide picture")


def test_on_the_narrowest_phone_it_is_still_all_there(phone: Callable[..., Phone]) -> None:
    held = phone(viewport={"width": 320, "height": 700})
    look_around(held)
    held.look("at 320 px")
