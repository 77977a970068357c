"""Questions a person may bring to a visit, as frozen objects. Fields are those of `questions.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from .base import Id, SourceUse, Text, Words
from .checkin import FieldId


class Moment(Text):
    id: FieldId


class PromptGroup(Text):
    """Questions that belong together. `figures` are for us and never shown."""

    id: Id
    why: Text
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]
    figures: Words | None = None


class Prompt(Text):
    """One question, in the first person. `moments`: when it is offered first; it stays in reach at any time."""

    id: Id
    group: str
    moments: Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Prompts:
    """`questions.yaml`, by id and in its order."""

    version: int
    moments: Mapping[str, Moment]
    groups: Mapping[str, PromptGroup]
    questions: Mapping[str, Prompt]

    def at(self, moment: str) -> tuple[Prompt, ...]:
        """The questions offered first at this moment."""
        return tuple(question for question in self.questions.values() if moment in question.moments)
