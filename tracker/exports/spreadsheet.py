"""A CSV as people's spreadsheets write it: comma, semicolon or tab; UTF-8 or the older Windows letters."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from tracker.dates import PartialDate, today
from tracker.exports.checks import Unfit, partial_date
from tracker.exports.reading import Unreadable
from tracker.exports.tables import safe
from tracker.i18n import LANGUAGES

MOST_LINES, MOST_COLUMNS = 5000, 200
_DELIMITERS = ",;\t"
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, and what stands under each heading, without the space around it."""

    number: int
    cells: dict[str, str]


def lines_of(file: bytes) -> tuple[list[str], list[Line]]:
    """The headings, and the lines that hold something. Raises Unreadable."""
    text = _decoded(file)
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [_bare(cell) for cell in next(reader, [])]
        if not any(headings):
            raise Unreadable(_("The file is empty. Its first line must hold the headings of the columns."))
        if len(headings) > MOST_COLUMNS:
            raise Unreadable(_("There are more than %(num)d columns.", num=MOST_COLUMNS))
        found = list(_filled(reader, headings))
    except csv.Error:
        raise Unreadable(
            _("This file cannot be read as a table. Save it from your spreadsheet as CSV and try again.")
        ) from None
    if len(found) > MOST_LINES:
        raise Unreadable(_("There are more than %(num)d lines. Bring them in as several files.", num=MOST_LINES))
    return headings, found


def _filled(reader: Iterator[list[str]], headings: list[str]) -> Iterator[Line]:
    for row in reader:
        cells = {heading: cell for heading, each in zip(headings, row, strict=False) if (cell := _bare(each))}
        if cells:
            yield Line(reader.line_num, cells)  # type: ignore[attr-defined]


def _decoded(file: bytes) -> str:
    if b"\x00" in file:
        raise Unreadable(_("This file cannot be read as a table. Save it from your spreadsheet as CSV and try again."))
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("cp1252", errors="replace")


def _bare(cell: str) -> str:
    """The cell without the apostrophe that our own files put before what looks like a formula."""
    cell = unicodedata.normalize("NFC", cell).strip()
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def plain(words: str) -> str:
    """Words as they are compared: without capitals, accents, typographic marks and double spaces."""
    text = unicodedata.normalize("NFKD", words.replace("’", "'")).casefold()
    return " ".join("".join(each for each in text if not unicodedata.combining(each)).split())


def in_both_languages(label: object) -> list[str]:
    """A lazy label in English and in French, as `plain` has them."""
    found = []
    for locale in LANGUAGES.values():
        with force_locale(locale):
            found.append(plain(str(label)))
    return found


def date_typed(text: str, *, future: bool = False) -> PartialDate:
    """`2024`, `2024-05`, `2024-05-12`, also with slashes. Raises Unfit: day and month first can mean two days."""
    match = _YEAR_FIRST.fullmatch(text)
    if not match:
        if _DAY_FIRST.fullmatch(text):
            raise Unfit(_("“%(date)s” can mean two days. Write the year first: 2024-05-12.", date=text))
        raise Unfit(_("“%(date)s” is no date. Write it as 2024, 2024-05 or 2024-05-12.", date=text[:40]))
    year, *others = (part for part in match.groups() if part)
    found = PartialDate(partial_date("-".join([year, *(f"{int(part):02d}" for part in others)])))
    if not future and found.first_day > today() + timedelta(days=1):
        raise Unfit(_("“%(date)s” has not come yet.", date=text))
    return found


def number_typed(text: str) -> float:
    """A number with a point or a comma. Raises Unfit."""
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", text, re.ASCII):
        raise Unfit(_("“%(text)s” is no number.", text=text[:40]))
    return float(text.replace(",", "."))
