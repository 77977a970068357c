"""The PDF, read back by another program: what it says, how it is tagged, how many pages it has."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.visit_summary.conftest import Made, Pdf, bare
from tests.visit_summary.records import WORST_CASE, an_ordinary_record, line, nine_years, row, summary_of, visit
from tracker.appointments.models import Question
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background
from tracker.visit_summary import pdf
from tracker.visit_summary.page import VisitPage

LANGUAGES = {"en": "en-CA", "fr": "fr-CA"}
SMALLEST = 8  # points
PICTURE = ("Treatment and symptoms on one line of time", "Lines of therapy")
PLANTED = (
    '#import "x": y',
    '#eval("1+1")',
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    "$ integral_0^1 x $",
    "@label <label>",
    "\\ \\u{1F600} \\#",
    "*bold* _emphasis_ `raw` = heading",
    "#(panic())",
    "] #show: x => none [",
    '{"json": "\\"}',
    "/* comment */ // comment",
    "https://example.ca/a/b",
)


def missing(page: VisitPage, found: str) -> list[str]:
    """Texts of the page, with its own blocks or with the tighter ones, that are not in what was read back."""
    whole = bare(found)
    every = [replace(page, blocks=blocks) for blocks in (page.blocks, *page.tighter)]
    return min(([text for text in each.texts() if bare(text) not in whole] for each in every), key=len)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_page_is_in_the_pdf(made: Made, language: str) -> None:
    page = made(an_ordinary_record(), language=language, full="y")
    assert missing(page, Pdf(page).text()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_record_fits_on_one_page(made: Made, language: str) -> None:
    page = made(nine_years(), language=language)
    read = Pdf(page)
    assert read.pages == 1
    assert missing(page, read.text()) == []
    if language == "en":
        assert min(read.sizes(between=PICTURE)) >= SMALLEST


def test_the_history_begins_on_the_second_page(made: Made) -> None:
    page = made(nine_years(), full="y")
    read = Pdf(page)
    assert read.pages > 2
    assert "Full history" not in read.text(1, 1)
    assert "Recorded by the person" in read.text(1, 1)
    assert missing(page, read.text()) == []


@pytest.mark.parametrize("text", [WORST_CASE, "長" * 4000, "ᐃᓄᒃᑎᑐᑦ " * 500, "word " * 800])
def test_the_longest_texts_fit_and_none_runs_off_the_page(made: Made, text: str) -> None:
    page = made(nine_years(text))
    read = Pdf(page)
    assert read.pages == 1
    assert missing(page, read.text()) == []
    boxes = read.words()
    assert boxes
    assert all(left >= 30 and right <= 612 - 30 and bottom <= 792 for left, right, bottom in boxes)
    assert min(read.sizes(between=PICTURE)) >= SMALLEST


def test_an_ordinary_page_leaves_nothing_out(made: Made) -> None:
    page = made(an_ordinary_record())
    whole = bare(Pdf(page).text())
    assert [text for text in page.texts() if bare(text) not in whole] == []
    assert "did not fit" not in " ".join(page.texts())


def test_a_note_of_four_thousand_characters_is_whole_in_the_history(made: Made) -> None:
    note = " ".join(f"word{number}" for number in range(400))
    page = made(summary_of(line("letrozole", started_on=PartialDate("2024"), note=note)), full="y")
    assert bare(note) in bare(Pdf(page).text())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_and_says_its_language_and_title(made: Made, language: str) -> None:
    page = made(an_ordinary_record(), language=language, full="y")
    read = Pdf(page)
    assert read.info["Tagged"] == "yes"
    assert read.info["Title"] == page.title
    assert read.info["Page size"] == "612 x 792 pts (letter)"
    content = read.content
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert f"/Lang({LANGUAGES[language]})".encode() in content.replace(b"/Lang (", b"/Lang(")


def test_headings_tables_and_the_picture_are_tagged(made: Made) -> None:
    structure = Pdf(made(an_ordinary_record(), full="y")).structure
    for kind in ("H1", "H2", "Table", "TH", "TD"):
        assert re.search(rf"^\s*{kind}\b", structure, re.MULTILINE), kind
    levels = [int(found) for found in re.findall(r"^\s*H(\d)\b", structure, re.MULTILINE)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_figure_has_words(made: Made) -> None:
    page = made(an_ordinary_record())
    assert page.picture is not None
    assert page.picture.words
    content = Pdf(page).content
    assert content.count(b"/S/Figure") == content.count(b"/Alt") == 1


def test_what_a_person_typed_is_never_code(made: Made) -> None:
    questions = [row(Question, text=text, position=at, asked=False) for at, text in enumerate(PLANTED)]
    about = row(Background, name=PLANTED[0], born_on=PartialDate("1964"))
    lines = [line(f"{text} drug", started_on=PartialDate("2024"), note=text) for text in PLANTED]
    page = made(summary_of(about, questions, visit(-2, matters="\n".join(PLANTED)), *lines), full="y")
    found = Pdf(page).text()
    assert missing(page, found) == []
    for text in PLANTED:
        assert bare(text) in bare(found)


def test_the_template_reads_nothing_but_itself(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler as the app makes it, over a template that tries."""
    for source in ('#read("/../../../../etc/hostname")', '#import "@preview/cetz:0.3.4"', '#read("../pdf.py")'):
        (tmp_path / "page.typ").write_text(source)
        monkeypatch.setattr(pdf, "PAPER", tmp_path)
        pdf._compiler.cache_clear()
        with pytest.raises(pdf.typst.TypstError):
            pdf._compiler().compile(format="pdf", sys_inputs={"data": json.dumps({})})
    pdf._compiler.cache_clear()


def test_names_in_other_scripts_print(made: Made) -> None:
    for name in ("ᐃᓄᒃᑎᑐᑦ ᐊᓕᓯ", "马德琳 王", "Łucja Ångström-Ñandú", "Нина", "Μαρία"):
        assert bare(name) in bare(Pdf(made(summary_of(row(Background, name=name)))).text()), name
    arabic = Pdf(made(summary_of(row(Background, name="مريم الزهراء")))).text()
    assert "\ufffd" not in arabic
    assert set("مريم") <= set(bare(arabic))


def test_a_name_with_an_emoji_is_no_reason_to_fail(made: Made) -> None:
    text = Pdf(made(summary_of(row(Background, name="Anne 😀 B")))).text()
    assert "Anne" in text
    assert "B" in text


def test_two_pages_at_once_are_made_one_after_the_other(made: Made) -> None:
    from concurrent.futures import ThreadPoolExecutor

    pages = [made(summary_of(row(Background, name=f"Name {number}"))) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        made_at_once = list(pool.map(pdf.pdf_of, pages))
    for number, content in enumerate(made_at_once):
        assert f"Name {number}" in Pdf(content).text()
