"""Who helps, as frozen objects. Fields are those of `organizations.yaml` and `support.yaml`; see `docs/content.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator

from .base import Entry, Id, Text, Url, Words, a_date

# As printed: 1-888-939-3333, 613-736-5921, with an extension, in letters, or a short number such as 811 and 9-8-8.
Phone = Annotated[
    str,
    StringConstraints(
        pattern=r"^((1-)?\d{3}-\d{3}-\d{4}( ext\. \d{1,6})?|1-\d{3}-\d{3}-[A-Z]{4}|\d{3}|\d-\d-\d)$",
    ),
]
TextNumber = Annotated[str, StringConstraints(pattern=r"^(\d{5,6}|\d-\d-\d)$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$")]
OLD_AFTER_YEARS = (
    3  # what was last seen working longer ago is shown with "confirm before you go", and listed by the check
)


FEWEST_OFFERED, MOST_OFFERED = 2, 3  # organizations at one moment
COUNTRY = "CA"


class Seen(Entry):
    """What was seen where; `url` may be one of the seed texts. `seen` is in English only."""

    url: Words
    seen: Words


class Organization(Entry):
    """An organization, program, tool, story or article. `status_note` is for us and never shown."""

    id: Id
    kind: str
    name: Text
    aliases: tuple[Words, ...]
    website: Url | None
    phone: Phone | None
    phone_verified: StrictBool | None = None
    text_number: TextNumber | None = None
    email: Email | None
    email_verified: StrictBool | None = None
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    audience: Annotated[tuple[str, ...], Field(min_length=1)]
    services: Annotated[tuple[str, ...], Field(min_length=1)]
    mbc_specific: StrictBool
    summary: Text
    status: Literal["active", "unknown", "merged", "renamed", "closed"]
    status_note: Words | None
    successor: str | None
    in_seeds: tuple[str, ...]
    sources: Annotated[tuple[Seen, ...], Field(min_length=1)]
    last_verified: Annotated[str, AfterValidator(a_date)] | None

    @model_validator(mode="before")
    @classmethod
    def _in_both_languages(cls, row: Any) -> Any:
        """The file has the French beside the English, as `name_fr` and `summary_fr`; a name without French stands."""
        if not isinstance(row, dict):
            return row
        values = dict(row)
        values["name"] = {"en": row.get("name"), "fr": values.pop("name_fr", None) or row.get("name")}
        values["summary"] = {"en": row.get("summary"), "fr": values.pop("summary_fr", None)}
        return values

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def is_gone(self) -> bool:
        """A source says that it no longer exists under this name."""
        return self.status in ("merged", "renamed", "closed")

    @property
    def call(self) -> str | None:
        """The number to offer for a call: never one whose print is old, nor of a body that may be gone."""
        return self.phone if self.is_active and self.phone_verified is not False else None

    @property
    def text_to(self) -> str | None:
        return self.text_number if self.is_active else None

    @property
    def mail(self) -> str | None:
        return self.email if self.is_active and self.email_verified is not False else None

    @property
    def page(self) -> str | None:
        """The web page to offer. Of what is gone only a story, which may still be read."""
        return None if self.is_gone and self.kind != "story" else self.website

    def is_for(self, language: str, region: str | None) -> bool:
        """Whether it speaks this language, as far as we know, and serves this region; None: all of the country."""
        speaks = not self.languages or language in self.languages
        return speaks and (COUNTRY in self.regions or region in self.regions)

    def is_old(self, today: date) -> bool:
        """Whether it was last seen working so long ago, or at no known date, that one must ask before relying on it."""
        if self.last_verified is None:
            return True
        year, *_rest = self.last_verified.split("-")
        return today.year - int(year) > OLD_AFTER_YEARS


class Need(Text):
    """What for: a filter that gathers services."""

    id: Id
    services: Annotated[tuple[str, ...], Field(min_length=1)]


class People(Text):
    """For whom: a filter that gathers audiences."""

    id: Id
    audience: Annotated[tuple[str, ...], Field(min_length=1)]


class Now(Entry):
    """What "Help now" lists. `nurses`: the nurse lines of the provinces. `front`: first on the Support page.

    `typed`: words that, searched for, lead there first.
    """

    first: Annotated[tuple[str, ...], Field(min_length=1)]
    front: Annotated[tuple[str, ...], Field(min_length=1)]
    more: tuple[str, ...]
    nurses: tuple[str, ...]
    typed: Annotated[tuple[Words, ...], Field(min_length=1)]


class Offered(Text):
    """An organization offered at a moment, with the reason."""

    organization: str


class OfferMoment(Text):
    """Something that happened, in words to the person, and who fits then."""

    id: Id
    offers: Annotated[tuple[Offered, ...], Field(min_length=FEWEST_OFFERED, max_length=8)]


class Synonyms(Entry):
    """Other words for the same thing, and what they stand for."""

    en: tuple[Words, ...]
    fr: tuple[Words, ...]
    services: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


class Ignored(Entry):
    en: tuple[Words, ...]
    fr: tuple[Words, ...]


@dataclass(frozen=True, eq=False)
class Support:
    """Both files, by id and in their order."""

    organizations: Mapping[str, Organization]
    needs: Mapping[str, Need]
    people: Mapping[str, People]
    now: Now
    moments: Mapping[str, OfferMoment]
    synonyms: tuple[Synonyms, ...]
    ignored: frozenset[str]

    def successor_of(self, organization: Organization) -> Organization | None:
        """The body to show today in its place, at the end of the chain."""
        found = None
        while organization.successor:
            organization = found = self.organizations[organization.successor]
        return found

    def to_look_at(self, today: date) -> Iterator[Organization]:
        """The active ones that were last seen working long ago, or at no known date."""
        return (each for each in self.organizations.values() if each.is_active and each.is_old(today))
