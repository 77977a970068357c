"""Finding organizations by a few words in either language, whatever the accents, capitals and slips of the finger.

Pure: made once from the content, it knows no request and no person.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from tracker.knowledge.base import Text
from tracker.knowledge.models import plain
from tracker.knowledge.organizations import Organization, Support

# How much a word says about an organization, by where it stands. Only the order matters.
_NAME, _MEANT, _LABEL, _SUMMARY = 8, 4, 3, 1
_PREFIX = 0.75  # the beginning of a word, not the whole of it
_SLIP = 0.5
_SHORTEST_PREFIX = 3
_SHORTEST_WITH_A_SLIP = 4
_LONG = 8  # so long a word is looked for with a slip even where it is known: "fondation", "foundation"

Labels = Mapping[str, Mapping[str, Text]]
Weights = dict[str, float]  # organization → how well it fits


def _words(text: str) -> str:
    """As `plain`; digits with marks between them are one number: `8-1-1` is `811`."""
    return re.sub(r"(?<=\b\d) (?=\d\b)", "", plain(text))


class Index:
    """Every word that leads to an organization, in both languages."""

    def __init__(self, support: Support, labels: Labels) -> None:
        self._ignored = {word for text in support.ignored for word in _words(text).split()}
        self._urgent = {_words(text) for text in support.now.typed}
        self._known: dict[str, Weights] = {}
        self._phrases: list[tuple[str, frozenset[str]]] = []
        for entry in support.organizations.values():
            for text in (entry.name.en, entry.name.fr, *entry.aliases, entry.id):
                self._learn(text, entry.id, _NAME)
            for text in (entry.summary.en, entry.summary.fr):
                self._learn(text, entry.id, _SUMMARY)
            for label in _labels_of(entry, labels):
                self._learn(label.en, entry.id, _LABEL)
                self._learn(label.fr, entry.id, _LABEL)
        for synonyms in support.synonyms:
            meant = frozenset(_meant(synonyms, support.organizations.values()))
            for text in (*synonyms.en, *synonyms.fr):
                words = _words(text)
                if " " in words:
                    self._phrases.append((words, meant))
                for one in meant:
                    self._learn(words, one, _MEANT, keep=" " not in words)

    def _learn(self, text: str, one: str, weight: float, *, keep: bool = True) -> None:
        for word in _words(text).split() if keep else ():
            known = self._known.setdefault(word, {})
            known[one] = max(weight, known.get(one, 0))

    def find(self, typed: str) -> Weights:
        """The organizations that every word leads to, with how well they fit; if there are none, that any leads to."""
        text = _words(typed)
        found: list[Weights] = []
        for phrase, meant in self._phrases:
            if f" {phrase} " in f" {text} ":
                text = f" {text} ".replace(f" {phrase} ", " ").strip()
                found.append(dict.fromkeys(meant, _MEANT))
        words = text.split()
        telling = [word for word in words if word not in self._ignored]
        found += [self._led_to_by(word) for word in (telling or words if not found else telling)]
        if not found:
            return {}
        everywhere = set.intersection(*(set(weights) for weights in found))
        scores: Weights = {}
        for weights in found:
            for one, weight in weights.items():
                if one in everywhere or not everywhere:
                    scores[one] = scores.get(one, 0) + weight
        return scores

    def is_urgent(self, typed: str) -> bool:
        """Whether a word or number of danger or crisis stands in it."""
        text = f" {_words(typed)} "
        return any(f" {urgent} " in text for urgent in self._urgent)

    def _led_to_by(self, word: str) -> Weights:
        found: Weights = dict(self._known.get(word, ()))
        if len(word) >= _SHORTEST_PREFIX:
            for longer in self._beginning_with(word):
                _add(found, self._known[longer], _PREFIX)
        if len(word) >= (_LONG if found else _SHORTEST_WITH_A_SLIP):
            for near in self._near(word):
                _add(found, self._known[near], _SLIP)
        return found

    def _beginning_with(self, word: str) -> Iterator[str]:
        for known in self._in_order[bisect_left(self._in_order, word) :]:
            if not known.startswith(word):
                return
            yield known

    def _near(self, word: str) -> set[str]:
        """Known words that a letter too many, too few, wrong or out of place turns into this one."""
        return {known for form in _shortened(word) for known in self._by_form.get(form, ())}

    @cached_property
    def _in_order(self) -> Sequence[str]:
        return sorted(self._known)

    @cached_property
    def _by_form(self) -> Mapping[str, Sequence[str]]:
        forms: dict[str, list[str]] = {}
        for known in self._known:
            if len(known) >= _SHORTEST_WITH_A_SLIP:
                for form in _shortened(known):
                    forms.setdefault(form, []).append(known)
        return forms


def _shortened(word: str) -> set[str]:
    """The word, and the word without each of its letters. Two words one slip apart have one of these in common."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _add(found: Weights, more: Weights, share: float) -> None:
    for one, weight in more.items():
        found[one] = max(weight * share, found.get(one, 0))


def _labels_of(entry: Organization, labels: Labels) -> Iterator[Text]:
    for group, values in (
        ("organization_service", entry.services),
        ("organization_audience", entry.audience),
        ("region", [region for region in entry.regions if region != "CA"]),
    ):
        for value in values:
            yield labels[group][value]


def _meant(synonyms: object, entries: Iterable[Organization]) -> Iterator[str]:
    services, audience, named = (set(getattr(synonyms, part)) for part in ("services", "audience", "organizations"))
    for entry in entries:
        if entry.id in named or services & set(entry.services) or audience & set(entry.audience):
            yield entry.id
