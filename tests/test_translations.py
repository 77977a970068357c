"""The French of the pages: nothing missing, the same gaps as the English, written as Canadian French is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tracker.knowledge.french import typography

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "tracker" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
GAP = re.compile(r"%\(\w+\)[sd]")
# Names, and words that are rightly the same in both languages.
SAME = frozenset(
    ["CA 15-3", "CA 27-29"]
    + ["AKT1", "BRCA1", "BRCA2", "ESR1", "HER2", "PALB2", "PIK3CA", "PTEN", "ISH positive"]
    + ["Biopsies", "HER2 %(status)s"]
    + ["Dose", "Menu", "Note", "Notes", "Options", "Pages", "Question", "Questions", "Sources", "DOI"]
    + ["Saskatchewan (Regina)", "Yukon (Whitehorse)"]
    + ["Alberta", "Canada", "Manitoba", "Nunavut", "Ontario", "Saskatchewan", "Yukon"]
)


def extracted() -> set[str | tuple[str, str]]:
    found = extract_from_dir(
        ROOT / "tracker",
        METHODS,
        {"**.html": {"trimmed": "true"}},
        keywords=KEYWORDS,
        comment_tags=(),
    )
    return {message[:2] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def entries(french: Catalog) -> Iterator[Message]:
    return (message for message in french if message.id)


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_has_french(french: Catalog) -> None:
    missing = [
        key
        for key in extracted()
        if not (found := french.get(key if isinstance(key, str) else key[0])) or not all(texts(found))
    ]
    assert not missing


def test_no_french_without_a_sentence(french: Catalog) -> None:
    known = {key if isinstance(key, str) else key[0] for key in extracted()}
    assert [m.id for m in entries(french) if (m.id if isinstance(m.id, str) else m.id[0]) not in known] == []


def test_nothing_is_marked_as_guessed(french: Catalog) -> None:
    assert not french.fuzzy, "a catalogue marked fuzzy is not compiled"
    assert [m.id for m in entries(french) if m.fuzzy] == []


def test_gaps_are_those_of_the_english(french: Catalog) -> None:
    wrong = []
    for message in entries(french):
        english = message.id if isinstance(message.id, str) else message.id[1]
        for text in texts(message):
            gaps = set(GAP.findall(text))
            # "1 jour" may stand without its number
            if gaps - set(GAP.findall(english)) or (isinstance(message.id, str) and gaps != set(GAP.findall(english))):
                wrong.append(message.id)
    assert not wrong


def test_french_is_written_as_in_canada(french: Catalog) -> None:
    bare = [(m.id, GAP.sub("x", text)) for m in entries(french) for text in texts(m)]
    wrong = [(key, found) for key, text in bare if (found := list(typography(text)))]
    assert not wrong


def test_french_is_not_the_english(french: Catalog) -> None:
    same = [m.id for m in entries(french) if isinstance(m.id, str) and m.string == m.id and m.id not in SAME]
    assert [text for text in same if re.search("[A-Za-z]{2}", GAP.sub("", text))] == []
