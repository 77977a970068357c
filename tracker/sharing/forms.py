"""What an owner says of a share, and what an invited person answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, ValidationError

from tracker.access import Grant, Right, Scope
from tracker.dates import TIME_ZONE, PartialDate, today
from tracker.forms import ChoiceField, ChoicesField, Form, PartialDateField, TextField

USUALLY = timedelta(days=182)
AT_MOST = timedelta(days=731)
_NAME_LENGTH = 60


class ShareForm(Form):
    """Who, which parts, what they may do, until when. The end is a whole day, and the share ends with it."""

    name = TextField(
        _l("What do you call them?"),
        [InputRequired(_l("Write the name you call them by."))],
        longest=_NAME_LENGTH,
    )
    owner_name = TextField(
        _l("Your name, as they will see it"),
        [InputRequired(_l("Write the name they know you by."))],
        longest=_NAME_LENGTH,
    )
    sections = ChoicesField(_l("What may they see?"), Scope)
    right = ChoiceField(_l("What may they do?"), [Right.VIEW, Right.ADD, Right.MANAGE])
    ends_on = PartialDateField(
        _l("Until which day?"), future=True, description=_l("It ends by itself then. You can stop it at any moment.")
    )

    def validate_sections(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one thing they may see."))

    def validate_right(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what they may do."))

    def validate_ends_on(self, field: Any) -> None:
        if field.data is None or len(field.data) < len("2026-01-01"):
            raise ValidationError(_("Give the whole day: year, month and day."))
        if not today() <= field.data.first_day <= today() + AT_MOST:
            raise ValidationError(_("Choose a day from today on, at most two years ahead."))

    @property
    def grant(self) -> Grant:
        """What the form gives, with what the right cannot do without."""
        return Grant.of((Scope(section) for section in self.sections.data), self.right.data)

    @property
    def expires_at(self) -> datetime:
        """The end of the last day, in eastern Canada."""
        day = self.ends_on.data.first_day + timedelta(days=1)
        return datetime.combine(day, time(), TIME_ZONE)


def usual(owner_name: str) -> dict[str, Any]:
    """What a new invitation starts from: little, and for half a year."""
    return {
        "owner_name": owner_name,
        "sections": [str(Scope.SUMMARY)],
        "right": Right.VIEW,
        "ends_on": PartialDate.of(today() + USUALLY),
    }


def sent_again() -> list[tuple[str, str]]:
    """The form that was sent, for the page that asks once more: names and values."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "sure")]


class LinkForm(Form):
    """The address that was sent, for a browser without script; with script it fills itself."""

    link = TextField(
        _l("The link you were sent"), [InputRequired(_l("Paste the whole link you were sent."))], longest=400
    )

    @property
    def token(self) -> str:
        return str(self.link.data).rpartition("#")[2].strip()


class AnswerForm(Form):
    code = TextField(
        _l("The code they told you"),
        [InputRequired(_l("Write the code they told you."))],
        longest=20,
        description=_l("Eight letters and digits. They can say it to you, on the phone for example."),
    )
    name = TextField(
        _l("Your name"),
        [InputRequired(_l("Write your name."))],
        longest=_NAME_LENGTH,
        description=_l("They look whether it is you before you see anything."),
    )
