"""The number on a laboratory report, as a person types it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from tracker.i18n import language
from tracker.labs.words import number

HIGHEST = 1_000_000
DECIMALS = 3
_LONGEST_TYPED = 40
_MINUS = ("-", "−", "–")
_BOUNDS = ("<", ">", "≤", "≥")
_NUMBER = re.compile(rf"(\d+|\d{{1,3}}(?: \d{{3}})+)(?:[.,](\d{{1,{DECIMALS}}}))?")
_ENGLISH_THOUSANDS = re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+)\.(\d{{1,{DECIMALS}}})")
_THOUSANDS_OR_DECIMALS = re.compile(r"[1-9]\d{0,2},\d{3}")


class ValueField(Field):
    """A number from 0 to HIGHEST with at most DECIMALS decimals, after a point or a comma."""

    widget = TextInput()

    def __init__(self, label: Any = None, **kw: Any) -> None:
        self.typed = ""
        self.problem = ""
        super().__init__(label, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **kw)

    def process_data(self, value: float | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data, self.problem = None, ""
        try:
            self.data = _read(self.typed)
        except ValueError as problem:
            self.problem = str(problem)

    def pre_validate(self, form: Any) -> None:
        if self.problem:
            raise StopValidation(self.problem)

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else typed(self.data))

    def shown(self, value: float) -> str:
        return number(value)


def typed(value: float) -> str:
    """A kept value as one would type it: `1234.5`, `1234,5`."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language() == "fr" else text


def _read(text: str) -> float:
    """Raises ValueError with the words the person reads."""
    if not text:
        raise ValueError(_("Write the number on the report."))
    if text.startswith(_MINUS):
        raise ValueError(_("A tumour marker is never below zero. Write the number without the minus sign."))
    if text.startswith(_BOUNDS):
        raise ValueError(
            _("Write the number alone. If the report says “less than” or “more than”, keep that in the note.")
        )
    # In English a comma may stand for thousands; one wrong guess would be a value a thousand times too small.
    if language() == "en" and _THOUSANDS_OR_DECIMALS.fullmatch(text):
        whole, decimals = text.split(",")
        raise ValueError(
            _(
                "Which number is this? Write %(large)s or %(small)s.",
                large=whole + decimals,
                small=f"{whole}.{decimals}",
            )
        )
    found = None if len(text) > _LONGEST_TYPED else _ENGLISH_THOUSANDS.fullmatch(text) or _NUMBER.fullmatch(text)
    if not found:
        raise ValueError(_("Write the number alone, for example %(number)s.", number=typed(31.5)))
    value = float(f"{re.sub('[ ,]', '', found[1])}.{found[2] or 0}")
    if value > HIGHEST:
        raise ValueError(_("Check this number: it can be at most %(highest)s.", highest=number(HIGHEST)))
    return value
