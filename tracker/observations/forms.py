"""What someone close to the person noticed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, ValidationError

from tracker.dates import PartialDate, today
from tracker.forms import Form, NoteField, PartialDateField


class ObservationForm(Form):
    text = NoteField(_l("In your own words"), [InputRequired(_l("Write what you noticed."))])
    day = PartialDateField(_l("Day"))

    @classmethod
    def of_today(cls) -> ObservationForm:
        return cls(data={"day": PartialDate.of(today())})

    def validate_day(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(_("Give the day, or at least the year."))
