"""Nothing that was written down is lost or doubled: no signal, a killed tab, a dying server, an expired session."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.hand import DUMP, KNOWS_WHO, PLANTED, SEEN, WAITING, Hand, Trouble
from tests.factories import inside, make_check_in, make_journey, make_line, make_plan
from tests.people import signed_in
from tracker.checkins.models import Happening
from tracker.dates import PartialDate
from tracker.db import db

pytestmark = pytest.mark.browser
BUSY = "503 Service Unavailable"


def test_three_check_ins_without_a_signal_over_a_killed_tab(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("first")
    here.write_in_shell("second")
    here.new_tab()
    here.write_in_shell("third")
    expect(here.page.locator("#outbox [data-count]")).to_have_text("3 not sent yet")
    here.held.look("the shell, with entries")
    assert here.waiting() == 3
    assert here.saved() == []
    here.signal(True)
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == ["first", "second", "third"]
    here.page.reload()
    assert here.saved() == ["first", "second", "third"]


def test_they_are_sent_when_the_signal_comes_back(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("in the basement")
    here.signal(True)
    here.wait_until_sent()
    assert here.saved() == ["in the basement"]


def test_the_shell_holds_up_to_a_careful_eye(hand: Callable[..., Hand]) -> None:
    for language in ("en", "fr"):
        here = hand(language=f"{language}-CA")
        for part in ("start", "check-in", "happened", "unsent"):
            here.page.goto(f"{here.held.address}/offline/{language}#{part}")
            here.page.reload()
            expect(here.page.locator(f"#part-{part} h1")).to_be_visible()
            here.held.look(f"the shell, {part}, {language}")


def test_a_page_keeps_what_it_sends(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill("on the page")
    here.signal(False)
    here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("It will be sent when there is a signal")
    expect(here.page.locator("#outbox [data-count]")).to_have_text("1 not sent yet")
    here.signal(True)
    here.wait_until_sent()
    assert here.saved() == ["on the page"]


def test_a_server_that_dies_after_saving_is_asked_again(hand: Callable[..., Hand], trouble: Trouble) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill("once")
    trouble.kind = "lost"
    here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("It will be sent when there is a signal")
    assert trouble.answered
    assert here.waiting() == 1
    assert here.saved() == ["once"]
    trouble.kind = ""
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == ["once"]


@pytest.mark.parametrize("status", ["503 Service Unavailable", "409 Conflict", "429 Too Many Requests"])
def test_a_server_that_is_busy_gets_it_later(hand: Callable[..., Hand], trouble: Trouble, status: str) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill("patience")
    trouble.kind = status
    here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("Kept on this phone")
    trouble.kind = ""
    here.wait_until_sent()  # by itself, after the shortest pause
    assert here.saved() == ["patience"]


def test_a_session_that_ended_keeps_the_queue(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("before the session ended")
    here.page.context.clear_cookies()
    here.signal(True)
    expect(here.page.locator("#outbox [data-said]")).to_contain_text("Sign in to send")
    assert here.waiting() == 1
    here.sign_in()
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == ["before the session ended"]


def test_two_tabs_send_once(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    for note in ("one", "two"):
        here.write_in_shell(note)
    other = here.page.context.new_page()
    other.goto(here.url("/happened"))
    sent: list[str] = []
    here.page.context.on("request", lambda request: sent.append(request.url) if request.url.endswith("/sync") else None)
    here.signal(True)
    here.wait_until_sent()
    assert other.evaluate(WAITING) == 0
    assert here.saved() == ["one", "two"]
    assert len(sent) <= 2  # one of the page and at most one of the worker, never one of each tab
    other.close()


def test_another_person_on_the_phone_never_sends_them(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell(PLANTED)
    here.page.context.clear_cookies()
    here.signal(True)
    first, here.journey = here.journey, make_journey(here.app)
    here.sign_in()
    here.kept_on_phone()
    here.page.goto(f"{here.held.address}/offline/en#unsent")
    expect(here.page.locator("[data-unsent]")).to_contain_text("An entry of another account")
    assert here.waiting() == 1
    assert here.saved() == []
    here.journey = first
    here.sign_in()
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == [PLANTED]


def test_what_is_wrong_stays_and_can_be_put_right(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("too hot", temperature_c="250")
    here.signal(True)
    here.page.goto(f"{here.held.address}/offline/en#unsent")
    mend = here.page.get_by_role("button", name="Put it right")
    expect(mend).to_be_visible()
    assert here.waiting() == 1
    with here.page.expect_navigation():
        mend.click()
    expect(here.page.locator(".summary")).to_be_visible()
    assert here.page.locator('[name="note"]').input_value() == "too hot"
    assert here.waiting() == 1
    here.page.locator('[name="temperature_c"]').first.fill("37.2")
    with here.page.expect_navigation():
        here.page.locator(".savebar button").click()
    here.wait_until_sent()
    assert here.saved() == ["too hot"]


def test_an_entry_is_deleted_after_a_question_only(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("not this")
    here.page.goto(here.url("/visits#unsent"))
    asked: list[str] = []
    here.page.once("dialog", lambda dialog: asked.append(dialog.message))
    here.page.get_by_role("button", name="Delete this entry").click()
    expect(here.page.locator("[data-none-unsent]")).to_be_visible()
    assert asked
    assert here.waiting() == 0


@pytest.mark.parametrize("choice", ["send", "keep", "delete"])
def test_signing_out_asks_first_and_leaves_nothing_to_read(
    hand: Callable[..., Hand], trouble: Trouble, choice: str
) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill(PLANTED)
    trouble.kind = BUSY
    here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("Kept on this phone")
    here.page.goto(f"{here.held.address}/menu")
    here.page.get_by_role("button", name="Sign out").click()
    expect(here.page.locator("#leaving")).to_be_visible()
    assert here.waiting() == 1
    here.held.look("the question before signing out")
    trouble.kind = "" if choice == "send" else BUSY
    with here.page.expect_navigation():
        here.page.locator(f'#leaving [data-choice="{choice}"]').click()
    assert here.saved() == ([PLANTED] if choice == "send" else [])
    assert here.waiting() == (1 if choice == "keep" else 0)
    dump = here.page.evaluate(DUMP)
    assert PLANTED not in dump
    names = dump.split("keys=")[1].split(":")[0].split(",") if "keys=" in dump else []
    assert ("key" in names) == (choice == "keep")
    assert "hello" not in names
    here.page.go_back()
    assert PLANTED not in here.page.content()
    here.signal(False)
    for address in (here.url("/check-in"), here.url(""), f"{here.held.address}/offline/en#unsent"):
        here.page.goto(address)
        assert PLANTED not in here.page.content()


def test_a_shared_device_keeps_nothing(hand: Callable[..., Hand]) -> None:
    here = hand(signed=False)
    here.sign_in(shared=True)
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill(PLANTED)
    with here.page.expect_navigation():
        here.page.locator("form[data-outbox] .savebar button").click()
    assert here.saved() == [PLANTED]
    assert here.page.evaluate("() => indexedDB.databases()") == []
    assert here.page.evaluate("() => navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_what_was_seen_last_is_shown_if_the_person_chose_so(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.keep_pages(clinic_day_number="613-555-0188")
    assert "613-555-0188" not in here.page.evaluate(DUMP)
    here.signal(False)
    here.page.goto(here.url("/today"))
    here.page.locator('a[href="#seen"]').click()
    expect(here.page.locator("[data-seen]")).to_contain_text("613-555-0188")
    expect(here.page.locator("[data-seen]")).to_contain_text("Journey")
    here.held.look("what was seen last")
    here.signal(True)
    here.page.goto(f"{here.held.address}/menu")
    with here.page.expect_navigation():
        here.page.get_by_role("button", name="Sign out").click()
    assert not here.page.evaluate(SEEN)
    here.signal(False)
    here.page.goto(f"{here.held.address}/menu#seen")
    expect(here.page.locator("#part-seen")).to_be_visible()
    assert "613-555-0188" not in here.page.content()


def test_what_was_changed_in_two_places_is_asked_about(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    row_id = make_check_in(app, here.journey, note="as it was", could="walk")
    here.kept_on_phone()
    edit = f"/check-ins/{row_id}"
    here.page.goto(here.url(edit))
    here.signal(False)
    here.page.locator('[name="note"]').fill("from this phone")
    here.page.locator("form[data-outbox] .savebar button").click()
    expect(here.page.locator("main")).to_contain_text("It will be sent when there is a signal")
    other = signed_in(app, here.journey)
    other.submit(other.url(edit), note="from the other phone", could_not="climb")
    here.signal(True)
    here.page.goto(f"{here.held.address}/offline/en#unsent")
    choose = here.page.get_by_role("button", name="Choose what to keep")
    expect(choose).to_be_visible()
    expect(here.page.locator("[data-unsent]")).to_contain_text("changed in two places")
    assert here.waiting() == 1
    with here.page.expect_navigation():
        choose.click()
    expect(here.page.locator("main")).to_contain_text("from the other phone")
    expect(here.page.locator("main")).to_contain_text("from this phone")
    here.held.look("what was changed in two places")
    assert here.waiting() == 1, "nothing leaves before it is settled"
    here.held.choose("choose-note", "both")
    here.held.save()
    here.wait_until_sent()
    assert here.saved() == ["from the other phone\nfrom this phone"]


@pytest.mark.parametrize("hours", [-25, 25])
def test_the_clock_of_the_phone_is_a_day_wrong(hand: Callable[..., Hand], app: Flask, hours: int) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.context.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
    here.signal(False)
    for note in ("one", "two"):
        here.write_in_shell(note)
    here.signal(True)
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == ["one", "two"]
    rows = here.entries()
    assert [row.note for row in sorted(rows, key=lambda row: row.created_at)] == ["one", "two"], "order is the server's"
    for row in rows:
        off = row.answered_at - datetime.now(UTC) - timedelta(hours=hours)
        assert abs(off) < timedelta(minutes=5), "the time is kept as the phone said it"


def test_a_new_version_takes_over_and_nothing_is_lost(hand: Callable[..., Hand], app: Flask, trouble: Trouble) -> None:
    here = hand()
    here.kept_on_phone()
    here.signal(False)
    here.write_in_shell("written with the old version")
    trouble.kind = BUSY  # it still waits when the new version comes
    here.signal(True)
    here.page.goto(here.url("/check-in"))
    here.page.locator('[name="note"]').fill("half written")
    old, newer = app.wsgi_app, b"\n// a newer version\n"

    def deployed(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] != "/sw.js":
            return old(environ, start_response)
        environ.pop("HTTP_ACCEPT_ENCODING", None)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
            return start_response(status, kept, *more)

        return [b"".join(old(environ, start)) + newer]

    app.wsgi_app = deployed  # type: ignore[method-assign]
    try:
        took_over = here.page.evaluate(
            """() => new Promise((done) => {
              navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
              navigator.serviceWorker.getRegistration().then((found) => found.update());
              setTimeout(() => done(false), 15000);
            })"""
        )
        assert took_over
        assert here.page.locator('[name="note"]').input_value() == "half written"
        assert here.waiting() == 1
        trouble.kind = ""
        here.page.locator("form[data-outbox] .savebar button").click()
        here.page.wait_for_url("**/after")
        here.wait_until_sent()
        assert here.saved() == ["half written", "written with the old version"]
    finally:
        app.wsgi_app = old  # type: ignore[method-assign]


def test_the_questions_of_the_treatment_are_asked_without_a_signal_too(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    make_line(app, here.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    make_plan(app, here.journey, hidden=["drowsiness"], own='[{"id": "own-0123456789ab", "name": "Itchy scar"}]')
    here.kept_on_phone()
    here.keep_pages()
    here.signal(False)
    here.page.goto(here.url("/check-in"))
    form = here.page.locator("#part-check-in form")
    expect(form.locator('[data-item="hand_foot_skin"]')).to_be_visible()
    expect(form.locator('[data-item="drowsiness"]')).to_have_count(0)
    here.held.look("the shell with more questions")
    form.locator('input[name="hand_foot_skin"][value="6"]').check(force=True)
    form.locator('input[name="own-0123456789ab"][value="3"]').check(force=True)
    form.locator(".savebar button").click()
    expect(here.page.locator("#outbox [data-said]")).to_contain_text("Kept on this phone")
    here.signal(True)
    here.wait_until_sent()
    (row,) = here.entries()
    assert row.scores == {"hand_foot_skin": 6, "own-0123456789ab": 3}


def test_an_entry_sent_later_leads_to_its_answer(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    make_line(app, here.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    here.kept_on_phone()
    here.keep_pages(clinic_day_number="613-555-0188")
    here.signal(False)
    here.write_in_shell("hot", temperature_c="39.6")
    worried = here.page.locator("[data-worried]")
    expect(worried).to_contain_text("9-1-1")
    expect(worried).to_contain_text("613-555-0188")
    here.held.look("kept in the shell, with whom to call")
    here.signal(True)
    here.wait_until_sent()
    here.page.goto(here.url("/today"))  # whoever sent it, Today leads to its answer
    with here.page.expect_navigation():
        here.page.get_by_role("link", name="See what the sources say").click()
    expect(here.page.locator("#urgent")).to_be_visible()


def test_the_answer_page_without_a_signal_is_no_empty_check_in(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    row_id = make_check_in(app, here.journey)
    here.kept_on_phone()
    here.signal(False)
    here.page.goto(here.url(f"/check-ins/{row_id}/after"))
    expect(here.page.locator("#part-start h1")).to_be_visible()


def test_a_borrowed_phone_forgets_who_was_here_and_keeps_what_they_wait_to_send(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.kept_on_phone()
    here.keep_pages()
    here.signal(False)
    here.write_in_shell("of the first person")
    here.page.context.clear_cookies()
    here.signal(True)
    first, here.journey = here.journey, make_journey(here.app)
    here.sign_in(shared=True)
    here.page.goto(here.url(""))
    here.until(f"async () => !(await ({KNOWS_WHO})()) && !(await ({SEEN})())")
    assert here.waiting() == 1
    here.journey = first
    here.page.context.clear_cookies()
    here.sign_in()
    here.page.goto(here.url(""))
    here.wait_until_sent()
    assert here.saved() == ["of the first person"]


def test_a_second_tap_while_the_first_is_on_its_way_is_not_lost(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    here.kept_on_phone()
    here.page.goto(here.url("/happened"))
    here.page.route("**/sync", lambda route: (time.sleep(1), route.continue_()))
    here.page.locator('.quicklog button[value="fever_chills"]').click()
    here.page.wait_for_url("**/after")
    here.page.unroute("**/sync")
    here.page.go_back()
    here.page.locator(".quicklog").first.locator('button:not([value="fever_chills"])').first.click()
    here.page.wait_for_url("**/after")
    with inside(app, here.journey):
        assert len({row.kind for row in db.session.query(Happening)}) == 2
