"""What every kind of content is made of: frozen entries, words in two languages, places in sources."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$")]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


LANGUAGES = ("en", "fr")


class Text(Entry):
    """The same words in both languages."""

    en: Words
    fr: Words

    def in_language(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


class SourceUse(Entry):
    """A place in a source; `locator` is in English, its French is `Catalogue.locator(…)`."""

    id: str
    locator: Words


class Review(Entry):
    on: date
    by: Words
    clinician: StrictBool


def a_date(text: str) -> str:
    """`text` if it is a year, month or day that exists (`2024`, `2024-05`, `2024-05-17`)."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise ValueError("is not a date written YYYY, YYYY-MM or YYYY-MM-DD")
    date.fromisoformat((text + "-01-01")[:10])
    return text
