"""Forms: the checks every typed value passes (S15), partial dates, coded choices, and the token against double taps."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import Length, StopValidation, ValidationError

from tracker.choices import Choice
from tracker.dates import PartialDate, today

NOTE_LENGTH = 4000
LINE_LENGTH = 120
_EARLIEST = 1900
_YEARS_AHEAD = 5
_ELSEWHERE = timedelta(days=1)  # the day has begun earlier for someone further east
# Marks that turn the direction of writing: in a one-line name they can make it read as another.
_DIRECTION_MARKS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Form(FlaskForm):
    """What a person sends. Fields not declared are never read; `values` is what the query may store."""

    version = HiddenField()  # of the record when the page was made (S27)
    operation = HiddenField(default=lambda: str(uuid.uuid4()))  # one act, however often it is sent (S25)

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """A form is never read from JSON, whose numbers and lists its fields do not expect."""
            if request.is_json and not isinstance(formdata, MultiDict):  # one who hands over fields has checked them
                abort(400)
            return super().wrap_formdata(form, formdata)

    NOT_VALUES = frozenset({"csrf_token", "version", "operation"})

    @property
    def values(self) -> dict[str, Any]:
        """Field name to value, ready for the record."""
        return {name: field.data for name, field in self._fields.items() if name not in self.NOT_VALUES}

    @property
    def operation_id(self) -> uuid.UUID:
        """The id the page was made with; a new one if it was lost or is not an id."""
        return as_uuid(self.operation.data) or uuid.uuid4()

    @property
    def base_version(self) -> int | None:
        """The version the page showed. None where it was not sent: then nothing of the record counts as seen."""
        data = (self.version.raw_data or [""])[0]
        return int(data) if data.isascii() and data.isdigit() and len(data) < 10 else None


def as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def clean(text: str | None, *, lines: bool = False) -> str | None:
    """NFC text without surrounding space, or None. Line ends are kept only where a field has several lines."""
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        text = text.translate(_DIRECTION_MARKS).replace("\n", " ")
    return text.strip() or None


def _no_control_characters(_form: Any, field: Field) -> None:
    for character in field.data or "":
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs"):
            raise StopValidation(_("This has a character that cannot be kept. Please type it again without it."))


class TextField(StringField):
    """One line of text: a name, a dose."""

    def __init__(
        self, label: Any = None, validators: Iterable[Any] = (), longest: int = LINE_LENGTH, **kw: Any
    ) -> None:
        filters = (clean,)
        rules = [*validators, _no_control_characters, _at_most(longest)]
        super().__init__(label, rules, filters=filters, **kw)


class NoteField(TextAreaField):
    """Some lines of text, in the person's own words."""

    def __init__(
        self, label: Any = None, validators: Iterable[Any] = (), longest: int = NOTE_LENGTH, **kw: Any
    ) -> None:
        filters = (lambda text: clean(text, lines=True),)
        rules = [*validators, _no_control_characters, _at_most(longest)]
        super().__init__(label, rules, filters=filters, **kw)


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=_l("This is too long to keep: at most %(max)d characters."))


class ChoiceField(RadioField):
    """One answer of a Choice. `blank`: the label of giving no answer, stored as None."""

    def __init__(self, label: Any, answers: type[Choice] | Sequence[Choice], blank: Any = None, **kw: Any) -> None:
        self.answers = {member.value: member for member in answers}
        choices = [SelectChoice(value, member.label) for value, member in self.answers.items()]
        if blank is not None:
            choices.append(SelectChoice("", blank))
        super().__init__(label, choices=choices, coerce=self._member, validate_choice=False, **kw)
        self.may_be_blank = blank is not None

    def _member(self, value: Any) -> Any:
        return self.answers.get(value) if isinstance(value, str) else None

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        self.refused = False
        if valuelist and valuelist[0]:
            self.data = self._member(valuelist[0])
            self.refused = self.data is None

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "refused", False):
            raise StopValidation(_("Choose one of the answers."))

    def iter_choices(self) -> Any:
        chosen = self.data.value if isinstance(self.data, Choice) else (self.data or "")
        for choice in self.choices:
            yield Option(choice.value, choice.label, choice.value == chosen, {})


class ChoicesField(SelectMultipleField):
    """Any number of answers of a Choice, kept in the order of the class as plain values."""

    def __init__(self, label: Any, answers: Iterable[Choice], **kw: Any) -> None:
        choices = [SelectChoice(member.value, member.label) for member in answers]
        self.known = [choice.value for choice in choices]
        super().__init__(label, choices=choices, validate_choice=False, **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.refused = any(value not in self.known for value in valuelist)
        self.data = [value for value in self.known if value in valuelist]

    def pre_validate(self, form: Any) -> None:
        if getattr(self, "refused", False):
            raise StopValidation(_("Choose from the answers shown."))


class PartialDateField(Field):
    """Year, month and day, each of which may stay empty from the right: `name-year`, `name-month`, `name-day`."""

    def __init__(self, label: Any = None, validators: Iterable[Any] = (), *, future: bool = False, **kw: Any) -> None:
        self.future = future
        self.parts: dict[str, str] = {"year": "", "month": "", "day": ""}
        super().__init__(label, list(validators), **kw)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        data = None if data is unset_value else data
        self.data = self.object_data = data
        if data:
            self.parts = dict(zip(("year", "month", "day"), [*data.split("-"), "", ""][:3], strict=True))
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata is None or not any(name in formdata for name in (*names.values(), self.name)):
            return
        if self.name in formdata:  # a whole date in one text, as scripts and tests send it
            self.parts = dict(
                zip(("year", "month", "day"), [*formdata[self.name].split("-", 2), "", ""][:3], strict=True)
            )
        else:
            self.parts = {part: (formdata.get(name) or "").strip() for part, name in names.items()}
        self._read()

    def _read(self) -> None:
        year, month, day = (unicodedata.normalize("NFKC", self.parts[part]) for part in ("year", "month", "day"))
        self.data = None
        if not (year or month or day):
            return
        try:
            self.data = _checked_date(year, month, day, self.future)
        except ValueError as problem:
            self.process_errors.append(str(problem))


def _checked_date(year: str, month: str, day: str, future: bool) -> PartialDate:
    """Raises ValueError with the words the person reads."""
    if not year:
        raise ValueError(_("Give the year too, or leave the whole date empty."))
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise ValueError(_("Write the year with four digits, for example %(year)d.", year=today().year))
    if day and not month:
        raise ValueError(_("Give the month too, or leave the day empty."))
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in (month, day) if part):
        raise ValueError(_("Write month and day as numbers."))
    latest = today().year + (_YEARS_AHEAD if future else 0)
    if not _EARLIEST <= int(year) <= latest:
        raise ValueError(_("The year must be between %(first)d and %(last)d.", first=_EARLIEST, last=latest))
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    try:
        found = PartialDate("-".join(parts))
    except ValueError:
        raise ValueError(_("There is no such day. Please check the day and the month.")) from None
    if not future and found.first_day > today() + _ELSEWHERE:
        raise ValueError(_("This day has not come yet."))
    return found


def not_before(field: Field, other: Field, message: Any) -> None:
    """Put `message` at `field` if its date is surely before the date of `other`."""
    if field.data and other.data and field.data.surely_before(other.data):
        field.errors = [*field.errors, message]
        raise ValidationError(message)
