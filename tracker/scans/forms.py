"""The form of a scan. Nothing is required."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import Choice as Option
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from tracker.forms import ChoiceField, Form, NoteField, PartialDateField, as_uuid
from tracker.scans.models import ScanKind, ScanResult
from tracker.scans.ties import began_after, line_on
from tracker.treatments.lines import Line
from tracker.treatments.words import title, when_line


class LineField(RadioField):
    """One of the person's own lines of therapy, or none. The page says which there are: see `offer`."""

    def __init__(self, label: Any, **kw: Any) -> None:
        self.lines: Sequence[Line] = ()
        super().__init__(label, choices=[], validate_choice=False, **kw)

    def offer(self, lines: Sequence[Line], today: date) -> None:
        """The lines to choose from, the latest first. A tie to a line that was removed stays one of the answers."""
        self.lines = lines
        self.choices = [
            SelectChoice(str(line.row.id), title(line), {"hint": when_line(line, today)}) for line in reversed(lines)
        ]
        if self.object_data and not self._is_offered(self.object_data):
            self.choices.append(SelectChoice(str(self.object_data), _("A line of therapy that was removed")))
        self.choices.append(SelectChoice("", _("Not tied to one")))

    @property
    def chosen(self) -> Line | None:
        return next((line for line in self.lines if line.row.id == self.data), None)

    def process_data(self, value: UUID | None) -> None:
        self.data = value
        self.refused = False

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip() if valuelist else ""
        self.data = as_uuid(given)
        self.refused = bool(given) and self.data is None

    def pre_validate(self, form: Any) -> None:
        if self.refused or not self._is_offered(self.data):
            self.data = None
            raise StopValidation(_("This line of therapy is not there any more. Choose another, or “Not tied to one”."))

    def _is_offered(self, line_id: UUID | None) -> bool:
        return line_id is None or str(line_id) in [choice.value for choice in self.choices]

    def iter_choices(self) -> Any:
        chosen = str(self.data or "")
        for choice in self.choices:
            yield Option(choice.value, choice.label, choice.value == chosen, choice.render_kw)


class ScanForm(Form):
    taken_on = PartialDateField(_l("When was the scan?"), description=_l("A year is enough."))
    kind = ChoiceField(_l("What kind of scan?"), ScanKind)
    result = ChoiceField(
        _l("What did the report say?"),
        ScanResult,
        blank=_l("No result yet"),
        description=_l("Compared with the scan before, as you were told."),
    )
    line_id = LineField(
        _l("Which treatment does it tell about?"),
        description=_l("It is then shown with that line of therapy."),
    )
    note = NoteField(_l("A note, only if you want"))

    def validate_line_id(self, field: LineField) -> None:
        """The line preselected is the one of today; a scan of long ago must not be tied to it by oversight."""
        chosen, day = field.chosen, self.taken_on.data
        if chosen is None or not began_after(chosen, day):
            return
        other = line_on(field.lines, day)
        field.data = other.row.id if other else None
        raise ValidationError(
            _(
                "“%(line)s” began after this scan. “%(other)s” is chosen now: check it, then save.",
                line=title(chosen),
                other=title(other) if other else _("Not tied to one"),
            )
        )
