"""The information pages as frozen objects. Fields are those of `understand.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from .base import Entry, Id, SourceUse, Text, Url, Words


class Statement(Text):
    """Our words, and what they rest on: facts (`section.id`), terms of the glossary, options, places in sources."""

    id: Id
    facts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    sources: tuple[SourceUse, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Statement:
        if not (self.facts or self.terms or self.options or self.sources):
            raise ValueError("names no fact, term, option or source")
        return self


class InfoSection(Entry):
    """Statements under one heading. With `before`, a sentence to read first, it is closed until it is opened."""

    id: Id
    title: Text
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    before: Text | None = None


class InfoPage(Entry):
    id: Id
    title: Text
    sections: Annotated[tuple[InfoSection, ...], Field(min_length=1)]


class TrialFinder(Entry):
    """A place to look for clinical trials. `url` stands in one of its sources."""

    id: Id
    name: Words
    url: Url
    about: Text
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Understand:
    """`understand.yaml`, by id and in its order."""

    version: int
    pages: Mapping[str, InfoPage]
    trial_finders: Mapping[str, TrialFinder]
