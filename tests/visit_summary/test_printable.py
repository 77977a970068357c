"""Any text prints: what the fonts lack is marked, and no text is a reason to fail."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.visit_summary.conftest import Pdf, bare
from tracker.visit_summary.page import Block, Picture, Said, Table, VisitPage
from tracker.visit_summary.pdf import pdf_of
from tracker.visit_summary.printable import MISSING, printable, with_glyphs

ANY = st.text(st.characters(blacklist_categories=()), max_size=60)  # lone halves of a pair too
AWKWARD = st.text(
    st.sampled_from(
        "\u0301\u0489\u200d\u200c\ufe0f\u20e3\u064b\u0651\u093f\u17d2\u1160\u302a😀🇨🇦👩\u200d🔬\ue000\U000f0000\U0010ffff\ufffe"
        "\x00\x1b\x7f\x85\u2028\u2029\t\n\r\u202e\u2067\ufeff\u00adمريمᐃ马ñ#$@\\*_`[]<>~=/'\"-–"
    ),
    max_size=40,
)


def page_saying(text: str) -> VisitPage:
    """The text wherever a person's own words can stand; titles and headings are ours."""
    block = Block(
        "changes", "Since", (Said(text, lead=text),), Table(("a", "b", "c", "d"), ((text,) * 4,)), (text,), (text,)
    )
    return VisitPage(
        "en-CA",
        "Visit summary",
        occasion=text,
        name=text,
        born=text,
        made=text,
        blocks=(block, replace(block, key="questions", table=None, room=True)),
        about=text,
        history_title="Full history",
        history=(replace(block, key="history-scans"),),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(ANY, AWKWARD))
def test_any_text_in_any_field_compiles(text: str) -> None:
    assert pdf_of(page_saying(text)).startswith(b"%PDF-1.7")


@settings(max_examples=300, deadline=None)
@given(st.one_of(ANY, AWKWARD))
def test_what_prints_needs_no_second_look(text: str) -> None:
    once = with_glyphs(text)
    assert with_glyphs(once) == once
    assert not [each for each in once if each != "\n" and unicodedata.category(each) in ("Cc", "Cs", "Co", "Cn")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anne 😀", f"Anne {MISSING}"),
        ("\ue000", MISSING),
        ("a\u202eb\u2067c", "abc"),
        ("a\x00b\x1b", "ab"),
        ("é", "é"),
        ("e\x1f\u0301", "é"),
        ("e\u0301", "é"),
        ("مريم", "مريم"),
        ("ᐃᓄᒃᑎᑐᑦ", "ᐃᓄᒃᑎᑐᑦ"),
        ("马德琳", "马德琳"),
        ("≈ 3 y → grew ▲ −5 ≥ µg/L 10\u202fh", "≈ 3 y → grew ▲ −5 ≥ µg/L 10\u202fh"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("\ud800", MISSING),
    ],
)
def test_what_the_fonts_have_stays_and_what_they_lack_is_marked(text: str, shown: str) -> None:
    assert with_glyphs(text) == shown


def test_a_long_word_gets_places_to_break_and_a_short_one_none() -> None:
    assert printable("short words only") == "short words only"
    assert printable({"a": ["W" * 40]}) == {"a": ["\u200b".join(["W" * 16, "W" * 16, "W" * 8])]}


def test_words_in_the_picture_are_made_printable_too() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 9"><text y="8">Zoé 😀 drug</text></svg>'
    page = replace(page_saying("x"), picture=Picture("The picture", svg, "words"))
    found = Pdf(page).text()
    assert "drug" in bare(found)
