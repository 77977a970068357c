"""Whom to call at once: numbers of the content, and of nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.content import catalogue
from tracker.knowledge.organizations import Organization
from tracker.support.words import Reach, call_url, label, reach, said, seen_working

_NOW = ("call", "text")


@dataclass(frozen=True)
class Line:
    """One line to call or text. `name`: empty where it is the number itself. `about`: what for, or where.

    `seen`: when it was last seen working; empty for 9-1-1, which is of the red flags and their sources.
    """

    name: str
    about: str
    ways: list[Reach]
    seen: str = ""


@dataclass(frozen=True)
class Now:
    """`emergency`: 9-1-1 as the red flags have it. `nurses`: those whose number may be offered, with their province;
    `front`: what the Support page begins with."""

    emergency: Line
    first: list[Line]
    more: list[Line]
    nurses: list[Line]
    front: list[Line]


def help_now_lines(region: str | None = None) -> Now:
    """In the reader's language. `region`: where the person lives, if they said so; its nurse line is in front too."""
    content = catalogue()
    emergency = content.red_flags.levels["emergency"]
    number = str(emergency.number)
    found, now = content.support.organizations, content.support.now
    nurses = [found[one] for one in now.nurses if found[one].call]
    return Now(
        emergency=Line(said(emergency), "", [Reach("call", call_url(number), number)]),
        first=[_line(found[one]) for one in now.first],
        more=[_line(found[one]) for one in now.more],
        nurses=[_line(each, where=True) for each in nurses],
        front=[*(_line(found[one]) for one in now.front), *(_line(each) for each in nurses if region in each.regions)],
    )


def _line(each: Organization, *, where: bool = False) -> Line:
    ways = [way for way in reach(each) if way.kind in _NOW]
    is_its_number = each.phone is not None and each.name.en.startswith(each.phone)
    name = "" if is_its_number and not where else said(each.name)
    return Line(name, label("region", each.regions[0]) if where else said(each.summary), ways, seen_working(each))
