"""What makes a rule of `red_flags.yaml` fire, as typed trees.

The vocabulary at the head of `seed/red_flags.yaml` says what each means; `tracker.checkins.flags` decides them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .predicates import Unreadable

At = tuple[str | int, ...]
HIGHEST = 10


@dataclass(frozen=True, slots=True)
class Trigger:
    """A condition on one entry and the entries before it: true or false."""


@dataclass(frozen=True, slots=True)
class AllOf(Trigger):
    parts: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Trigger):
    parts: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class AtLeast(Trigger):
    item: str
    value: int


@dataclass(frozen=True, slots=True)
class Reaches(Trigger):
    item: str
    value: int


@dataclass(frozen=True, slots=True)
class Rises(Trigger):
    item: str
    by: int


@dataclass(frozen=True, slots=True)
class FirstTime(Trigger):
    item: str
    value: int


@dataclass(frozen=True, slots=True)
class AnsweredYes(Trigger):
    item: str


@dataclass(frozen=True, slots=True)
class Quick(Trigger):
    entry: str


@dataclass(frozen=True, slots=True)
class TemperatureAtLeast(Trigger):
    degrees_c: float


@dataclass(frozen=True, slots=True)
class TemperatureMissing(Trigger):
    pass


@dataclass(frozen=True, slots=True)
class WithinDaysOfStart(Trigger):
    days: int


Scored = AtLeast | Reaches | Rises | FirstTime
NEEDS_DRUGS = (FirstTime, WithinDaysOfStart)


def leaves(trigger: Trigger) -> Iterator[Trigger]:
    """Every condition of the tree, in the order it is written."""
    if isinstance(trigger, AllOf | AnyOf):
        for part in trigger.parts:
            yield from leaves(part)
    else:
        yield trigger


def items(trigger: Trigger) -> frozenset[str]:
    """The items of the check-in that the trigger asks for."""
    return frozenset(leaf.item for leaf in leaves(trigger) if isinstance(leaf, Scored | AnsweredYes))


def parse(data: Any, at: At = ()) -> Trigger:
    """The trigger written as plain data; raises Unreadable at the first part outside the vocabulary."""
    if not isinstance(data, dict) or len(data) != 1:
        raise Unreadable(at, "a trigger is a map with exactly one key")
    [(atom, argument)] = data.items()
    at = (*at, atom)
    if atom in ("all", "any"):
        if not isinstance(argument, list) or not argument:
            raise Unreadable(at, f"{atom} takes a list of triggers")
        parts = tuple(parse(part, (*at, index)) for index, part in enumerate(argument))
        return AllOf(parts) if atom == "all" else AnyOf(parts)
    if atom not in LEAVES:
        raise Unreadable(at, f"{atom!r} is not in the vocabulary")
    return LEAVES[atom](argument, at)


def _whole(value: Any, highest: int, at: At) -> int:
    if type(value) is not int or not 1 <= value <= highest:
        raise Unreadable(at, f"{value!r} is not a whole number from 1 to {highest}")
    return value


def _name(value: Any, at: At) -> str:
    if not isinstance(value, str):
        raise Unreadable(at, f"{value!r} is not an id")
    return value


def _of_item(kind: Callable[[str, int], Trigger], number: str) -> Callable[[Any, At], Trigger]:
    def read(value: Any, at: At) -> Trigger:
        if not isinstance(value, dict) or value.keys() != {"item", number}:
            raise Unreadable(at, f"takes item and {number}")
        return kind(_name(value["item"], (*at, "item")), _whole(value[number], HIGHEST, (*at, number)))

    return read


def _temperature(value: Any, at: At) -> Trigger:
    if type(value) not in (int, float):
        raise Unreadable(at, f"{value!r} is not a number of °C")
    return TemperatureAtLeast(float(value))


def _missing(value: Any, at: At) -> Trigger:
    if value is not True:
        raise Unreadable(at, "takes true")
    return TemperatureMissing()


LEAVES: Mapping[str, Callable[[Any, At], Trigger]] = {
    "at_least": _of_item(AtLeast, "value"),
    "reaches": _of_item(Reaches, "value"),
    "rises": _of_item(Rises, "by"),
    "first_time": _of_item(FirstTime, "value"),
    "answered_yes": lambda value, at: AnsweredYes(_name(value, at)),
    "temperature_at_least": _temperature,
    "temperature_missing": _missing,
    "quick": lambda value, at: Quick(_name(value, at)),
    "within_days_of_start": lambda value, at: WithinDaysOfStart(_whole(value, 3660, at)),
}
