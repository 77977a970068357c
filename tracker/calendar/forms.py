"""The form of the calendar feed."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import ValidationError

from tracker.choices import Choice
from tracker.forms import ChoiceField, Form


class Zone(Choice):
    """Time zones of Canada, by their IANA names."""

    ST_JOHNS = "America/St_Johns", _l("Newfoundland (St. John’s)")
    HALIFAX = "America/Halifax", _l("Atlantic (Halifax)")
    TORONTO = "America/Toronto", _l("Eastern (Toronto, Montréal)")
    WINNIPEG = "America/Winnipeg", _l("Central (Winnipeg)")
    REGINA = "America/Regina", _l("Saskatchewan (Regina)")
    EDMONTON = "America/Edmonton", _l("Mountain (Edmonton)")
    VANCOUVER = "America/Vancouver", _l("Pacific (Vancouver)")
    WHITEHORSE = "America/Whitehorse", _l("Yukon (Whitehorse)")


class FeedForm(Form):
    time_zone = ChoiceField(_l("Where are your appointments?"), Zone, default=Zone.TORONTO)
    in_words = BooleanField(
        _l("Say what each one is"),
        description=_l("The place and whom you see too. Whoever sees the calendar reads it. Else: “Appointment”."),
    )
    remind = BooleanField(
        _l("Remind me the day before"), description=_l("Not every calendar does so for an address it reads.")
    )

    def validate_time_zone(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose a time zone."))
