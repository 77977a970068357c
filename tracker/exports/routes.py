"""Taking the record along, and bringing a file in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from tracker import audit
from tracker.access import Right, Scope
from tracker.accounts.step_up import recent_sign_in_required
from tracker.crypto import Tampered
from tracker.dates import today
from tracker.db import begin_reading, db, now
from tracker.downloads import attachment
from tracker.editing import saved
from tracker.exports import queries, sealed, tables
from tracker.exports.comparing import compare
from tracker.exports.document import document
from tracker.exports.forms import BringInForm, Differing, FileForm, Sheet, SpreadsheetForm
from tracker.exports.preview import fingerprint, preview_of
from tracker.exports.queries import whole
from tracker.exports.reading import Unreadable, read
from tracker.exports.sheets import read_sheet, template_of
from tracker.journeys.queries import open_journey
from tracker.web import accepts_up_to

bp = Blueprint("exports", __name__, url_prefix="/journeys/<uuid:journey_id>")
_MIB = 1024 * 1024
# 20,000 check-ins are 13 MiB. What a person took along must come back, so this is more than the 5 MiB of other imports.
LONGEST_FILE, LONGEST_SHEET = 16 * _MIB, _MIB


@bp.get("/export")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    return render_template("exports/index.html")


@bp.post("/export/json")
@recent_sign_in_required(page="exports.index")
def as_json(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    return _download(lambda: document(whole(), now()), "json", "application/json")


@bp.post("/export/csv")
@recent_sign_in_required(page="exports.index")
def as_csv(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    return _download(lambda: tables.archive(whole()), "csv", "application/zip")


def _download(make: Callable[[], bytes], kind: str, mimetype: str) -> Response:
    """The file, made in memory and kept nowhere. That it was made stands on the trail first."""
    queries.note_export(kind)
    begin_reading()
    return attachment(make(), f"throughline-{today()}.{'zip' if kind == 'csv' else kind}", mimetype)


# --- bringing in ----------------------------------------------------------------------------------------------------


@bp.route("/import", methods=["GET", "POST"])
@accepts_up_to(LONGEST_FILE)
@login_required
def bring_in(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    form = FileForm()
    if form.is_submitted() and form.validate():
        try:
            return _preview(form.content)
        except Unreadable as unreadable:
            form.file.errors = unreadable.problems
    return render_template("exports/import.html", form=form), 422 if form.errors else 200


@bp.route("/import/spreadsheet", methods=["GET", "POST"])
@accepts_up_to(LONGEST_SHEET)
@login_required
def spreadsheet(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    form = SpreadsheetForm()
    if form.is_submitted() and form.validate():
        begin_reading()
        try:
            there, left_out = read_sheet(form.kind.data, form.content, journey_id, whole())
            return _preview(document(there, now()), left_out)
        except Unreadable as unreadable:
            form.file.errors = unreadable.problems
    return render_template("exports/spreadsheet.html", form=form), 422 if form.errors else 200


@bp.get("/import/treatments.csv")
@login_required
def treatments_sheet(journey_id: UUID) -> ResponseReturnValue:
    return _empty_sheet(journey_id, Sheet.TREATMENTS)


@bp.get("/import/scores.csv")
@login_required
def scores_sheet(journey_id: UUID) -> ResponseReturnValue:
    return _empty_sheet(journey_id, Sheet.SCORES)


def _empty_sheet(journey_id: UUID, kind: Sheet) -> Response:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    return attachment(template_of(kind, whole()), f"throughline-{kind.value}.csv", "text/csv; charset=utf-8")


def _preview(file: bytes, also_left_out: Sequence[str] = ()) -> ResponseReturnValue:
    """What the file would change. Raises Unreadable."""
    begin_reading()
    there, left_out = read(file)
    left_out += also_left_out
    compared = compare(whole(), there)
    form = BringInForm(formdata=None, differing=Differing.KEEP, sealed=sealed.seal(file), seen=fingerprint(compared))
    return render_template("exports/preview.html", preview=preview_of(compared, left_out), form=form)


@bp.post("/import/yes")
@accepts_up_to(LONGEST_FILE)
@login_required
def bring_in_now(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    form, then = BringInForm(), url_for("timeline.index", journey_id=journey_id)
    db.session.commit()  # before the file is read: nobody else's writing waits for it
    try:
        file = sealed.unseal(form.sealed.data or "")
        there, _left_out = read(file)
        open_journey(journey_id, Scope.SUMMARY, Right.OWN)
        if audit.done_before(form.operation_id):
            return redirect(then)
        compared = compare(whole(), there)
    except (Tampered, Unreadable):
        flash(_("The file is needed once more. Nothing was changed."), "warn")
        return redirect(url_for(".bring_in", journey_id=journey_id))
    if fingerprint(compared) != form.seen.data:
        flash(_("Your record was changed in the meantime. Look at it once more; nothing was brought in yet."), "warn")
        return _preview(file)
    db.session.info["operation_id"] = form.operation_id
    take_theirs = form.differing.data is Differing.TAKE
    queries.bring_in(compared, take_theirs=take_theirs)
    count = sum(len(each.new) + take_theirs * len(each.different) for each in compared)
    if not count:
        db.session.commit()
        flash(_("Everything stays as it is."), "ok")
        return redirect(then)
    return saved(ngettext("One record was brought in.", "%(num)d records were brought in.", count), then=then)
