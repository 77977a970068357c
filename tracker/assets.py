"""The built files: their hashed names for templates, and the answers that carry them (WhiteNoise, before the app)."""

from __future__ import annotations

import json
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from tracker.web import HEADERS

STATIC = Path(__file__).parent / "static"
BUILD = STATIC / "build"
URL = "/static/build/"


def init_app(app: Flask, build: Path = BUILD) -> None:
    """Add the template global `asset(name)` and serve what `make assets` built in `build`.

    Raises RuntimeError when nothing was built. Files carry the same headers as pages.
    """
    manifest = _manifest(build)
    hashed = {URL + name for name in manifest.values()}

    def asset(name: str) -> str:
        """The path of a built file; a name that was not built is a mistake in a template."""
        return URL + manifest[name]

    headers = dict(HEADERS)
    if app.config.get("SESSION_COOKIE_SECURE"):  # reached by https only
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def add_headers(answer: Headers, path: str, url: str) -> None:
        for name, value in headers.items():
            answer[name] = value
        if url not in hashed:
            answer["Cache-Control"] = "no-store"

    files = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=add_headers,
        immutable_file_test=lambda path, url: url in hashed,
    )
    for name in manifest.values():
        files.add_file_to_dictionary(URL + name, str(build / name))
    files.add_file_to_dictionary("/robots.txt", str(STATIC / "robots.txt"))
    files.add_file_to_dictionary("/favicon.ico", str(build / manifest["favicon.ico"]))
    app.wsgi_app = files  # type: ignore[method-assign]
    app.add_template_global(asset)


def _manifest(build: Path) -> dict[str, str]:
    try:
        return dict(json.loads((build / "manifest.json").read_text()))
    except FileNotFoundError:
        raise RuntimeError("the assets are not built: run make assets") from None
