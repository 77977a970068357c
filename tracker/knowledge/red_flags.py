"""The rules behind the urgent-care card as frozen objects. Fields are those of `red_flags.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, InstanceOf, StrictBool, model_validator

from .base import Entry, Id, SourceUse, Text, Words
from .checkin import FieldId
from .triggers import Trigger


class AppliesTo(Entry):
    """Whom a rule is for: everybody (`any`), or one match in any of the lists. See the vocabulary of the file."""

    any: Literal[True] | None = None
    drugs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ever_classes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    if_unknown: Literal["applies"] | None = None

    @property
    def names_drugs(self) -> bool:
        return bool(self.drugs or self.classes or self.kinds or self.ever_classes)

    @model_validator(mode="after")
    def _anybody_or_somebody(self) -> AppliesTo:
        if bool(self.any) == (self.names_drugs or bool(self.sites)):
            raise ValueError("takes any: true, or lists of whom it applies to")
        return self


class Checked(Entry):
    """Whether a clinician has approved the rule; the card says so while none has."""

    clinician: StrictBool
    on: date | None = None
    by: Words | None = None


class RedFlag(Entry):
    """One rule. `our_translation` and `notes` are for us and never shown."""

    id: Id
    applies_to: AppliesTo
    trigger: InstanceOf[Trigger]
    level: str
    text: Text
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]
    country: Annotated[tuple[Words, ...], Field(min_length=1)]
    confidence: Literal["high", "medium", "low"]
    already_known: StrictBool
    reviewed: Checked
    say: Text | None = None
    not_to_do: Text | None = None
    first_number: Words | None = None
    our_translation: Words | None = None
    notes: Words | None = None


class Level(Text):
    """How soon. `number`: whom to call, `clinic` being the person's own; None: nobody now."""

    id: FieldId
    number: Words | None


@dataclass(frozen=True, eq=False)
class RedFlags:
    """`red_flags.yaml`: levels the most urgent first, rules by id in the order of the file, words for every card."""

    version: int
    levels: Mapping[str, Level]
    rules: Mapping[str, RedFlag]
    say_first: Text
    no_answer: Text
    no_promise: Text
