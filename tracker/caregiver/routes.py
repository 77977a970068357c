"""The pages of someone a journey is shared with: how things are, in the parts they were given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import words as visit_words
from tracker.appointments.queries import agenda
from tracker.checkins import queries as checkins
from tracker.checkins.models import CheckIn, Happening
from tracker.checkins.record import own_symptoms
from tracker.checkins.words import entry_in_words
from tracker.editing import page
from tracker.journeys.queries import open_journey
from tracker.observations.forms import ObservationForm
from tracker.observations.queries import observations
from tracker.owned import opened
from tracker.sharing import words as share_words
from tracker.timeline.told import journey_told
from tracker.today.ahead import treatment_days, where_you_are
from tracker.today.present import present
from tracker.today.routes import sentence, strip

bp = Blueprint("caregiver", __name__, url_prefix="/journeys/<uuid:journey_id>/shared")


@bp.get("")
@login_required
def summary(journey_id: UUID) -> ResponseReturnValue:
    """Current treatment, the next visit, what changed: only what was given, and nothing about the rest."""
    open_journey(journey_id, None)
    grant = opened().grant
    if grant.is_whole:
        return redirect(url_for("today.index", journey_id=journey_id))
    now = present()
    last = now.about.check_ins[0] if now.about.check_ins else None
    visit = now.agenda.next
    noticed = observations() if grant.right.includes(Right.ADD) else []
    return page(
        "caregiver/summary.html",
        ObservationForm.of_today(),
        shared=share_words.parts(grant.sections),
        until=share_words.until(g.share),
        shows_treatments=grant.shows(Scope.SUMMARY) or grant.shows(Scope.TREATMENTS),
        standing=where_you_are(now, journey_id),
        treatment_days=treatment_days(now),
        strip=strip(now.about),
        visit=visit,
        visit_words=visit_words,
        questions=len(now.agenda.open_for(visit)) if visit else 0,
        today=now.today,
        last=last,
        said=entry_in_words(last, now.about.own, now.about.plan) if last else "",
        changed=sentence(now.about),
        noticed=noticed,
    )


@bp.get("/journey")
@login_required
def journey(journey_id: UUID) -> ResponseReturnValue:
    """The picture, the receptors, and what happened on the line of time."""
    open_journey(journey_id, Scope.TREATMENTS)
    _record, told = journey_told(request.args.get("period"), dates.today())
    return render_template("caregiver/journey.html", **told)


@bp.get("/symptoms")
@login_required
def symptoms(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS)
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    cls: type[Any] = Happening if request.args.get("what") == "happened" else CheckIn
    rows, more, plan = checkins.page_of(cls, number)
    own = own_symptoms(plan.own if plan else None)
    return render_template(
        "caregiver/symptoms.html",
        entries=[(row, entry_in_words(row, own, plan)) for row in rows],
        number=number,
        more=more,
        happened=cls is Happening,
    )


@bp.get("/visits")
@login_required
def visits(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.APPOINTMENTS)
    today = dates.today()
    found = agenda(today)
    return render_template("caregiver/visits.html", agenda=found, words=visit_words, today=today)
