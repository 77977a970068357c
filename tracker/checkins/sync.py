"""What the outbox of a phone talks to (docs/decisions/0005-offline-outbox.md): JSON in and out, one answer an entry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tracker import audit
from tracker.access import Right, Scope
from tracker.checkins import queries
from tracker.checkins.epoch import epoch
from tracker.checkins.forms import EntryForm, FromOutbox, check_in_form, happening_form
from tracker.checkins.models import Channel, CheckIn, CheckInPlan, Happening
from tracker.checkins.saving import keep_check_in, keep_happening
from tracker.crypto import blind_index
from tracker.db import db
from tracker.forms import as_uuid
from tracker.i18n import language
from tracker.journeys.models import Journey
from tracker.journeys.queries import open_journey, own_journey

bp = Blueprint("sync", __name__)
MOST = 50
_KINDS: dict[str, tuple[type[Any], str, str, str]] = {
    "check-in": (CheckIn, "checkins.check_in", "checkins.edit_check_in", "check_in_id"),
    "happening": (Happening, "checkins.happened", "checkins.edit_happening", "happening_id"),
}


def account_tag(account: Any) -> str:
    """Whose entry it is, as the phone sees it."""
    key = bytes.fromhex(current_app.config["SECRETS"].index_key)
    return blind_index(key, f"outbox:{account.id}")


@bp.get("/sync/hello")
def hello() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return {"error": "sign-in"}, 401
    journey = own_journey(current_user)
    return {
        "token": generate_csrf(),
        "account": account_tag(current_user),
        "journey": str(journey.id) if journey else None,
        "epoch": epoch(),
        "language": language(),
    }


@bp.get("/journeys/<uuid:journey_id>/done/<uuid:operation_id>")
def done(journey_id: UUID, operation_id: UUID) -> ResponseReturnValue:
    """404 unless the act was saved: a phone that sent a form and missed the answer asks, before it offers it again."""
    if not current_user.is_authenticated:
        return {"error": "sign-in"}, 401
    open_journey(journey_id, None, Right.MANAGE)
    if not audit.done_before(operation_id):
        abort(404)
    return {"done": True}


@bp.post("/journeys/<uuid:journey_id>/sync")
def sync(journey_id: UUID) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return {"error": "sign-in"}, 401
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    entries = _entries()
    plan = queries.plan(journey)
    return {"epoch": epoch(), "results": [_answer(journey, plan, entry) for entry in entries]}


def _entries() -> list[dict[str, Any]]:
    """What was sent, if it is of the shape we take: else 400, and 413 where it is too much at once."""
    body = request.get_json(silent=True)
    entries = body.get("entries") if isinstance(body, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        abort(400)
    if len(entries) > MOST:
        abort(413)
    return entries


def _answer(journey: Journey, plan: CheckInPlan, entry: dict[str, Any]) -> dict[str, Any]:
    """Take one entry, in a transaction of its own."""
    operation, record_id = _id(entry.get("operation")), _id(entry.get("record"))
    kind, fields = _KINDS.get(str(entry.get("kind"))), _fields(entry.get("fields"))
    if operation is None or record_id is None or kind is None or fields is None:
        return _result(entry, "invalid", None, [_unreadable()], None)
    fields["record"], fields["operation"] = str(record_id), str(operation)
    fields["version"] = str(entry.get("version") or "")
    try:
        outcome, version, errors = _take(journey, plan, kind[0], operation, fields)
    except (IntegrityError, StaleDataError):  # another tab, phone or process was quicker by an instant
        db.session.rollback()
        done = audit.done_before(operation)
        outcome, version, errors = ("already" if done else "conflict"), None, []
    exists = version is not None or outcome == "already"
    return _result(entry, outcome, version, errors, _url(kind, journey.id, record_id, outcome, exists=exists))


def _take(
    journey: Journey, plan: CheckInPlan, cls: type[Any], operation: UUID, fields: FromOutbox
) -> tuple[str, int | None, list[str]]:
    if audit.done_before(operation):
        return "already", None, []
    db.session.info["operation_id"] = operation
    row = queries.entry(cls, UUID(fields["record"]), removed=True)
    form = _form(cls, plan, fields)
    version = row.version if row else None
    if not form.validate():
        db.session.rollback()
        return "invalid", version, [str(error) for each in form.errors.values() for error in each]
    keep: Any = keep_check_in if cls is CheckIn else keep_happening
    if keep(journey, form, row, Channel.OUTBOX):
        db.session.rollback()
        return "conflict", version, []
    db.session.commit()
    return "applied", (version or 0) + 1, []


def _form(cls: type[Any], plan: CheckInPlan, fields: FromOutbox) -> EntryForm:
    make: Any = check_in_form if cls is CheckIn else happening_form
    form: EntryForm = make(plan, formdata=fields, meta={"csrf": False})
    return form


def _id(value: Any) -> UUID | None:
    return as_uuid(value) if isinstance(value, str) else None


def _fields(given: Any) -> FromOutbox | None:
    """Names and lists of texts, as a form would send them; None for anything else."""
    if not isinstance(given, dict):
        return None
    fields: FromOutbox = FromOutbox()
    for name, values in given.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return None
        fields.setlist(name, values)
    return fields


def _unreadable() -> str:
    return _("This entry cannot be read. Write it again on the page.")


def _url(
    kind: tuple[type[Any], str, str, str], journey_id: UUID, record_id: UUID, outcome: str, *, exists: bool
) -> str:
    _cls, add, edit, name = kind
    values: dict[str, Any] = {name: record_id}
    if outcome in ("applied", "already"):
        page = "checkins.after_check_in" if name == "check_in_id" else "checkins.after_happening"
        return url_for(page, journey_id=journey_id, **values)
    return url_for(edit, journey_id=journey_id, **values) if exists else url_for(add, journey_id=journey_id)


def _result(
    entry: dict[str, Any], outcome: str, version: int | None, errors: list[str], url: str | None
) -> dict[str, Any]:
    return {
        "operation": entry.get("operation"),
        "outcome": outcome,
        "record": entry.get("record"),
        "version": version,
        "url": url,
        "errors": errors,
    }
