"""Forms of the check-in, of a quick log and of the plan. Every answer may be left out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cached_property, lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.checkins.fields import OwnSymptomsField, ReadingField, ScoreField, YesNoField
from tracker.checkins.models import AnsweredBy, CheckInPlan, Rhythm
from tracker.checkins.record import own_symptoms
from tracker.content import catalogue
from tracker.dates import TIME_ZONE, PartialDate
from tracker.db import now
from tracker.forms import ChoiceField, Form, NoteField, PartialDateField, TextField, as_uuid
from tracker.i18n import LANGUAGES, language

_BEFORE = timedelta(days=400)  # an entry may have waited on a phone
_AHEAD = timedelta(hours=36)  # the clock of a phone can be a day wrong
_FARTHEST = 14 * 60  # minutes from UTC
_PHONE = 40
CELSIUS: dict[str, Any] = {"between": (30.0, 45.0), "other": (1.8, 32.0), "unit_is_said": False}
_OWN_ID = re.compile(r"own-[0-9a-f]{12}")
_OF_THEIR_OWN = _l("A symptom of your own")
KILOGRAMS: dict[str, Any] = {"between": (20.0, 300.0), "other": (2.20462262, 0.0), "unit_is_said": True}


@dataclass(frozen=True)
class Moment:
    """When an entry was made, and how many minutes east of UTC the person was."""

    at: datetime
    utc_offset: int

    @property
    def day(self) -> PartialDate:
        return PartialDate.of(self.local.date())

    @property
    def local(self) -> datetime:
        return self.at.astimezone(timezone(timedelta(minutes=self.utc_offset)))


def moment_said(instant: str | None, offset: str | None) -> Moment:
    """The moment as the phone says it, where that can be; else this one, in eastern Canada."""
    try:
        at = datetime.fromisoformat(instant or "")
        own = at.utcoffset()
        if own is None:
            raise ValueError
        minutes = int(offset) if offset else int(own.total_seconds() // 60)
        if abs(minutes) <= _FARTHEST and now() - _BEFORE <= at <= now() + _AHEAD:
            return Moment(at.astimezone(UTC), minutes)
    except (ValueError, OverflowError):
        pass
    here = now().astimezone(TIME_ZONE).utcoffset() or timedelta()
    return Moment(now(), int(here.total_seconds() // 60))


class FromOutbox(MultiDict[str, str]):
    """The fields of one entry, as a phone sent them: names and texts alone, checked before they come here."""


class EntryForm(Form):
    """What every entry brings: its own id, made where it was written, and the moment by that clock."""

    record = HiddenField(default=lambda: str(uuid.uuid4()))
    utc_offset = HiddenField()
    INSTANT = "answered_at"

    class Meta(Form.Meta):
        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            return formdata if isinstance(formdata, FromOutbox) else super().wrap_formdata(form, formdata)

    @cached_property
    def record_id(self) -> uuid.UUID:
        return as_uuid(self.record.data) or uuid.uuid4()

    @property
    def moment(self) -> Moment:
        return moment_said(self[self.INSTANT].data, self.utc_offset.data)


class CheckInForm(EntryForm):
    """The part that is the same for everybody; `check_in_form` adds the questions, each under the id of its item."""

    answered_at = HiddenField()
    instrument_version = HiddenField(default=lambda: str(catalogue().checkin.version))
    language = HiddenField(default=language)
    temperature_unit = HiddenField()
    weight_unit = HiddenField()
    temperature_c = ReadingField(_l("Temperature"), **CELSIUS)
    weight_kg = ReadingField(_l("Weight"), **KILOGRAMS)
    note = NoteField(
        _l("What mattered this week"), description=_l("In your own words, or with your phone’s voice typing.")
    )
    could = NoteField(_l("What I could do"))
    could_not = NoteField(_l("What I could not do"))
    answered_by = ChoiceField(_l("Who answered"), AnsweredBy, default=AnsweredBy.SELF)

    COLUMNS = ("temperature_c", "weight_kg", "note", "could", "could_not", "answered_by")
    ITEMS: tuple[str, ...] = ()

    def process(self, formdata: Any = None, obj: Any = None, data: Any = None, **kw: Any) -> None:
        formdata = _prepared(self, formdata, kw)
        super().process(formdata, obj, data, **kw)
        self.answered_by.data = self.answered_by.data or AnsweredBy.SELF

    @property
    def values(self) -> dict[str, Any]:
        """The columns that the form fills one to one; the answers are in `scores`."""
        return {name: self[name].data for name in self.COLUMNS}

    @property
    def wording(self) -> tuple[int, str]:
        """Version and language of the questions that were answered: an entry may have waited over a new version."""
        version, latest = self.instrument_version.data or "", catalogue().checkin.version
        known = version.isascii() and version.isdigit() and 1 <= int(version[:6]) <= latest
        return int(version) if known else latest, self.language.data if self.language.data in LANGUAGES else language()

    @property
    def scores(self) -> dict[str, int | bool]:
        """The answers given. What was skipped is not among them."""
        return {name: self[name].data for name in self.ITEMS if self[name].data is not None}


def _prepared(form: Form, formdata: Any, plan: dict[str, Any]) -> Any:
    """What was sent, once each reading knows the unit of its form (else of the plan)."""
    formdata = form.meta.wrap_formdata(form, formdata)
    for unit, name, other in (("temperature_unit", "temperature_c", "f"), ("weight_unit", "weight_kg", "lb")):
        if name in form:
            form[name].in_other = ((formdata and formdata.get(unit)) or plan.get(unit)) == other
    return formdata


def check_in_form(
    plan: CheckInPlan,
    asked: Sequence[str] = (),
    formdata: Any = None,
    obj: Any = None,
    more: Iterable[str] = (),
    **kw: Any,
) -> CheckInForm:
    """A form for the questions `asked`, for those that were answered, for `more`, and for the person's own symptoms.

    All are ids of items. To read what was sent it is enough to know the plan.
    """
    content = catalogue().checkin
    present = set(more) | {name for name in formdata or () if isinstance(name, str)}
    others = [name for name in (*content.core, *content.extra) if name in present and name not in asked]
    own = own_symptoms(plan.own)
    # A symptom of their own that was renamed or taken off the list since: its answer is kept all the same.
    own |= {name: str(_OF_THEIR_OWN) for name in present - own.keys() if _OWN_ID.fullmatch(name)}
    items = (*asked, *others, *own)
    asked_form = _class_of(tuple((name, _is_yes_no(name)) for name in items), tuple(own.items()))
    units = {"temperature_unit": "f" if plan.fahrenheit else "c", "weight_unit": "lb" if plan.pounds else "kg"}
    return asked_form(formdata, obj=obj, **units, **kw)


def _is_yes_no(name: str) -> bool:
    item = catalogue().checkin.item(name)
    return item is not None and item.scale == "yes_no"


@lru_cache(maxsize=256)
def _class_of(items: tuple[tuple[str, bool], ...], own: tuple[tuple[str, str], ...]) -> type[CheckInForm]:
    named = dict(own)
    fields: dict[str, Any] = {
        name: (YesNoField if yes_no else ScoreField)(named.get(name) or LazyString(_label, name), id=name)
        for name, yes_no in items
    }
    return type("AskedForm", (CheckInForm,), fields | {"ITEMS": tuple(name for name, _yes_no in items)})


def _label(name: str) -> str:
    item = catalogue().checkin.item(name)
    return item.label.in_language(language()) if item else name


class HappeningForm(EntryForm):
    """One quick entry. On the short page only its kind is sent, by the button that was pressed."""

    kind = HiddenField()
    happened_at = HiddenField()
    day = PartialDateField(_l("Which day?"))
    time = StringField(_l("At what time?"), render_kw={"type": "time"})
    temperature_unit = HiddenField()
    temperature_c = ReadingField(_l("Temperature"), **CELSIUS)
    score = ScoreField(_l("How strong was it?"), id="score")
    note = NoteField(_l("What happened, in your own words"))

    COLUMNS = ("kind", "temperature_c", "score", "note")
    INSTANT = "happened_at"

    def process(self, formdata: Any = None, obj: Any = None, data: Any = None, **kw: Any) -> None:
        formdata = _prepared(self, formdata, kw)
        super().process(formdata, obj, data, **kw)
        if formdata is not None and "time" not in formdata:  # the day is then what the clock of the phone says
            self.day.process_errors, self.day.data = [], None

    @property
    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in self.COLUMNS}

    def when(self, said: Moment) -> Moment:
        """The day and time that were typed, else the moment it was sent."""
        local = said.local
        if not self.day.data and not self.time.data:
            return said
        day = self.day.data.first_day if self.day.data else local.date()
        clock = _clock(self.time.data) or local.time()
        typed = datetime.combine(day, clock, local.tzinfo)
        return Moment(typed.astimezone(UTC), said.utc_offset)

    def validate_kind(self, field: HiddenField) -> None:
        if field.data not in catalogue().checkin.quick_log:
            raise ValidationError(_("Choose what happened."))

    def validate_day(self, field: PartialDateField) -> None:
        if field.data and len(field.data) < len("2026-01-01"):
            raise ValidationError(_("Give the whole date: year, month and day."))

    def validate_time(self, field: StringField) -> None:
        if field.data and _clock(field.data) is None:
            raise StopValidation(_("Write the time like 14:30."))


def happening_form(plan: CheckInPlan, formdata: Any = None, obj: Any = None, **kw: Any) -> HappeningForm:
    return HappeningForm(formdata, obj=obj, temperature_unit="f" if plan.fahrenheit else "c", **kw)


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat((text or "").strip()).replace(tzinfo=None)
    except ValueError:
        return None


class ItemsField(SelectMultipleField):
    """Items of the content to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        known = [value for value, _label in self.choices]
        kept = [name for name in self.object_data or () if name not in known]  # ids that this page cannot show
        self.data = kept + [name for name in known if name in valuelist]

    def pre_validate(self, form: Any) -> None:
        """An id that is not on the list was never read."""


class PlanForm(Form):
    rhythm = ChoiceField(
        _l("How often?"), Rhythm, description=_l("A day or a week left out is no problem. Nothing reminds you.")
    )
    fahrenheit = BooleanField(_l("Temperature in °F"))
    pounds = BooleanField(_l("Weight in pounds"))
    hidden = ItemsField(_l("Leave out"), choices=[])
    added = ItemsField(_l("Ask me also about"), choices=[])
    own = OwnSymptomsField(_l("Symptoms of your own, one on each line"))
    clinic_name = TextField(_l("Name of the clinic"), render_kw={"autocomplete": "organization"})
    clinic_day_number = TextField(
        _l("Telephone in the daytime"), longest=_PHONE, render_kw={"type": "tel", "autocomplete": "off"}
    )
    clinic_night_number = TextField(
        _l("Telephone at night and on weekends"), longest=_PHONE, render_kw={"type": "tel", "autocomplete": "off"}
    )
    keep_on_phone = BooleanField(
        _l("Show the last pages without a signal"),
        description=_l(
            "Today, your journey and the numbers of your clinic are then kept on this phone, encrypted. "
            "Whoever can open your phone can read them. Not on a shared device."
        ),
    )

    def validate_clinic_day_number(self, field: TextField) -> None:
        _looks_like_a_number(field)

    def validate_clinic_night_number(self, field: TextField) -> None:
        _looks_like_a_number(field)

    def validate_rhythm(self, field: ChoiceField) -> None:
        field.data = field.data or Rhythm.WEEKLY


def _looks_like_a_number(field: TextField) -> None:
    if field.data and sum(character.isdigit() for character in field.data) < 3:
        raise ValidationError(_("Write the telephone number, for example 613-555-0188."))
