"""The page as a tagged PDF, by Typst.

Nothing a person typed is ever code, markup or a path: the data goes in as one JSON text, and the template shows its
texts as texts. Typst reads the folder `paper` and no other file, fetches no package, and writes nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from tracker.visit_summary.page import VisitPage
from tracker.visit_summary.printable import FONTS, printable, with_glyphs

PAPER = Path(__file__).parent / "paper"
_one_at_a_time = Lock()  # a compiler refuses a second thread


def pdf_of(page: VisitPage) -> bytes:
    """PDF/UA-1, Letter. Made in memory."""
    data = printable(asdict(page))
    if page.picture:
        data["picture"]["svg"] = with_glyphs(page.picture.svg)
    with _one_at_a_time:
        made = _compiler().compile(
            format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1"]
        )
    if not isinstance(made, bytes):
        raise TypeError("the compiler made several files of one page")
    return made


@cache
def _compiler() -> typst.Compiler:
    """Kept for the next page: it has read the fonts, and a second page takes half the time.

    Made in the process that uses it, never before a fork: its threads would stay behind.
    """
    nowhere = str(PAPER / "no-packages")
    return typst.Compiler(
        str(PAPER / "page.typ"),
        root=str(PAPER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
