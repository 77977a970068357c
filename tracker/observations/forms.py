"""What someone close to the person noticed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from tracker.dates import PartialDate, today
from tracker.forms import Form, NoteField, PartialDateField


class ObservationForm(Form):
    text = NoteField(_l("In your own words"), [InputRequired(_l("Write what you noticed."))])
    day = PartialDateField(
        _l("Day"), [InputRequired(_l("Give the day, or at least the year."))], default=lambda: PartialDate.of(today())
    )
