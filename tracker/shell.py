"""What stands around every page: the places at the bottom, the menu, and the journey they lead to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_time
from flask import Flask, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from tracker.access import Right, Scope
from tracker.content import drug_name
from tracker.dates import TIME_ZONE, PartialDate, today
from tracker.db import db
from tracker.journeys.models import Journey
from tracker.journeys.queries import names_of_caregivers, own_journey
from tracker.owned import Owned, opened

_OF_THE_JOURNEY = ("timeline", "treatments", "diagnosis", "scans", "labs", "options", "history")


@dataclass(frozen=True)
class Tab:
    label: str
    icon: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    app.context_processor(_shell)
    app.add_template_global(drug_name)
    app.add_template_global(day_shown)
    app.add_template_global(clock_shown)
    app.add_template_global(uuid.uuid4, "fresh_operation")
    for each in (may, entered_by, acted_by):
        app.add_template_global(each)
    app.add_url_rule("/menu", "menu", login_required(_menu))


def _shell() -> dict[str, Any]:
    signed_in = current_user.is_authenticated
    frame = {
        "journey": None,
        "tabs": [],
        "menu_url": url_for("menu") if signed_in else None,
        "in_made_up": signed_in and current_user.is_made_up,
    }
    journey = g.get("journey")
    if journey is None:
        return frame
    if "share" in g:
        return frame | _of_a_caregiver(journey)
    if g.get("has_news_of_shares"):
        frame |= {"news_of_shares": True, "shown_at": g.news_until.isoformat()}
    places = (
        (_("Today"), "sun", "today.index", ("today", "checkins", "trends")),
        (_("Journey"), "route", "timeline.index", _OF_THE_JOURNEY),
        (_("Visits"), "calendar-days", "appointments.index", ("appointments", "calendar")),
        (_("Support"), "hand-heart", "support.index", ("support",)),
    )
    tabs = [
        Tab(label, icon, url_for(endpoint, journey_id=journey.id), request.blueprint in blueprints)
        for label, icon, endpoint, blueprints in places
    ]
    return frame | {"journey": journey, "tabs": tabs, "home_url": tabs[0].url}


def _of_a_caregiver(journey: Journey) -> dict[str, Any]:
    """The places of someone the journey is shared with: those they were given, and on every page whose it is."""
    grant = opened().grant
    manages = grant.right.includes(Right.MANAGE)
    places = (
        (_("Summary"), "sun", None, "caregiver.summary"),
        (_("Journey"), "route", Scope.TREATMENTS, "timeline.index" if manages else "caregiver.journey"),
        (_("Visits"), "calendar-days", Scope.APPOINTMENTS, "appointments.index" if manages else "caregiver.visits"),
        (_("Check-ins"), "hand-heart", Scope.SYMPTOMS, "caregiver.symptoms"),
    )
    tabs = [
        Tab(label, icon, url_for(endpoint, journey_id=journey.id), request.endpoint == endpoint)
        for label, icon, section, endpoint in places
        if grant.shows(section)
    ]
    whose = g.share.unseal("owner_name", opened().key)
    return {"journey": journey, "tabs": tabs, "home_url": tabs[0].url, "whose": whose}


def _menu() -> ResponseReturnValue:
    """What concerns the account rather than one page. The journey is looked up for its links alone."""
    g.journey = own_journey(current_user)
    return render_template("accounts/menu.html")


def may(right: str, section: str | None = None) -> bool:
    """Whether who looks at this page may do this with this part of the journey: `may("manage", "treatments")`.

    For the links of a page; what they lead to decides by itself. True where no journey is open.
    """
    journey = db.session.info.get("opened")
    return journey is None or bool(journey.grant.allows(Scope(section) if section else None, Right(right)))


def entered_by(row: Owned) -> str:
    """`Entered by Sam`, where someone else than the owner wrote a record down; else empty."""
    if row.entered_by is None:
        return ""
    journey = opened()
    if row.entered_by == journey.actor_id:
        return _("Entered by you")
    if journey.grant.is_whole:
        name = _names().get(row.entered_by)
        return _("Entered by %(name)s", name=name) if name else _("Entered by someone else")
    return _("Entered by someone else")  # caregivers do not learn of each other


def acted_by(actor_id: uuid.UUID) -> str:
    """`you`, or the name of the caregiver who did it, for the owner."""
    return _("you") if actor_id == current_user.id else _names().get(actor_id) or _("someone else")


def _names() -> dict[uuid.UUID, str]:
    """Looked up once for a page, and only if some record on it was entered by someone else."""
    if "names_of_caregivers" not in g:
        g.names_of_caregivers = names_of_caregivers()
    return g.names_of_caregivers


def day_shown(instant: datetime) -> str:
    """`Today`, `Yesterday` or `20 November 2024`: the day in eastern Canada."""
    day = instant.astimezone(TIME_ZONE).date()
    if day == today():
        return _("Today")
    if day == today() - timedelta(days=1):
        return _("Yesterday")
    return PartialDate.of(day).shown()


def clock_shown(instant: datetime) -> str:
    """`10:40 a.m.`, `10 h 40`: the time in eastern Canada."""
    return format_time(instant, "short", tzinfo=TIME_ZONE, locale=get_locale() or "en_CA")


def keep_tabs() -> None:
    """For pages that belong to no journey: the tabs of whoever is signed in stay. Nothing of the record is read."""
    if request.method == "GET" and current_user.is_authenticated and "journey_id" not in (request.view_args or {}):
        g.journey = own_journey(current_user)
