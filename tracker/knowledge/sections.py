"""From plain data to models: each list of entries in a file, joined with its French."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from . import models, predicates, triggers
from .content import Document, Key, Problem
from .french import French
from .red_flags import RedFlag


@dataclass(frozen=True)
class Section:
    """A list of entries at `key` in `file`: their model, the field that names them, the fields that are translated.

    The French of an entry stands under `french_key` (as `key` unless given) and the entry's name.
    """

    file: str
    key: tuple[str, ...]
    model: type[BaseModel]
    translated: tuple[str, ...]
    named_by: str = "id"
    french_key: tuple[str, ...] | None = None

    @property
    def french(self) -> tuple[str, ...]:
        return self.key if self.french_key is None else self.french_key


_FACT = ("fact", "plain", "value", "note", "limit", "credited_to")
FACT_SECTIONS = (
    "statistics",
    "receptor_discordance",
    "common_sites",
    "symptoms",
    "diagnostic_tests",
    "what_treatment_depends_on",
    "goals_and_outlook",
    "needs_of_patients",
    "guidance_that_exists",
)
SOURCES = Section("sources.yaml", (), models.Source, ("publisher", "jurisdiction", "read", "note"))
CLASSES = Section("drugs.yaml", ("classes",), models.DrugClass, ("name", "plain_language_name"))
DRUGS = Section("drugs.yaml", ("drugs",), models.Drug, ("generic", "note"))
OPTIONS = Section("options.yaml", ("options",), models.Option, ("name", "documented", "cautions"), french_key=())
FACTS = {name: Section("facts.yaml", (name,), models.Fact, _FACT) for name in FACT_SECTIONS}
GLOSSARY = Section("facts.yaml", ("glossary",), models.GlossaryTerm, ("term", "definition", "synonyms"), "term")
ORGANISATIONS = Section("facts.yaml", ("support_organisations",), models.NamedOrganisation, ("name",), "name")
ALL = (SOURCES, CLASSES, DRUGS, OPTIONS, *FACTS.values(), GLOSSARY, ORGANISATIONS)


@dataclass(frozen=True)
class Built:
    """An entry that could be made, with the place it came from."""

    entry: Any
    document: Document
    key: Key


@dataclass
class Builder:
    """Makes entries of one file. Mistakes collect in `problems`; an entry with one is left out."""

    document: Document
    french: French
    problems: list[Problem] = field(default_factory=list)

    def rows(self, section: Section) -> Iterator[tuple[str, Key, dict[str, Any]]]:
        """Name, key and data of each entry that is a map with a name of its own."""
        data = self.document.at(section.key)
        if not isinstance(data, list):
            self.report(section.key, "must be a list of entries")
            return
        seen: set[str] = set()
        for index, row in enumerate(data):
            key: Key = (*section.key, index)
            name = row.get(section.named_by) if isinstance(row, dict) else None
            if not isinstance(name, str):
                self.report(key, f"must be an entry with {section.named_by} as text")
            elif name in seen:
                self.report((*key, section.named_by), f"{name!r} is used twice")
            else:
                seen.add(name)
                yield name, key, row

    def entries(self, section: Section) -> Mapping[str, Built]:
        built = {}
        for name, key, row in self.rows(section):
            entry = self.entry(section.model, row, key, (*section.french, name), section.translated)
            if entry is not None:
                built[name] = Built(entry, self.document, key)
        return built

    def entry(
        self, model: type[BaseModel], row: dict[str, Any], key: Key, french: Key, translated: tuple[str, ...]
    ) -> Any:
        """The model of `row`, or None after noting why not."""
        before = len(self.problems)
        values = dict(row)
        for name in translated:
            if values.get(name) is not None:
                values[name] = self._in_both(values[name], (*key, name), (*french, name))
        if model is models.Option:
            values["applies_when"] = self._parsed(predicates.parse, values.get("applies_when"), (*key, "applies_when"))
        if model is RedFlag:
            values["trigger"] = self._parsed(triggers.parse, values.get("trigger"), (*key, "trigger"))
        if model is models.Fact:
            values["text"] = self._statement(values, key)
        if len(self.problems) > before:
            return None
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for mistake in error.errors(include_url=False):
                self.report((*key, *mistake["loc"]), _in_plain_words(mistake["type"], mistake["msg"]))
            return None

    def _statement(self, values: dict[str, Any], key: Key) -> Any:
        """A fact says its statement in `fact` (a figure) or `plain` (a sentence)."""
        given = [values.pop(name) for name in ("fact", "plain") if name in values]
        if len(given) != 1:
            self.report(key, "needs one of fact and plain")
        return given[0] if given else None

    def _parsed(self, parse: Callable[[Any], Any], data: Any, key: Key) -> Any:
        try:
            return parse(data)
        except predicates.Unreadable as error:
            self.report((*key, *error.at), str(error))
            return None

    def _in_both(self, english: Any, key: Key, french: Key) -> Any:
        """The words with their French; a list of words gives a list."""
        if isinstance(english, list):
            return [self._in_both(one, (*key, i), (*french, i)) for i, one in enumerate(english)]
        if isinstance(english, str):
            return self.french.of(english, french)
        self.report(key, "must be text; put it in quotes")
        return None

    def report(self, key: Key, message: str) -> None:
        self.problems.append(self.document.problem(key, message))


def _in_plain_words(kind: str, message: str) -> str:
    plain = {"missing": "is missing", "extra_forbidden": "is not a field of this entry"}
    return plain.get(kind) or message.removeprefix("Value error, ").replace("Input should", "should")
