"""The owner's pages: who sees the journey, inviting someone, changing, pausing and ending a share."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.accounts.step_up import recent_sign_in_required
from tracker.dates import PartialDate
from tracker.db import db, now
from tracker.diagnosis import queries as diagnosis
from tracker.editing import page
from tracker.journeys.models import Journey, Share, ShareState
from tracker.journeys.queries import note_told, open_journey
from tracker.owned import opened
from tracker.sharing import queries, words
from tracker.sharing.forms import ShareForm, sent_again, usual
from tracker.tokens import Handed
from tracker.web import safe_path

bp = Blueprint("sharing", __name__, url_prefix="/journeys/<uuid:journey_id>/sharing")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    rows = [(row, row.unseal("name", opened().key), row.state(now())) for row in queries.shares(journey)]
    over = (ShareState.ENDED, ShareState.EXPIRED)
    return render_template(
        "sharing/index.html",
        going_on=[row for row in rows if row[2] not in over],
        over=[row for row in rows if row[2] in over],
        soon=[(row, name) for row, name, _state in rows if words.ends_soon(row, now())],
        words=words,
    )


@bp.route("/invite", methods=["GET", "POST"])
@recent_sign_in_required(page="sharing.invite")
def invite(journey_id: UUID) -> ResponseReturnValue:
    """What is given is said in both languages first; a second button makes the invitation."""
    journey = _open(journey_id)
    form = ShareForm(data=usual(diagnosis.background(journey).name or ""))
    if not form.validate_on_submit():
        return page("sharing/form.html", form, row=None)
    if "sure" not in request.form:
        return _review(form)
    if queries.is_taken(journey, form.operation_id):
        flash(_("This invitation was made already. It is on this page."), "info")
        return redirect(url_for(".index", journey_id=journey_id))
    values = queries.values_of(form.sections.data, form.right.data, form.expires_at)
    names = {"name": form.name.data, "owner_name": form.owner_name.data}
    return _shown_once(queries.invite(journey, form.operation_id, **names, **values), form.name.data)


@bp.get("/<uuid:share_id>")
@login_required
def share(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    """One share: what it gives, who answered, and what they looked at."""
    journey = _open(journey_id)
    row, key = _share(journey, share_id), opened().key
    return render_template(
        "sharing/share.html",
        row=row,
        name=row.unseal("name", key),
        answered_name=row.unseal("answered_name", key),
        address=queries.address_of(row) if row.state(now()) is ShareState.ANSWERED else None,
        state=str(row.state(now()).value),
        looks=[words.look(event) for event in queries.looks(journey, row)],
        words=words,
    )


@bp.route("/<uuid:share_id>/change", methods=["GET", "POST"])
@recent_sign_in_required(page="sharing.change")
def change(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    row, key = _share(journey, share_id), opened().key
    if row.ended_at:
        abort(404)
    former = {"name": row.unseal("name", key), "owner_name": row.unseal("owner_name", key)}
    last = PartialDate.of(words.last_day(row))
    form = ShareForm(data=former | {"sections": row.sections, "right": row.right, "ends_on": last})
    if not form.validate_on_submit():
        return page("sharing/form.html", form, row=row)
    if "sure" not in request.form:
        return _review(form, row)
    names = {"name": form.name.data, "owner_name": form.owner_name.data}
    queries.change(journey, row, **names, **queries.values_of(form.sections.data, form.right.data, form.expires_at))
    db.session.commit()
    flash(_("Saved. It holds from now on."), "ok")
    return redirect(url_for(".share", journey_id=journey_id, share_id=share_id))


@bp.post("/<uuid:share_id>/new-link")
@recent_sign_in_required(page="sharing.share")
def new_link(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    row = _share(journey, share_id)
    if row.confirmed_at or row.answered_at or row.ended_at:
        abort(404)
    return _shown_once(queries.renew(journey, row), row.unseal("name", opened().key) or "")


@bp.post("/<uuid:share_id>/confirm")
@recent_sign_in_required(page="sharing.share")
def confirm(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    row = _share(journey, share_id)
    if queries.confirm(journey, row):
        db.session.commit()
        flash(_("%(name)s can see what you chose from now on.", name=row.unseal("name", opened().key)), "ok")
    return redirect(url_for(".share", journey_id=journey_id, share_id=share_id))


@bp.post("/<uuid:share_id>/pause")
@login_required
def pause(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    queries.pause(journey, _share(journey, share_id))
    return _done(_("Paused. They see nothing until you go on."), share_id)


@bp.post("/<uuid:share_id>/resume")
@recent_sign_in_required(page="sharing.share")
def resume(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    journey = _open(journey_id)
    queries.resume(journey, _share(journey, share_id))
    return _done(_("They can see it again."), share_id)


@bp.post("/<uuid:share_id>/end")
@login_required
def end(journey_id: UUID, share_id: UUID) -> ResponseReturnValue:
    """At once, and with nothing asked: it may be needed in a hurry."""
    journey = _open(journey_id)
    queries.end(journey, _share(journey, share_id))
    return _done(_("Ended. They see nothing any more."), share_id)


@bp.post("/told")
@login_required
def told(journey_id: UUID) -> ResponseReturnValue:
    """The owner knows, on this device."""
    _open(journey_id)
    note_told(_instant(request.form.get("shown_at")))
    db.session.commit()
    return redirect(safe_path(request.form.get("next")) or url_for(".index", journey_id=journey_id))


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def _open(journey_id: UUID) -> Journey:
    return open_journey(journey_id, Scope.SUMMARY, Right.OWN)


def _share(journey: Journey, share_id: UUID) -> Share:
    row = queries.share(journey, share_id)
    if row is None:
        abort(404)
    return row


def _done(message: str, share_id: UUID) -> ResponseReturnValue:
    db.session.commit()
    flash(message, "ok")
    return redirect(url_for(".share", journey_id=opened().journey_id, share_id=share_id))


def _review(form: ShareForm, row: Share | None = None) -> ResponseReturnValue:
    """What will be seen, in both languages; what was typed is sent again with the second button."""
    consents = words.consents(form.name.data, form.grant, form.ends_on.data.first_day)
    return render_template("sharing/review.html", consents=consents, kept=sent_again(), row=row)


def _shown_once(invitation: Handed, name: str) -> ResponseReturnValue:
    """The one page that shows link and code: they are kept nowhere."""
    db.session.commit()
    link = f"{url_for('invitations.open_link', _external=True)}#{invitation.token}"
    days = queries.TO_ANSWER.days
    return render_template(
        "sharing/invitation.html", link=link, code=invitation.code_said, name=name, qr=words.square(link), days=days
    )
