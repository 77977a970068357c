"""The Today page, and what a phone may keep of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker import dates
from tracker.appointments.models import Appointment
from tracker.checkins.changes import changes
from tracker.checkins.entries import earlier, entry_of, instant_of
from tracker.checkins.models import Rhythm
from tracker.checkins.queries import together_with_entries
from tracker.checkins.record import LOOKED_AT, Known, known, known_of
from tracker.checkins.words import changes_in_a_sentence, quick_name
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.journeys.models import Scope
from tracker.journeys.queries import open_journey
from tracker.support.models import SupportPlan
from tracker.support.queries import plan_of
from tracker.today.kept import kept_pages
from tracker.today.support import support_offer

bp = Blueprint("today", __name__, url_prefix="/journeys/<uuid:journey_id>")
_LAST = 12  # entries that the page looks at
_A_WEEK = timedelta(days=7)


@bp.get("/today")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS)
    rows = together_with_entries(_LAST, *LOOKED_AT, Appointment, SupportPlan)
    about = known_of(rows, dates.today())
    last = about.check_ins[0] if about.check_ins else None
    return render_template(
        "today/index.html",
        today=PartialDate.of(about.today),
        current=about.current,
        has_ended_line=any(line.row.ended for line in about.lines),
        last=last,
        done=is_done(about),
        changed=sentence(about),
        happenings=[
            (row, quick_name(row.kind)) for row in about.happenings[:3] if row.day.last_day > about.today - _A_WEEK
        ],
        plan=about.plan,
        support=support_offer(about, rows[Appointment], plan_of(rows[SupportPlan], journey_id)),
        weekly=about.plan.rhythm is Rhythm.WEEKLY,
        daily=about.plan.rhythm is Rhythm.DAILY,
    )


@bp.get("/kept.json")
@login_required
def kept(journey_id: UUID) -> ResponseReturnValue:
    """Plain lines of Today and of the journey, and the clinic's numbers: only if the person chose to keep them."""
    open_journey(journey_id, Scope.SYMPTOMS)
    about = known(limit=_LAST)
    if not about.plan.keep_on_phone:
        return {"kept": False}
    return kept_pages(about, sentence(about))


def is_done(about: Known) -> bool:
    """Whether there is a check-in for this day or week; who checks in when they like is never behind."""
    if not about.check_ins:
        return False
    day = about.check_ins[0].day.last_day
    if about.plan.rhythm is Rhythm.DAILY:
        return day >= about.today
    return day > about.today - _A_WEEK


def sentence(about: Known) -> str:
    """What changed at the last check-in, in a sentence; empty where nothing did."""
    if not about.check_ins:
        return ""
    last = about.check_ins[0]
    found = changes(catalogue().checkin, entry_of(last, instant_of(last)), earlier(last, about.check_ins))
    return changes_in_a_sentence(found, about.own)
