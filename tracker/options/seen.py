"""What changed in the options since a person last looked at them. Pure: two sets of digests in, names out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracker.dates import PartialDate
from tracker.knowledge.entries import listed
from tracker.knowledge.models import Catalogue


@dataclass(frozen=True)
class SinceLooked:
    """`new` and `changed`: id and name of each option, in the order of the content."""

    looked_on: PartialDate
    new: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str], ...]

    @property
    def is_anything(self) -> bool:
        return bool(self.new or self.changed)


@lru_cache(maxsize=8)
def digests_of(content: Catalogue) -> Mapping[str, str]:
    """Option id → digest of what it says today."""
    entries = listed(content)
    return {option: entries[f"option:{option}"].digest for option in content.options}


def since_looked(seen: Mapping[str, str], on: PartialDate, content: Catalogue, language: str) -> SinceLooked:
    now = digests_of(content)

    def named(ids: list[str]) -> tuple[tuple[str, str], ...]:
        return tuple((option, content.option(option).name.in_language(language)) for option in ids)

    return SinceLooked(
        looked_on=on,
        new=named([option for option in now if option not in seen]),
        changed=named([option for option in now if option in seen and seen[option] != now[option]]),
    )
