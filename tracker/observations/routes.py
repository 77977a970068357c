"""Writing down what one noticed, and what the owner does with it: keep, hide, ask about it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.appointments.forms import QUESTION_LENGTH
from tracker.appointments.queries import add_question
from tracker.editing import page, required, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey
from tracker.observations import queries
from tracker.observations.forms import ObservationForm
from tracker.observations.models import Observation, ObservationState
from tracker.owned import opened

bp = Blueprint("observations", __name__, url_prefix="/journeys/<uuid:journey_id>/observations")
_ASK = "ask"


@bp.route("/add", methods=["GET", "POST"])
@login_required
def add(journey_id: UUID) -> ResponseReturnValue:
    """A caregiver's own words, signed with the name they answered with."""
    journey = open_journey(journey_id, None, Right.ADD)
    share = g.get("share")
    if share is None:
        abort(404)  # the owner writes notes of their own
    form, then = ObservationForm.of_today(), url_for("caregiver.summary", journey_id=journey_id, _anchor="noticed")
    if submitted(form, then=then):
        key = opened().key
        signed = share.unseal("answered_name", key) or share.unseal("name", key)
        queries.add_observation(journey, signed=signed, **form.values)
        return saved(_("Added. They see it with your name."), then=then)
    return page("observations/add.html", form)


@bp.post("/<uuid:observation_id>/remove")
@login_required
def remove(journey_id: UUID, observation_id: UUID) -> ResponseReturnValue:
    """Its author takes it back."""
    open_journey(journey_id, None, Right.ADD)
    row = required(queries.observation(observation_id))
    if row.entered_by != opened().actor_id:
        abort(404)
    then = url_for("caregiver.summary", journey_id=journey_id, _anchor="noticed")
    if submitted(Form(), then=then):
        queries.remove_observation(row)
    return saved(_("Removed."), then=then)


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    rows = queries.observations()
    hidden = ObservationState.HIDDEN
    return render_template(
        "observations/index.html",
        shown=[row for row in rows if row.state is not hidden],
        hidden=[row for row in rows if row.state is hidden],
    )


@bp.post("/<uuid:observation_id>")
@login_required
def decide(journey_id: UUID, observation_id: UUID) -> ResponseReturnValue:
    """Keep it, hide it, or put it among one's questions for the next visit."""
    journey = open_journey(journey_id, Scope.SUMMARY, Right.OWN)
    row = required(queries.observation(observation_id))
    choice, then = request.form.get("state", ""), url_for(".index", journey_id=journey_id)
    if not submitted(Form(), then=then):
        abort(400)
    if choice == _ASK:
        if row.state is not ObservationState.USED:
            queries.change_observation(row, state=ObservationState.USED)
            add_question(journey, _question_about(row))
        return saved(_("Added to your questions."), then=then)
    if choice not in (ObservationState.KEPT, ObservationState.HIDDEN):
        abort(400)
    queries.change_observation(row, state=ObservationState(choice))
    return saved(_("Hidden.") if choice == ObservationState.HIDDEN else _("Kept."), then=then)


def _question_about(row: Observation) -> str:
    """Without the name: who sees the questions need not learn who else the journey is shared with."""
    said = _("Someone close noticed: %(text)s", text=row.text)
    return said if len(said) <= QUESTION_LENGTH else said[: QUESTION_LENGTH - 1].rstrip() + "…"
