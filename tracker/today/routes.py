"""The Today page, and what a phone may keep of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from markupsafe import Markup

from tracker.access import Right, Scope
from tracker.appointments.words import day_in_words, named_day
from tracker.checkins.changes import changes
from tracker.checkins.entries import earlier, entry_of, instant_of
from tracker.checkins.models import Rhythm
from tracker.checkins.record import Known
from tracker.checkins.words import changes_in_a_sentence
from tracker.content import catalogue
from tracker.journeys.queries import open_journey
from tracker.owned import Owned, opened
from tracker.summary.picture import Telling, drawn
from tracker.summary.record import Summary
from tracker.support.queries import plan_of
from tracker.today import visits
from tracker.today.ahead import coming_up, where_you_are
from tracker.today.card import recent_card
from tracker.today.kept import kept_pages
from tracker.today.offers import facts_of, offered
from tracker.today.present import present
from tracker.today.support import support_offer
from tracker.today.week import A_WEEK, this_week
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy

__all__ = ["bp", "visits"]  # the Visits page is a file of the appointments' blueprint
bp = Blueprint("today", __name__, url_prefix="/journeys/<uuid:journey_id>")


@bp.get("/today")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, None)
    if not opened().grant.is_whole:  # forms lead back here; who cares for someone has a page of their own
        return redirect(url_for("caregiver.summary", journey_id=journey_id))
    now = present()
    about = now.about
    last = about.check_ins[0] if about.check_ins else None
    changed = sentence(about)
    facts = facts_of(now.agenda, [line.row for line in about.lines], now.scans, about.check_ins)
    return render_template(
        "today/index.html",
        today=named_day(about.today, about.today),
        is_empty=now.is_empty,
        last=last,
        last_day=day_in_words(last.day, about.today) if last else "",
        done=is_done(about),
        changed=changed,
        noticed=now.noticed,
        ahead=coming_up(now, journey_id),
        standing=where_you_are(now, journey_id),
        has_lines=bool(about.lines),
        strip=strip(about),
        card=recent_card(about, journey_id),
        has_ended_line=any(line.row.ended for line in about.lines),
        offer=offered(facts, now.agenda, only_if_it_fits=True),
        week=this_week(now, changed, journey_id),
        support=support_offer(about, now.agenda.appointments, plan_of(now.support_plans, journey_id)),
        weekly=about.plan.rhythm is Rhythm.WEEKLY,
        daily=about.plan.rhythm is Rhythm.DAILY,
    )


@bp.get("/kept.json")
@login_required
def kept(journey_id: UUID) -> ResponseReturnValue:
    """Plain lines of Today and of the journey, and the clinic's numbers: only if the person chose to keep them."""
    open_journey(journey_id, Scope.SYMPTOMS, Right.OWN)
    now = present()
    if not now.about.plan.keep_on_phone:
        return {"kept": False}
    return kept_pages(now, sentence(now.about))


def strip(about: Known) -> Markup | None:
    """The lines of therapy on one small line of time; None where none has a date."""
    courses = [course for line in about.lines for course in line.courses]
    rows: dict[type[Owned], list[Any]] = {
        LineOfTherapy: [line.row for line in about.lines],
        DrugCourse: [course.row for course in courses],
        DoseChange: [change for course in courses for change in course.changes],
    }
    telling = Telling(Summary(rows, about.today))
    return drawn(telling.picture("all"), "strip") if telling.has_any else None


def is_done(about: Known) -> bool:
    """Whether there is a check-in for this day or week; who checks in when they like is never behind."""
    if not about.check_ins:
        return False
    day = about.check_ins[0].day.last_day
    if about.plan.rhythm is Rhythm.DAILY:
        return day >= about.today
    return day > about.today - A_WEEK


def sentence(about: Known) -> str:
    """What changed at the last check-in, in a sentence; empty where nothing did."""
    if not about.check_ins:
        return ""
    last = about.check_ins[0]
    found = changes(catalogue().checkin, entry_of(last, instant_of(last)), earlier(last, about.check_ins))
    return changes_in_a_sentence(found, about.own)
