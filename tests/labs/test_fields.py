"""The number on a report: whatever is typed comes to a value in range or to words, never to another number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from tracker.labs.fields import DECIMALS, HIGHEST, ValueField

_APP = Flask(__name__)
Babel(_APP)


class OneValue(Form):
    value = ValueField()


@pytest.fixture(autouse=True)
def in_a_request() -> Iterator[None]:
    with _APP.test_request_context():
        yield


def read(text: str, language: str = "en") -> ValueField:
    with force_locale(language):
        form = OneValue(MultiDict({"value": text}))
        assert form.validate() == (form.value.data is not None)
        return form.value


languages = st.sampled_from(["en", "fr"])
amounts = st.integers(0, HIGHEST * 10**DECIMALS).map(lambda number: number / 10**DECIMALS)


@given(text=st.text() | st.from_regex(r"[-+<]?[0-9 .,\u00a0\u202feE]{1,30}", fullmatch=True), language=languages)
@example(text="9" * 5000, language="en")
@example(text="inf", language="en")
@example(text="nan", language="fr")
def test_any_text_is_a_value_in_range_or_words(text: str, language: str) -> None:
    with _APP.test_request_context():
        found = read(text, language)
    if found.data is None:
        assert all(found.errors)
        assert found._value() == found.typed, "what was typed stays on the page"
    else:
        assert 0 <= found.data <= HIGHEST
        assert found.data == round(found.data, DECIMALS)


@given(value=amounts, language=languages)
def test_what_is_kept_comes_back_as_the_same(value: float, language: str) -> None:
    with _APP.test_request_context(), force_locale(language):
        shown = OneValue(data={"value": value}).value._value()
        assert read(shown, language).data == value


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("31.5", 31.5),
        ("31,5", 31.5),
        (" 31 ", 31),
        ("0", 0),
        ("0,123", 0.123),
        ("1.234", 1.234),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234", 1234),
        ("1,234.5", 1234.5),
        ("1000000", HIGHEST),
        ("３１．５", 31.5),
        ("٣١", 31),
        ("12,34", 12.34),
    ],
)
def test_numbers_as_people_write_them(typed: str, value: float, language: str) -> None:
    assert read(typed, language).data == value


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write the number on the report."),
        ("-3", "never below zero"),
        ("−3", "never below zero"),
        ("<0.5", "keep that in the note"),
        ("> 1000", "keep that in the note"),
        ("1000000.5", "it can be at most 1,000,000."),
        ("9" * 39, "it can be at most 1,000,000."),
        ("inf", "for example 31.5"),
        ("1e3", "for example 31.5"),
        ("31.5 U/mL", "for example 31.5"),
        ("1.2345", "for example 31.5"),
        ("12 34", "for example 31.5"),
        ("1,234", "Which number is this? Write 1234 or 1.234."),
        ("52,100", "Which number is this? Write 52100 or 52.100."),
    ],
)
def test_words_say_the_mend(typed: str, words: str) -> None:
    assert words in " ".join(map(str, read(typed).errors))


def test_in_french_a_comma_is_always_for_decimals() -> None:
    assert read("1,234", "fr").data == 1.234
    with force_locale("fr"):
        assert OneValue(data={"value": 1.234}).value._value() == "1,234"
