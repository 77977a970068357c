"""One way to save: a form sent once counts once, and a change made elsewhere is merged or asked about, never lost.

A route reads:

    form = SpecimenForm(obj=specimen)
    if submitted(form, then=page):
        if clashes := merged(form, specimen):
            return conflict(clashes)
        queries.change_specimen(specimen, **form.values)
        return saved(_("Biopsy saved."), then=page)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextArea

from tracker import audit
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import db
from tracker.forms import NOTE_LENGTH, Form
from tracker.owned import Owned
from tracker.web import safe_path

_CHOOSE = "choose-"


@dataclass(frozen=True)
class Clash:
    """A field that was changed here and elsewhere. `both` is offered for a note, where both texts can stand."""

    name: str
    label: str
    yours: str
    theirs: str
    both: bool


def submitted(form: Form, *, then: str, whole: bool = True, parts: Sequence[Form] = ()) -> bool:
    """Whether the form was sent and is right. Sent a second time (a double tap), it goes straight on to `then`.

    The same act with other words is no double tap: the page was opened again by Back, and what stands in it now is
    an act of its own. Not `whole`: only the answers that were sent belong to the form. `parts`: forms of other records
    on the same page; sent again, they find their words stored already and change nothing.
    """
    if not form.is_submitted():
        return False
    operation_id = form.operation_id
    if former := audit.contents_of(operation_id):
        if not parts and _says_the_same(form, former, whole=whole):
            _say(_("Saved."), operation_id, then)
            abort(redirect(then))
        operation_id = uuid4()
    db.session.info["operation_id"] = operation_id
    return all([form.validate(), *(part.validate() for part in parts)])


def _says_the_same(form: Form, former: Sequence[dict[str, Any]], *, whole: bool) -> bool:
    """Whether the form says what the act stored: compared with the record that has most of its fields."""
    said = {**form.values, **getattr(form, "scores", {})}
    contents = [{**content, **(content.get("scores") or {})} for content in former]
    stored = max(contents, key=lambda content: len(content.keys() & said.keys()))
    names = [name for name in said if name in stored or name not in form.values]
    sent = [name for name in names if whole or any(key == name or key.startswith(f"{name}-") for key in request.form)]
    return all(_plain(said[name]) == _plain(stored.get(name)) for name in sent)


def saved(message: str, *, then: str) -> ResponseReturnValue:
    """Commit, say so with a way to undo it, and go on."""
    operation_id = audit.operation()
    db.session.commit()
    _say(message, operation_id, then)
    return redirect(then)


def _say(message: str, operation_id: UUID, then: str) -> None:
    undo = url_for(
        "history.undo", journey_id=g.journey.id, operation_id=operation_id, next=then.split("#", maxsplit=1)[0]
    )
    act = request.form.get("operation", "")
    flash({"text": message, "url": undo, "act": act}, "undo")  # type: ignore[arg-type]


def onward(default: str) -> str:
    """Where the person came from, if the address says so (`next`), else `default`."""
    return safe_path(request.args.get("next")) or default


def page(template: str, form: Form, **context: Any) -> ResponseReturnValue:
    """The form's page: 422 when something in it needs another look."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def merged(form: Form, row: Owned) -> list[Clash]:
    """Settle on the form what was changed on one side only; return what was changed on both and is not yet chosen.

    Three versions meet: what the page showed (`form.version`, found in the history), what was typed, what is stored.
    """
    if form.base_version == row.version:
        return []
    base = audit.content_at(row, form.base_version or 0) or {}
    stored = audit.content_of(row)
    clashes = []
    for name in form.values:
        if name not in stored:
            continue
        field = form[name]
        yours, theirs, was = _plain(field.data), stored[name], base.get(name)
        if yours == theirs or theirs == was:
            continue
        if yours == was:
            field.data = getattr(row, name)
        elif (choice := request.form.get(_CHOOSE + field.name)) in _ways(field, yours, theirs):
            field.data = _chosen(choice, field.data, getattr(row, name))
        else:
            both = "both" in _ways(field, yours, theirs)
            label, sent = str(field.label.text), shown(field, field.data)
            clashes.append(Clash(field.name, label, sent, shown(field, theirs), both))
    return clashes


def _ways(field: Field, yours: Any, theirs: Any) -> tuple[str, ...]:
    """How a clash can be settled: both can stand only in a field of several lines, while they fit it together."""
    fits = isinstance(field.widget, TextArea) and len(yours or "") + len(theirs or "") < NOTE_LENGTH
    return ("yours", "theirs", "both") if fits else ("yours", "theirs")


def _chosen(choice: str, yours: Any, theirs: Any) -> Any:
    if choice == "both":
        return f"{theirs}\n{yours}"
    return yours if choice == "yours" else theirs


def conflict(clashes: Sequence[Clash]) -> ResponseReturnValue:
    """The page that asks which to keep. Everything typed is on it; nothing was saved."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if _is_typed(name)]
    db.session.rollback()
    return render_template("editing/conflict.html", clashes=clashes, kept=kept), 409


def _is_typed(name: str) -> bool:
    return name not in ("csrf_token", "version", "operation") and not name.startswith(_CHOOSE)


def _plain(value: Any) -> Any:
    if isinstance(value, Choice):
        return value.value
    if value == [] or value == "":
        return None
    return str(value) if isinstance(value, (str, UUID)) else value


def shown(field: Field, value: Any) -> str:
    """A value of a field in words."""
    if value is None or value == "" or value == []:
        return _("Nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.type == "PartialDateField":
        return PartialDate(value).shown()
    if field.type == "ValueField":
        return str(field.shown(value))
    labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or []}
    if isinstance(value, list):
        return ", ".join(str(labels.get(item, item)) for item in value)
    return str(labels.get(str(value), value))


def required(row: Owned | None) -> Any:
    """The row, or the same 404 as for a stranger."""
    if row is None:
        abort(404)
    return row
