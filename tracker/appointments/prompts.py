"""Questions that others bring, by group and each with its source; one tap puts one on the person's list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker import dates
from tracker.access import Right, Scope
from tracker.appointments import queries
from tracker.appointments.blueprint import bp
from tracker.appointments.forms import PromptForm
from tracker.content import Source, catalogue, cited
from tracker.editing import saved, submitted
from tracker.i18n import language
from tracker.journeys.queries import open_journey
from tracker.knowledge.models import Catalogue
from tracker.web import safe_path

_PUT_OFF = "not_now"  # in the cookie of this device: keys of occasions, which tell nothing
_MOST_PUT_OFF = 24


@dataclass(frozen=True)
class Group:
    """A group in the reader's language: why it is there and by which sources, and its questions (id and words)."""

    id: str
    name: str
    why: str
    sources: tuple[tuple[Source, str], ...]
    questions: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def groups(content: Catalogue, lang: str) -> tuple[Group, ...]:
    return tuple(
        Group(
            id=group.id,
            name=group.in_language(lang),
            why=group.why.in_language(lang),
            sources=tuple(cited(group.sources)),
            questions=tuple(
                (each.id, each.in_language(lang))
                for each in content.prompts.questions.values()
                if each.group == group.id
            ),
        )
        for group in content.prompts.groups.values()
    )


def put_off() -> frozenset[str]:
    """Keys of the occasions for which "not now" was said on this device."""
    return frozenset(session.get(_PUT_OFF, ()))


@bp.route("/prompts", methods=["GET", "POST"])
@login_required
def prompts(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    open_questions = queries.agenda(dates.today()).open
    waiting = {row.prompt for row in open_questions if row.prompt}
    if request.method == "GET":
        return render_template(
            "appointments/prompts.html", groups=groups(catalogue(), language()), waiting=waiting, opened=_opened()
        )
    form, prompt = PromptForm(), catalogue().prompts.questions.get(request.form.get("prompt", ""))
    if prompt is None:
        abort(400)
    usual = url_for(".prompts", journey_id=journey_id, group=prompt.group, _anchor=prompt.group)
    then = safe_path(request.form.get("next")) or usual
    if submitted(form, then=then) and prompt.id not in waiting:
        queries.add_question(journey, prompt.in_language(language()), prompt=prompt.id)
        return saved(_("Added to your questions."), then=then)
    flash(_("This is already among your questions."), "info")
    return redirect(then)


def _opened() -> str:
    """The group that stays open, after a question of it was added."""
    return request.args.get("group", "")


@bp.post("/not-now")
@login_required
def not_now(journey_id: UUID) -> ResponseReturnValue:
    """Put the offer off: these occasions are not spoken of again on this device."""
    open_journey(journey_id, Scope.APPOINTMENTS, Right.MANAGE)
    keys = [key for key in request.form.get("keys", "").split(",") if key.isalnum() and len(key) < 20]
    session[_PUT_OFF] = list(dict.fromkeys([*session.get(_PUT_OFF, ()), *keys]))[-_MOST_PUT_OFF:]
    flash(_("Not shown again for this. All of them stay on the Visits page."), "info")
    return redirect(safe_path(request.form.get("next")) or url_for(".index", journey_id=journey_id))
