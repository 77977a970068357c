"""The answer to an entry: what changed against one's own last weeks, and the urgent-care card where one is due."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.appointments import queries as appointments
from tracker.checkins import queries
from tracker.checkins.blueprint import bp
from tracker.checkins.changes import answers, changes
from tracker.checkins.entries import card_of, earlier, entry_of, instant_of
from tracker.checkins.models import CheckIn, Happening
from tracker.checkins.record import known
from tracker.checkins.urgent import urgent_of
from tracker.checkins.words import change_in_words, entry_in_words, item_name, question_about
from tracker.content import catalogue
from tracker.editing import required, saved, submitted
from tracker.forms import Form
from tracker.journeys.queries import open_journey


@bp.get("/check-ins/<uuid:check_in_id>/after")
@login_required
def after_check_in(journey_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    return _after(journey_id, CheckIn, check_in_id)


@bp.get("/happened/<uuid:happening_id>/after")
@login_required
def after_happening(journey_id: UUID, happening_id: UUID) -> ResponseReturnValue:
    return _after(journey_id, Happening, happening_id)


def _after(journey_id: UUID, cls: type[Any], entry_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    about = known()
    row = next((each for each in about.entries if each.id == entry_id), None)
    if not isinstance(row, cls):
        row = required(queries.entry(cls, entry_id, removed=True))
    if row.deleted_at:  # taken back by "undo", which leads here again
        return redirect(url_for("today.index", journey_id=journey_id))
    before = earlier(row, about.check_ins)
    content, entry = catalogue().checkin, entry_of(row, instant_of(row))
    found = changes(content, entry, before) if isinstance(row, CheckIn) else ()
    card = card_of(row, about)
    said = entry_in_words(row, about.own, about.plan)
    return render_template(
        "checkins/after.html",
        row=row,
        said=said,
        changed=[change_in_words(change, about.own) for change in found if change.changed],
        same=[item_name(change.item, about.own) for change in found if not change.changed and change.earlier],
        turned=[
            (item_name(each.item, about.own), each.now) for each in answers(content, entry, before) if each.changed
        ],
        first=isinstance(row, CheckIn) and not any(change.earlier for change in found),
        urgent=urgent_of(card, row, about) if card else None,
        happened=isinstance(row, Happening),
        question=_("%(what)s, %(day)s. What can help?", what=said, day=row.day.shown()),
        asks=isinstance(row, Happening) and row.temperature_c is None and _asks(row.kind),
    )


def _asks(kind: str) -> bool:
    entry = catalogue().checkin.quick_log.get(kind)
    return bool(entry and entry.asks)


@bp.post("/check-ins/<uuid:check_in_id>/question")
@login_required
def ask_about(journey_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Put one change of this check-in among the questions for the next visit."""
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    about = known()
    row = next((each for each in about.check_ins if each.id == check_in_id), None)
    row = row or required(queries.entry(CheckIn, check_in_id))
    entry = entry_of(row, instant_of(row))
    found = changes(catalogue().checkin, entry, earlier(row, about.check_ins))
    change = next((each for each in found if each.item == request.form.get("item")), None)
    form, then = Form(), url_for(".after_check_in", journey_id=journey_id, check_in_id=check_in_id)
    if change is None:
        abort(400)
    if submitted(form, then=then):
        appointments.add_question(journey, question_about(change, about.own))
    return saved(_("Added to your questions."), then=then)


@bp.post("/check-ins/<uuid:check_in_id>/team-knows")
@login_required
def team_knows_check_in(journey_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    return _team_knows(journey_id, CheckIn, check_in_id)


@bp.post("/happened/<uuid:happening_id>/team-knows")
@login_required
def team_knows_happening(journey_id: UUID, happening_id: UUID) -> ResponseReturnValue:
    return _team_knows(journey_id, Happening, happening_id)


def _team_knows(journey_id: UUID, cls: type[Any], entry_id: UUID) -> ResponseReturnValue:
    """Set one rule aside, where the content allows it."""
    journey = open_journey(journey_id, Scope.SYMPTOMS, Right.MANAGE)
    row = required(queries.entry(cls, entry_id))
    rule = catalogue().red_flags.rules.get(request.form.get("rule", ""))
    if rule is None or not rule.already_known:
        abort(400)
    then = request.path.removesuffix("team-knows") + "after"
    if submitted(Form(), then=then):
        queries.set_aside(journey, rule.id, row)
    return saved(_("Set aside: your team knows."), then=then)
