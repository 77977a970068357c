"""What differs between two versions of the content, and the page on which a clinician reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import check
from .base import Entry, Text
from .entries import Listed, digests, listed, plainly
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


# --- the page for a clinician --------------------------------------------------------------------------------------


def review_page(content: Catalogue, former: Version) -> Iterator[str]:
    """Lines of Markdown: every entry that is new or changed since, in both languages and with its sources."""
    entries = listed(content)
    found = between(former.digests, digests(entries.values()))
    yield "# Content to review"
    yield ""
    yield f"{len(found.new)} new, {len(found.changed)} changed, {len(found.removed)} removed."
    yield ""
    yield "Record what you have read with `flask content reviewed ENTRY… --by NAME --on DATE`."
    for mark, refs in (("Changed", found.changed), ("New", found.new)):
        for ref in refs:
            yield from _entry(content, entries[ref], mark, former.entries.get(ref))
    if found.removed:
        yield from ("", "## Removed", "", *(f"- `{ref}`" for ref in found.removed))


def _entry(content: Catalogue, entry: Listed, mark: str, before: Listed | None) -> Iterator[str]:
    yield from ("", f"## {entry.name.en}", "", f"`{entry.ref}` · {mark}", "")
    was = dict(said(before.entry)) if before else {}
    for label, words in said(entry.entry):
        yield f"- **{label}**: {words}"
        if before and was.get(label) != words:
            yield f"  - before: {was.get(label, 'nothing')}"
    for source_id in entry.sources:
        source = content.source(source_id)
        where = f" <{source.url}>" if source.url else ""
        yield f"- source: {source.publisher.en}, “{source.title}”, {source.published or 'not dated'}{where}"


def said(entry: Entry) -> list[tuple[str, str]]:
    """Each field that says something, in words: English and French beside each other."""
    return list(_said(entry, ""))


def _said(value: Any, label: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Text):
        yield label or "text", f"{value.en} / {value.fr}"
    if isinstance(value, Entry):
        plain = plainly(value)
        for name in plain.keys() - ({"en", "fr"} if isinstance(value, Text) else set()):
            yield from _said(getattr(value, name), f"{label}.{name}".lstrip("."))
    elif isinstance(value, (tuple, list)) and _has_words(value):
        for number, each in enumerate(value, start=1):
            yield from _said(each, f"{label}.{number}")
    elif value not in (None, (), []):
        plain = plainly(value)
        yield label, plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _has_words(values: Iterable[Any]) -> bool:
    return any(isinstance(each, Entry) for each in values)
