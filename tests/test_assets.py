"""The built files: small enough, never stale in a cache, and closed like the pages."""

import gzip
import json

import pytest
from flask import Flask

from tracker import assets
from tracker.web import HEADERS


@pytest.fixture
def app() -> Flask:
    app = Flask("bare", static_folder=None)
    assets.init_app(app)
    return app


def built(name: str) -> str:
    return str(json.loads((assets.BUILD / "manifest.json").read_text())[name])


@pytest.mark.parametrize(("name", "budget"), [("app.css", 15_000), ("app.js", 20_000)])
def test_first_visit_stays_light(name: str, budget: int) -> None:
    assert len(gzip.compress((assets.BUILD / built(name)).read_bytes())) <= budget


def test_stylesheet_loads_nothing() -> None:
    css = (assets.BUILD / built("app.css")).read_text()
    assert "data:" not in css
    assert "http" not in css


def test_script_never_writes_markup() -> None:
    script = (assets.BUILD / built("app.js")).read_text()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"):
        assert word not in script


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_hashed_file_is_sent_small_and_kept_for_good(app: Flask, coding: str) -> None:
    url = app.jinja_env.globals["asset"]("app.css")
    response = app.test_client().get(url, headers={"Accept-Encoding": coding}, buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == coding
    assert "immutable" in response.headers["Cache-Control"]
    assert dict(response.headers).items() >= HEADERS.items()


@pytest.mark.parametrize("url", ["/robots.txt", "/favicon.ico"])
def test_a_file_without_a_hash_is_not_kept(app: Flask, url: str) -> None:
    response = app.test_client().get(url, buffered=True)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_search_engines_are_asked_to_stay_away(app: Flask) -> None:
    assert "Disallow: /" in app.test_client().get("/robots.txt", buffered=True).text


@pytest.mark.parametrize("url", ["/static/build/manifest.json", "/static/build/../../assets.py", "/static/build/"])
def test_nothing_else_is_served(app: Flask, url: str) -> None:
    assert app.test_client().get(url, buffered=True).status_code == 404


def test_without_built_files_the_start_says_what_to_do(tmp_path) -> None:
    with pytest.raises(RuntimeError, match="make assets"):
        assets.init_app(Flask("bare", static_folder=None), build=tmp_path)
