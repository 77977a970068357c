"""The form of a tumour marker."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from tracker.forms import ChoiceField, Form, NoteField, PartialDateField
from tracker.labs.fields import ValueField
from tracker.labs.models import USUAL, Marker, MarkerUnit


class MarkerResultForm(Form):
    marker = ChoiceField(_l("Which marker?"), Marker)
    value = ValueField(_l("The number"), description=_l("As it stands on the report."))
    unit = ChoiceField(_l("Unit"), MarkerUnit, description=_l("It stands beside the number."))
    taken_on = PartialDateField(_l("When was the blood taken?"), description=_l("A year is enough."))
    note = NoteField(_l("A note, only if you want"))

    def offer_units(self, marker: Marker | None) -> None:
        """Every unit, those in which this marker is usually printed first."""
        usual = USUAL[marker] if marker else ()
        units = [*usual, *(unit for unit in MarkerUnit if unit not in usual)]
        self.unit.choices = [SelectChoice(unit.value, unit.label) for unit in units]

    def validate_marker(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose the marker that was measured."))

    def validate_unit(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose the unit that stands beside the number."))
