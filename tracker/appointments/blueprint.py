"""The pages of the visits, in several files; the first page reads across the record (tracker/today/visits.py)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("appointments", __name__, url_prefix="/journeys/<uuid:journey_id>/visits")
