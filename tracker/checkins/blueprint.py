"""The pages of the check-in, in several files."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("checkins", __name__, url_prefix="/journeys/<uuid:journey_id>")
