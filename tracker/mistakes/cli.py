"""`flask content reports`: what people found wrong, for the operator."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import with_appcontext

from tracker.db import db, now
from tracker.knowledge.cli import content
from tracker.mistakes import queries
from tracker.mistakes.models import MistakeReport

_SHORT = 8  # characters of an id that are shown, and the fewest that name a report


@content.command("reports")
@click.option("--done", multiple=True, metavar="ID", help="Erase the report of this id: it was dealt with.")
@with_appcontext
def reports(done: tuple[str, ...]) -> None:
    """List the mistakes that people reported, the newest first. Reports older than a year are erased on the way."""
    queries.forget(now())
    for each in [_named(queries.reports(), name) for name in done]:
        queries.remove_report(each.id)
    db.session.commit()
    found = queries.reports()
    for report in found:
        short = report.id.hex[:_SHORT]
        click.echo(f"{short}  {report.at:%Y-%m-%d %H:%M} UTC  {report.about or '-'}  ({report.language})")
        if report.contact:
            click.echo(f"  answer to: {report.contact}")
        for line in report.text.splitlines():
            click.echo(f"  {line}")
    if done:
        click.echo(f"{len(set(done))} erased")
    click.echo(f"{len(found)} reports")


def _named(found: Sequence[MistakeReport], name: str) -> MistakeReport:
    """The one report whose id begins so."""
    wanted = name.lower().replace("-", "")
    fitting = [report for report in found if report.id.hex.startswith(wanted)] if len(wanted) >= _SHORT else []
    if len(fitting) != 1:
        raise click.ClickException(f"{name!r} is not the id of one report. Nothing was erased.")
    return fitting[0]


def register(app: Flask) -> None:
    app.cli.add_command(content)
