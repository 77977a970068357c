"""The main job on a phone, in each language: from the first page to the documented options and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Phone

pytestmark = pytest.mark.browser
PASSWORD = "quatre girafes lisent dehors"


@pytest.mark.parametrize(("language", "scheme"), [("en-CA", "light"), ("fr-CA", "dark")])
def test_the_whole_job(phone: Callable[..., Phone], language: str, scheme: str) -> None:
    held = phone(language, scheme)
    look_around(held)
    sign_up(held, f"{language}@example.ca".lower())
    tell_the_diagnosis(held)
    log_treatments(held)
    stop_working(held)
    answer_and_ask(held)
    change_undo_and_read_history(held)
    account_and_out(held)


def look_around(held: Phone) -> None:
    held.open("/")
    held.look("welcome")
    held.tap('form[action="/made-up"] button')
    held.look("made-up journey")
    journey = held.path.split("#")[0]
    visits = (
        "/visits",
        "/visits/add",
        "/visits/ask",
        "/visits/past",
        "/visits/prompts?group=results",
        "/visits/calendar",
    )
    for tail in ("/options", "/diagnosis", "/history", "/add", "/today", *visits):
        held.open(journey + tail)
        held.look(f"made-up {tail}")
    held.open(f"{journey}/visits")
    held.tap(".btn.wide")
    held.look("made-up appointment")
    held.write(held.find("ol.asks textarea").first.get_attribute("name") or "", "Oui 🌊")
    held.save()
    held.look("made-up appointment, answered")
    assert held.find('ol.asks input[type="checkbox"]').first.is_checked(), "what is answered was asked"
    held.page.context.clear_cookies()


def sign_up(held: Phone, email: str) -> None:
    held.open("/sign-up")
    held.look("sign up")
    held.write("email", email)
    held.write("password", "short")
    held.choose("has_journey", "yes")
    held.save()
    held.look("sign up, with an error")
    assert held.find(".summary").is_visible()
    held.write("password", PASSWORD)
    held.save()
    assert held.path.startswith("/journeys/")
    held.look("empty journey")


def journey_path(held: Phone) -> str:
    return "/".join(held.path.split("#")[0].split("?")[0].split("/")[:3])


def tell_the_diagnosis(held: Phone) -> None:
    journey = journey_path(held)
    held.open(f"{journey}/diagnosis")
    held.look("empty diagnosis")
    held.open(f"{journey}/diagnosis/background")
    held.look("background")
    held.date("breast_cancer_found_on", "2015")
    held.date("metastatic_found_on", "2014")
    held.choose("sites", "bone")
    held.choose("sex", "female")
    held.save()
    assert held.find("#metastatic_found_on-error").is_visible(), "an end before the start is said beside its field"
    assert held.find('[name="metastatic_found_on-year"]').input_value() == "2014"
    held.look("background, with an error")
    held.date("metastatic_found_on", "2021", "3")
    held.save()
    for origin, place, year, pr in (
        ("primary", "breast", "2015", "positive"),
        ("metastatic", "bone", "2021", "negative"),
    ):
        held.open(f"{journey}/diagnosis/specimens/add")
        held.choose("origin", origin)
        held.choose("place", place)
        held.date("taken_on", year)
        held.choose("er", "positive")
        held.choose("pr", pr)
        held.choose("her2_ihc", "1+")
        held.look(f"{origin} sample")
        held.save()
    assert "40" in held.text(), "the documented discordance is given where receptors differ"
    held.look("diagnosis with a difference")
    held.open(f"{journey}/diagnosis/genes/add")
    held.look("gene test")
    held.choose("gene", "PIK3CA")
    held.choose("result", "not_tested")
    held.save()
    held.look("diagnosis")


def log_treatments(held: Phone) -> None:
    journey = journey_path(held)
    held.open(f"{journey}/lines/add")
    held.look("add a line")
    pick = held.find("[data-picker]")
    pick.press_sequentially("le")
    held.find('[role="option"]').first.wait_for()
    held.look("drug picker, open")
    pick.press_sequentially("tro")
    pick.press("ArrowDown")
    pick.press("Enter")
    assert held.find(".picked").count() == 1
    held.choose("setting", "metastatic")
    held.date("started_on", "2021", "4")
    held.save()
    assert held.find("[id^=line-]").count() == 1
    held.open(f"{journey}/lines/add")
    pick.press_sequentially("trial drug 7")
    held.find('[role="option"]').last.click()
    held.choose("setting", "adjuvant")
    held.date("started_on", "2016")
    held.save()
    assert "trial drug 7" in held.text().lower()
    held.find('details:has(a[href*="/changes/add"]) > summary').first.click()
    held.tap('a[href*="/changes/add"]')
    held.look("dose change")
    held.choose("kind", "held")
    held.date("changed_on", "2022")
    held.save()
    held.open(f"{journey}/local/add")
    held.look("local treatment")
    held.choose("kind", "radiotherapy")
    held.choose("place", "bone")
    held.date("started_on", "2021", "5", "3")
    held.save()
    held.look("journey with lines")


def stop_working(held: Phone) -> None:
    held.open(journey_path(held))
    taps = 0
    held.tap('a[href*="stopped-working"]')
    taps += 1
    held.look("end a line")
    assert held.find('input[name="end_reason"][value="progression"]').is_checked()
    held.save()
    taps += 1
    assert taps == 2
    assert held.path.split("#")[0].endswith("/options")
    held.look("options")


def answer_and_ask(held: Phone) -> None:
    journey = journey_path(held)
    complete = held.find('form[action$="/options/answer/lines"]').first
    complete.locator('label:has(input[value="yes"])').click()
    held.tap(complete.locator("button"))
    assert held.path.split("#")[0].endswith("/options")
    held.look("options, lines complete")
    inline = held.find('form[action$="/options/answer/menopause"]').first
    option = inline.locator('input[name="back"]').input_value()
    summary = held.find('details:has(form[action$="/options/answer/menopause"]) > summary').first
    if not inline.locator("button").is_visible():
        summary.click()
    inline.locator('label:has(input[value="post"])').click()
    held.tap(inline.locator("button"))
    assert held.path.endswith(f"#{option}"), "an answer comes back to the same place"
    held.look("options, answered")
    ask = held.find('button[formaction$="/palliative-care/question"]')
    held.tap(ask)
    held.open(f"{journey}/visits")
    assert held.find(".rows li, article").count() >= 1
    held.look("visits")
    held.open(f"{journey}/options")
    held.page.emulate_media(media="print")
    assert not held.find(".tabs").is_visible()
    held.page.emulate_media(media="screen")


def change_undo_and_read_history(held: Phone) -> None:
    journey = journey_path(held)
    held.open(journey)
    held.find('details:has(a[href*="/lines/"]) > summary').first.click()
    held.tap('details[open] a[href*="/lines/"]:not([href*="end"])')
    held.look("change a line")
    held.write("note", "Une note écrite un mardi 🌊")
    held.save()
    assert "Une note écrite un mardi" in held.text()
    held.tap(".toast button")
    assert "Une note écrite un mardi" not in held.text()
    held.open(f"{journey}/history")
    held.look("what changed")
    held.tap('main a[href*="/history/"]')
    held.look("versions")
    held.open(f"{journey}/nothing-here")
    held.look("not found")


def account_and_out(held: Phone) -> None:
    held.open("/account")
    held.look("account")
    held.open("/account/password")
    held.look("password")
    held.open("/menu")
    held.look("menu")
    held.tap('form[action="/sign-out"] button')
    held.open("/account")
    assert held.path.startswith("/sign-in")
    held.look("sign in")
