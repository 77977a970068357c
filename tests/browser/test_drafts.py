"""What was typed and not saved survives leaving the page, a locked phone, and signing in again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.hand import ASKED, DUMP, PLANTED, Hand, Trouble
from tests.factories import make_line
from tracker.dates import PartialDate

pytestmark = pytest.mark.browser
KEYS = ASKED % ("kept", "kept", "getAllKeys()")
DRAFTS = f"async () => (await ({KEYS})()).filter(key => key.startsWith('draft:')).length"
BACK = "It is here again"


def kept(here: Hand, number: int) -> None:
    here.until(f"async () => (await ({DRAFTS})()) === {number}")


def begin(here: Hand) -> None:
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="pain"][value="7"]').check(force=True)
    here.page.locator('[name="note"]').fill(PLANTED)
    kept(here, 1)


def test_a_half_filled_check_in_is_there_again_after_the_tab_was_killed(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    begin(here)
    assert PLANTED not in here.page.evaluate(DUMP), "it is kept sealed"
    here.new_tab()
    here.page.goto(here.url("/check-in"))
    expect(here.page.locator("main")).to_contain_text(BACK)
    assert here.page.locator('[name="note"]').input_value() == PLANTED
    assert here.page.locator('[name="pain"][value="7"]').is_checked()
    here.held.look("a draft, given back")
    here.page.locator("form[data-outbox] .savebar button").click()
    here.page.wait_for_url("**/after")
    assert here.saved() == [PLANTED]
    kept(here, 0)
    here.page.goto(here.url("/check-in"))
    assert here.page.locator('[name="note"]').input_value() == ""


def test_it_can_be_started_over(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    begin(here)
    here.page.reload()
    here.page.get_by_role("button", name="Start over").click()
    expect(here.page.locator('[name="note"]')).to_have_value("")
    assert not here.page.locator('[name="pain"][value="7"]').is_checked()
    kept(here, 0)


def test_it_survives_signing_in_again_and_is_saved_once(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/lines/add"))
    here.page.locator("[data-picker]").press_sequentially("letro")
    here.page.locator('[role="option"]').first.click()
    here.page.locator('[name="note"]').fill(PLANTED)
    kept(here, 1)
    here.page.context.clear_cookies()
    with here.page.expect_navigation():
        here.page.locator(".savebar button").click()
    assert "/sign-in" in here.page.url or "fits your sign-in" in here.page.content()
    kept(here, 1)
    here.sign_in()
    here.page.goto(here.url("/lines/add"))
    expect(here.page.locator("main")).to_contain_text(BACK)
    expect(here.page.locator(".picked")).to_contain_text("letrozole")
    assert here.page.locator('[name="note"]').input_value() == PLANTED
    here.held.save()
    expect(here.page.locator(".toast")).to_be_visible()
    kept(here, 0)
    assert here.page.locator("main").inner_text().count(PLANTED) == 1


def test_words_are_given_back_into_the_answers_of_last_time(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="pain"][value="2"]').check(force=True)
    here.page.locator("form[data-outbox] .savebar button").click()
    here.page.wait_for_url("**/after")
    begin(here)
    here.page.goto(here.url("/check-in?same=1"))
    expect(here.page.locator('[name="note"]')).to_have_value(PLANTED)
    assert here.page.locator('[name="pain"][value="2"]').is_checked()


def test_changed_answers_of_last_time_are_given_back_too(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="pain"][value="2"]').check(force=True)
    here.page.locator("form[data-outbox] .savebar button").click()
    here.page.wait_for_url("**/after")
    here.page.goto(here.url("/check-in?same=1"))
    here.page.locator('[name="pain"][value="8"]').check(force=True)
    kept(here, 1)
    here.page.reload()
    expect(here.page.locator("main")).to_contain_text(BACK)
    assert here.page.locator('[name="pain"][value="8"]').is_checked()


def test_the_shell_keeps_what_it_does_not_ask(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    make_line(app, here.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="hand_foot_skin"][value="8"]').check(force=True)
    here.page.locator('[name="weight_kg"]').fill("61")
    kept(here, 1)
    here.signal(False)
    here.page.reload()
    form = here.page.locator("#part-check-in form")
    expect(here.page.locator("#part-check-in")).to_contain_text(BACK)
    form.locator(".savebar button").click()
    expect(here.page.locator("#outbox [data-said]")).to_contain_text("Kept on this phone")
    here.signal(True)
    here.wait_until_sent()
    (row,) = here.entries()
    assert (row.scores, row.weight_kg) == ({"hand_foot_skin": 8}, 61.0)


def test_what_was_saved_is_not_offered_again_however_fast_one_goes_on(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    for note in ("the first", "the second"):
        here.page.goto(here.url("/local/add"))
        assert here.page.locator('[name="note"]').input_value() == ""
        here.held.choose("kind", "radiotherapy")
        here.page.locator('[name="note"]').fill(note)
        here.page.wait_for_timeout(500)
        with here.page.expect_response(lambda answer: answer.request.method == "POST"):
            here.page.locator(".savebar button").click()
        # gone on before the page that says "saved" could run its script
    here.page.goto(here.url(""))
    text = here.page.locator("main").inner_text()
    assert "the first" in text
    assert "the second" in text


def test_two_tabs_with_one_draft_lose_no_words(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    begin(here)
    other = here.page.context.new_page()
    other.goto(here.url("/check-in"))
    expect(other.locator('[name="note"]')).to_have_value(PLANTED)
    other.locator("form[data-outbox] .savebar button").click()
    other.wait_for_url("**/after")
    here.page.locator('[name="note"]').fill(PLANTED + " and then some")
    with here.page.expect_navigation():
        here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("and then some")  # asked about, not dropped
    other.close()


def test_one_marker_is_not_given_the_value_of_another(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/markers/add?marker=ca_15_3"))
    here.page.locator('[name="value"]').fill("31.5")
    kept(here, 1)
    here.page.goto(here.url("/markers/add?marker=cea"))
    here.page.wait_for_timeout(500)
    assert here.page.locator('[name="value"]').input_value() == ""


def test_a_form_that_needs_a_signal_stays_with_what_was_typed(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/local/add"))
    here.page.locator('[name="note"]').fill(PLANTED)
    here.signal(False)
    here.page.locator(".savebar button").click()
    expect(here.page.locator("#outbox [data-said]")).to_contain_text("It stays kept on this phone")
    kept(here, 1)
    here.new_tab()
    here.signal(True)
    here.page.goto(here.url("/local/add"))
    expect(here.page.locator('[name="note"]')).to_have_value(PLANTED)


def test_a_form_sent_to_a_server_that_is_away_leads_to_the_shell(hand: Callable[..., Hand], trouble: Trouble) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/local/add"))
    here.held.choose("kind", "radiotherapy")
    here.page.locator('[name="note"]').fill(PLANTED)
    kept(here, 1)
    trouble.kind, trouble.where = "lost", "/local/add"
    with here.page.expect_navigation():
        here.page.locator(".savebar button").click()
    expect(here.page.locator("#part-start")).to_be_visible()
    trouble.kind = ""
    here.page.goto(here.url("/local/add"))
    kept(here, 0)  # the server had it already, and says so when it is asked
    assert here.page.locator('[name="note"]').input_value() == ""
    here.page.goto(here.url(""))
    assert here.page.locator("main").inner_text().count(PLANTED) == 1


def test_nobody_else_gets_it_and_signing_out_forgets_it(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    begin(here)
    here.page.goto(f"{here.held.address}/menu")
    with here.page.expect_navigation():
        here.page.get_by_role("button", name="Sign out").click()
    kept(here, 0)


def test_a_shared_device_keeps_no_draft(hand: Callable[..., Hand]) -> None:
    here = hand(signed=False)
    here.sign_in(shared=True)
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill(PLANTED)
    here.page.wait_for_timeout(800)
    assert here.page.evaluate("() => indexedDB.databases()") == []
