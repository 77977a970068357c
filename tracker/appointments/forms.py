"""Forms of the visits."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from tracker.forms import Form, NoteField


class QuestionForm(Form):
    text = NoteField(_l("What would you like to ask?"), longest=500)

    def validate_text(self, field: NoteField) -> None:
        if not field.data:
            raise ValidationError(_("Write the question first."))
