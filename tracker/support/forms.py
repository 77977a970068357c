"""Forms of the Support page."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from tracker.forms import Form, NoteField
from tracker.support.words import REGIONS, regions

_KEY = re.compile(r"progression:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|hard-week|first-visit|caregiver")


class SavedForm(Form):
    note = NoteField(_l("A private note, only if you want"), description=_l("Only you can read it."))


class SupportPlanForm(Form):
    region = SelectField(
        _l("Where do you live?"),
        description=_l("The Support page then begins with what is near you."),
        filters=[lambda code: code or None],
        validate_choice=False,
    )
    offers = BooleanField(
        _l("Offer support on Today"),
        description=_l("After some things that you write down, two or three organizations are shown once."),
    )

    def offer_regions(self) -> None:
        self.region.choices = [
            SelectChoice("", _("I’d rather not say")),
            *(SelectChoice(code, name) for code, name in regions()),
        ]

    def validate_region(self, field: SelectField) -> None:
        if field.data is not None and field.data not in REGIONS:
            raise ValidationError(_("Choose one of the answers."))


class PutAwayForm(Form):
    """`key`: of the offer, as `moments.py` makes it."""

    key = HiddenField()

    def validate_key(self, field: HiddenField) -> None:
        if not _KEY.fullmatch(field.data or ""):
            raise ValidationError(_("Choose one of the answers."))
