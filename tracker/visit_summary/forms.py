"""What the person chooses before the page is made. Only name and birth are kept; the rest stands in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from tracker.appointments.models import Appointment
from tracker.diagnosis.models import Background
from tracker.forms import ChoicesField, Form, PartialDateField, TextField
from tracker.i18n import language
from tracker.summary.record import Summary
from tracker.visit_summary import words
from tracker.visit_summary.choices import (
    NO_APPOINTMENT,
    USUAL_DAYS,
    Part,
    address_of,
    last_visit,
    next_appointment,
    parts_given,
)

MOST_OFFERED = 6
_VISIT, _MONTH, _DAY = "visit", "month", "day"


class OneOf(RadioField):
    """One answer of a few that the page offers."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise StopValidation(_("Choose one of the answers."))


class VisitSummaryForm(Form):
    appointment = OneOf(_l("For which appointment?"))
    since = OneOf(_l("What is new since when?"))
    since_on = PartialDateField(_l("The day, if you choose one"))
    parts = ChoicesField(_l("What should stand on the page?"), Part)
    full = BooleanField(
        _l("The full history after the page"),
        description=_l("Everything you recorded, on further pages."),
    )
    language = OneOf(
        _l("Language of the page"),
        choices=[SelectChoice("en", "English"), SelectChoice("fr", "Français")],
        description=_l("It may be another one than that of the app. Your own words stay as you wrote them."),
    )
    name = TextField(_l("Your name, as it should stand on the page"), longest=80)
    born_on = PartialDateField(
        _l("When you were born"),
        description=_l("A year is enough. Both are kept for the next page. Leave them empty for a page without them."),
    )

    def validate_since_on(self, field: PartialDateField) -> None:
        if self.since.data == _DAY and not field.data and not field.process_errors:
            raise ValidationError(_("Choose the day, or another answer above."))
        if self.since.data == _DAY and field.data and len(field.data) < len("2026-11-26"):
            raise ValidationError(_("Give the whole date: year, month and day."))

    def validate_parts(self, field: ChoicesField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one part."))

    def address(self, summary: Summary) -> dict[str, Any]:
        """What the page is to be made from, as arguments of its address."""
        since = None  # the last visit: found again when the page is made
        if self.since.data == _DAY:
            since = self.since_on.data.first_day if self.since_on.data else None
        elif self.since.data == _MONTH:
            since = summary.today - timedelta(days=USUAL_DAYS)
        return address_of(
            self.appointment.data, since, self.parts.data or (), self.language.data, full=bool(self.full.data)
        )


def visit_summary_form(row: Background, summary: Summary, wanted: str | None) -> VisitSummaryForm:
    """The form with what is offered, and what is usual filled in. `wanted`: id of the appointment it was opened for."""
    chosen = next((each for each in summary.appointments if str(each.id) == wanted), None) or next_appointment(summary)
    visited, given = last_visit(summary, chosen), parts_given()
    form = VisitSummaryForm(
        obj=row,
        appointment=str(chosen.id) if chosen else NO_APPOINTMENT,
        since=_VISIT if visited else _MONTH,
        parts=[part.value for part in given],
        language=language(),
    )
    form.appointment.choices = [
        *(SelectChoice(str(each.id), words.moment(each)) for each in _offered(summary, chosen)),
        SelectChoice(NO_APPOINTMENT, _("For no appointment")),
    ]
    form.parts.choices = [choice for choice in form.parts.choices if choice.value in given]
    form.since.choices = [
        SelectChoice(_MONTH, _("The last 30 days")),
        SelectChoice(_DAY, _("A day that I choose")),
    ]
    if visited:
        form.since.choices.insert(0, SelectChoice(_VISIT, _("My last visit, %(day)s", day=visited.shown())))
    return form


def _offered(summary: Summary, chosen: Appointment | None) -> list[Appointment]:
    """The next appointments, and the one the form was opened for."""
    ahead = [row for row in summary.appointments if row.day.last_day >= summary.today][:MOST_OFFERED]
    return ahead if chosen is None or chosen in ahead else [chosen, *ahead]
