"""What differs between two versions of the content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import check
from .entries import Listed, digests, listed
from .models import Catalogue


class NoVersion(ValueError):
    """What was given is neither a folder of content nor a file of `flask content fingerprint`."""


@dataclass(frozen=True)
class Version:
    """A version of the content: the digest of each entry, and the entries themselves where they are at hand."""

    digests: Mapping[str, str]
    entries: Mapping[str, Listed]


@dataclass(frozen=True)
class Changes:
    """References, in the order of the content: `removed` are those that are not in it any more."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def version_at(path: Path) -> Version:
    """The version kept in a copy of the seed folder, or in a file of fingerprints. Raises NoVersion."""
    if path.is_dir():
        entries = listed(check.load(path))
        return Version(digests(entries.values()), entries)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoVersion(f"{path} cannot be read as a version of the content: {error}") from None
    if not isinstance(kept, dict) or not all(isinstance(each, str) for each in kept.values()):
        raise NoVersion(f"{path} does not hold fingerprints")
    return Version(kept, {})


def reviewed_version(content: Catalogue) -> Version:
    """What clinicians have read: each entry as it was at its last review."""
    return Version({ref: review.digest for ref, review in content.reviews.items()}, {})


def between(former: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """What is in `now` and not, or otherwise, in `former`; both by reference."""
    return Changes(
        new=tuple(ref for ref in now if ref not in former),
        changed=tuple(ref for ref in now if ref in former and former[ref] != now[ref]),
        removed=tuple(ref for ref in former if ref not in now),
    )
