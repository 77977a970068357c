"""The word that is typed before an account is erased."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from tracker.forms import Form, TextField

WORDS = ("ERASE", "EFFACER")


class EraseForm(Form):
    word = TextField(_l("Type ERASE to confirm"), render_kw={"autocomplete": "off", "autocapitalize": "characters"})

    def validate_word(self, field: Any) -> None:
        """Either word will do, in large or small letters: which one the page asks for follows its language."""
        if (field.data or "").upper() not in WORDS:
            raise ValidationError(_("Type the word ERASE. Until then nothing is erased."))
