"""The directory for anyone: nothing on these pages is of a person, so a phone may keep them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from tracker.content import catalogue
from tracker.db import db, now
from tracker.knowledge.organizations import Organization
from tracker.support.now import help_now_lines
from tracker.support.offers import for_someone_close
from tracker.support.page import directory
from tracker.support.search import Index
from tracker.support.words import Address, card, kind, known_facts, sources
from tracker.web import safe_path

bp = Blueprint("directory", __name__)


def init_app(app: Flask) -> None:
    content = app.extensions["catalogue"]
    app.extensions["support_index"] = Index(content.support, content.labels)
    app.add_template_global(for_someone_close, "support_for_someone_close")  # for a page below this feature


def organization_or_404(slug: str) -> Organization:
    found = catalogue().support.organizations.get(slug)
    if found is None:
        abort(404)
    return found


def all_about(each: Organization, address: Address) -> dict[str, Any]:
    """What the template of one organization draws."""
    shown = {"card": card(each, address), "facts": known_facts(each), "sources": sources(each), "kind": kind(each)}
    return {"each": each, **shown}


def _address(slug: str) -> str:
    return url_for("directory.organization", slug=slug)


def _find(**args: Any) -> str:
    return url_for("directory.index", **args)


@bp.get("/support")
def index() -> ResponseReturnValue:
    return render_template("support/index.html", find_url=_find(), now=help_now_lines(), **directory(_find, _address))


@bp.get("/support/<slug>")
def organization(slug: str) -> ResponseReturnValue:
    each = organization_or_404(slug)
    return render_template("support/organization.html", back_url=_find(), **all_about(each, _address))


@bp.post("/account/support-put-away")
@login_required
def put_away() -> ResponseReturnValue:
    """What is offered to someone who cares for another was seen; it does not come back."""
    current_user.support_put_away_at = now()
    db.session.commit()
    flash(_("Put away. It stays on the Support page."), "ok")
    return redirect(safe_path(request.form.get("next")) or url_for("journeys.start"))


@bp.get("/help-now")
def help_now() -> ResponseReturnValue:
    return render_template("support/help_now.html", now=help_now_lines(), support_url=_find())
