"""The invited person's pages: opening the link, answering, and the journeys that are shared with them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from tracker import tokens
from tracker.accounts import tries
from tracker.db import db, now
from tracker.editing import page
from tracker.journeys.models import ShareState
from tracker.sharing import queries, words
from tracker.sharing.forms import AnswerForm, LinkForm
from tracker.shell import keep_tabs

bp = Blueprint("invitations", __name__)
_OPENED = "invitation"  # in the session: the hash of the token, which opens nothing by itself


@bp.route("/i", methods=["GET", "POST"])
def open_link() -> ResponseReturnValue:
    """The token stands behind `#`, which no browser sends: a script or the person hands it over."""
    form = LinkForm()
    if form.validate_on_submit():
        session[_OPENED] = tokens.hash_of(form.token)
        session["on_the_way_to_answer"] = True  # through signing in, or up; `journeys.start` leads back here, once
        return redirect(url_for(".answer"))
    return page("sharing/link.html", form)


@bp.route("/i/answer", methods=["GET", "POST"])
@login_required
def answer() -> ResponseReturnValue:
    """Whatever does not fit (link, code, time, account), the answer is the same."""
    form = AnswerForm()
    session.pop("on_the_way_to_answer", None)
    if _OPENED not in session:
        return redirect(url_for(".open_link"))
    if not form.validate_on_submit():
        return _answering(form)
    if wait := tries.spend("invitation", current_user.id):
        form.code.errors = [tries.too_many(wait)]
        return _answering(form)
    row = queries.answer(session[_OPENED], form.code.data, form.name.data, current_user)
    db.session.commit()
    if row is None:
        form.code.errors = [
            _("This link and this code do not go together, or no longer hold. Check the code, or ask for a new link.")
        ]
        return _answering(form)
    session.pop(_OPENED)
    flash(_("Thank you. Tell them you have answered: they look whether it is you, and then let you in."), "ok")
    return redirect(url_for(".shared"))


def _answering(form: AnswerForm) -> ResponseReturnValue:
    return page("sharing/answer.html", form, asked=words.asked_of_the_invited())


@bp.get("/shared")
@login_required
def shared() -> ResponseReturnValue:
    keep_tabs()
    found = queries.shared_with(current_user, now())
    return render_template("sharing/shared.html", found=found, active=ShareState.ACTIVE, words=words)


@bp.post("/shared/<uuid:share_id>/leave")
@login_required
def leave(share_id: UUID) -> ResponseReturnValue:
    if not queries.leave(current_user, share_id):
        abort(404)
    db.session.commit()
    flash(_("You no longer see this journey."), "ok")
    return redirect(url_for(".shared"))
