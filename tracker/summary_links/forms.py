"""What the owner says of a link, and what opens it."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.forms import Form, TextField
from tracker.sharing.forms import LinkForm
from tracker.visit_summary.forms import OneOf

DAYS, USUAL_DAYS = (1, 7, 14, 30), 14
OPENINGS, USUAL_OPENINGS = (1, 5, 10, 20), 5
_LABEL_LENGTH = 60


class NewLinkForm(Form):
    label = TextField(
        _l("Whom is it for?"),
        [InputRequired(_l("Write whom the link is for."))],
        longest=_LABEL_LENGTH,
        description=_l("For your own list, such as “Dr. Osei”. They do not see it."),
    )
    days = OneOf(_l("How long should it work?"), default=str(USUAL_DAYS))
    openings = OneOf(
        _l("How many times can it be opened?"),
        default=str(USUAL_OPENINGS),
        description=_l("Each time the page is loaded counts, by whoever it is."),
    )

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=int(self.days.data))


def new_link_form() -> NewLinkForm:
    form = NewLinkForm()
    form.days.choices = [SelectChoice(str(each), days_said(each)) for each in DAYS]
    form.openings.choices = [SelectChoice(str(each), times_said(each)) for each in OPENINGS]
    return form


def days_said(number: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", number))


def times_said(number: int) -> str:
    return _("Once") if number == 1 else str(ngettext("%(num)d time", "%(num)d times", number))


class OpenForm(LinkForm):
    """The address that was given, as in an invitation, and the passcode that was said."""

    passcode = TextField(
        _l("The passcode"),
        [InputRequired(_l("Write the passcode you were given."))],
        longest=20,
        description=_l("Eight letters and digits. The person gave it to you apart from the link."),
    )
