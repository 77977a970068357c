"""The owner's pages: making a link from the choices of a visit summary, seeing how links stand, ending one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.accounts.step_up import recent_sign_in_required
from tracker.appointments.models import Appointment
from tracker.db import db, now
from tracker.diagnosis.models import Background
from tracker.editing import page
from tracker.i18n import language
from tracker.journeys.models import Journey, LinkState
from tracker.journeys.queries import open_journey
from tracker.owned import opened, together
from tracker.sharing.forms import sent_again
from tracker.sharing.words import square
from tracker.summary.record import Summary
from tracker.summary_links import queries, words
from tracker.summary_links.forms import new_link_form
from tracker.tokens import Handed
from tracker.visit_summary.choices import choices_of, kept

bp = Blueprint("summary_links", __name__, url_prefix="/journeys/<uuid:journey_id>/visit-summary/links")


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    rows = [(row, row.label(opened().key), row.state(now())) for row in queries.links(_open(journey_id))]
    return render_template(
        "summary_links/index.html",
        working=[row for row in rows if row[2] is LinkState.OPEN],
        over=[row for row in rows if row[2] is not LinkState.OPEN],
        words=words,
    )


@bp.route("/new", methods=["GET", "POST"])
@recent_sign_in_required(page="summary_links.new")
def new(journey_id: UUID) -> ResponseReturnValue:
    """The choices of the summary stand in the address. What it will show is said in both languages first."""
    journey = _open(journey_id)
    form = new_link_form()
    if not form.validate_on_submit():
        return page("summary_links/new.html", form)
    offered = Summary(together(Background, Appointment), dates.today())
    about = offered.background
    named = bool(about and (about.name or about.born_on))
    choices = kept(choices_of(request.args, offered, language())) | {"named": named}
    expires_at, openings = now() + form.lasts, int(form.openings.data)
    if current_user.expires_at:
        expires_at = min(expires_at, current_user.expires_at)  # a made-up journey is gone then
    if "sure" not in request.form:
        said = words.consents(choices, expires_at, openings)
        return render_template("summary_links/review.html", consents=said, kept=sent_again())
    if queries.is_taken(journey, form.operation_id):
        flash(_("This link was made already. It is on this page."), "info")
        return redirect(url_for(".index", journey_id=journey_id))
    values = {"choices": choices, "expires_at": expires_at, "openings": openings}
    return _shown_once(queries.make(journey, form.operation_id, label=form.label.data, **values))


@bp.post("/<uuid:link_id>/revoke")
@login_required
def revoke(journey_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """At once, and with nothing asked: it may be needed in a hurry."""
    journey = _open(journey_id)
    row = queries.link(journey, link_id)
    if row is None:
        abort(404)
    queries.revoke(journey, row)
    db.session.commit()
    flash(_("Ended. The link shows nothing any more."), "ok")
    return redirect(url_for(".index", journey_id=journey_id))


def _open(journey_id: UUID) -> Journey:
    return open_journey(journey_id, Scope.SUMMARY, Right.OWN)


def _shown_once(handed: Handed) -> ResponseReturnValue:
    """The one page that shows link and passcode: they are kept nowhere."""
    db.session.commit()
    link = f"{url_for('summary_link.open_link', _external=True)}#{handed.token}"
    return render_template("summary_links/made.html", link=link, passcode=handed.code_said, qr=square(link))
