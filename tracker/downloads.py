"""A file as the answer to a button that says that it is being made (`data-download`, assets/js/download.js)."""

from __future__ import annotations

import re

from flask import Response, current_app, request

_MADE = "made"  # a cookie that tells the page that its file has come
_MARK = re.compile(r"[0-9a-f-]{1,36}", re.ASCII)


def attachment(file: bytes, name: str, mimetype: str) -> Response:
    """The file to be saved under this name. The cookie is the mark that the form sent, and lives a minute."""
    answer = Response(file, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    mark = request.form.get("operation", "")
    if _MARK.fullmatch(mark):
        https = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(_MADE, mark, max_age=60, secure=https, samesite="Lax")
    return answer
