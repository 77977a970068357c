"""`flask serve` as `make run` starts it: a real server process, and what it refuses to start on."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "flask", "--app", "tracker", "serve"]
PATIENCE = 30  # seconds


def environment(instance: Path, port: int = 0, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BASE_URL", "WORKERS")}
    return kept | {"INSTANCE": str(instance), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | more


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def served(instance: Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    process = subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=environment(instance, port, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def answer(address: str) -> bytes:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310  our own server
                return response.read()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_it_starts_says_where_and_starts_again_on_the_same_data(tmp_path: Path) -> None:
    with served(tmp_path) as (address, process):
        assert b"Throughline" in answer(address)
        assert process.stdout
        assert address in process.stdout.readline()
    secrets = tmp_path / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert not (tmp_path / "throughline.db").read_bytes().startswith(b"SQLite format 3")
    before = secrets.read_text()
    with served(tmp_path) as (address, _process):
        assert b"Throughline" in answer(address)
    assert secrets.read_text() == before


def test_a_request_knows_nothing_of_the_one_before(tmp_path: Path) -> None:
    with served(tmp_path, WORKERS="1") as (address, _process):
        assert b'lang="en-CA"' in answer(address)
        french = urllib.request.Request(address, headers={"Accept-Language": "fr-CA"})  # noqa: S310  our own server
        with urllib.request.urlopen(french, timeout=5) as response:  # noqa: S310
            assert b'lang="fr-CA"' in response.read()
        someone = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = someone.open(address, timeout=5).read().decode()
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        someone.open(f"{address}/made-up", urllib.parse.urlencode({"csrf_token": token}).encode(), timeout=5).close()
        assert "/sign-in" not in someone.open(f"{address}/account", timeout=5).geturl()
        with urllib.request.urlopen(f"{address}/account", timeout=5) as stranger:  # noqa: S310
            assert "/sign-in" in stranger.geturl()


def refused(instance: Path, **more: str) -> str:
    """What is printed by a start that is refused: one line, and exit status 1."""
    done = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=environment(instance, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode != 0
    said = (done.stdout + done.stderr).strip()
    assert said.count("\n") == 0, said
    return said


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    with served(tmp_path) as (address, _process):
        answer(address)
    (tmp_path / "secrets.json").chmod(0o644)
    assert "chmod 600" in refused(tmp_path)


def test_settings_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    assert "PORT" in refused(tmp_path, PORT="five")
    assert "DATABASE_URL" in refused(tmp_path, DATABASE_URL="mysql://somewhere/db")
    nobody = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    assert "does not answer" in refused(tmp_path, DATABASE_URL=nobody)


def test_another_key_does_not_open_the_file(tmp_path: Path) -> None:
    with served(tmp_path) as (address, _process):
        answer(address)
    (tmp_path / "secrets.json").unlink()
    assert "key" in refused(tmp_path)
