"""Forms of what comes in from a file."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.choices import Choice
from tracker.forms import ChoiceField, Form


class FileForm(Form):
    """One file to look into. `content` is what was in it."""

    file = FileField(_l("The file"))
    content: bytes = b""

    def validate_file(self, field: FileField) -> None:
        self.content = field.data.read() if field.data else b""
        if not self.content:
            raise ValidationError(_("Choose a file first."))


class Differing(Choice):
    """What to do with records that say one thing here and another in the file."""

    KEEP = "keep", _l("Keep what is here")
    TAKE = "take", _l("Take what is in the file")


class BringInForm(Form):
    """The "yes" after the preview. `sealed`: the file; `seen`: what of the record the preview was made from."""

    sealed = HiddenField()
    seen = HiddenField()
    differing = ChoiceField(
        _l("Where the two differ"),
        Differing,
        description=_l("What it said before stays in its history either way."),
    )


class Sheet(Choice):
    TREATMENTS = "treatments", _l("Past treatments")
    SCORES = "scores", _l("Past symptom scores")


class SpreadsheetForm(FileForm):
    kind = ChoiceField(_l("What is in it?"), Sheet)

    def validate_kind(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose what is in the file."))
