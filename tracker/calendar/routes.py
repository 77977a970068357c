"""The page of the calendar feed, and the feed itself, which is read without signing in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from tracker import dates
from tracker.access import Right, Scope
from tracker.calendar import queries
from tracker.calendar.content import feed_of
from tracker.calendar.forms import FeedForm
from tracker.db import db, now
from tracker.editing import page
from tracker.journeys.models import Journey
from tracker.journeys.queries import open_journey

bp = Blueprint("calendar", __name__)
_PAGE = "/journeys/<uuid:journey_id>/visits/calendar"


@bp.route(_PAGE, methods=["GET", "POST"])
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    """Make the feed, or change what it says; its address stays."""
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.OWN)
    row, left_out = queries.feed_and_left_out(journey, dates.today())
    form = FeedForm(obj=row)
    if form.is_submitted() and form.validate():
        values = form.values | {"time_zone": form.time_zone.data.value}
        if row is None:
            return _with_address(journey, queries.new_address(journey, **values))
        queries.change_feed(journey, row, **values)
        db.session.commit()
        flash(_("Saved. Calendars read it again within a day."), "ok")
        return redirect(url_for(".index", journey_id=journey_id))
    return page("calendar/index.html", form, feed=row, left_out=left_out)


@bp.post(f"{_PAGE}/new-address")
@login_required
def new_address(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.OWN)
    if queries.feed(journey) is None:
        return redirect(url_for(".index", journey_id=journey_id))
    return _with_address(journey, queries.new_address(journey))


@bp.post(f"{_PAGE}/stop")
@login_required
def stop(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.OWN)
    queries.stop(journey)
    db.session.commit()
    flash(_("Stopped. The address no longer works; you can delete it in your calendar."), "ok")
    return redirect(url_for(".index", journey_id=journey_id))


def _with_address(journey: Journey, token: str) -> ResponseReturnValue:
    """The one page that shows the address: it is kept nowhere, and cannot be shown again."""
    db.session.commit()
    address = url_for(".feed", token=token, _external=True)
    return render_template("calendar/address.html", address=address, webcal=f"webcal://{address.split('://', 1)[1]}")


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Whoever has the address reads it. Any other address gets the same few bytes, whatever it was."""
    row = queries.enter_by(token)
    if row is None:
        return Response("Not found\n", 404, mimetype="text/plain")
    body, journey_id, last = feed_of(row, dates.today()), row.journey_id, row.last_read_at
    db.session.rollback()  # it is read; where SQLite goes without WAL its reading would hold up the mark
    queries.mark_read(journey_id, last, now())
    return Response(body, content_type="text/calendar; charset=utf-8")
