"""The page made from a record, and the PDF read back by another program."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.databases import Embedded
from tracker.summary.record import Summary
from tracker.visit_summary.build import visit_page
from tracker.visit_summary.choices import choices_of
from tracker.visit_summary.page import VisitPage
from tracker.visit_summary.pdf import pdf_of

Made = Callable[..., VisitPage]


@pytest.fixture
def made(embedded: Embedded) -> Iterator[Made]:
    """`made(summary, language="fr", parts=[…])`: the page as an address chooses it."""

    def make(summary: Summary, **args: Any) -> VisitPage:
        return visit_page(summary, choices_of(MultiDict(args), summary, "en"))

    with embedded.app.app_context():
        yield make


class Pdf:
    """A PDF as a reader sees it."""

    def __init__(self, page: VisitPage | bytes) -> None:
        self.content = page if isinstance(page, bytes) else pdf_of(page)

    def text(self, first: int = 1, last: int = 999) -> str:
        return self._run("pdftotext", "-f", str(first), "-l", str(last), "-raw", "-", "-")

    def words(self) -> list[tuple[float, float, float]]:
        """Left, right and lower edge of every word on the first page, in points."""
        found = self._run("pdftotext", "-l", "1", "-bbox", "-", "-")
        boxes = re.findall(r'xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)"', found)
        return [(float(left), float(right), float(bottom)) for left, right, bottom in boxes]

    def sizes(self, *, between: tuple[str, str]) -> set[int]:
        """Sizes of the letters on the first page, in whole points, without those from one heading to the next: the
        picture has letters of its own."""
        with NamedTemporaryFile(suffix=".pdf") as file:  # this program reads no standard input
            file.write(self.content)
            file.flush()
            found = self._run("pdftohtml", "-l", "1", "-xml", "-stdout", "-zoom", "1", "-i", file.name)
        points = dict(re.findall(r'<fontspec id="(\d+)" size="(\d+)"', found))
        texts = re.findall(r'<text top="(-?\d+)".*? font="(\d+)">(.*?)</text>', found)
        first, last = (next(int(top) for top, _font, text in texts if heading in text) for heading in between)
        return {int(points[font]) for top, font, _text in texts if not first < int(top) < last}

    @property
    def info(self) -> dict[str, str]:
        lines = self._run("pdfinfo", "-").splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def pages(self) -> int:
        return int(self.info["Pages"])

    @property
    def structure(self) -> str:
        return self._run("pdfinfo", "-struct-text", "-")

    def _run(self, *command: str) -> str:
        return subprocess.run(command, input=self.content, capture_output=True, check=True).stdout.decode()


def bare(text: str) -> str:
    """The text without what a line break or the shaping of letters changes: for finding one text in another."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b\u200e\u200f\u202a-\u202e\u00ad\ufffd-]", "", plain)
