"""The sources, open to all."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.content import catalogue
from tracker.i18n import language
from tracker.knowledge.entries import resting_on
from tracker.shell import keep_tabs
from tracker.sources import page

bp = Blueprint("sources", __name__, url_prefix="/sources")


bp.before_request(keep_tabs)


@bp.get("")
def index() -> ResponseReturnValue:
    kinds = page.kinds()
    kind = request.args.get("kind")
    kind = kind if kind in [each for each, _label, _number in kinds] else None
    rows = page.in_list(kind)
    return render_template("sources/index.html", kinds=kinds, kind=kind, rows=rows, total=len(catalogue().sources))


@bp.get("/organizations")
def organizations() -> ResponseReturnValue:
    return render_template("sources/organizations.html", places=page.seen_places())


@bp.get("/<source_id>")
def source(source_id: str) -> ResponseReturnValue:
    content, lang = catalogue(), language()
    found = content.sources.get(source_id)
    if found is None:
        abort(404)
    journey = g.get("journey")
    options_url = url_for("options.index", journey_id=journey.id) if journey else None
    return render_template(
        "sources/source.html",
        source=found,
        publisher=found.publisher.in_language(lang),
        kind=content.label("source_kind", found.kind).in_language(lang),
        jurisdiction=found.jurisdiction.in_language(lang),
        published=page.published(found),
        read=page.read(found),
        how_much=found.read.in_language(lang),
        note=found.note.in_language(lang) if found.note else "",
        checked=page.checked_words(resting_on(content)[source_id]),
        uses=page.uses(source_id, options_url),
    )
