"""The French beside the English: that it is there, that it was made from today's English, and how it is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .base import Text
from .content import Document, Key, Problem

_TYPOGRAPHY = (
    # Each rule finds the mistake, not the good form. A colon inside a word (a time, an address) is left alone.
    (re.compile(r"[^\u00a0]:(?=\s|$)"), "needs a no-break space (U+00A0) before :"),
    (re.compile(r"[^\u00a0]%"), "needs a no-break space (U+00A0) before %"),
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "needs no-break spaces (U+00A0) inside « »"),
    (re.compile(r"\s[;!?]"), "has a space before ; ! or ?"),
    (re.compile(r"'"), "needs the apostrophe ’ (U+2019)"),
    (re.compile(r"\d \d{3}\b"), "needs a no-break space (U+00A0) inside a number"),
)


def digest(english: str) -> str:
    """What `en_sha` holds: the first 8 hexadecimal digits of the SHA-256 of the English."""
    return hashlib.sha256(english.encode()).hexdigest()[:8]


def typography(french: str) -> Iterator[str]:
    """What is wrong with the way `french` is written, one message a rule."""
    return (message for wrong, message in _TYPOGRAPHY if wrong.search(french))


@dataclass
class French:
    """One French file. Words are taken from it by key; what nobody took belongs to nothing."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    _known: set[Key] = field(default_factory=set)

    def of(self, english: str, key: Key) -> Text:
        """`english` with its French at `key`; where that is missing, the problem is noted and the English stands in."""
        self._known.update(key[:length] for length in range(len(key) + 1))
        entry = self.document.at(key)
        if not isinstance(entry, dict) or not isinstance(entry.get("fr"), str) or not entry["fr"]:
            self._report(key, "has no French")
            return Text(en=english or "?", fr=english or "?")
        for name in entry.keys() - {"fr", "en_sha", "same"}:
            self._report((*key, name), "is not one of fr, en_sha, same")
        if entry.get("en_sha") != digest(english):
            self._report((*key, "en_sha"), f"French is out of date: en_sha of the English is '{digest(english)}'")
        self.check_words(entry["fr"], english, entry.get("same"), key)
        return Text(en=english or "?", fr=entry["fr"])

    def check_words(self, french: str, english: str, same: Any, key: Key) -> None:
        if french == english and same is not True:
            self._report((*key, "fr"), "French equals the English without same: true")
        if same is not None and (same is not True or french != english):
            self._report((*key, "same"), "same stands only where the French is the English, as same: true")
        for message in typography(french):
            self._report((*key, "fr"), message)

    def leftovers(self, key: Key = ()) -> Iterator[Problem]:
        """French that translates nothing, each branch named once."""
        here = self.document.at(key)
        if key not in self._known:
            yield self.document.problem(key, "French for something that does not exist")
        elif isinstance(here, dict) and "fr" not in here:
            for name in here:
                yield from self.leftovers((*key, name))
        elif isinstance(here, list):
            for index in range(len(here)):
                yield from self.leftovers((*key, index))

    def _report(self, key: Key, message: str) -> None:
        self.problems.append(self.document.problem(key, message))
