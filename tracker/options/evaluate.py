"""Which options the sources describe for a situation: true, false or unknown for each, and why.

The meaning of every predicate is the vocabulary at the head of `seed/options.yaml`. Pure: no request, no database,
no clock. The predicates of a catalogue are prepared once, on first use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tracker.knowledge.models import Catalogue
from tracker.knowledge.predicates import AllOf, Leaf, Not, Predicate

from .line_facts import Decided, Drugbook, LineFacts
from .single_facts import decide as decide_single
from .situation import Situation

Truth = bool | None
"""None is unknown."""


class Verdict(StrEnum):
    SHOWN = "shown"
    DEPENDS = "depends"
    OTHER = "other"


_VERDICTS = {True: Verdict.SHOWN, None: Verdict.DEPENDS, False: Verdict.OTHER}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a source and whether the situation meets it.

    `value` is that of the condition as it reads, so after `negated`. `lines`: positions, in the situation, of the
    lines that speak for the value; empty for a condition about another fact.
    """

    predicate: Leaf
    negated: bool
    value: Truth
    fact: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One option for one situation.

    `criteria` are those that decided, in the order the predicate is written. Shown: all that make it true. Other: the
    fewest that make it false. Depends: the unknown ones and, with them, the true ones. `on`: for depends, the facts
    that the unknown ones ask for.
    """

    option: str
    verdict: Verdict
    criteria: tuple[Criterion, ...]
    on: tuple[str, ...]


def evaluate(catalogue: Catalogue, situation: Situation) -> tuple[Assessment, ...]:
    """Every option of the catalogue, in its order."""
    return _prepared(catalogue).assess(situation)


def asked_first(assessments: Iterable[Assessment]) -> tuple[tuple[str, int], ...]:
    """The unknown facts and how many options depend on each, the most first."""
    return tuple(Counter(fact for assessment in assessments for fact in assessment.on).most_common())


@dataclass(frozen=True, slots=True)
class _Condition:
    leaf: Leaf
    negated: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """`all` (or `any`) of nodes, each named by its position in `_Programme.nodes`."""

    is_all: bool
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Result:
    """A node decided: its truth, the conditions that decided it (positions of nodes) and the facts it asks for."""

    truth: Truth
    because: tuple[int, ...]
    on: tuple[str, ...]


class _Programme:
    """The predicates of a catalogue as one list of nodes without repeats, each after the nodes it is made of.

    `not` is pushed down to the conditions: in this logic, too, not-all is any-not.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.book = Drugbook(catalogue)
        self._places: dict[_Condition | _Group, int] = {}
        self.options = [(option.id, self._add(option.applies_when, False)) for option in catalogue.options.values()]
        self.nodes = tuple(self._places)

    def _add(self, predicate: Predicate, negated: bool) -> int:
        node: _Condition | _Group
        if isinstance(predicate, Not):
            return self._add(predicate.part, not negated)
        if isinstance(predicate, Leaf):
            node = _Condition(predicate, negated)
        else:
            parts = tuple(self._add(part, negated) for part in predicate.parts)  # type: ignore[attr-defined]
            node = _Group(isinstance(predicate, AllOf) != negated, parts)
        return self._places.setdefault(node, len(self._places))

    def assess(self, situation: Situation) -> tuple[Assessment, ...]:
        lines = LineFacts(self.book, situation)
        decided: dict[Leaf, Decided] = {}
        criteria: dict[int, Criterion] = {}
        results: list[_Result] = []
        for place, node in enumerate(self.nodes):
            if isinstance(node, _Group):
                results.append(_all(node, results) if node.is_all else _any(node, results))
                continue
            if node.leaf not in decided:
                decided[node.leaf] = _decide(node.leaf, situation, lines)
            criterion = criteria[place] = _criterion(node, decided[node.leaf])
            results.append(_Result(criterion.value, (place,), (criterion.fact,) if criterion.value is None else ()))
        return tuple(_assessment(option, results[place], criteria) for option, place in self.options)


@lru_cache(maxsize=4)
def _prepared(catalogue: Catalogue) -> _Programme:
    return _Programme(catalogue)


def _decide(leaf: Leaf, situation: Situation, lines: LineFacts) -> Decided:
    return lines.decide(leaf) if leaf.fact == "lines" else (decide_single(leaf, situation), ())


def _criterion(node: _Condition, decided: Decided) -> Criterion:
    truth, lines = decided
    value = truth if truth is None else truth != node.negated
    return Criterion(node.leaf, node.negated, value, node.leaf.fact, lines)


def _assessment(option: str, result: _Result, criteria: dict[int, Criterion]) -> Assessment:
    because = tuple(criteria[place] for place in result.because)
    return Assessment(option, _VERDICTS[result.truth], because, result.on)


def _all(group: _Group, results: list[_Result]) -> _Result:
    parts = [results[part] for part in group.parts]
    if false := [part for part in parts if part.truth is False]:
        return min(false, key=lambda part: len(part.because))  # the first of the shortest
    return _joined(None if any(part.truth is None for part in parts) else True, parts)


def _any(group: _Group, results: list[_Result]) -> _Result:
    parts = [results[part] for part in group.parts]
    for truth in (True, None):
        if deciding := [part for part in parts if part.truth is truth]:
            return _joined(truth, deciding)
    return _joined(False, parts)


def _joined(truth: Truth, parts: list[_Result]) -> _Result:
    """The reasons of all parts together, each once."""
    because = dict.fromkeys(place for part in parts for place in part.because)
    on = dict.fromkeys(fact for part in parts for fact in part.on) if truth is None else ()
    return _Result(truth, tuple(because), tuple(on))
