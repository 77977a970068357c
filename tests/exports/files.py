"""A file that goes out, is changed, and comes in, as a browser does it."""

from __future__ import annotations

import json
from hashlib import sha256
from html import unescape
from typing import Any

from flask import Flask

from tests.factories import Journey, inside
from tests.people import Person, form_in
from tracker.audit import Revision
from tracker.db import db
from tracker.exports.document import canonical
from tracker.owned import owned, owned_classes


def export(person: Person, kind: str = "json") -> Any:
    return person.press(person.url(f"/export/{kind}"))


def resealed(document: dict[str, Any]) -> bytes:
    """The document after a change, with the sum that fits it."""
    return json.dumps(document | {"sha256": sha256(canonical(document["data"])).hexdigest()}).encode()


def look_into(person: Person, file: bytes, tail: str = "/import", **fields: Any) -> Any:
    mark, parts = b"--file-of-a-test", []
    for name, value in (fields | {"csrf_token": person.token()}).items():
        parts.append(b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), value.encode()))
    parts.append(b'Content-Disposition: form-data; name="file"; filename="file"\r\n\r\n' + file)
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    kind = f"multipart/form-data; boundary={mark[2:].decode()}"
    return person.post_raw(person.url(tail), body, content_type=kind)


def bring_in(person: Person, file: bytes, **chosen: str) -> Any:
    """Preview, then yes."""
    page = look_into(person, file)
    assert page.status_code == 200, unescape(page.text)[-3000:]
    url = person.url("/import/yes")
    return person.send(url, form_in(page.text, url), chosen)


def rows(app: Flask, journey: Journey) -> int:
    with inside(app, journey):
        every = sum(
            len(db.session.scalars(owned(cls).execution_options(with_deleted=True)).all()) for cls in owned_classes()
        )
        return every + len(db.session.scalars(owned(Revision)).all())
