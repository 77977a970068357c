"""Which organizations fit what a person chose, and in which order. Pure: knows no person, request or database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from tracker.knowledge.models import plain
from tracker.knowledge.organizations import Organization, Support
from tracker.support.search import Index

EVERYWHERE = frozenset({"CA", "INT"})  # of use in each province and territory
_READING = {"article": 1, "story": 2}  # after those one can turn to
_FUNDRAISING = 3
LANGUAGES = ("en", "fr", "other")


@dataclass(frozen=True)
class Chosen:
    """What was typed and chosen; an empty text for nothing. `region`: as in the content; `person`, `need`: ids."""

    typed: str = ""
    region: str = ""
    person: str = ""
    need: str = ""
    language: str = ""
    mbc: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str], support: Support, regions: Sequence[str], region: str = "") -> Chosen:
        """From the address of a page; what is not to choose counts as not chosen. `region`: where none is given."""

        def one(name: str, known: object, otherwise: str = "") -> str:
            value = given.get(name, otherwise)
            return value if value in known else ""  # type: ignore[operator]

        return cls(
            typed=given.get("q", "").strip()[:100],
            region=one("region", regions, region),
            person=one("person", support.people),
            need=one("need", support.needs),
            language=one("language", LANGUAGES),
            mbc=given.get("mbc") == "y",
        )

    @property
    def narrowed(self) -> list[str]:
        """Names of the choices that were made."""
        return [field.name for field in fields(self) if getattr(self, field.name)]

    def without(self, name: str) -> Chosen:
        return replace(self, mbc=False) if name == "mbc" else replace(self, **{name: ""})  # type: ignore[arg-type]

    def args(self) -> dict[str, str]:
        """For an address. The region is always said: an empty one means that all were asked for."""
        given = {"q": self.typed, "person": self.person, "need": self.need, "language": self.language}
        return {"region": self.region, **{name: value for name, value in given.items() if value}} | (
            {"mbc": "y"} if self.mbc else {}
        )


def found(support: Support, index: Index, chosen: Chosen, language: str) -> list[Organization]:
    """The organizations that fit, the most useful first. What no longer exists is found by its name alone."""
    if chosen.typed:
        scores = index.find(chosen.typed)
        fitting = [support.organizations[one] for one in scores if _fits(support.organizations[one], support, chosen)]
        return sorted(fitting, key=lambda each: (-scores[each.id], _order(each, chosen, language)))
    fitting = [each for each in support.organizations.values() if not each.is_gone and _fits(each, support, chosen)]
    return sorted(fitting, key=lambda each: _order(each, chosen, language))


def looser(support: Support, index: Index, chosen: Chosen, language: str) -> Iterator[tuple[str, Chosen, int]]:
    """For an empty list: each choice that, left out alone, gives something, and how much; else all of them."""
    some = False
    for name in chosen.narrowed:
        less = chosen.without(name)
        number = len(found(support, index, less, language))
        if number:
            some = True
            yield name, less, number
    if not some:
        nothing = Chosen()
        yield "", nothing, len(found(support, index, nothing, language))


def _fits(each: Organization, support: Support, chosen: Chosen) -> bool:
    return (
        (not chosen.region or bool({chosen.region, *EVERYWHERE} & set(each.regions)))
        and (not chosen.person or bool(set(support.people[chosen.person].audience) & set(each.audience)))
        and (not chosen.need or bool(set(support.needs[chosen.need].services) & set(each.services)))
        and (not chosen.language or speaks(each, chosen.language))
        and (not chosen.mbc or each.mbc_specific)
    )


def speaks(each: Organization, language: str) -> bool:
    if language == "other":
        return bool(set(each.languages) - {"en", "fr"})
    return language in each.languages


def _order(each: Organization, chosen: Chosen, language: str) -> tuple[object, ...]:
    """Active before unknown, help before reading, Canada before elsewhere, this disease first, near first; by name."""
    return (
        not each.is_active,
        _FUNDRAISING if "fundraising_event" in each.services else _READING.get(each.kind, 0),
        not any(region.startswith("CA") for region in each.regions),
        not each.mbc_specific,
        chosen.region not in each.regions,
        plain(each.name.in_language(language)),
    )
