"""Two phones: invite, say the code, confirm, look, write down what one noticed, take it back; a link for the clinic."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Phone
from tests.browser.test_exports import signed_up
from tests.browser.test_phone import PASSWORD

pytestmark = pytest.mark.browser


def invite(owner: Phone, journey: str) -> tuple[str, str]:
    """The link's path with its secret, and the code to say."""
    owner.open(f"{journey}/sharing")
    owner.look("sharing, nobody yet")
    owner.open(f"{journey}/sharing/invite")
    owner.write("name", "Sam")
    owner.write("owner_name", "Madeleine")
    owner.choose("sections", "symptoms")
    owner.choose("right", "add")
    owner.look("inviting")
    owner.save()
    assert "Sam verra" in owner.text(), "both languages"
    owner.look("what will be seen")
    owner.tap("main form .wide")
    owner.look("link and code")
    link = urlsplit(owner.find("#link").input_value())
    return f"{link.path}#{link.fragment}", owner.find(".code").inner_text()


def answer(caregiver: Phone, link: str, code: str) -> None:
    caregiver.open(link)
    caregiver.page.wait_for_function("location.hash === ''")
    caregiver.look("the link")
    caregiver.save()
    caregiver.open("/sign-up")
    caregiver.write("email", "sam@example.ca")
    caregiver.write("password", PASSWORD)
    caregiver.choose("has_journey", "no")
    caregiver.save()
    assert caregiver.path == "/i/answer", "signing up leads on to the answer"
    caregiver.look("the answer")
    caregiver.write("code", code)
    caregiver.write("name", "Sam Tremblay")
    caregiver.save()
    assert caregiver.path == "/shared"
    caregiver.look("waiting")


def test_from_one_phone_to_another_and_back(phone: Callable[..., Phone]) -> None:
    owner, caregiver = phone("en-CA"), phone("fr-CA", "dark")
    journey = signed_up(owner, "madeleine@example.ca")
    link, code = invite(owner, journey)
    answer(caregiver, link, code)
    caregiver.open(f"{journey}/shared")
    assert "Madeleine" not in caregiver.text(), "not before the owner says yes"

    owner.open(f"{journey}/sharing")
    owner.tap("main .row")
    owner.look("someone answered")
    owner.tap("form[action$=confirm] button")
    caregiver.open("/shared")
    caregiver.tap("main .btn.wide")
    assert "Madeleine" in caregiver.text()
    caregiver.look("the summary")
    caregiver.write("text", "Deux chutes cette semaine")
    caregiver.save()
    assert "Deux chutes" in caregiver.text()
    caregiver.open(f"{journey}/shared/symptoms")
    caregiver.look("check-ins")

    owner.open(f"{journey}/observations")
    assert "Deux chutes" in owner.text()
    owner.look("what others noticed")
    owner.open(f"{journey}/sharing")
    owner.tap("main .row")
    assert "Symptoms and quality of life" in owner.find("table").inner_text()
    owner.look("what they opened")
    owner.tap("form[action$=end] button")

    caregiver.page.reload()
    assert "Madeleine" not in caregiver.text(), "refused at the next request"
    caregiver.page.go_back()
    caregiver.page.wait_for_load_state()
    assert "Deux chutes" not in caregiver.text(), "and from what the phone kept"


def test_a_clinic_opens_the_summary_with_link_and_passcode(phone: Callable[..., Phone]) -> None:
    owner, clinic = phone("fr-CA", "dark"), phone("en-CA", viewport={"width": 1280, "height": 800})
    journey = signed_up(owner, "madeleine@example.ca")
    owner.open(f"{journey}/visit-summary")
    owner.save()
    owner.tap('a[href*="/links/new"]')
    owner.look("making a link")
    owner.write("label", "Dre Osei")
    owner.save()
    assert "Who has the link and the passcode sees" in owner.text(), "both languages"
    owner.look("what will be seen")
    owner.tap("main form .wide")
    owner.look("link and passcode")
    link = urlsplit(owner.find("#link").input_value())
    code = owner.find(".code").inner_text()

    clinic.open(f"{link.path}#{link.fragment}")
    clinic.page.wait_for_function("location.hash === ''")
    assert not clinic.find("#link").is_visible()
    clinic.look("the link")
    clinic.write("passcode", "AAAA-AAAA")
    clinic.save()
    assert "do not go together" in clinic.text()
    assert not clinic.find("#link").is_visible(), "what was handed over stays out of sight"
    clinic.look("wrong passcode")
    clinic.write("passcode", code)
    clinic.save()
    assert clinic.find(".sheet").get_attribute("lang") == "fr-CA"
    assert clinic.find("nav, .tabs").count() == 0
    clinic.look("the page")

    owner.open(f"{journey}/visit-summary/links")
    assert "1 fois sur\xa05" in owner.text()
    owner.look("links")
    owner.tap("form[action$=revoke] button")
    owner.look("no link any more")
    clinic.open("/v")
    clinic.open(f"{link.path}#{link.fragment}")
    clinic.write("passcode", code)
    clinic.save()
    assert clinic.find(".sheet").count() == 0
