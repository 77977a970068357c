"""Choosing what goes on the page, the page on screen, and the PDF."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from tracker import audit, dates
from tracker.access import Right, Scope
from tracker.accounts.step_up import recent_sign_in_required
from tracker.appointments.models import Appointment
from tracker.db import db
from tracker.diagnosis.models import Background
from tracker.diagnosis.queries import save_background
from tracker.downloads import attachment
from tracker.editing import conflict, merged, page, submitted
from tracker.i18n import language
from tracker.journeys.queries import open_journey
from tracker.owned import together
from tracker.summary.queries import summary
from tracker.summary.record import Summary
from tracker.visit_summary.build import visit_page
from tracker.visit_summary.choices import choices_of
from tracker.visit_summary.forms import visit_summary_form
from tracker.visit_summary.pdf import pdf_of

bp = Blueprint("visit_summary", __name__, url_prefix="/journeys/<uuid:journey_id>")
FILE_NAME = "visit-summary.pdf"


@bp.route("/visit-summary", methods=["GET", "POST"])
@login_required
def choose(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    offered = Summary(together(Background, Appointment), dates.today())
    row = offered.background or Background(journey_id=journey.id)
    form = visit_summary_form(row, offered, request.args.get("appointment"))
    then = url_for(".index", journey_id=journey_id, **form.address(offered))
    if submitted(form, then=then):
        if row.version and (clashes := merged(form, row)):
            return conflict(clashes)
        if (form.name.data, form.born_on.data) != (row.name, row.born_on):
            save_background(row, name=form.name.data, born_on=form.born_on.data)
            db.session.commit()
        return redirect(then)
    return page("visit_summary/choose.html", form)


@bp.get("/visit-summary/page")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    record = summary(dates.today())
    sheet = visit_page(record, choices_of(request.args, record, language()))
    query = request.query_string.decode("ascii", "ignore")
    return render_template("visit_summary/page.html", sheet=sheet, choices=query, theme="light")  # paper is light


@bp.post("/visit-summary.pdf")
@recent_sign_in_required(page="visit_summary.index")
def pdf(journey_id: UUID) -> ResponseReturnValue:
    """The file itself; a POST, since it leaves a line in the trail. The choices stand in the address."""
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    record = summary(dates.today())
    audit.note(journey.owner_id, "exported.pdf", actor_id=current_user.id, journey_id=journey.id)
    db.session.commit()  # before the page is set: nobody else's writing waits for it
    made = pdf_of(visit_page(record, choices_of(request.args, record, language())))
    return attachment(made, FILE_NAME, "application/pdf")
