"""Two phones: invite, say the code, confirm, look, write down what one noticed, take it back."""

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
