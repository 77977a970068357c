"""Undo, the versions of one record, and what changed lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from tracker import audit
from tracker.access import Right, Scope
from tracker.audit import Revision
from tracker.db import db
from tracker.editing import saved
from tracker.history import queries
from tracker.history.queries import Noted
from tracker.history.words import KINDS, about_in_words, act_in_words, rows_in_words
from tracker.journeys.queries import open_journey
from tracker.shell import day_shown
from tracker.web import safe_path

bp = Blueprint("history", __name__, url_prefix="/journeys/<uuid:journey_id>")
_LATEST = 200
_ORDER = list(KINDS)  # of the records of one act, the line before its drugs


@dataclass(frozen=True)
class Act:
    """One thing a person did, as the list shows it. `operation_id`: what an undo takes back."""

    operation_id: UUID
    at: datetime
    record_id: UUID | None
    words: str
    about: str
    undoable: bool


@dataclass(frozen=True)
class Version:
    """One version of a record. `may_return`: it can be put back, being neither the present one nor a removal."""

    revision: Revision
    words: str
    rows: list[tuple[str, str]]
    may_return: bool


@bp.post("/undo/<uuid:operation_id>")
@login_required
def undo(journey_id: UUID, operation_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, None, Right.ADD)
    back = safe_path(request.args.get("next")) or url_for("timeline.index", journey_id=journey_id)
    try:
        rows = audit.undo(operation_id)
    except audit.ChangedSince:
        flash(_("This was changed again since, so it was not undone. The history has every version."), "warn")
        return redirect(url_for(".changes", journey_id=journey_id))
    if not rows:
        abort(404)
    db.session.commit()
    flash(_("Undone. It is as it was before."), "ok")
    return redirect(back)


@bp.get("/history")
@login_required
def changes(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    latest = queries.latest(_LATEST)
    newest: dict[UUID, int] = {}
    acts: dict[UUID, list[Noted]] = {}
    for noted in latest:
        revision = noted.revision
        newest.setdefault(revision.record_id, revision.version)
        acts.setdefault(revision.imported_in or revision.operation_id, []).append(noted)
    shown = [_act(operation_id, together, newest) for operation_id, together in acts.items()]
    days = [(day, list(of_day)) for day, of_day in groupby(shown, key=lambda act: day_shown(act.at))]
    return render_template("history/changes.html", days=days)


def _act(operation_id: UUID, together: list[Noted], newest: Mapping[UUID, int]) -> Act:
    """What was noted in one operation. `newest`: the latest version of each record."""
    at = together[0].at
    changed = [noted.revision for noted in together if not noted.came_in]
    undoable = all(newest[each.record_id] == each.version for each in changed)
    if count := sum(noted.came_in for noted in together):
        undoable = undoable and not any(noted.changed_since for noted in together)
        about = ngettext("One record", "%(num)d records", count + len(changed))
        return Act(operation_id, at, None, _("Brought in from a file"), about, undoable)
    first, *others = sorted(changed, key=lambda each: _ORDER.index(each.record_table))
    return Act(operation_id, at, first.record_id, act_in_words(first), about_in_words([*others, first]), undoable)


@bp.get("/history/<uuid:record_id>")
@login_required
def record(journey_id: UUID, record_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    revisions = audit.history_of(record_id)
    if not revisions:
        abort(404)
    versions = [
        Version(
            revision,
            act_in_words(revision),
            rows_in_words(revision),
            may_return=revision is not revisions[0] and not revision.content.get("deleted_at"),
        )
        for revision in revisions
    ]
    return render_template("history/record.html", versions=versions, kind=KINDS[revisions[0].record_table])


@bp.post("/history/<uuid:record_id>/<int:version>")
@login_required
def put_back(journey_id: UUID, record_id: UUID, version: int) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    revision = next((r for r in audit.history_of(record_id) if r.version == version), None)
    if revision is None:
        abort(404)
    audit.put_back(revision)
    return saved(_("The earlier version is back."), then=url_for(".record", journey_id=journey_id, record_id=record_id))
