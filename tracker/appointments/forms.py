"""Forms of the visits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from tracker.appointments.clock import MorningOrAfternoon, NotATime, read_time
from tracker.appointments.models import Appointment, AppointmentKind, Question
from tracker.appointments.words import when
from tracker.forms import ChoiceField, Form, NoteField, PartialDateField, TextField, as_uuid

QUESTION_LENGTH = 500
_A_MONTH = 7  # characters of a date that names the month
_NEXT = "next"


class TimeField(TextField):
    """A time of the day as people write it, kept as `HH:MM`."""

    data: str | None

    def pre_validate(self, form: Any) -> None:
        typed: str | None = self.data
        if not typed:
            return
        try:
            self.data = read_time(typed)
        except MorningOrAfternoon as either:
            early, late = either.readings
            words = _("In the morning or the afternoon? Write %(early)s or %(late)s.", early=early, late=late)
            raise StopValidation(words) from None
        except NotATime:
            raise StopValidation(_("Write the time like 10:40 or 14:30.")) from None


class AppointmentForm(Form):
    kind = ChoiceField(_l("What is it?"), AppointmentKind, default=AppointmentKind.VISIT)
    day = PartialDateField(
        _l("When is it?"), future=True, description=_l("The month is enough if the day is not known.")
    )
    time = TimeField(_l("At what time?"), longest=20, description=_l("For example 10:40. Leave it empty if not known."))
    with_whom = TextField(_l("With whom?"))
    place = TextField(_l("Where?"))
    about = NoteField(_l("What is it about?"), longest=QUESTION_LENGTH)

    def validate_kind(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what it is."))

    def validate_day(self, field: PartialDateField) -> None:
        if field.data is None or len(field.data) < _A_MONTH:
            raise ValidationError(_("Give at least the year and the month."))


class VisitForm(Form):
    """What is noted before and in the visit; the questions have a form each."""

    matters = NoteField(
        _l("What matters most to me"),
        longest=QUESTION_LENGTH,
        description=_l("Three lines or so, in your own words. Say them first."),
    )
    decided = NoteField(_l("What was decided"))


class AnswerForm(Form):
    """One question on the page of a visit, under a prefix of its own."""

    asked = BooleanField(_l("Asked"))
    answer = NoteField(_l("Answer"))

    @classmethod
    def of(cls, row: Question) -> AnswerForm:
        form = cls(obj=row, prefix=f"q-{row.id}", meta={"csrf": False})  # the form it stands in brings the token
        form.answer.label.text = row.text
        form.asked.label.text = _("Asked: %(question)s", question=row.text)
        return form


class VisitField(RadioField):
    """The appointment a question is for. None: the next one, whichever that is."""

    def __init__(self, label: Any = None, **kw: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **kw)

    def offer(self, visits: Sequence[Appointment], today: date) -> None:
        self.choices = [SelectChoice(_NEXT, _("The next one, whichever it is"))]
        self.choices += [SelectChoice(str(row.id), when(row, today)) for row in visits]

    def process_data(self, value: Any) -> None:
        self.data = value
        self.refused = False

    def process_formdata(self, valuelist: list[str]) -> None:
        said = valuelist[0] if valuelist else _NEXT
        self.data = as_uuid(said)
        self.refused = self.data is None and said != _NEXT

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}
        if self.refused or (self.data and str(self.data) not in known):
            raise StopValidation(_("Choose one of the appointments."))

    def iter_choices(self) -> Iterable[Any]:
        known = {choice.value for choice in self.choices}
        chosen = str(self.data) if str(self.data) in known else _NEXT
        for choice in self.choices:
            yield Option(choice.value, choice.label, choice.value == chosen, {})


class QuestionForm(Form):
    text = NoteField(_l("What would you like to ask?"), longest=QUESTION_LENGTH)
    appointment_id = VisitField(_l("For which appointment?"))

    def offer(self, visits: Sequence[Appointment], today: date, preferred: uuid.UUID | None = None) -> None:
        """Ask for which visit it is, where there is more than one to choose from."""
        if len(visits) < 2:
            del self.appointment_id
            return
        self.appointment_id.offer(visits, today)
        if preferred and not self.is_submitted():
            self.appointment_id.data = preferred

    def validate_text(self, field: NoteField) -> None:
        if not field.data:
            raise ValidationError(_("Write the question first."))


class PromptForm(Form):
    """One tap: a prompt is added to the person's questions."""

    prompt = HiddenField()
