"""`flask content links` against a server of our own, and which addresses it asks."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tracker.knowledge import check, cli, links


class Site(BaseHTTPRequestHandler):
    """Pages of every temper: `/no-head` answers GET alone, `/away` and `/moved` lead to a page, `/file` to a file;
    `/hang` keeps still."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        if self.path == "/hang":
            time.sleep(1)
            return
        moved = {"/away": "/good", "/moved": "/good", "/file": "file:///etc/passwd"}.get(self.path)
        status = {"/gone": 404, "/good": 200, "/moved": 301, "/no-head": 405 if self.command == "HEAD" else 200}.get(
            self.path, 302
        )
        self.send_response(status)
        if moved:
            self.send_header("Location", moved)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path):
    """A folder of content with these addresses alone."""

    def made(*urls: str):
        path = tmp_path / "links"
        path.mkdir(exist_ok=True)
        rows = [{"id": f"s{number}", "url": url} for number, url in enumerate(urls)]
        (path / "sources.yaml").write_text(json.dumps(rows, indent=0))
        return path

    return made


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_links_are_asked_and_the_report_names_their_places(run, site, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    report = tmp_path / "report.txt"
    seed = folder(*(f"{site}/{page}" for page in ("good", "no-head", "away", "moved", "gone", "file")))
    result = run("links", "--report", report, "--seed", seed)
    assert result.exit_code == 1, result.output
    assert "6 addresses asked, 2 do not work" in result.output
    text = report.read_text()
    assert text.index("/gone") < text.index("/moved") < text.index(f"{site}/no-head"), "what needs work comes first"
    assert f"200  {site}/moved  moved to {site}/good" in text
    assert text.startswith("Asked on 20")
    assert "links/sources.yaml:" in text
    assert "moved to" in text
    assert "file:///etc/passwd' is not allowed" in text


def test_links_that_all_work(run, site, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    result = run("links", "--report", tmp_path / "report.txt", "--seed", folder(f"{site}/good"))
    assert result.exit_code == 0, result.output


def test_an_address_that_hangs_is_given_up(run, site, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(links, "SECONDS_EACH", 0.2)
    report = tmp_path / "report.txt"
    began = time.monotonic()
    result = run("links", "--report", report, "--seed", folder(f"{site}/good", f"{site}/hang"))
    assert time.monotonic() - began < 3
    assert result.exit_code == 1, result.output
    assert f"no answer  {site}/hang  timed out" in report.read_text()


def test_what_the_time_did_not_suffice_for_says_so(site, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    [answer] = links.ask_all([links.Address(f"{site}/good", ())], seconds=-1)
    assert (answer.status, answer.words) == (None, "not asked: the time was over")


def test_without_a_network_it_says_so_and_writes_nothing(run, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    seed = folder(f"http://127.0.0.1:{closed_port()}/", f"http://127.0.0.1:{closed_port()}/b")
    result = run("links", "--report", tmp_path / "report.txt", "--seed", seed)
    assert result.exit_code == cli.OFFLINE
    assert "no network" in result.output
    assert not (tmp_path / "report.txt").exists()


def test_without_a_network_only_a_few_are_asked(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    port = closed_port()
    many = [links.Address(f"http://127.0.0.1:{port}/{number}", ()) for number in range(400)]
    answers = links.ask_all(many)
    assert links.offline(answers)
    assert len(answers) < 20


def test_every_address_of_the_content_is_asked_once():
    found = links.addresses(cli.SEED)
    asked = {each.url for each in found}
    assert len(asked) == len(found) > 150
    content = check.load(cli.SEED)
    organizations = content.support.organizations.values()
    assert {source.url for source in content.sources.values() if source.url} <= asked
    assert {each.website for each in organizations if each.website} <= asked
    assert {seen.url for each in organizations for seen in each.sources if "://" in seen.url} <= asked
    assert {finder.url for finder in content.understand.trial_finders.values()} <= asked
    written = "".join(path.read_text(encoding="utf-8") for path in cli.SEED.rglob("*.yaml"))
    assert set(re.findall(r"https?://[^\s'\"]+", written)) <= asked, "none stands where it is not asked"
