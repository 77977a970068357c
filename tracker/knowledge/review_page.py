"""The page on which a clinician reads what is new or changed: in words of both languages, never by ids alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from . import predicates, triggers
from .base import LANGUAGES, Entry, SourceUse, Text
from .changes import Version, between
from .entries import Listed, digests, listed, plainly
from .models import Catalogue, Fact, GlossaryTerm, Option, Source
from .organizations import Organization, Seen
from .references import DISEASE_NAMES, DISEASE_NOTE, fact_of

_LABELS = {
    "services": "organization_service",
    "audience": "organization_audience",
    "languages": "organization_language",
    "regions": "region",
    "kinds": "option_kind",
    "route": "route",
    "availability_in_canada": "availability_in_canada",
}
_KINDS: Mapping[type, str] = {Organization: "organization_kind", Option: "option_kind"}


def review_page(content: Catalogue, former: Version) -> Iterator[str]:
    """Lines of Markdown: every entry that is new or changed since, in both languages and with its sources."""
    entries = listed(content)
    found = between(former.digests, digests(entries.values()))
    yield "# Content to review"
    yield ""
    yield f"{len(found.new)} new, {len(found.changed)} changed, {len(found.removed)} removed."
    yield ""
    yield "Record what you have read with `flask content reviewed ENTRY… --by NAME --on DATE`."
    for mark, refs in (("Changed", found.changed), ("New", found.new)):
        for ref in refs:
            yield from _entry(content, entries[ref], mark, former.entries.get(ref))
    if found.removed:
        yield from ("", "## Removed", "", *(f"- `{ref}`" for ref in found.removed))


def _entry(content: Catalogue, entry: Listed, mark: str, before: Listed | None) -> Iterator[str]:
    yield from ("", f"## {_both(entry.name)}", "", f"`{entry.ref}` · {mark}", "")
    was = dict(said(content, before.entry)) if before else {}
    for label, words in said(content, entry.entry):
        yield f"- **{label}**: {words}"
        if before and was.get(label) != words:
            yield f"  - before: {was.get(label, 'nothing')}"
    for under in entry.under:
        if isinstance(under, Organization):
            yield f"- {_contact(under)}"
    for source_id in entry.sources:
        yield f"- source: {_source(content.source(source_id))}"


def _source(source: Source) -> str:
    where = f" <{source.url}>" if source.url else ""
    return f"{_both(source.publisher)}, “{source.title}”, {source.published or 'not dated'}{where}"


def _contact(each: Organization) -> str:
    """How it is offered to be reached, as the pages do it."""
    ways = [each.call, f"text {each.text_to}" if each.text_to else None, each.mail, each.page]
    return f"{_both(each.name)}: {', '.join(filter(None, ways)) or 'no way to reach it is offered'}"


def said(content: Catalogue, entry: Entry) -> list[tuple[str, str]]:
    """Each field that says something, in words: English and French beside each other."""
    return list(_said(_Words(content, entry), entry, ""))


def _both(text: Text) -> str:
    return text.en if text.en == text.fr else f"{text.en} / {text.fr}"


def _said(words: _Words, value: Any, label: str) -> Iterator[tuple[str, str]]:
    field = re.sub(r"\.\d+$", "", label).rpartition(".")[2]
    if isinstance(value, Text):
        yield label or "text", f"{value.en} / {value.fr}"
    if isinstance(value, (SourceUse, Seen)) and not getattr(value, "items", None):
        yield label, words.of_place(value)
    elif isinstance(value, Entry):
        plain = plainly(value)
        for name in type(value).model_fields:
            if name in plain and name != "id" and not (isinstance(value, Text) and name in LANGUAGES):
                yield from _said(words, getattr(value, name), f"{label}.{name}".lstrip("."))
    elif isinstance(value, (tuple, list)):
        if any(isinstance(each, Entry) for each in value):
            for number, each in enumerate(value, start=1):
                yield from _said(words, each, f"{label}.{number}")
        elif value:
            yield label, "; ".join(words.of(field, each) for each in value)
    elif value is not None:
        yield label, words.of(field, value)


class _Words:
    """Words for what an entry names by an id or a code."""

    def __init__(self, content: Catalogue, entry: Entry) -> None:
        self._content, self._kinds = content, _KINDS.get(type(entry))
        self._named: Mapping[str, Callable[[str], Text]] = {
            **dict.fromkeys(("organization", "first", "front", "more", "nurses", "successor"), self._organization),
            **dict.fromkeys(("class_id", "classes", "ever_classes", "drug_class"), self._class),
            **dict.fromkeys(("drug", "drugs", "contains"), self._drug),
            **dict.fromkeys(("items", "core", "item"), self._item),
            "locator": content.locator,
            "superseded_by": lambda name: content.option(name).name,
            "level": lambda name: content.red_flags.levels[name],
            "entry": lambda name: content.checkin.quick_log[name],
        }

    def of(self, field: str, value: Any) -> str:
        if isinstance(value, (predicates.Predicate, triggers.Trigger)):
            return self._condition(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str):
            return str(plainly(value))
        match field:
            case "facts":
                return self._fact(value)
            case "terms":
                return self._under(self._content.terms_by_slug[value])
            case "options":
                return self._under(self._content.option(value))
            case "source" | "also":
                return _source(self._content.source(value)) if value in self._content.sources else value
        labels = self._content.labels.get(_LABELS.get(field, (field == "kind" and self._kinds) or ""), {})
        if value in labels:
            return _both(labels[value])
        try:
            return _both(self._named[field](value))
        except KeyError:  # a word of the file itself, such as a brand or a status
            return value

    def of_place(self, place: SourceUse | Seen) -> str:
        if isinstance(place, Seen):
            known = self._content.sources_by_place.get(place.url)
            return f"{self._content.source(known).title if known else place.url}: {place.seen}"
        return f"“{self._content.source(place.id).title}”: {self.of('locator', place.locator)}"

    def _organization(self, name: str) -> Text:
        return self._content.support.organizations[name].name

    def _class(self, name: str) -> Text:
        return self._content.classes[name].name

    def _drug(self, name: str) -> Text:
        if name.startswith("class:"):
            return self._class(name.removeprefix("class:"))
        return self._content.drug(name).generic

    def _item(self, name: str) -> Text:
        found = self._content.checkin.item(name)
        if found is None:
            raise KeyError(name)
        return found.label

    def _fact(self, name: str) -> str:
        section, _, fact_id = name.partition(".")
        if name in (DISEASE_NAMES, DISEASE_NOTE):
            return "; ".join(map(_both, fact_of(self._content, name)))
        return self._under(self._content.fact(section, fact_id))

    def _under(self, entry: Fact | GlossaryTerm | Option) -> str:
        """What a statement rests on, in its own words and with where it was read."""
        match entry:
            case Fact():
                words = [each for each in (entry.text, entry.value, entry.note, entry.limit) if each]
                said, sources = ". ".join(map(_both, words)), (entry.source, *entry.also)
            case GlossaryTerm():
                said, sources = f"{_both(entry.term)}: {_both(entry.definition)}", (entry.source, *entry.also)
            case Option():
                said = f"{_both(entry.name)}: {_both(entry.documented)}"
                sources = tuple(dict.fromkeys(use.id for use in entry.sources))
        year = f", of {entry.as_of}" if isinstance(entry, Fact) and entry.as_of else ""
        return f"“{said}”{year} ({'; '.join(_source(self._content.source(each)) for each in sources)})"

    def _condition(self, node: Any) -> str:
        """A tree of conditions in plain English, drugs and questions by their names in both languages."""
        match node:
            case predicates.AllOf(parts) | triggers.AllOf(parts):
                return f"all of ({'; '.join(map(self._condition, parts)) or 'nothing: always'})"
            case predicates.AnyOf(parts) | triggers.AnyOf(parts):
                return f"at least one of ({'; '.join(map(self._condition, parts))})"
            case predicates.Not(part):
                return f"not ({self._condition(part)})"
            case predicates.CannotOrDeclines(id=name):
                return f"cannot have or declines {self._class_kind_or_drug(name)}"
            case predicates.FactIs(name, value):
                return f"{_spaced(name)}: {self.of(name, value)}"
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).lower()
        return " ".join([name, *self._parts(node)])

    def _class_kind_or_drug(self, name: str) -> str:
        field = "classes" if name in self._content.classes else "drugs" if name in self._content.drugs else "kinds"
        return self.of(field, name)

    def _parts(self, node: Any) -> Iterator[str]:
        field_of = {"class": "classes", "kind": "kinds"}
        for field in fields(node):
            value = getattr(node, field.name)
            if isinstance(value, predicates.Drugs):
                found = [self.of(field_of.get(value.by, "drugs"), each) for each in value.ids]
                yield " or ".join(found) or "any drug"
            elif value is not None and not is_dataclass(value):
                shown = self.of(field.name, value)
                yield shown if isinstance(value, str) else f"{_spaced(field.name)} {shown}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")
