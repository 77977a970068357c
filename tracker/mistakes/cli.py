"""`flask content reports`: what people found wrong, for the operator."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import with_appcontext

from tracker.knowledge.cli import content
from tracker.mistakes import queries


@content.command("reports")
@with_appcontext
def reports() -> None:
    """List the mistakes that people reported, the newest first."""
    found = queries.reports()
    for report in found:
        click.echo(f"{report.at:%Y-%m-%d %H:%M} UTC  {report.about or '-'}  ({report.language})")
        if report.contact:
            click.echo(f"  answer to: {report.contact}")
        for line in report.text.splitlines():
            click.echo(f"  {line}")
    click.echo(f"{len(found)} reports")


def register(app: Flask) -> None:
    app.cli.add_command(content)
