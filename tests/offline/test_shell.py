"""The shell, the service worker and the manifest: the same for everybody, and nothing of anybody in them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from tests.people import Person
from tracker import assets

LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])


@LANGUAGES
def test_the_shell_is_the_same_for_everybody(as_visitor: Person, as_owner: Person, language: str) -> None:
    seen = as_visitor.get(f"/offline/{language}")
    assert seen.status_code == 200
    assert "Set-Cookie" not in seen.headers
    assert as_owner.get(f"/offline/{language}").text == seen.text
    assert as_owner.reads("fr").get(f"/offline/{language}").text == seen.text
    assert "csrf_token" not in seen.text
    assert str(as_owner.journey.id) not in seen.text


@LANGUAGES
def test_the_shell_asks_what_the_page_asks(as_visitor: Person, language: str) -> None:
    content = as_visitor.client.application.extensions["catalogue"].checkin
    page = as_visitor.get(f"/offline/{language}").text
    for item in content.core.values():
        assert item.question.in_language(language) in page
        assert f'name="{item.id}" value="10"' in page
    for entry in content.quick_log.values():
        assert f'name="kind" value="{entry.id}"' in page


def test_there_is_no_shell_in_another_language(as_visitor: Person) -> None:
    assert as_visitor.get("/offline/de").status_code == 404


def test_the_service_worker_may_serve_everything_and_keeps_the_shell_alone(as_visitor: Person) -> None:
    answer = as_visitor.get("/sw.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] in ("no-cache", "no-store")
    assert "Set-Cookie" not in answer.headers
    listed = json.loads(re.match(r"self\.__SHELL=(.*?);\n", answer.text)[1])  # type: ignore[index]
    urls = [entry["url"] for entry in listed]
    assert {"/offline/en", "/offline/fr"} < set(urls)
    for entry in listed:
        found = as_visitor.get(entry["url"])
        found.get_data()
        found.close()
        assert found.status_code == 200
        assert entry["revision"] or entry["url"].startswith("/static/build/")
    shell = as_visitor.get("/offline/en").text
    for file in re.findall(r'(?:src|href)="(/static/build/[^"]+)"', shell):
        assert file in urls or "icon-" in file, file


def test_the_service_worker_changes_with_the_shell_alone(as_visitor: Person, as_owner: Person) -> None:
    assert as_visitor.get("/sw.js").text == as_owner.reads("fr").get("/sw.js").text


@LANGUAGES
def test_the_manifest_is_discreet_and_complete(as_visitor: Person, language: str) -> None:
    answer = as_visitor.get(f"/manifest.webmanifest?lang={language}")
    assert answer.mimetype == "application/manifest+json"
    assert "Set-Cookie" not in answer.headers
    manifest = json.loads(answer.text)
    assert manifest["name"] == manifest["short_name"] == "Throughline"
    assert manifest["display"] == "standalone"
    assert manifest["lang"] == f"{language}-CA"
    for word in ("cancer", "medic", "health", "treat", "santé"):
        assert word not in answer.text.lower()
    for icon in manifest["icons"]:
        found = as_visitor.get(icon["src"])
        assert found.status_code == 200
        if icon["type"] == "image/png":
            assert size_of(found.get_data()) == icon["sizes"]
        found.close()
    assert {icon.get("purpose") for icon in manifest["icons"]} >= {"any", "maskable"}
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/go/check-in", "/go/happened"]


def size_of(png: bytes) -> str:
    return f"{int.from_bytes(png[16:20], 'big')}x{int.from_bytes(png[20:24], 'big')}"


@LANGUAGES
def test_pages_link_the_manifest(as_visitor: Person, language: str) -> None:
    assert f'href="/manifest.webmanifest?lang={language}"' in as_visitor.reads(language).get("/sign-in").text


def test_the_worker_stays_small_and_writes_no_markup() -> None:
    built = json.loads((assets.BUILD / "manifest.json").read_text())
    script = Path(assets.BUILD / built["sw.js"]).read_bytes()
    assert len(gzip.compress(script)) <= 20_000
    assert b"innerHTML" not in script
    assert b"importScripts" not in script
