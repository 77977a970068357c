"""What someone who found a mistake writes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from tracker.forms import Form, NoteField, TextField

LONGEST = 2000


class MistakeForm(Form):
    text = NoteField(
        _l("What is wrong?"),
        [InputRequired(_l("Write what you found, in a few words."))],
        longest=LONGEST,
        description=_l("Please leave out your name and anything about your health."),
    )
    contact = TextField(
        _l("How we can answer you, if you want an answer"),
        longest=200,
        description=_l("For example an e-mail address. You can leave it empty."),
    )
