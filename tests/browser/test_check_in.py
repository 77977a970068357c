"""The check-in on a phone: how many taps it takes, and that every page of it holds up to a careful eye."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.factories import make_background, make_check_in, make_happening, make_line, make_plan
from tracker.dates import PartialDate

pytestmark = pytest.mark.browser
CORE = 12


class Counted:
    """Every tap of one person, and every field they had to type in."""

    def __init__(self, here: Hand) -> None:
        self.here, self.taps, self.fields = here, 0, 0

    def tap(self, selector: str) -> None:
        self.here.page.locator(selector).first.click(force=True)
        self.taps += 1

    def tap_on(self, selector: str) -> None:
        """A tap that leads to another page."""
        with self.here.page.expect_navigation():
            self.tap(selector)


def test_an_unchanged_week_takes_three_taps(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    scores: dict[str, int | bool] = {"pain": 3, "tiredness": 6, "worry": 0}
    make_check_in(app, here.journey, days_ago=7, scores=scores)
    here.page.goto(here.url("/today"))
    counted = Counted(here)
    counted.tap_on('main a[href$="/check-in"]')
    counted.tap_on("[data-same]")
    counted.tap_on("form[data-outbox] .savebar button")
    expect(here.page.locator("main")).to_contain_text("Nothing changed")
    newest = max(here.entries(), key=lambda row: row.answered_at)
    assert newest.scores == scores
    assert (counted.taps, counted.fields) == (3, 0)


def test_a_full_week_takes_at_most_twenty(hand: Callable[..., Hand], app: Flask) -> None:
    here = hand()
    make_line(app, here.journey, "palbociclib", "letrozole", started_on=PartialDate("2025-05"))
    here.page.goto(here.url("/today"))
    counted = Counted(here)
    counted.tap_on('main a[href$="/check-in"]')
    asked = here.page.locator("fieldset.scale:visible")
    names = [asked.nth(n).get_attribute("data-item") for n in range(asked.count())]
    assert len(names) >= CORE + 4, "the drugs bring questions of their own"
    for name in names:
        value = "no" if here.page.locator(f'[data-item="{name}"]').get_attribute("data-scale") == "yes_no" else "2"
        counted.tap(f'[data-item="{name}"] label:has(input[value="{value}"])')
    counted.tap_on("form[data-outbox] .savebar button")
    (row,) = here.entries()
    assert sorted(row.scores) == sorted(names)
    assert counted.fields == 0
    assert counted.taps <= 20, f"{counted.taps} taps for {len(names)} questions"


def test_something_happened_takes_two(hand: Callable[..., Hand]) -> None:
    here = hand()
    here.page.goto(here.url("/today"))
    counted = Counted(here)
    counted.tap_on('main a[href$="/happened"]')
    counted.tap_on('.quicklog button[value="fever_chills"]')
    expect(here.page.locator("h1")).to_have_text("Noted")
    assert counted.taps == 2


@pytest.mark.parametrize(("language", "scheme"), [("en-CA", "light"), ("en-CA", "dark"), ("fr-CA", "light")])
def test_every_page_holds_up_to_a_careful_eye(
    hand: Callable[..., Hand], app: Flask, language: str, scheme: str
) -> None:
    here = hand(language=language, scheme=scheme)
    make_background(app, here.journey, sites=["bone"])
    make_line(app, here.journey, "capecitabine", started_on=PartialDate("2026-01-05"))
    make_plan(app, here.journey)
    for weeks in range(8, 0, -1):
        make_check_in(app, here.journey, days_ago=7 * weeks, scores={"pain": 2, "tiredness": weeks, "diarrhea": 1})
    urgent = make_check_in(app, here.journey, scores={"pain": 8, "tiredness": 1}, temperature_c=38.4)
    happened = make_happening(app, here.journey, kind="fever_chills", temperature_c=38.6)
    for name, tail in (
        ("Today", "/today"),
        ("a new check-in", "/check-in"),
        ("same as last time", "/check-in?same=1"),
        ("something happened", "/happened"),
        ("the answer, with the card", f"/check-ins/{urgent}/after"),
        ("a check-in to change", f"/check-ins/{urgent}"),
        ("noted, with the card", f"/happened/{happened}/after"),
        ("an entry to change", f"/happened/{happened}"),
        ("every check-in", "/check-ins"),
        ("what happened", "/check-ins?what=happened"),
        ("the plan", "/check-ins/plan"),
        ("trends", "/trends"),
        ("trends, all", "/trends?period=all"),
    ):
        here.page.goto(here.url(tail))
        for details in here.page.locator("main details").all():
            details.evaluate("each => { each.open = true; }")
        here.held.look(f"{name}, {language}, {scheme}")
