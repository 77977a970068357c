"""Try the options on written situations. Needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from tracker.knowledge.content import read
from tracker.knowledge.models import Catalogue

from .evaluate import Assessment, Verdict, evaluate
from .situation import Situation
from .wording import criterion_text


class BadFile(click.ClickException):
    """The file cannot be used; the message is the one line shown."""

    exit_code = 2


options = AppGroup("options", help="The documented options.")


def register(app: Flask) -> None:
    app.cli.add_command(options)


@options.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path))
def evaluate_file(file: Path) -> None:
    """Print, as JSON, what the options make of each situation in FILE (a list of maps with id and situation)."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    with force_locale("en"):
        answers = [_answer(catalogue, case) for case in _cases(file)]
    click.echo(json.dumps(answers, ensure_ascii=False, indent=1, default=str))


def _cases(file: Path) -> list[dict[str, Any]]:
    """The cases in `file`; ends with one line and exit code 2 when they cannot be read."""
    document = read(file, str(file))
    if document.broken:
        raise BadFile(str(document.broken[0]))
    cases = document.data
    if not isinstance(cases, list):
        raise BadFile(f"{file} must hold a list of cases, each with id and situation.")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not {"id", "situation"} <= case.keys():
            raise BadFile(f"{file}: case {number} must be a map with id and situation.")
    return cases


def _answer(catalogue: Catalogue, case: dict[str, Any]) -> dict[str, Any]:
    found = evaluate(catalogue, Situation.from_case(case["situation"]))
    return {
        "id": case["id"],
        "shown": [a.option for a in found if a.verdict is Verdict.SHOWN],
        "depends": [{"option": a.option, "on": list(a.on)} for a in found if a.verdict is Verdict.DEPENDS],
        "other": [{"option": a.option, "because": _because(a, catalogue)} for a in found if a.verdict is Verdict.OTHER],
    }


def _because(assessment: Assessment, catalogue: Catalogue) -> str:
    return "; ".join(criterion_text(criterion, catalogue, "en") for criterion in assessment.criteria)
