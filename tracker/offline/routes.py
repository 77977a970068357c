"""The shell that opens without a signal. What it shows of a person is on their phone; it is the same for all."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from tracker import assets
from tracker.checkins.sync import account_tag
from tracker.content import catalogue
from tracker.db import db
from tracker.i18n import LANGUAGES, months
from tracker.journeys.queries import own_journey
from tracker.support.now import help_now_lines
from tracker.support.page import every_organization
from tracker.support.words import cards

bp = Blueprint("offline", __name__)
_KEPT = ("app.css", "app.js", "icon.svg")
_LIGHT = "#F2F4EF"
_PLACES = {"check-in": "checkins.check_in", "happened": "checkins.happened"}
_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


def init_app(app: Flask) -> None:
    app.context_processor(_for_frame)


def _for_frame() -> dict[str, Any]:
    """What the script of a page has to know: whose page it is, and whether this device keeps anything."""
    if not current_user.is_authenticated:
        return {"phone": {"account": "", "shared": False}}
    device = db.session.info.get("device")
    return {"phone": {"account": account_tag(current_user), "shared": bool(device and device.shared)}}


@bp.get("/offline/en", defaults={"language": "en"})
@bp.get("/offline/fr", defaults={"language": "fr"})
def shell(language: str) -> ResponseReturnValue:
    return _shell(language)


@bp.get("/offline/support/en", defaults={"language": "en"})
@bp.get("/offline/support/fr", defaults={"language": "fr"})
def support(language: str) -> ResponseReturnValue:
    """The directory as a phone keeps it once it was opened: one page, the same for all, found in by a script."""

    def address(slug: str) -> str:
        return f"#{slug}"

    with force_locale(LANGUAGES[language]):
        template = current_app.jinja_env.get_template("offline/support.html")
        return template.render(
            lang=language,
            lang_tag=LANGUAGES[language].replace("_", "-"),
            cards=cards(every_organization(), address),
            now=help_now_lines(),
        )


@bp.get("/sw.js")
def service_worker() -> ResponseReturnValue:
    asset = current_app.jinja_env.globals["asset"]
    kept: list[dict[str, str | None]] = [{"url": asset(name), "revision": None} for name in _KEPT]  # type: ignore[operator]
    for language in LANGUAGES:
        revision = sha256(_shell(language).encode()).hexdigest()[:16]
        kept.append({"url": url_for("offline.shell", language=language), "revision": revision})
    script = (assets.BUILD / asset("sw.js").rpartition("/")[2]).read_text(encoding="utf-8")  # type: ignore[operator]
    answer = Response(f"self.__SHELL={json.dumps(kept)};\n{script}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@bp.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """Discreet: on the phone it is called Throughline, and nothing says what for."""
    language = request.args.get("lang", "en")
    if language not in LANGUAGES:
        abort(404)
    asset = current_app.jinja_env.globals["asset"]
    with force_locale(LANGUAGES[language]):
        shortcuts = [(_("Check in"), "check-in"), (_("Something happened"), "happened")]
    content = {
        "id": "/",
        "name": "Throughline",
        "short_name": "Throughline",
        "lang": LANGUAGES[language].replace("_", "-"),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _LIGHT,
        "theme_color": _LIGHT,
        "icons": [
            {"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"},  # type: ignore[operator]
            *(
                {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}  # type: ignore[operator]
                for name, sizes, purpose in _ICONS
            ),
        ],
        "shortcuts": [
            {
                "name": name,
                "url": url_for("offline.go", place=place),
                "icons": [{"src": asset("icon-192.png"), "sizes": "192x192"}],  # type: ignore[operator]
            }
            for name, place in shortcuts
        ],
    }
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")


@bp.get("/go/check-in", defaults={"place": "check-in"})
@bp.get("/go/happened", defaults={"place": "happened"})
@login_required
def go(place: str) -> ResponseReturnValue:
    """Where a shortcut of the home screen leads: it cannot know whose journey it is."""
    journey = own_journey(current_user)
    if journey is None:
        return redirect(url_for("journeys.welcome"))
    return redirect(url_for(_PLACES[place], journey_id=journey.id))


def _shell(language: str) -> str:
    """Made without the context of a page, which would say who is signed in."""
    content = catalogue().checkin
    with force_locale(LANGUAGES[language]):
        template = current_app.jinja_env.get_template("offline/shell.html")
        return template.render(
            lang=language,
            lang_tag=LANGUAGES[language].replace("_", "-"),
            content=content,
            groups=_by_group(content),
            months=months(),
            phone={"account": "", "shared": False},
            now=help_now_lines(),
        )


def _by_group(content: Any) -> list[tuple[Any, list[Any]]]:
    return [
        (group, [entry for entry in content.quick_log.values() if entry.group == group.id])
        for group in content.quick_groups.values()
    ]
