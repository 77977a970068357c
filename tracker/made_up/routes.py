"""The door to the made-up journey."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user

from tracker import dates
from tracker.accounts.queries import made_up_account
from tracker.db import db
from tracker.i18n import language
from tracker.journeys import queries
from tracker.made_up.story import tell

bp = Blueprint("made_up", __name__)


@bp.post("/made-up")
def look_around() -> ResponseReturnValue:
    """A private copy of the made-up journey. Copies past their time are swept out on the way."""
    if current_user.is_authenticated:
        return redirect(url_for("journeys.start"))
    queries.remove_made_up()
    account = made_up_account(language(), queries.MADE_UP_LASTS)
    journey = queries.new_journey(account)
    tell(journey, language(), dates.today())
    login_user(account, authn_via=["made-up"])
    db.session.commit()
    return redirect(url_for("timeline.index", journey_id=journey.id))
