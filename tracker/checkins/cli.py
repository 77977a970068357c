"""Try the red flags on written entries. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from tracker.knowledge.content import read
from tracker.knowledge.models import Catalogue

from .facts import Entry, Facts, is_number
from .flags import fired


class BadFile(click.ClickException):
    """The file cannot be used; the message is the one line shown."""

    exit_code = 2


checkin = AppGroup("checkin", help="The check-in.")


def register(app: Flask) -> None:
    app.cli.add_command(checkin)


@checkin.command("flags")
@click.argument("file", type=click.Path(path_type=Path))
def flags(file: Path) -> None:
    """Print, as JSON, which red flags fire in each case of FILE (written like tests/checkins/red_flag_cases.yaml)."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    answers = [{"id": case["id"], "flags": _fired(catalogue, case, file)} for case in _cases(file)]
    click.echo(json.dumps(answers, ensure_ascii=False, indent=1, default=str))


def _cases(file: Path) -> list[dict[str, Any]]:
    """The cases in `file`; ends with one line and exit code 2 when they cannot be read."""
    document = read(file, str(file))
    if document.broken:
        raise BadFile(str(document.broken[0]))
    cases = document.data.get("cases") if isinstance(document.data, dict) else document.data
    if not isinstance(cases, list):
        raise BadFile(f"{file} must hold a list of cases, each with id and entry.")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not {"id", "entry"} <= case.keys():
            raise BadFile(f"{file}: case {number} must be a map with id and entry.")
    return cases


def _fired(catalogue: Catalogue, case: dict[str, Any], file: Path) -> list[str]:
    try:
        facts = _facts(_map(case, "facts"))
        entry = _entry(_map(case, "entry"), 0)
        previous = [_earlier(each) for each in _list(case, "previous", dict)]
    except ValueError as error:
        raise BadFile(f"{file}: case {case['id']}: {error}".replace("\n", " ")) from error
    return [rule.id for rule in fired(catalogue, facts, entry, previous)]


def _facts(data: dict[str, Any]) -> Facts:
    return Facts(
        drugs=tuple(_list(data, "drugs", str)) if data.get("drugs") is not None else None,
        earlier_drugs=tuple(_list(data, "earlier_drugs", str)),
        sites=tuple(_list(data, "sites", str)),
        started_days_ago=_numbers(data, "started_days_ago"),
    )


def _entry(data: dict[str, Any], days_ago: float) -> Entry:
    temperature = data.get("temperature_c")
    if temperature is not None and not is_number(temperature):
        raise ValueError("temperature_c must be a number")
    return Entry(
        days_ago=days_ago,
        scores=_numbers(data, "scores", lambda value: type(value) is int and 0 <= value <= 10),
        answered_yes=frozenset(_list(data, "answered_yes", str)),
        temperature_c=temperature,
        quick=frozenset(_list(data, "quick", str)),
    )


def _earlier(data: dict[str, Any]) -> Entry:
    days_ago = data.get("days_ago")
    if not is_number(days_ago) or days_ago < 0:
        raise ValueError("days_ago must be a number from 0")
    return _entry(data, days_ago)


def _map(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    if value is not None and not isinstance(value, dict):
        raise ValueError(f"{name} must be a map")
    return value or {}


def _list(data: dict[str, Any], name: str, kind: type) -> list[Any]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, kind) for each in value):
        raise ValueError(f"{name} must be a list of {'ids' if kind is str else 'maps'}")
    return value


def _numbers(data: dict[str, Any], name: str, good: Callable[[Any], bool] = is_number) -> dict[str, Any]:
    """Numbers by name; those that are null are left out."""
    given = {key: value for key, value in _map(data, name).items() if value is not None}
    if wrong := [key for key, value in given.items() if not good(value)]:
        raise ValueError(f"{name}: {wrong[0]} is not a number that may stand there")
    return given
