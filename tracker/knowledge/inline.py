"""The files with both languages side by side: `checkin.yaml`, `red_flags.yaml`, `questions.yaml`, `understand.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from . import checkin, prompts, red_flags, understand
from .base import Text
from .content import Document, Key, Problem
from .french import French
from .inline_checks import broken
from .references import Names
from .sections import Builder, Built, Section

FILES = ("checkin.yaml", "red_flags.yaml", "questions.yaml", "understand.yaml")
TOP: Mapping[str, set[str]] = {
    "checkin.yaml": {"version", "recall", "core", "bands", "measures", "extra", "general", "quick_groups", "quick_log",
                     "by_treatment", "no_source_found"},
    "red_flags.yaml": {"version", "vocabulary", "levels", "say_first", "no_answer", "no_promise", "rules"},
    "questions.yaml": {"version", "moments", "groups", "questions"},
    "understand.yaml": {"version", "pages", "trial_finders"},
}  # fmt: skip
_MODELS: Mapping[str, Mapping[str, type[BaseModel]]] = {
    "checkin.yaml": {
        "core": checkin.Item,
        "extra": checkin.Item,
        "measures": checkin.Measure,
        "quick_groups": checkin.QuickGroup,
        "quick_log": checkin.QuickEntry,
    },
    "red_flags.yaml": {"levels": red_flags.Level, "rules": red_flags.RedFlag},
    "questions.yaml": {"moments": prompts.Moment, "groups": prompts.PromptGroup, "questions": prompts.Prompt},
    "understand.yaml": {"pages": understand.InfoPage, "trial_finders": understand.TrialFinder},
}


@dataclass(frozen=True)
class Inline:
    checkin: checkin.CheckIn
    red_flags: red_flags.RedFlags
    prompts: prompts.Prompts
    understand: understand.Understand


def build(documents: Mapping[str, Document], names: Names) -> tuple[Inline | None, list[Problem]]:
    """These files, and every mistake in them; None in place of files that could not be made whole."""
    readers = {name: _Reader(documents[name]) for name in FILES}
    built = {
        (name, part): readers[name].builder.entries(Section(name, (part,), model, ()))
        for name, models in _MODELS.items()
        for part, model in models.items()
    }
    singles = {name: reader.singles() for name, reader in readers.items()}
    rows = readers["checkin.yaml"].unnamed("by_treatment", checkin.Row)
    no_source = readers["checkin.yaml"].unnamed("no_source_found", checkin.NoSource)
    found = [problem for reader in readers.values() for problem in (*reader.builder.problems, *reader.words())]
    if found:
        return None, found

    values: dict[str, dict[str, Any]] = {name: dict(singles[name]) for name in FILES}
    for (name, part), entries in built.items():
        values[name][part] = MappingProxyType({key: row.entry for key, row in entries.items()})
    values["checkin.yaml"]["rows"] = MappingProxyType({_whom(row.entry): row.entry for row in rows})
    values["checkin.yaml"]["no_source_found"] = tuple(row.entry for row in no_source)
    inline = Inline(
        checkin.CheckIn(**values["checkin.yaml"]),
        red_flags.RedFlags(**values["red_flags.yaml"]),
        prompts.Prompts(**values["questions.yaml"]),
        understand.Understand(**values["understand.yaml"]),
    )
    named = [row for part in built.values() for row in part.values()]
    found = list(broken(inline, [*named, *rows, *no_source], documents, names))
    return (None if found else inline), found


def _whom(row: checkin.Row) -> tuple[str, str]:
    return ("drug", row.whom.drug) if row.whom.drug else ("class", row.whom.drug_class or "")


_SINGLES: Mapping[str, type[BaseModel]] = {
    "recall": Text,
    "say_first": Text,
    "no_answer": Text,
    "no_promise": Text,
    "bands": checkin.Bands,
    "general": checkin.General,
}


class _Reader:
    """Makes the entries of one file; mistakes collect in its builder."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.builder = Builder(document, French(document))

    def singles(self) -> dict[str, Any]:
        """The version, and each part of the file that is one entry and not a list of them."""
        values: dict[str, Any] = {"version": self.document.at(("version",))}
        if type(values["version"]) is not int:
            self.builder.report(("version",), "must be a whole number")
        for part in TOP[self.document.file.rpartition("/")[2]] & _SINGLES.keys():
            row = self.document.at((part,))
            if isinstance(row, dict):
                values[part] = self.builder.entry(_SINGLES[part], row, (part,), (), ())
            else:
                self.builder.report((part,), "must be a map")
        return values

    def unnamed(self, part: str, model: type[BaseModel]) -> list[Built]:
        """The entries of a list that have no id of their own."""
        data = self.document.at((part,))
        if not isinstance(data, list):
            self.builder.report((part,), "must be a list of entries")
            return []
        made = []
        for index, row in enumerate(data):
            if not isinstance(row, dict):
                self.builder.report((part, index), "must be a map")
            elif entry := self.builder.entry(model, row, (part, index), (), ()):
                made.append(Built(entry, self.document, (part, index)))
        return made

    def words(self) -> Iterator[Problem]:
        """Mistakes of the words that stand in both languages: one is missing, or the French is badly written."""
        french = self.builder.french
        for key, row in _maps(self.document.data, ()):
            if not {"en", "fr"} & row.keys():
                continue
            english, text = row.get("en"), row.get("fr")
            if isinstance(english, str) and isinstance(text, str) and english.strip() and text.strip():
                french.check_words(text, english, None, key)
            else:
                yield self.document.problem(key, "needs en and fr")
        yield from french.problems


def _maps(data: Any, key: Key) -> Iterator[tuple[Key, dict[str, Any]]]:
    if isinstance(data, dict):
        yield key, data
        for name, value in data.items():
            yield from _maps(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _maps(value, (*key, index))
