"""Whether the web addresses of the content still answer. Bounded in number and time; http and https alone."""

from __future__ import annotations

import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any

from .content import Key, read

MOST = 2000
SECONDS_EACH = 15
SECONDS_IN_ALL = 1200
_AT_ONCE = 8
_ADDRESS = re.compile(r"https?://\S+")
_ASK_AGAIN = (400, 403, 404, 405, 500, 501)  # servers that answer HEAD wrongly, or not at all
_BROWSER = "Mozilla/5.0 (compatible; Throughline link check)"


@dataclass(frozen=True)
class Address:
    """A web address and every place of the content that names it, as `file:line key`."""

    url: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """`status`: of HTTP; None where nobody answered. `words`: why not. `moved_to`: where it led; empty if it stayed."""

    address: Address
    status: int | None
    words: str = ""
    moved_to: str = ""

    @property
    def works(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def addresses(seed: Path) -> list[Address]:
    """Every web address in the files of the seed folder, each once."""
    places: dict[str, list[str]] = {}
    for path in sorted(seed.glob("*.yaml")):
        document = read(path, f"{seed.name}/{path.name}")
        for key, value in _texts(document.data, ()):
            if _ADDRESS.fullmatch(value):
                places.setdefault(value, []).append(f"{document.file}:{document.line(key)} {document.named(key)}")
    return [Address(url, tuple(named)) for url, named in sorted(places.items())]


def _texts(data: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*key, index))


def ask_all(found: Iterable[Address], seconds: float = SECONDS_IN_ALL) -> list[Answer]:
    """Ask each address; those that the time did not suffice for say so.

    A few from all over are asked first: if nobody answers there is no network, and only they are in the answer.
    """
    until, addresses = time.monotonic() + seconds, list(found)[:MOST]
    first = addresses[:: max(len(addresses) // _AT_ONCE, 1)]
    rest = [address for address in addresses if address not in first]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda address: _ask(address, until), first))
        if not offline(answers):
            answers += pool.map(lambda address: _ask(address, until), rest)
    return sorted(answers, key=lambda answer: answer.address.url)


def offline(answers: Iterable[Answer]) -> bool:
    """Whether nobody at all answered: it is this machine that has no network, and says nothing of the addresses."""
    return not any(answer.status for answer in answers)


def report(answers: Iterable[Answer], asked_on: date) -> Iterator[str]:
    """Lines: what does not work first, then what moved, then the rest; each with its places."""
    answers = list(answers)
    yield f"Asked on {asked_on.isoformat()}: {len(answers)} addresses"
    broken = [each for each in answers if not each.works]
    moved = [each for each in answers if each.works and each.moved_to]
    fine = [each for each in answers if each.works and not each.moved_to]
    for title, found in (("Do not work", broken), ("Moved, and work there", moved), ("Work", fine)):
        yield from ("", f"{title}: {len(found)}")
        for each in found:
            words = f"moved to {each.moved_to}" if each.moved_to else each.words
            yield f"{each.status or 'no answer'}  {each.address.url}  {words}".rstrip()
            yield from (f"    {place}" for place in each.address.places)


def _ask(address: Address, until: float) -> Answer:
    if time.monotonic() > until:
        return Answer(address, None, "not asked: the time was over")
    answer = _request(address, "HEAD")
    return _request(address, "GET") if answer.status is None or answer.status in _ASK_AGAIN else answer


def _request(address: Address, method: str) -> Answer:
    try:
        request = urllib.request.Request(address.url, method=method, headers={"User-Agent": _BROWSER})  # noqa: S310
        with _OPENER.open(request, timeout=SECONDS_EACH) as response:
            moved_to = response.url if response.url != address.url else ""
            return Answer(address, response.status, moved_to=moved_to)
    except urllib.error.HTTPError as error:
        error.close()
        return Answer(address, error.code, str(error.reason))
    except (urllib.error.URLError, HTTPException, TimeoutError, socket.error, ValueError) as error:  # noqa: UP024
        return Answer(address, None, str(getattr(error, "reason", error)) or type(error).__name__)


def _opener() -> urllib.request.OpenerDirector:
    """Nothing but http and https: no files, no ftp, no data addresses."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPRedirectHandler(),
    ):
        opener.add_handler(handler)
    return opener


_OPENER = _opener()
