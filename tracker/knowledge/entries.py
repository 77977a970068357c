"""Every entry of the content by one name: what the list of sources, reviews and reports of mistakes speak of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from pydantic import BaseModel

from .base import Entry, Text
from .models import Catalogue
from .organizations import Organization
from .references import DISEASE_NAMES, DISEASE_NOTE
from .understand import Statement

# What says how an entry was looked after, and not what it says.
_NOT_SAID = {
    "reviewed",
    "notes",
    "our_translation",
    "figures",
    "confidence",
    "since",
    "status_note",
    "in_seeds",
    "read_on",
}
HELP_NOW = "now:help-now"
_HELP_NOW_NAME = Text(en="Help now", fr="Aide urgente")


@dataclass(frozen=True, eq=False)
class Listed:
    """An entry. `ref`: its kind and name, such as `option:letrozole-postmenopausal`; `sources`: ids it rests on.

    `page`: for a statement of an information page, the id of that page. `under`: entries that it says again in other
    words, or names; a review of it is a review of those too.
    """

    ref: str
    name: Text
    entry: Entry
    sources: tuple[str, ...]
    page: str | None = None
    under: tuple[Entry, ...] = ()

    @property
    def kind(self) -> str:
        return self.ref.partition(":")[0]

    @property
    def id(self) -> str:
        return self.ref.partition(":")[2]

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits that change with anything the entry says, and with anything under it."""
        what = [plainly(self.entry), *map(plainly, self.under)] if self.under else plainly(self.entry)
        said = json.dumps(what, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@lru_cache(maxsize=8)
def listed(content: Catalogue) -> Mapping[str, Listed]:
    """Every entry that a person may read, by its reference."""
    parts = (_treatments, _check_in, _information, _support)
    return {each.ref: each for part in parts for each in part(content)}


@lru_cache(maxsize=8)
def resting_on(content: Catalogue) -> Mapping[str, tuple[Listed, ...]]:
    """Source id → the entries that rest on it; an empty tuple for a source that nothing names."""
    found: dict[str, list[Listed]] = {source: [] for source in content.sources}
    for each in listed(content).values():
        for source in each.sources:
            found[source].append(each)
    return {source: tuple(entries) for source, entries in found.items()}


def digests(entries: Iterable[Listed]) -> dict[str, str]:
    return {each.ref: each.digest for each in entries}


def is_reviewed(content: Catalogue, ref: str) -> bool:
    """Whether a clinician read the entry as it stands today."""
    review = content.reviews.get(ref)
    return review is not None and review.digest == listed(content)[ref].digest


def plainly(value: Any) -> Any:
    """What an entry says as plain data, the same on every machine."""
    if isinstance(value, BaseModel):
        return {name: plainly(getattr(value, name)) for name in type(value).model_fields if name not in _NOT_SAID}
    if is_dataclass(value):
        parts = {field.name: plainly(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **parts}
    if isinstance(value, Mapping):
        return {str(key): plainly(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plainly(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def _treatments(content: Catalogue) -> Iterator[Listed]:
    for option in content.options.values():
        yield Listed(f"option:{option.id}", option.name, option, _ids(option))
    for drug in content.drugs.values():
        yield Listed(f"drug:{drug.id}", drug.generic, drug, ())


def _check_in(content: Catalogue) -> Iterator[Listed]:
    asked, flags, prompts = content.checkin, content.red_flags, content.prompts
    yield Listed("item:bands", asked.bands.note, asked.bands, _ids(asked.bands))
    yield Listed("item:general", asked.general.note, asked.general, _ids(asked.general))
    for item in (*asked.core.values(), *asked.extra.values()):
        yield Listed(f"item:{item.id}", item.label, item, ())
    for (by, name), row in asked.rows.items():
        of = content.drugs[name].generic if by == "drug" else content.classes[name].name
        yield Listed(f"row:{name}", of, row, _ids(row))
    for rule in flags.rules.values():
        yield Listed(f"rule:{rule.id}", rule.text, rule, _ids(rule))
    for group in prompts.groups.values():
        yield Listed(f"questions:{group.id}", group, group, _ids(group))


def _information(content: Catalogue) -> Iterator[Listed]:
    for section, facts in content.facts.items():
        for fact in facts.values():
            yield Listed(f"fact:{section}.{fact.id}", fact.text, fact, _unique((fact.source, *fact.also)))
    for term in content.glossary.values():
        yield Listed(f"term:{term.slug}", term.term, term, _unique((term.source, *term.also)))
    for page in content.understand.pages.values():
        for part in page.sections:
            for each in part.statements:
                sources = sources_of(content, each)
                under = (*under_statement(content, each), *(content.source(source) for source in sources))
                yield Listed(f"statement:{page.id}.{each.id}", each, each, sources, page.id, under)
    for finder in content.understand.trial_finders.values():
        yield Listed(f"finder:{finder.id}", Text(en=finder.name, fr=finder.name), finder, _ids(finder))


def sources_of(content: Catalogue, statement: Statement) -> tuple[str, ...]:
    """Ids of the sources a statement rests on, by way of its facts, terms and options too."""
    found: list[str] = []
    for name in statement.facts:
        section, _, fact_id = name.partition(".")
        if name == DISEASE_NAMES:
            found += content.disease_names.sources
        elif name == DISEASE_NOTE:
            found.append(content.disease_names.note_source)
        else:
            fact = content.facts[section][fact_id]
            found += [fact.source, *fact.also]
    for slug in statement.terms:
        term = content.terms_by_slug[slug]
        found += [term.source, *term.also]
    for option in statement.options:
        found += [use.id for use in content.options[option].sources]
    return _unique((*found, *(use.id for use in statement.sources)))


def under_statement(content: Catalogue, statement: Statement) -> tuple[Entry, ...]:
    """The facts, words and options that a statement says again in other words."""
    return (
        *(_fact(content, name) for name in statement.facts),
        *(content.terms_by_slug[slug] for slug in statement.terms),
        *(content.option(option) for option in statement.options),
    )


def _fact(content: Catalogue, name: str) -> Entry:
    section, _, fact_id = name.partition(".")
    return content.disease_names if name in (DISEASE_NAMES, DISEASE_NOTE) else content.fact(section, fact_id)


def _support(content: Catalogue) -> Iterator[Listed]:
    support = content.support
    sources = {name: _where_seen(content, each) for name, each in support.organizations.items()}

    def naming(ref: str, name: Text, entry: Entry, ids: Iterable[str], *more: Entry) -> Listed:
        found = tuple(ids)
        under = (*more, *(support.organizations[each] for each in found))
        return Listed(ref, name, entry, _unique(source for each in found for source in sources[each]), under=under)

    for each in support.organizations.values():
        yield Listed(f"organization:{each.id}", each.name, each, sources[each.id])
    for moment in support.moments.values():
        yield naming(f"moment:{moment.id}", moment, moment, (offer.organization for offer in moment.offers))
    now = support.now
    lines = _unique((*now.first, *now.front, *now.more, *now.nurses))
    yield naming(HELP_NOW, _HELP_NOW_NAME, now, lines, content.red_flags.levels["emergency"])


def _where_seen(content: Catalogue, organization: Organization) -> tuple[str, ...]:
    """Those of its pages that are in the list of sources: the others have an entry nowhere but with it."""
    known = content.sources_by_place
    return _unique(known[seen.url] for seen in organization.sources if seen.url in known)


def _ids(entry: Any) -> tuple[str, ...]:
    return _unique(use.id for use in (*entry.sources, *getattr(entry, "watch", ())))


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
