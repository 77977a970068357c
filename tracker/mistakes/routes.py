"""Report a mistake: open to all, kept for the operator, tied to nobody."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.db import db, now
from tracker.i18n import language
from tracker.mistakes import queries
from tracker.mistakes.about import name_of
from tracker.mistakes.forms import MistakeForm
from tracker.shell import keep_tabs

bp = Blueprint("mistakes", __name__, url_prefix="/report-mistake")


bp.before_request(keep_tabs)


@bp.route("", methods=["GET", "POST"])
def report() -> ResponseReturnValue:
    about = request.args.get("about", "")
    name = name_of(about)
    form = MistakeForm()
    if form.validate_on_submit():
        if queries.is_known(form.operation_id):
            return redirect(url_for(".thanks"))
        try:
            queries.add_report(
                form.operation_id,
                form.text.data,
                form.contact.data,
                about=about if name else None,
                language=language(),
                address=request.remote_addr or "",
                at=now(),
            )
        except queries.TooMany:
            message = _("Many reports came today, so this one was not kept. Please send it again tomorrow.")
            form.form_errors = [*form.form_errors, message]
            return render_template("mistakes/report.html", form=form, name=name), 429
        db.session.commit()
        return redirect(url_for(".thanks"))
    return render_template("mistakes/report.html", form=form, name=name), 422 if form.errors else 200


@bp.get("/thanks")
def thanks() -> ResponseReturnValue:
    return render_template("mistakes/thanks.html")
