"""Fields of the check-in: 0 to 10, yes or no, a reading in the person's own unit, own symptoms one on each line."""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import ListWidget, TextArea, TextInput

from tracker.forms import LINE_LENGTH, clean

_SCORES = {str(score): score for score in range(11)}
_ANSWERS = {"yes": True, "no": False}
_MOST_OWN = 12


class _Answer(Field):
    """One answer to tap. Nothing, or "I don't know", is no answer: skipped is not zero."""

    widget = ListWidget()
    answers: dict[str, Any] = {}

    def process_data(self, value: Any) -> None:
        self.data = value
        self.refused = False

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip() if valuelist else ""
        self.data = self.answers.get(given)
        self.refused = bool(given) and given not in self.answers

    def pre_validate(self, form: Any) -> None:
        if self.refused:
            raise StopValidation(_("Choose one of the answers."))

    @property
    def choices(self) -> list[Any]:
        return []


class ScoreField(_Answer):
    answers = _SCORES

    def pre_validate(self, form: Any) -> None:
        if self.refused:
            raise StopValidation(_("Choose a number from 0 to 10, or leave it out."))


class YesNoField(_Answer):
    answers = _ANSWERS


class ReadingField(Field):
    """A number with a unit: kept as °C or kg, shown in the unit of the plan. `other`: factor and zero of the other.

    `unit_is_said`: the number alone does not tell its unit (as it does for a temperature: nobody has 98 °C).
    """

    widget = TextInput()

    def __init__(
        self, label: Any, between: tuple[float, float], other: tuple[float, float], *, unit_is_said: bool, **kw: Any
    ) -> None:
        self.lowest, self.highest = between
        self.factor, self.zero = other
        self.unit_is_said = unit_is_said
        self.in_other = False
        self.typed = ""
        self.problem = ""
        super().__init__(label, **kw)

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data, self.problem = None, ""
        if not self.typed:
            return
        number = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,3}))?(?:\s*(?:°?[CcFf]|kg|lbs?))?", self.typed)
        if not number:
            self.problem = _("Write a number, for example %(number)s.", number=self._shown(self.lowest + 7))
            return
        found = float(f"{number[1]}.{number[2] or 0}")
        in_other = self.in_other if self.unit_is_said else found > self.highest
        kept = round((found - self.zero) / self.factor if in_other else found, 1)
        if not self.lowest <= kept <= self.highest:
            self.problem = _(
                "Check this number: it must be between %(lowest)s and %(highest)s.",
                lowest=self._shown(self.lowest),
                highest=self._shown(self.highest),
            )
            return
        self.data = kept

    def pre_validate(self, form: Any) -> None:
        if self.problem:
            raise StopValidation(self.problem)

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else self._shown(self.data))

    def _shown(self, kept: float) -> str:
        return number_shown(kept * self.factor + self.zero if self.in_other else kept)


def number_shown(number: float) -> str:
    """`38.4`, `38,4`; no zero after the mark where it says nothing."""
    text = f"{number:.1f}".removesuffix(".0")
    return text.replace(".", ",") if str(get_locale() or "en").startswith("fr") else text


class _Lines:
    """Several lines, drawn as a text area; a clash between two versions is not settled by joining them."""

    def __call__(self, field: Field, **given: Any) -> Any:
        return TextArea()(field, **({"rows": 4} | given))


class OwnSymptomsField(Field):
    """The person's own symptoms, one on each line; kept as JSON with an id each, which a changed list keeps."""

    widget = _Lines()

    def process_data(self, value: Any) -> None:
        self.data = value
        self.ids = {each["name"]: each["id"] for each in json.loads(value or "[]")}
        self.problem = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = [clean(line) for line in (valuelist[0] if valuelist else "").splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > _MOST_OWN:
            self.problem = _("Keep at most %(num)d symptoms of your own.", num=_MOST_OWN)
        elif any(len(name) > LINE_LENGTH for name in names):
            self.problem = str(_l("This is too long to keep: at most %(max)d characters.")) % {"max": LINE_LENGTH}
        kept = [{"id": self.ids.get(name) or f"own-{uuid.uuid4().hex[:12]}", "name": name} for name in names]
        self.data = json.dumps(kept, ensure_ascii=False) if kept else None

    def pre_validate(self, form: Any) -> None:
        if self.problem:
            raise StopValidation(self.problem)

    def _value(self) -> str:
        try:
            return "\n".join(each["name"] for each in json.loads(self.data or "[]"))
        except (ValueError, TypeError, KeyError):
            return ""
