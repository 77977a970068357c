"""The screenshots of the README, taken from the made-up journey: `make screens`."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from config import Settings
from tests.browser.conftest import PHONE
from tests.chromium import FLAGS, chromium_path
from tracker import create_app
from tracker.cli import upgrade

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
SHOTS = (("en-CA", "light", ""), ("fr-CA", "dark", "-fr-dark"))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"INSTANCE": folder}))
        upgrade(app)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for language, scheme, ending in SHOTS:
                seen = {"viewport": PHONE, "locale": language, "color_scheme": scheme, "device_scale_factor": 2}
                context = browser.new_context(**seen)
                take(context.new_page(), f"http://127.0.0.1:{server.port}", ending)
                context.close()
            browser.close()
        server.shutdown()


def take(page: Page, address: str, ending: str) -> None:
    page.goto(address)
    page.screenshot(path=FOLDER / f"welcome{ending}.png")
    with page.expect_navigation():
        page.locator('form[action="/made-up"] button').click()
    journey = page.url.split("#")[0]
    for name, tail in (("today", "/today"), ("journey", ""), ("options", "/options"), ("check-in", "/check-in")):
        page.goto(journey + tail)
        page.screenshot(path=FOLDER / f"{name}{ending}.png")


if __name__ == "__main__":
    main()
