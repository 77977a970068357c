"""What stands around every page: the places at the bottom, and the journey they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _


@dataclass(frozen=True)
class Tab:
    label: str
    icon: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    app.context_processor(_shell)


def _shell() -> dict[str, Any]:
    journey = g.get("journey")
    if journey is None:
        return {"journey": None, "tabs": []}
    places = (
        (_("Journey"), "route", "timeline.index", ("timeline", "treatments", "diagnosis", "options", "history")),
        (_("Visits"), "calendar-days", "appointments.index", ("appointments",)),
    )
    tabs = [
        Tab(label, icon, url_for(endpoint, journey_id=journey.id), request.blueprint in blueprints)
        for label, icon, endpoint, blueprints in places
    ]
    return {"journey": journey, "tabs": tabs}
