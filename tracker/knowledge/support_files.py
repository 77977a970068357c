"""Reads `organizations.yaml` and `support.yaml`, and says what in them does not fit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from .base import LANGUAGES, Text
from .content import Document, Key, Problem
from .french import French, typography
from .organizations import FEWEST_OFFERED, Ignored, Need, Now, OfferMoment, Organization, People, Support, Synonyms
from .sections import Builder, Built, Section

ORGANIZATIONS, SUPPORT = FILES = ("organizations.yaml", "support.yaml")
TOP: Mapping[str, set[str]] = {SUPPORT: {"version", "needs", "people", "now", "moments", "synonyms", "ignored"}}
Labels = Mapping[str, Mapping[str, Text]]
Wrong = Iterator[tuple[Key, str]]

# A note that speaks of these leaves open whether the number or the address still holds: the entry must say it.
_IN_DOUBT = re.compile(r"\b(confirm\w*|check|printed|old)\b", re.IGNORECASE)
_LABELLED = (
    ("kind", "organization_kind"),
    ("services", "organization_service"),
    ("audience", "organization_audience"),
    ("languages", "organization_language"),
    ("regions", "region"),
)


def build(
    documents: Mapping[str, Document], labels: Labels, seeds: Collection[str]
) -> tuple[Support | None, list[Problem]]:
    """Both files, and every mistake in them; None if they could not be made whole. `seeds`: names of the seed texts."""
    entries = Builder(documents[ORGANIZATIONS], French(documents[ORGANIZATIONS]))
    rest = Builder(documents[SUPPORT], French(documents[SUPPORT]))
    organizations = entries.entries(Section(ORGANIZATIONS, (), Organization, ()))
    parts = {
        part: rest.entries(Section(SUPPORT, (part,), model, ()))
        for part, model in (("needs", Need), ("people", People), ("moments", OfferMoment))
    }
    now, ignored = (_single(rest, part, model) for part, model in (("now", Now), ("ignored", Ignored)))
    synonyms = list(_unnamed(rest, "synonyms"))
    _check_french(entries, ("name_fr", "summary_fr"))
    _check_french(rest, ("fr",))
    found = [*entries.problems, *rest.problems]
    if found or now is None or ignored is None:
        return None, found

    support = Support(
        organizations=MappingProxyType({name: row.entry for name, row in organizations.items()}),
        needs=_frozen(parts["needs"]),
        people=_frozen(parts["people"]),
        now=now.entry,
        moments=_frozen(parts["moments"]),
        synonyms=tuple(row.entry for row in synonyms),
        ignored=frozenset((*ignored.entry.en, *ignored.entry.fr)),
    )
    wrong = [_problem(row, *each) for row in organizations.values() for each in _of(row.entry, support, labels, seeds)]
    named = [now, *synonyms, *(row for part in parts.values() for row in part.values())]
    wrong += [_problem(row, *each) for row in named for each in _of_support(row.entry, support, labels)]
    return support, wrong


def _frozen(rows: Mapping[str, Built]) -> Mapping[str, Any]:
    return MappingProxyType({name: row.entry for name, row in rows.items()})


def _problem(row: Built, place: Key, message: str) -> Problem:
    return row.document.problem((*row.key, *place), message)


def _single(builder: Builder, part: str, model: type[BaseModel]) -> Built | None:
    row = builder.document.at((part,))
    if not isinstance(row, dict):
        builder.report((part,), "must be a map")
        return None
    entry = builder.entry(model, row, (part,), (), ())
    return Built(entry, builder.document, (part,)) if entry else None


def _unnamed(builder: Builder, part: str) -> Iterator[Built]:
    """The entries of a list that have no id of their own."""
    data = builder.document.at((part,))
    for index, row in enumerate(data if isinstance(data, list) else ()):
        entry = builder.entry(Synonyms, row if isinstance(row, dict) else {}, (part, index), (), ())
        if entry:
            yield Built(entry, builder.document, (part, index))


def _check_french(builder: Builder, fields: Collection[str]) -> None:
    """How the French is written. A name may be the same in both languages, and so may a word that one searches by."""
    for key in builder.document.lines:
        text = builder.document.at(key)
        if key and key[-1] in fields and isinstance(text, str):
            for message in typography(text):
                builder.report(key, message)


def _of(entry: Organization, support: Support, labels: Labels, seeds: Collection[str]) -> Wrong:
    """What does not fit in one organization."""
    for field, group in _LABELLED:
        value = getattr(entry, field)
        for name in (value,) if isinstance(value, str) else value:
            if name not in labels.get(group, {}):
                yield (field,), f"{name!r} has no label of {group}"
    if entry.summary.en == entry.summary.fr:
        yield ("summary_fr",), "French equals the English"
    for name in entry.in_seeds:
        if name not in seeds:
            yield ("in_seeds",), f"{name!r} names no seed text of sources.yaml"
    for index, source in enumerate(entry.sources):
        if not source.url.startswith(("https://", "http://")) and source.url not in seeds:
            yield ("sources", index, "url"), f"{source.url!r} is no web address and no seed text"
    yield from _succession(entry, support)
    yield from _contact(entry)


def _succession(entry: Organization, support: Support) -> Wrong:
    if entry.is_active and entry.successor:
        yield ("successor",), "an active entry has no successor"
    if entry.status in ("merged", "renamed") and not entry.successor:
        yield ("successor",), f"{entry.status}, but into what?"
    met, here = [entry.id], entry
    while here.successor:
        if here.successor not in support.organizations:
            yield ("successor",), f"{here.successor!r} names no organization"
            return
        here = support.organizations[here.successor]
        if here.id in met:
            yield ("successor",), f"the chain comes back to {here.id!r}"
            return
        met.append(here.id)
    if here is not entry and not here.is_active:
        yield ("successor",), f"the chain ends at {here.id!r}, which is {here.status}"


def _contact(entry: Organization) -> Wrong:
    doubted = bool(entry.status_note and _IN_DOUBT.search(entry.status_note))
    for field, verified in (("phone", entry.phone_verified), ("email", entry.email_verified)):
        there = getattr(entry, field) is not None
        if there and doubted and verified is None:
            yield (field,), f"the note leaves it in doubt: say {field}_verified, true or false"
        if not there and verified is not None:
            yield (f"{field}_verified",), f"there is no {field}"
    if entry.phone and re.search("[A-Z]", entry.phone) and entry.phone_verified is not False:
        yield ("phone",), "is written in letters: say phone_verified: false until its digits are confirmed"


def _of_support(entry: object, support: Support, labels: Labels) -> Wrong:
    """What does not fit in a part of support.yaml. What is offered must be active; a nurse line may be in doubt."""
    for field, group in _LABELLED[1:3]:
        for name in getattr(entry, field, ()):
            if name not in labels.get(group, {}):
                yield (field,), f"{name!r} has no label of {group}"
    match entry:
        case Synonyms():
            yield from _known(("organizations",), entry.organizations, support, active=False)
        case Now():
            for part in ("first", "front", "more"):
                yield from _known((part,), getattr(entry, part), support, active=True)
            yield from _known(("nurses",), entry.nurses, support, active=False)
        case OfferMoment():
            for index, offered in enumerate(entry.offers):
                yield from _known(("offers", index), [offered.organization], support, active=True)
            yield from _enough(entry, support)


def _enough(moment: OfferMoment, support: Support) -> Wrong:
    """In each language, someone who says nothing of where they live is offered enough."""
    for language in LANGUAGES:
        known = (support.organizations.get(each.organization) for each in moment.offers)
        fitting = [each.id for each in known if each and each.is_for(language, None)]
        if len(fitting) < FEWEST_OFFERED:
            yield ("offers",), f"fewer than {FEWEST_OFFERED} fit anyone who reads {language!r}"


def _known(place: Key, names: Iterable[str], support: Support, *, active: bool) -> Wrong:
    for name in names:
        found = support.organizations.get(name)
        if found is None:
            yield place, f"{name!r} names no organization"
        elif active and not found.is_active:
            yield place, f"{name!r} is {found.status} and must not be offered"
