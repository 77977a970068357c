"""`flask content`: check the content, see what changed, have it reviewed, try its links. None needs a database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from . import changes, check, links, reviews
from .entries import digests, listed
from .models import Catalogue, Reviewed
from .review_page import review_page

SEED = Path(__file__).parents[2] / "seed"
OFFLINE = 2

content = AppGroup("content", help="The knowledge base under seed/.")
_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_seed = click.option("--seed", type=_folder, default=SEED, help="The folder of the content.")
_since = click.Path(exists=True, path_type=Path)


def register(app: Flask) -> None:
    app.cli.add_command(content)


@content.command("check")
@click.argument("seed", type=_folder, default=SEED)
def check_content(seed: Path) -> None:
    """Say everything that is wrong with the content, as file:line key message."""
    found = check.problems(seed)
    for problem in found:
        click.echo(str(problem))
    if found:
        raise SystemExit(1)
    loaded = check.load(seed)
    statements = sum(1 for ref in listed(loaded) if ref.startswith("statement:"))
    click.echo(
        f"{len(loaded.options)} options, {len(loaded.drugs)} drugs, {len(loaded.classes)} classes, "
        f"{len(loaded.glossary)} words, {statements} statements, {len(loaded.sources)} sources, "
        f"{len(loaded.support.organizations)} organizations: nothing wrong found."
    )
    for organization in loaded.support.to_look_at(datetime.now(UTC).date()):
        seen = organization.last_verified or "not dated"
        click.echo(f"{organization.id}: last seen working {seen}, look at it again")


@content.command("fingerprint")
@_seed
def fingerprint(seed: Path) -> None:
    """Print a fingerprint of each entry; keep it in a file to compare a later version with."""
    click.echo(json.dumps(digests(listed(_loaded(seed)).values()), indent=0))


@content.command("diff")
@click.argument("since", type=_since)
@_seed
def diff(since: Path, seed: Path) -> None:
    """Say which entries are new, changed or removed SINCE a version (a copy of seed/, or a file of fingerprints)."""
    found = changes.between(_version(since).digests, digests(listed(_loaded(seed)).values()))
    for mark, refs in (("new", found.new), ("changed", found.changed), ("removed", found.removed)):
        for ref in refs:
            click.echo(f"{mark:8} {ref}")
    click.echo(f"{len(found.new)} new, {len(found.changed)} changed, {len(found.removed)} removed")


@content.command("review")
@click.option("--since", type=_since, help="A copy of seed/, or a file of fingerprints; else what nobody has reviewed.")
@_seed
def review(since: Path | None, seed: Path) -> None:
    """Print what a clinician has to read, as a page of Markdown."""
    loaded = _loaded(seed)
    former = _version(since) if since else changes.reviewed_version(loaded)
    for line in review_page(loaded, former):
        click.echo(line)


@content.command("reviewed")
@click.argument("entries", nargs=-1, required=True)
@click.option("--by", required=True, help="Name and profession of the clinician.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, as 2026-11-25.")
@_seed
def reviewed(entries: tuple[str, ...], by: str, day: datetime, seed: Path) -> None:
    """Record that a clinician has read ENTRIES (such as option:letrozole-postmenopausal) as they stand now."""
    known = listed(_loaded(seed))
    if missing := [ref for ref in entries if ref not in known]:
        raise click.ClickException(f"No such entry: {', '.join(missing)}")
    if day.date() > date.today():  # noqa: DTZ011  # the day where the command is run
        raise click.ClickException("A review cannot be in the future.")
    if not by.strip():
        raise click.ClickException("Say who reviewed it.")
    done = [Reviewed(entry=ref, by=by.strip(), on=day.date(), digest=known[ref].digest) for ref in entries]
    reviews.add(seed, done)
    click.echo(f"{len(done)} entries reviewed by {by.strip()} on {day:%Y-%m-%d}")


@content.command("links")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), default=Path("content-links.txt"))
@_seed
def check_links(report: Path, seed: Path) -> None:
    """Ask every web address of the content whether it answers. Exit status 1: some do not; 2: there is no network."""
    answers = links.ask_all(links.addresses(seed))
    if links.offline(answers):
        click.echo("No address answered: this machine has no network. Nothing was checked, no report was written.")
        raise SystemExit(OFFLINE)
    broken = [answer for answer in answers if not answer.works]
    lines = links.report(answers, datetime.now(UTC).date())
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(f"{len(answers)} addresses asked, {len(broken)} do not work: see {report}")
    raise SystemExit(1 if broken else 0)


def _loaded(seed: Path) -> Catalogue:
    try:
        return check.load(seed)
    except check.BrokenContent as error:
        raise click.ClickException(str(error)) from None


def _version(path: Path) -> changes.Version:
    try:
        return changes.version_at(path)
    except (changes.NoVersion, check.BrokenContent) as error:
        raise click.ClickException(str(error)) from None
