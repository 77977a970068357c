"""How often something that can be guessed may be tried: kept in the database, shared by workers, past a restart (S17).

flask-limiter has no store in SQL, and a second server to keep for counting is too much to ask of who runs this.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from flask import current_app, g, request
from flask_babel import ngettext
from sqlalchemy import JSON, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from tracker import crypto
from tracker.db import Base, begin_writing, db, now

MOST, WITHIN = 30, timedelta(hours=1)
_NETWORK = {4: 24, 6: 64}


class Tries(Base):
    """The instants (seconds since 1970) at which one thing was tried. `until`: when the last of them counts no more.

    `key_hash` is keyed: neither an address nor an account can be read from it.
    """

    __tablename__ = "tries"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[list[float]] = mapped_column(JSON, default=list)
    until: Mapped[datetime] = mapped_column(index=True)


def spend(
    kind: str, key: str | uuid.UUID, most: int = MOST, within: timedelta = WITHIN, at: datetime | None = None
) -> timedelta | None:
    """Take one of the `most` tries that `key` has in any stretch of `within`. None: go on; else how long to wait.

    Commits, so that the try counts whatever comes of it: called before anything else of the request is written, and
    before the guess is looked at. A try that is refused costs nothing, so that waiting always helps.
    """
    at = at or now()
    begin_writing()
    row = _locked(kind, _hash(kind, key), at)
    oldest = (at - within).timestamp()
    counted = [instant for instant in row.at if instant > oldest]
    if len(counted) < most:
        row.at, row.until = [*counted, at.timestamp()], at + within
        wait = None
    else:
        wait = timedelta(seconds=counted[-most] - oldest)
    db.session.commit()
    return wait


def _locked(kind: str, key_hash: str, at: datetime) -> Tries:
    """The row, made if need be, which no other worker changes until the commit (SQLite locks all of the database)."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    new = insert(Tries).values(kind=kind, key_hash=key_hash, at=[], until=at).on_conflict_do_nothing()
    db.session.execute(new)
    one = select(Tries).where(Tries.kind == kind, Tries.key_hash == key_hash).with_for_update()
    return db.session.scalars(one.execution_options(populate_existing=True)).one()


def too_many(wait: timedelta) -> str:
    """The words for someone who has to wait; the answer to this request says so too (429), the page stays as it is."""
    g.wait = wait
    minutes = ceil(wait / timedelta(minutes=1))
    return ngettext(
        "Too many tries. Wait %(num)d minute, then try again.",
        "Too many tries. Wait %(num)d minutes, then try again.",
        minutes,
    )


def answer_with_wait(response: Response) -> Response:
    """Mark the page of someone who has to wait as what it is."""
    wait = g.get("wait")
    if wait is not None and response.status_code == 200:
        response.status_code = 429
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def forget(at: datetime) -> None:
    """Erase tries that count no more. The caller commits."""
    old = delete(Tries).where(Tries.until <= at).execution_options(synchronize_session=False)
    db.session.execute(old)


def network() -> str:
    """Where the request comes from: the network of its address, /24 or /64, since one person can have all of it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network((address, _NETWORK[address.version]), strict=False))


def _hash(kind: str, key: str | uuid.UUID) -> str:
    return crypto.blind_index(bytes.fromhex(current_app.config["SECRETS"].index_key), f"tries|{kind}|{key}")
