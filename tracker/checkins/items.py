"""Which questions a person is asked: the twelve, and those that their drugs bring. Pure; nothing here raises.

`seed/checkin.yaml` says which drug brings what, with its sources: the first six of their rows, those that a red flag
needs, and the others behind "more".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from tracker.knowledge.base import SourceUse
from tracker.knowledge.checkin import Item, Names, Row
from tracker.knowledge.models import Catalogue
from tracker.knowledge.triggers import items

FIRST = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is asked, and where that is said.

    `by` says what `name` is: the `drug` or its `class` (ids of drugs.yaml); the `site` of the cancer, because of a red
    flag; `everybody` and `own` (the person added it) have no name. `watch`: asked because a red flag needs the answer.
    """

    by: Literal["drug", "class", "site", "everybody", "own"]
    name: str = ""
    sources: tuple[SourceUse, ...] = ()
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    item: Item
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a check-in asks: `core`, then `extra`; `more` waits behind a button. The person's own symptoms come last."""

    core: tuple[Asked, ...]
    extra: tuple[Asked, ...]
    more: tuple[Asked, ...]
    own: tuple[str, ...]

    @property
    def all(self) -> tuple[Asked, ...]:
        return self.core + self.extra + self.more


def questions(
    catalogue: Catalogue,
    drugs: Sequence[str],
    sites: Collection[str] = (),
    *,
    hidden: Collection[str] = (),
    added: Sequence[str] = (),
    own: Sequence[str] = (),
) -> Questions:
    """The questions for the drugs being taken now, each drug's most frequent effects first and in turn.

    `hidden`: ids of items and of own symptoms the person does not want. `added`: extra items the person asked for.
    `own`: ids of symptoms in the person's own words. An id that the content does not know counts for nothing.
    """
    content = catalogue.checkin
    rows = [_rows(catalogue, drug) for drug in dict.fromkeys(drugs) if drug in catalogue.drugs]
    watched = list(_watched(catalogue, rows, sites))
    usual = list(_in_turn([list(_usual(of_drug)) for of_drug in rows]))
    general = Reason("everybody", sources=content.general.sources)
    offered = [(name, general) for name in content.general.items]

    reasons: dict[str, list[Reason]] = {}
    chosen = [(name, Reason("own")) for name in added]
    for name, reason in (*chosen, *_of_core(rows), *usual, *watched, *offered):
        known = reasons.setdefault(name, [])
        if reason not in known:
            known.append(reason)

    def asked(names: Iterable[str], among: Collection[str]) -> tuple[Asked, ...]:
        wanted = (name for name in dict.fromkeys(names) if name in among and name not in hidden)
        return tuple(
            Asked(item, tuple(reasons.get(name, ()))) for name in wanted if (item := content.item(name)) is not None
        )

    visible = [name for name in dict.fromkeys(name for name, _ in usual) if name not in hidden]
    now = dict.fromkeys((*added, *visible[:FIRST], *(name for name, _ in watched)))
    later = [name for name in (*visible, *content.general.items) if name not in now]
    return Questions(
        core=asked(content.core, content.core),
        extra=asked(now, content.extra),
        more=asked(later, content.extra),
        own=tuple(name for name in dict.fromkeys(own) if name not in hidden),
    )


def _rows(catalogue: Catalogue, drug: str) -> list[Row]:
    """The rows of a drug, of the drugs it contains, then of their classes."""
    parts = (drug, *catalogue.drugs[drug].contains)
    keys = [("drug", part) for part in parts] + [("class", catalogue.drugs[part].class_id) for part in parts]
    rows = catalogue.checkin.rows
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


def _reason(row: Row, use: Names, watch: bool) -> Reason:
    source = (SourceUse(id=use.id, locator=use.locator),)
    if row.whom.drug:
        return Reason("drug", row.whom.drug, source, watch)
    return Reason("class", row.whom.drug_class or "", source, watch)


def _usual(rows: Iterable[Row]) -> Iterator[tuple[str, Reason]]:
    for row in rows:
        for use in row.sources:
            yield from ((name, _reason(row, use, watch=False)) for name in use.items)


def _of_core(rows: Iterable[Iterable[Row]]) -> Iterator[tuple[str, Reason]]:
    for of_drug in rows:
        for row in of_drug:
            for use in row.sources:
                yield from ((name, _reason(row, use, watch=False)) for name in use.core)


def _watched(
    catalogue: Catalogue, rows: Iterable[Iterable[Row]], sites: Collection[str]
) -> Iterator[tuple[str, Reason]]:
    """Items that a red flag needs: those of the rows, and those of the rules for a place where the cancer is."""
    for of_drug in rows:
        for row in of_drug:
            for use in row.watch:
                yield from ((name, _reason(row, use, watch=True)) for name in use.items)
    for rule in catalogue.red_flags.rules.values():
        for site in rule.applies_to.sites:
            if site in sites:
                reason = Reason("site", site, rule.sources, watch=True)
                yield from ((name, reason) for name in catalogue.checkin.extra if name in items(rule.trigger))


def _in_turn(lists: Sequence[Sequence[tuple[str, Reason]]]) -> Iterator[tuple[str, Reason]]:
    """The first of each list, then the second of each, and so on."""
    for row in zip_longest(*lists):
        yield from (each for each in row if each is not None)
