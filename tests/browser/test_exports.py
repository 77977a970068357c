"""Taking the record along on a phone, and bringing it back into another account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.browser.conftest import Phone
from tests.browser.test_phone import PASSWORD, journey_path

pytestmark = pytest.mark.browser
BUTTON = "form[data-download] button"
# The page that says it is gone when the answer is there: what it said is noted for the next one.
NOTE_WHAT_IS_SAID = """() => document.addEventListener("submit", ({target}) => setTimeout(() => {
  const said = ["[data-busy]", "[data-status]"].map((part) => target.querySelector(part).textContent);
  sessionStorage.setItem("said", [...said, target.getAttribute("aria-busy")].join("|"));
}))"""


def signed_up(held: Phone, email: str) -> str:
    """The path of a new journey."""
    held.open("/sign-up")
    held.write("email", email)
    held.write("password", PASSWORD)
    held.choose("has_journey", "yes")
    held.save()
    return journey_path(held)


def with_a_question(held: Phone, journey: str) -> None:
    held.open(f"{journey}/visits")
    held.write("text", "Is the rash from the new drug?")
    held.page.locator('form:has([name="text"]) button').first.click()
    held.page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_the_record_goes_out_of_one_account_and_into_another(
    app: Flask, phone: Callable[..., Phone], tmp_path: Path, scripts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = phone("en-CA", scripts=scripts)
    journey = signed_up(held, "sortie@example.ca")
    with_a_question(held, journey)
    held.open(f"{journey}/export")
    monkeypatch.setitem(app.config, "SECURITY_FRESHNESS", timedelta(microseconds=1))
    held.tap(BUTTON)
    assert held.path.startswith("/verify"), "the sign-in is too long ago"
    if scripts:
        held.look("the password once more")
    monkeypatch.setitem(app.config, "SECURITY_FRESHNESS", timedelta(minutes=10))
    held.write("password", PASSWORD)
    held.save()
    assert held.path.endswith("/export")

    with held.page.expect_download() as download:
        held.find(BUTTON).first.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text())["data"]["question"][0]["content"]["text"] == "Is the rash from the new drug?"

    other = phone("fr-CA", scripts=scripts)
    journey = signed_up(other, "arrivee@example.ca")
    other.open(f"{journey}/import")
    other.page.set_input_files("input[type=file]", file)
    other.save()
    assert "Is the rash from the new drug?" in other.text()
    if scripts:
        other.look("the preview of an import")
    other.save()
    assert "Une inscription a été ajoutée." in other.text()
    other.open(f"{journey}/visits")
    assert "Is the rash from the new drug?" in other.text()


def test_the_button_says_that_the_file_is_being_made(phone: Callable[..., Phone]) -> None:
    held = phone("en-CA")
    journey = signed_up(held, "attente@example.ca")
    held.open(f"{journey}/export")
    held.page.evaluate(
        """() => document.addEventListener('submit', ({ target }) => setTimeout(() => {
          window.said = [target.querySelector('button').textContent, target.getAttribute('aria-busy')].join('|');
        }))"""
    )
    with held.page.expect_download():
        held.find(BUTTON).first.click()
    assert held.page.evaluate("window.said") == "Making the file…|true"
    held.find("form[data-download]:not([aria-busy]) button:has-text('Make the file to bring back')").wait_for()


def test_the_buttons_of_an_import_say_that_it_is_under_way(phone: Callable[..., Phone], tmp_path: Path) -> None:
    held = phone("en-CA")
    journey = signed_up(held, "progres@example.ca")
    sheet = tmp_path / "scores.csv"
    sheet.write_text("Date,Pain\n2024-05-12,3\n")
    held.open(f"{journey}/import/spreadsheet")
    held.choose("kind", "scores")
    held.page.set_input_files("input[type=file]", sheet)
    for address, words in (("**/import/spreadsheet", "Looking into the file…"), ("**/import/yes", "Bringing it in…")):
        held.page.route(address, lambda route: held.page.wait_for_timeout(700) or route.continue_())
        held.page.evaluate(NOTE_WHAT_IS_SAID)
        held.save()
        assert held.page.evaluate("sessionStorage.getItem('said')") == f"{words}|{words}|true"
    assert "One record was brought in." in held.text()
