"""A real Chromium on a phone screen, in front of the app on a real port."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page
from werkzeug.serving import make_server

from tests.browser.hand import UNREACHABLE, Hand, Trouble
from tests.factories import Journey, make_journey

AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
_FINDINGS = "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
WIDER = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const all = [...document.body.querySelectorAll('*')];
  const over = all.filter((each) => each.getBoundingClientRect().right > clientWidth + 1);
  return over.map((each) => each.outerHTML.slice(0, 120)).slice(-5);
}"""
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Phone:
    """A phone in someone's hand. `complaints`: what the console and the content policy had to say."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def tap(self, selector: str | Locator) -> None:
        """Tap what leads to another page, and wait for it."""
        target = self.page.locator(selector).first if isinstance(selector, str) else selector
        with self.page.expect_navigation():
            target.click()

    def choose(self, name: str, value: str) -> None:
        target = self.page.locator(f'input[name="{name}"][value="{value}"]')
        target.evaluate("each => each.scrollIntoView({ block: 'center' })")  # not under the bar at the bottom edge
        target.check(force=True)

    def write(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').first.fill(text)

    def date(self, name: str, year: str, month: str = "", day: str = "") -> None:
        self.write(f"{name}-year", year)
        for part, value in (("month", month), ("day", day)):
            if value:
                self.page.locator(f'[name="{name}-{part}"]').select_option(value)

    def save(self) -> None:
        self.tap(".savebar button")

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def look(self, name: str) -> None:
        """What a careful eye checks on every page: no axe finding, nothing wider than the screen."""
        self.seen.add(name)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(_FINDINGS)
        assert found == [], (name, found)
        wider = self.page.evaluate(WIDER)
        assert wider == [], f"{name}: wider than the screen"


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Callable[..., Phone]]:
    """A phone with its language, colours and whether it runs scripts; it must have no complaints in the end."""
    contexts: list[BrowserContext] = []
    phones: list[Phone] = []

    def pick_up(language: str = "en-CA", scheme: str = "light", scripts: bool = True, **more: Any) -> Phone:
        context = chromium.new_context(
            viewport=more.pop("viewport", PHONE),  # type: ignore[arg-type]
            locale=language,
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            has_touch=True,
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        held = Phone(page, address)
        phones.append(held)

        def complain(message: ConsoleMessage) -> None:
            if message.type == "error" and "responded with a status of 4" not in message.text:  # as we meant it
                held.complaints.append(f"{held.path}: {message.text}")

        page.on("console", complain)
        page.on("pageerror", lambda error: held.complaints.append(f"{held.path}: {error}"))
        page.on("dialog", lambda dialog: dialog.accept())
        return held

    yield pick_up
    for held in phones:
        assert held.complaints == []
    for context in contexts:
        context.close()


@pytest.fixture
def trouble(app: Flask) -> Iterator[Trouble]:
    usual = app.wsgi_app
    app.wsgi_app = made = Trouble(app)  # type: ignore[method-assign,assignment]
    yield made
    app.wsgi_app = usual  # type: ignore[method-assign]


@pytest.fixture
def hand(app: Flask, phone: Callable[..., Phone]) -> Any:
    taken: list[Phone] = []

    def take(journey: Journey | None = None, *, signed: bool = True, **more: Any) -> Hand:
        held = phone(**more)
        taken.append(held)
        one = Hand(held, app, journey or make_journey(app))
        if signed:
            one.sign_in()
        return one

    yield take
    for held in taken:
        held.complaints[:] = [each for each in held.complaints if not any(word in each for word in UNREACHABLE)]
