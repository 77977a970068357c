"""The Chromium of this machine, which every test with a browser shares."""

from __future__ import annotations

import shutil
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium_path() -> str:
    """The browser of this machine; the tests do not run without one."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    found = found or next((path for path in _MAC if Path(path).exists()), None)
    assert found, "no Chromium was found: run make test, which says what to install"
    return found
