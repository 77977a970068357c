"""Forms of the treatments."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from tracker.content import catalogue, drug_name, kind_name
from tracker.forms import LINE_LENGTH, ChoiceField, Form, NoteField, PartialDateField, clean, not_before
from tracker.i18n import language
from tracker.places import Place, YesNo
from tracker.treatments.cycles import LONGEST
from tracker.treatments.models import DoseChangeKind, EndReason, LocalKind, Response, Setting

TYPED = "text:"
KEEP, LEAVE_OUT = "keep", "leave"  # answers to "did you mean"
_MOST_DRUGS = 12


@dataclass(frozen=True)
class Pick:
    """A drug on the form: `value` is an id of the content, or `text:` and the name as typed."""

    value: str

    @property
    def drug_id(self) -> str | None:
        return None if self.value.startswith(TYPED) else self.value

    @property
    def drug_text(self) -> str | None:
        return self.value.removeprefix(TYPED) if self.value.startswith(TYPED) else None

    @property
    def name(self) -> str:
        return drug_name(self.drug_id, self.drug_text)

    @property
    def detail(self) -> str:
        """Brand and kind in plain words; empty for a name as typed."""
        drug = catalogue().drugs.get(self.value)
        return " · ".join([*drug.brands[:2], kind_name(catalogue().kind_of(drug.id))]) if drug else ""


class DrugsField(Field):
    """Chosen drugs (`drugs`, repeated) and what stands in the text box (`drugs-typed`, names with commas between).

    A typed name is looked up when the form is sent: exactly one drug counts at once, otherwise `matches` holds what
    the first open name may be, and the page asks with it in `drugs-open`; `drugs-means` answers with a drug id, `keep`
    or `leave`. `data`: picks, each once.
    """

    widget = TextInput()

    def __init__(self, label: Any = None, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.typed = ""
        self.open_name = ""
        self.matches: Sequence[Pick] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = [Pick(value) for value in data] if isinstance(data, list) else []
        if formdata is None or not formdata:
            return
        values = formdata.getlist(self.name)
        names = _names(clean(formdata.get(f"{self.name}-typed")) or "")
        asked, means = formdata.get(f"{self.name}-open"), formdata.get(f"{self.name}-means")
        if means and asked in names:
            names.remove(asked)
            if means != LEAVE_OUT:
                values.append(TYPED + asked if means == KEEP else means)
        self.typed = ", ".join(names)
        self.data = [Pick(value) for value in dict.fromkeys(values)]

    def pre_validate(self, form: Any) -> None:
        for pick in self.data:
            if pick.drug_text is None and pick.value not in catalogue().drugs:
                self.data = [p for p in self.data if p is not pick]
                raise StopValidation(_("One of the drugs is not in our list. Type its name to keep it as it is."))
            if pick.drug_text is not None and not 0 < len(pick.drug_text) <= LINE_LENGTH:
                raise StopValidation(_("The name of a drug can have at most %(num)d characters.", num=LINE_LENGTH))
            if any(unicodedata.category(c) in ("Cc", "Cs") for c in pick.value):
                raise StopValidation(_("This has a character that cannot be kept. Please type it again without it."))
        self._settle_typed()
        if len(self.data) > _MOST_DRUGS:
            raise StopValidation(_("A line can hold at most %(num)d drugs.", num=_MOST_DRUGS))

    def _settle_typed(self) -> None:
        """Take every typed name that is exactly one drug; ask about the first that is not."""
        open_names = []
        for name in _names(self.typed):
            drug = catalogue().drug_named(name)
            if drug is None:
                open_names.append(name)
            elif drug.id not in [pick.value for pick in self.data]:
                self.data = [*self.data, Pick(drug.id)]
        self.typed = ", ".join(open_names)
        if open_names:
            self.open_name = open_names[0]
            self.matches = [Pick(found.id) for found in catalogue().find_drugs(open_names[0], language())][:8]
            raise StopValidation(_("Choose a drug from the list, or keep what you typed."))


def _names(typed: str) -> list[str]:
    """The names in one text box, with commas between."""
    return [name for part in re.split("[,;+]", typed) if (name := part.strip())]


class LineForm(Form):
    NOT_VALUES = Form.NOT_VALUES | {"drugs", "drugs_before"}

    drugs = DrugsField(_l("Which drugs?"), description=_l("All the drugs you take together. Brand names work too."))
    drugs_before = HiddenField()  # the drugs when the page was made: two changes to the list merge by themselves
    setting = ChoiceField(_l("What was it for?"), Setting)
    started_on = PartialDateField(
        _l("When did it start?"), future=True, description=_l("A year is enough. It may be in the future.")
    )
    ended = BooleanField(_l("This treatment has ended"))
    ended_on = PartialDateField(_l("When did it end?"), description=_l("A year is enough."))
    end_reason = ChoiceField(
        _l("Why did it end?"), EndReason, description=_l("As your care team told you, or as you see it.")
    )
    best_response = ChoiceField(
        _l("Best result while you were on it"), Response, description=_l("From your scans. You can skip this.")
    )
    in_trial = ChoiceField(_l("Was it part of a clinical trial?"), YesNo)
    note = NoteField(_l("A note, only if you want"))

    def validate_drugs(self, field: DrugsField) -> None:
        if not field.data and not field.typed:
            raise ValidationError(_("Name at least one drug. If you do not know it, type “I don’t know”."))

    def validate_ended_on(self, field: PartialDateField) -> None:
        if (field.data or self.end_reason.data) and not self.ended.data:
            # A date on a line that went on means that it ended; on an ended line the box was unticked on purpose.
            self.ended.data = not self.ended.object_data
        not_before(field, self.started_on, _("The end is before the start. Check both dates."))

    def drugs_at_first(self) -> list[str]:
        try:
            values = json.loads(self.drugs_before.data or "[]")
        except (ValueError, RecursionError):
            return []
        return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


class EndLineForm(Form):
    ended_on = PartialDateField(_l("When did it end?"), description=_l("A year is enough."))
    end_reason = LineForm.end_reason
    best_response = LineForm.best_response
    note = LineForm.note


class DoseChangeForm(Form):
    kind = ChoiceField(_l("What changed?"), DoseChangeKind)
    changed_on = PartialDateField(_l("When?"), description=_l("A year is enough."))
    reason = NoteField(_l("Why? Only if you want"))

    def validate_kind(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what changed."))


class DaysField(StringField):
    """A whole number of days, from 1 to the longest cycle."""

    def process_data(self, value: Any) -> None:
        self.data = value
        self.problem = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data, self.problem = None, ""
        if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= LONGEST:
            self.data = int(text)
        elif text:
            self.problem = _("Write a number of days, from 1 to %(most)d.", most=LONGEST)

    def pre_validate(self, form: Any) -> None:
        if self.problem:
            raise StopValidation(self.problem)

    def _value(self) -> str:
        if self.problem and self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


_NUMBER = {"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"}


class DoseForm(Form):
    """The dose, and the cycle: all three parts of it, or none."""

    dose = NoteField(_l("Dose, as you would say it"), longest=LINE_LENGTH)
    cycle_days_on = DaysField(_l("Days taken in a cycle"), render_kw=_NUMBER)
    cycle_days = DaysField(_l("Days in the whole cycle"), render_kw=_NUMBER)
    cycle_from = PartialDateField(
        _l("Day 1 of a cycle"),
        future=True,
        description=_l("Any day on which a cycle began or will begin: year, month and day."),
    )

    CYCLE = ("cycle_days_on", "cycle_days", "cycle_from")

    def validate_cycle_days_on(self, field: DaysField) -> None:
        self._needed(field, _("Give the number of days on which it is taken, or leave the whole cycle empty."))

    def validate_cycle_days(self, field: DaysField) -> None:
        self._needed(field, _("Give the number of days in the whole cycle, or leave the cycle empty."))
        if field.data and self.cycle_days_on.data and self.cycle_days_on.data > field.data:
            raise ValidationError(_("A cycle is at least as long as the days taken in it. Check both numbers."))

    def validate_cycle_from(self, field: PartialDateField) -> None:
        self._needed(field, _("Give a day on which a cycle begins, or leave the whole cycle empty."))
        if field.data and field.data.first_day != field.data.last_day:
            raise ValidationError(_("Give the year, the month and the day, so that the days can be counted."))

    def _needed(self, field: Field, message: str) -> None:
        if field.data is None and any(self[name].data is not None for name in self.CYCLE):
            raise ValidationError(message)


class LocalTreatmentForm(Form):
    kind = ChoiceField(_l("What was it?"), LocalKind)
    place = ChoiceField(_l("Which place?"), Place, blank=_l("I don’t know"))
    started_on = PartialDateField(_l("When did it start?"), future=True, description=_l("A year is enough."))
    ended_on = PartialDateField(_l("When did it end?"), future=True, description=_l("Leave empty for one day."))
    note = NoteField(_l("A note, only if you want"))

    def validate_kind(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what it was."))

    def validate_ended_on(self, field: PartialDateField) -> None:
        not_before(field, self.started_on, _("The end is before the start. Check both dates."))
