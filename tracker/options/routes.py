"""The options page, the answers it takes, and keeping an option as a question."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import queries as appointments
from tracker.appointments.models import Question
from tracker.content import catalogue, kind_of
from tracker.dates import PartialDate
from tracker.diagnosis import queries as diagnosis
from tracker.diagnosis.forms import AnswersForm
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.diagnosis.receptors import current_status
from tracker.editing import page, saved, submitted
from tracker.forms import Form
from tracker.i18n import language
from tracker.journeys.models import Journey
from tracker.journeys.queries import open_journey
from tracker.options import queries
from tracker.options.answers import BACKGROUND, finding_values, given_before, question_for, specimen_values
from tracker.options.models import ContentSeen
from tracker.options.page import options_page, question_about_lines
from tracker.options.published import face, visceral_crisis, words
from tracker.options.record import Record
from tracker.options.recorded import ANCHOR, recorded
from tracker.options.seen import SinceLooked, digests_of, since_looked
from tracker.owned import together
from tracker.treatments.lines import lines_of
from tracker.treatments.models import DoseChange, DrugCourse, LineOfTherapy

bp = Blueprint("options", __name__, url_prefix="/journeys/<uuid:journey_id>/options")
_PLACES = ("documented", "depends")  # parts of the page that an answer may come back to


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    today = dates.today()
    rows = together(Background, Specimen, GenomicFinding, LineOfTherapy, DrugCourse, DoseChange, Question, ContentSeen)
    lines = lines_of(rows[LineOfTherapy], rows[DrugCourse], rows[DoseChange], kind_of, today)
    record = Record(
        background=rows[Background][0] if rows[Background] else None,
        specimens=rows[Specimen],
        findings=rows[GenomicFinding],
        lines=[line for line in lines if not line.is_planned(today)],
        today=today,
    )
    kept = [question.option for question in rows[Question] if question.option]
    return render_template(
        "options/index.html",
        page=options_page(record, kept),
        recorded=recorded(record, journey_id),
        ask_lines=question_about_lines(record),
        record=record,
        today=PartialDate.of(today),
        crisis=visceral_crisis(catalogue(), language()),
        since=_since_looked(rows[ContentSeen]),
        new_operation=uuid4,
        face=face,
        words=words,
    )


def _since_looked(rows: Sequence[ContentSeen]) -> SinceLooked | None:
    """What changed since; None for someone who has not asked to be told."""
    return since_looked(rows[0].digests, rows[0].seen_on, catalogue(), language()) if rows else None


@bp.post("/seen")
@login_required
def seen(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.OWN)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.mark_seen(queries.content_seen(journey), dict(digests_of(catalogue())), dates.today())
    return saved(_("Next time, this page says what is new or changed since today."), then=then)


@bp.route("/answer/<topic>", methods=["GET", "POST"])
@login_required
def answer(journey_id: UUID, topic: str) -> ResponseReturnValue:
    """Take the answer to one question and come back to the same place."""
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    try:
        question = question_for(topic)
    except (KeyError, ValueError):
        abort(404)
    back = request.values.get("back", "")
    back = back if back in catalogue().options or back in _PLACES else ANCHOR
    then = url_for(".index", journey_id=journey_id, _anchor=back)
    if sample := _left_open(journey, question.topic):
        flash(_("Your newest sample leaves this open. You can complete it here."), "info")
        return redirect(url_for("diagnosis.edit_specimen", journey_id=journey_id, specimen_id=sample.id, next=then))
    form = AnswersForm()
    if submitted(form, then=then, whole=False):
        try:
            stored = _store(journey, question.topic, form)
        except ValueError:
            abort(400)
        if stored:
            return saved(_("Your answer is saved."), then=then)
        flash(_("Nothing was changed. You can answer whenever you like."), "info")
        return redirect(then)
    given = given_before(question, diagnosis.background(journey))
    if form.is_submitted():
        given = {part.name: request.form.getlist(part.name) for part in question.parts}
    return page("options/answer.html", form, question=question, back=back, then=then, given=given)


def _left_open(journey: Journey, topic: str) -> Specimen | None:
    """The newest sample that speaks of the receptor without settling it: one more, undated, would not settle it."""
    if topic not in ("hr", "her2"):
        return None
    current = current_status(diagnosis.specimens(journey))
    found = current.hr_from if topic == "hr" else current.her2_from
    return found[0] if found else None


def _store(journey: Journey, topic: str, form: AnswersForm) -> bool:
    """Store the answer; whether there was one. Raises ValueError on an answer that is not on the form."""
    sent = {name: request.form.get(name, "") for name in ("er", "pr", "her2_told", "result")}
    if topic in ("hr", "her2"):
        if values := specimen_values(sent):
            diagnosis.add_specimen(journey, **values)
        return bool(values)
    if topic.startswith("markers."):
        if found := finding_values(topic.removeprefix("markers."), sent):
            diagnosis.add_finding(journey, **found)
        return bool(found)
    name = BACKGROUND[topic]
    value = form[name].data
    if value is None or (name == "sites" and not value):
        return False
    row = diagnosis.background(journey)
    if row.version and getattr(row, name) == value:
        return False
    diagnosis.save_background(row, "answered", **{name: value})
    return True


@bp.post("/<option_id>/question")
@login_required
def keep_as_question(journey_id: UUID, option_id: str) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    option = catalogue().options.get(option_id)
    if option is None:
        abort(404)
    form, then = Form(), url_for(".index", journey_id=journey_id, _anchor=option_id)
    if submitted(form, then=then) and appointments.question_about(option_id) is None:
        text = _("What about this for me: %(option)s?", option=option.name.in_language(language()))
        appointments.add_question(journey, text, option_id)
        return saved(_("Added to your questions."), then=then)
    flash(_("This is already among your questions."), "info")
    return redirect(then)
