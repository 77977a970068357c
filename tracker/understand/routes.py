"""The information pages, the glossary and the search for a trial: open to all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.content import catalogue, source_lines
from tracker.diagnosis.models import Specimen
from tracker.i18n import language
from tracker.journeys.queries import open_journey
from tracker.owned import together
from tracker.shell import keep_tabs
from tracker.support.models import SupportPlan
from tracker.support.queries import plan_of
from tracker.support.words import host
from tracker.understand.pages import meanings, parts_of
from tracker.understand.trials import ProvinceForm, search

bp = Blueprint("understand", __name__)


bp.before_request(keep_tabs)


@bp.get("/understand")
def index() -> ResponseReturnValue:
    return render_template("understand/index.html", pages=_titles())


@bp.get("/understand/<page_id>")
def page(page_id: str) -> ResponseReturnValue:
    info = catalogue().understand.pages.get(page_id)
    if info is None:
        abort(404)
    title = info.title.in_language(language())
    others = [each for each in _titles() if each[0] != page_id]
    parts = parts_of(info)
    checked = all(said.checked for part in parts for said in part.statements)
    return render_template("understand/page.html", title=title, parts=parts, checked=checked, others=others)


@bp.get("/understand/glossary")
def glossary() -> ResponseReturnValue:
    words = meanings()
    return render_template("understand/glossary.html", meanings=words, checked=all(word.checked for word in words))


@bp.route("/understand/trials", methods=["GET", "POST"])
def trials() -> ResponseReturnValue:
    return _trials([], own=False)


@bp.route("/journeys/<uuid:journey_id>/trials", methods=["GET", "POST"])
@login_required
def own_trials(journey_id: UUID) -> ResponseReturnValue:
    """The search prepared from the record, with the province the person chose for the Support page, if they did.

    Another one is used for the words on the page and kept nowhere.
    """
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    rows = together(Specimen, SupportPlan)
    return _trials(rows[Specimen], own=True, region=plan_of(rows[SupportPlan], journey.id).region)


def _trials(specimens: Sequence[Specimen], *, own: bool, region: str | None = None) -> ResponseReturnValue:
    content, lang = catalogue(), language()
    form = ProvinceForm(province=region or "")
    option = content.option("clinical-trials")
    finders = [
        (finder, finder.about.in_language(lang), source_lines(use.id for use in finder.sources))
        for finder in content.understand.trial_finders.values()
    ]
    return render_template(
        "understand/trials.html",
        form=form,
        own=own,
        search=search(specimens, form.chosen),
        statement=option.documented.in_language(lang),
        sources=source_lines(use.id for use in option.sources),
        finders=finders,
        host=host,
    )


def _titles() -> list[tuple[str, str]]:
    return [(page.id, page.title.in_language(language())) for page in catalogue().understand.pages.values()]
