"""The floor that `make bench` compares with: the least a signed-in Flask + SQLAlchemy page can be.

One query for the person, one for the rows, one Jinja template with autoescape. The number of rows is chosen so that the
page has as many bytes as the page it stands beside.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, abort, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import Session as DbSession

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rows</title>
<link rel="stylesheet" href="/static/app.css"></head><body><main><h1>Rows of {{ person.name }}</h1><ul>
{% for row in rows %}<li id="row-{{ row.id }}"><article><h2>{{ row.title }}</h2><p class="when">{{ row.day }}</p>
<p>{{ row.text }}</p><dl><dt>Kind</dt><dd>{{ row.kind }}</dd><dt>State</dt><dd>{{ row.state }}</dd></dl>
<a href="/rows/{{ row.id }}">Change</a></article></li>{% endfor %}</ul></main></body></html>"""
ROW_BYTES = 620  # of one rendered row


class _Base(DeclarativeBase):
    pass


class Person(_Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Row(_Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    day: Mapped[str]
    text: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]


def create_floor(folder: Path) -> Flask:
    """The bare app on a SQLite file in `folder`, WAL and full sync as ours: `/sign-in`, `/rows?n=`, `POST /rows`."""
    app = Flask(__name__)
    app.secret_key = "floor"
    engine = create_engine(f"sqlite:///{folder / 'floor.db'}")

    @event.listens_for(engine, "connect")
    def _safe(connection, _record):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    _Base.metadata.create_all(engine)
    with DbSession(engine) as db:
        db.add(Person(id=1, name="Somebody"))
        text = "She said that the scan was as it was in spring, and that we go on as we are for now. " * 4
        for number in range(1200):
            db.add(Row(person_id=1, title=f"Row {number}", day="2024-05-12", text=text, kind="note", state="open"))
        db.commit()

    @app.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        session["person"] = 1
        return render_template_string("<!doctype html><title>Sign in</title><form><input name=email></form>")

    @app.get("/rows")
    def rows() -> ResponseReturnValue:
        with DbSession(engine) as db:
            person = db.get(Person, session["person"]) or abort(403)
            found = db.scalars(
                select(Row).where(Row.person_id == person.id).limit(request.args.get("n", 30, int))
            ).all()
            return render_template_string(_PAGE, person=person, rows=found)

    @app.post("/rows")
    def add() -> ResponseReturnValue:
        with DbSession(engine) as db:
            person = db.get(Person, session["person"]) or abort(403)
            db.add(
                Row(person_id=person.id, title="x", day="2024", text=request.form["text"], kind="note", state="open")
            )
            db.commit()
        return redirect("/rows")

    return app
