"""What holds for every request and answer: limits, headers, origin, and errors in our own words (S15, S16, S20)."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, abort, current_app, render_template, request, session
from flask.globals import request_ctx
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from tracker.db import SAFE_METHODS, db
from tracker.i18n import language_tag

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_OFF = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OFF),
    "X-Frame-Options": "DENY",
}
_YEAR = 31_536_000
_DEEPEST_JSON = 20
ViewT = TypeVar("ViewT", bound=Callable[..., Any])
csrf = CSRFProtect()


class RequestInMemory(Request):
    """A file that was sent is never written to the disk, not even for a moment: it can hold a whole record."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def accepts_up_to(longest: int) -> Callable[[ViewT], ViewT]:
    """A view to which up to so many bytes may be sent, by someone who has signed in (S20). Put it next to the route."""

    def mark(view: ViewT) -> ViewT:
        view.longest_body = longest  # type: ignore[attr-defined]
        return view

    return mark


def _allow_length() -> None:
    """Before anything reads the body, the token against forged requests included."""
    longest = getattr(current_app.view_functions.get(request.endpoint or ""), "longest_body", None)
    if longest is not None and "_user_id" in session:
        request.max_content_length = request.max_form_memory_size = longest


class StrictJson(DefaultJSONProvider):
    """JSON as we accept it: no duplicate keys, no NaN, at most 20 levels deep (S20)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError on what we do not accept."""
        try:
            value = json.loads(s, object_pairs_hook=_without_duplicates, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("too deep") from None
        if _depth(value) > _DEEPEST_JSON:
            raise ValueError("too deep")
        return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _depth(value: Any) -> int:
    """How deeply lists and objects are nested; stops counting just past what is allowed."""
    depth, level = 0, [value]
    while depth <= _DEEPEST_JSON and (level := [item for item in level if _holds(item)]):
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
        depth += 1
    return depth


def _holds(value: Any) -> bool:
    return isinstance(value, (dict, list))


def init_app(app: Flask) -> None:
    app.json = StrictJson(app)
    app.request_class = RequestInMemory
    app.before_request(_allow_length)
    csrf.init_app(app)
    app.before_request(_refuse_foreign_origin)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _stale_page)
    for failure in (OperationalError, PoolTimeout):
        app.register_error_handler(failure, _database_busy)
    for clash in (StaleDataError, IntegrityError):
        app.register_error_handler(clash, _changed_elsewhere)
    if not app.testing:
        app.register_error_handler(Exception, _broken)


def safe_path(target: str | None) -> str | None:
    """`target` if it is a path on this site, else None.

    Werkzeug drops tabs and line ends from a location, so `/<TAB>/evil` would become `//evil`: checked bare.
    """
    if not target or any(ord(character) < 33 or character == "\\" for character in target):
        return None
    if not target.startswith("/") or target.startswith("//"):
        return None
    parts = urlsplit(target)
    return parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def _refuse_foreign_origin() -> None:
    """A browser says where an unsafe request comes from; only this site may send one (beside the token).

    `Origin: null` says nothing: our own forms send it, because no page gives a referrer.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.host:
        abort(403)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    return response


# --- errors: ours, in both languages ------------------------------------------------------------------------------

_PAGES = {400, 403, 404, 405, 413, 429}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error  # a redirect
    if request_ctx.url_adapter is None:  # asked under a host name that is not ours: no person, and no links to draw
        return Response("Bad request\n", error.code, mimetype="text/plain")
    page = error.code if error.code in _PAGES else 400 if error.code < 500 else 500
    return _page(page), error.code


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/csrf.html"), 400


def _database_busy(error: DBAPIError) -> ResponseReturnValue:
    """The database is locked, full or away: nothing was saved, and the page says so."""
    db.session.rollback()
    _log(error)
    return _bare_page(503), 503, {"Retry-After": "5"}


def _changed_elsewhere(error: StaleDataError | IntegrityError) -> ResponseReturnValue:
    """Two changes in the same instant: the second is asked to look again."""
    db.session.rollback()
    _log(error)
    return _page(409), 409


def _broken(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    _log(error)
    return _bare_page(500), 500


def _page(code: int) -> str:
    return render_template(f"errors/{code}.html")


def _bare_page(code: int) -> str:
    """A page made without the context of the app, which would ask the database who is signed in."""
    template = current_app.jinja_env.get_template(f"errors/{code}.html")
    return template.render(lang_tag=language_tag())


def _log(error: Exception) -> None:
    """Where it broke, never what was in it (S19): the class and the frames, no message and no values."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/tracker/" in code.co_filename:
            frames.append(f"{code.co_filename.rsplit('/tracker/', 1)[1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    rule = request.url_rule.rule if request.url_rule else "-"
    current_app.logger.error("%s in %s %s at %s", type(error).__name__, request.method, rule, " > ".join(frames[-6:]))
