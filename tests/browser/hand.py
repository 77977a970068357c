"""A phone in the hand of someone who is signed in, and what can stand between it and the server."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories import Journey, inside
from tests.people import signed_in
from tracker.checkins.models import CheckIn
from tracker.db import db

if TYPE_CHECKING:
    from tests.browser.conftest import Phone

PLANTED = "the lighthouse keeper sneezed"
UNREACHABLE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "status of 5")
ASKED = """() => new Promise((done) => {
  const opening = indexedDB.open('throughline');
  opening.onsuccess = () => {
    const asking = opening.result.transaction('%s').objectStore('%s').%s;
    asking.onsuccess = () => { opening.result.close(); done(asking.result); };
  };
})"""
WAITING = ASKED % ("outbox", "outbox", "count()")
KNOWS_WHO = f"async () => Boolean(await ({ASKED % ('keys', 'keys', 'get(`hello`)')})())"
SEEN = f"async () => Boolean(await ({ASKED % ('kept', 'kept', 'get(`seen`)')})())"
DUMP = """async () => {
  const words = [], bytes = (b) => new TextDecoder('latin1').decode(b);
  const write = (v) => {
    if (v instanceof ArrayBuffer) return bytes(v);
    if (ArrayBuffer.isView(v)) return bytes(v);
    if (v && typeof v === 'object') return '{' + Object.entries(v).map(([k, e]) => k + ':' + write(e)).join() + '}';
    return String(v);
  };
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((ok) => { const o = indexedDB.open(name); o.onsuccess = () => ok(o.result); });
    for (const store of db.objectStoreNames) {
      const asked = (how) => new Promise((ok) => {
        const asking = db.transaction(store).objectStore(store)[how]();
        asking.onsuccess = () => ok(asking.result);
      });
      const rows = await asked('getAll'), keys = await asked('getAllKeys');
      words.push(store + '=' + keys.map(String).join() + ':' + rows.map(write).join());
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) words.push(request.url, await (await cache.match(request)).text());
  }
  words.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  return words.join('\\n');
}"""


@dataclass
class Hand:
    """A phone in the hand of a person who is signed in, with the app kept on it."""

    held: Phone
    app: Flask
    journey: Journey

    @property
    def page(self) -> Page:
        return self.held.page

    def url(self, tail: str) -> str:
        return f"{self.held.address}/journeys/{self.journey.id}{tail}"

    def sign_in(self, *, shared: bool = False) -> None:
        client = signed_in(self.app, self.journey, shared=shared).client
        cookie = client.get_cookie("throughline")
        assert cookie
        self.page.context.add_cookies([{"name": "throughline", "value": cookie.value, "url": self.held.address}])

    def signal(self, there: bool) -> None:
        self.page.context.set_offline(not there)

    def until(self, script: str) -> None:
        """Wait until this is true in the page; it may be a promise."""
        end = time.monotonic() + 20
        while not self.page.evaluate(script):
            assert time.monotonic() < end, script
            time.sleep(0.1)

    def kept_on_phone(self) -> None:
        """Wait until the app opens without a signal."""
        self.page.goto(self.url(""))
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.until("() => Boolean(navigator.serviceWorker.controller)")
        self.until(KNOWS_WHO)

    def keep_pages(self, **plan: str) -> None:
        """Choose on this phone that the last pages open without a signal, and wait until they are kept."""
        self.page.goto(self.url("/check-ins/plan"))
        self.until(KNOWS_WHO)
        for name, value in plan.items():
            self.held.write(name, value)
        self.page.locator('[name="keep_on_phone"]').check(force=True)
        self.held.save()
        self.until(SEEN)

    def new_tab(self) -> None:
        """The tab was killed, and the app is opened again."""
        context = self.page.context
        self.page.close()
        self.held.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())

    def write_in_shell(self, note: str, **more: str) -> None:
        self.page.goto(self.url("/check-in"))
        form = self.page.locator("#part-check-in form")
        form.locator('input[name="pain"][value="4"]').check(force=True)
        form.locator('[name="note"]').fill(note)
        for name, value in more.items():
            form.locator(f'[name="{name}"]').fill(value)
        form.locator(".savebar button").click()
        expect(self.page.locator("#outbox [data-said]")).to_contain_text("Kept on this phone")

    def waiting(self) -> int:
        return int(self.page.evaluate(WAITING))

    def wait_until_sent(self) -> None:
        self.until(f"async () => (await ({WAITING})()) === 0")

    def saved(self) -> list[str]:
        """The notes of the check-ins on the server."""
        return sorted(row.note or "" for row in self.entries())

    def entries(self) -> list[CheckIn]:
        """The check-ins on the server, in no order."""
        with inside(self.app, self.journey):
            return list(db.session.query(CheckIn))


class Trouble:
    """Stands before the app: `lost` saves and then drops the line; a status, such as `503 Busy`, is answered at once.

    `where`: how the addresses end that it meets.
    """

    def __init__(self, app: Flask) -> None:
        self.kind, self.where, self.answered, self.behind = "", "/sync", 0, app.wsgi_app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if not self.kind or not environ["PATH_INFO"].endswith(self.where):
            return self.behind(environ, start_response)
        self.answered += 1
        if self.kind != "lost":
            start_response(self.kind, [("Content-Length", "0")])
            return []
        b"".join(self.behind(environ, lambda *_: lambda _bytes: None))
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError
