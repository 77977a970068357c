"""Pages of the diagnosis: overview, background, specimens, gene tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from tracker.access import Right, Scope
from tracker.content import Source, catalogue, source_shown
from tracker.dates import newest_first
from tracker.diagnosis import queries
from tracker.diagnosis.forms import BackgroundForm, GenomicFindingForm, SpecimenForm
from tracker.diagnosis.models import Background, Declined, GenomicFinding, Specimen
from tracker.diagnosis.receptors import current_status, difference, status_of
from tracker.editing import conflict, merged, onward, page, required, saved, submitted
from tracker.forms import Form
from tracker.i18n import language
from tracker.journeys.queries import open_journey
from tracker.owned import together
from tracker.places import Place

bp = Blueprint("diagnosis", __name__, url_prefix="/journeys/<uuid:journey_id>/diagnosis")


@dataclass(frozen=True)
class Discordance:
    """How often a metastasis differs from the first tumour, as published, and by whom; in the reader's language."""

    words: str
    note: str | None
    locator: str | None
    source: Source


def _discordance() -> Discordance:
    content = catalogue()
    fact = content.fact("receptor_discordance", "discordance-seed")
    value = fact.value.in_language(language()) if fact.value else ""
    return Discordance(
        words=_("%(fact)s: %(value)s.", fact=fact.text.in_language(language()), value=value),
        note=fact.note.in_language(language()) if fact.note else None,
        locator=content.locator(fact.locator).in_language(language()) if fact.locator else None,
        source=source_shown(fact.source),
    )


@bp.get("")
@login_required
def index(journey_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    rows = together(Background, Specimen, GenomicFinding)
    specimens = sorted(rows[Specimen], key=lambda row: newest_first(row.taken_on), reverse=True)
    findings = sorted(rows[GenomicFinding], key=lambda row: (row.gene.value, newest_first(row.tested_on)))
    differing = difference(specimens)
    background = rows[Background][0] if rows[Background] else None
    return render_template(
        "diagnosis/index.html",
        background=background,
        sites=[str(Place(value).label) for value in (background and background.sites) or []],
        declined=[str(Declined(value).label) for value in (background and background.declined) or []],
        statuses=[status_of(specimen) for specimen in specimens],
        current=current_status(specimens),
        difference=differing,
        discordance=_discordance() if differing else None,
        findings=findings,
    )


@bp.route("/background", methods=["GET", "POST"])
@login_required
def background(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = queries.background(journey)
    form = BackgroundForm(obj=row)
    then = onward(url_for(".index", journey_id=journey_id))
    if submitted(form, then=then):
        if row.version and (clashes := merged(form, row)):
            return conflict(clashes)
        queries.save_background(row, **form.values | {"sites": form.sites.data or None})
        return saved(_("Saved."), then=then)
    return page("diagnosis/background.html", form, row=row)


@bp.route("/specimens/add", methods=["GET", "POST"])
@login_required
def add_specimen(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = SpecimenForm(), onward(url_for(".index", journey_id=journey_id))
    if submitted(form, then=then):
        queries.add_specimen(journey, **form.values)
        return saved(_("Sample saved."), then=then)
    return page("diagnosis/specimen.html", form, row=None)


@bp.route("/specimens/<uuid:specimen_id>", methods=["GET", "POST"])
@login_required
def edit_specimen(journey_id: UUID, specimen_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.specimen(specimen_id))
    form, then = SpecimenForm(obj=row), onward(url_for(".index", journey_id=journey_id))
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_specimen(row, **form.values)
        return saved(_("Sample saved."), then=then)
    return page("diagnosis/specimen.html", form, row=row)


@bp.post("/specimens/<uuid:specimen_id>/remove")
@login_required
def remove_specimen(journey_id: UUID, specimen_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_specimen(required(queries.specimen(specimen_id)))
    return saved(_("Sample removed."), then=then)


@bp.route("/genes/add", methods=["GET", "POST"])
@login_required
def add_finding(journey_id: UUID) -> ResponseReturnValue:
    journey = open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = GenomicFindingForm(), onward(url_for(".index", journey_id=journey_id))
    if submitted(form, then=then):
        queries.add_finding(journey, **form.values)
        return saved(_("Gene test saved."), then=then)
    return page("diagnosis/finding.html", form, row=None)


@bp.route("/genes/<uuid:finding_id>", methods=["GET", "POST"])
@login_required
def edit_finding(journey_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    row = required(queries.finding(finding_id))
    form, then = GenomicFindingForm(obj=row), onward(url_for(".index", journey_id=journey_id))
    if submitted(form, then=then):
        if clashes := merged(form, row):
            return conflict(clashes)
        queries.change_finding(row, **form.values)
        return saved(_("Gene test saved."), then=then)
    return page("diagnosis/finding.html", form, row=row)


@bp.post("/genes/<uuid:finding_id>/remove")
@login_required
def remove_finding(journey_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    open_journey(journey_id, Scope.TREATMENTS, Right.MANAGE)
    form, then = Form(), url_for(".index", journey_id=journey_id)
    if submitted(form, then=then):
        queries.remove_finding(required(queries.finding(finding_id)))
    return saved(_("Gene test removed."), then=then)
