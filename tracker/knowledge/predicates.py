"""When an option is described: the predicates of `applies_when`, as typed trees.

The vocabulary at the head of `seed/options.yaml` says what each means; `tracker.options.evaluate` decides them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

GENES = ("BRCA1_2_germline", "PIK3CA", "AKT1", "PTEN", "ESR1", "PDL1_CPS10", "PDL1_IC1", "MSI_H", "NTRK",
         "PALB2", "TMB_H", "HER2_mutation")  # fmt: skip
RESULTS = ("positive", "negative")
SITES = ("bone", "soft_tissue", "lymph_nodes", "liver", "lung", "brain", "other_visceral")
VISCERAL_SITES = frozenset({"liver", "lung", "brain", "other_visceral"})
SETTINGS = ("neoadjuvant", "adjuvant", "metastatic")
FACT_VALUES: Mapping[str, tuple[str | bool, ...]] = {
    "hr": ("positive", "negative"),
    "her2": ("positive", "negative", "low", "ultralow", "zero"),
    "menopause": ("pre", "post"),
    "sex": ("male", "female"),
    "visceral_symptoms": (True, False),
    "visceral_crisis": (True, False),
    "overall_health": ("fit", "unfit"),
    "endocrine_resistant": (True, False),
    "no_satisfactory_alternative": (True, False),
}


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition that is true, false or unknown for a situation."""


@dataclass(frozen=True, slots=True)
class AllOf(Predicate):
    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Predicate):
    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not(Predicate):
    part: Predicate


@dataclass(frozen=True, slots=True)
class Leaf(Predicate):
    """A condition about exactly one fact."""

    @property
    def fact(self) -> str:
        """The fact it asks for, named as the vocabulary's `depends` names it."""
        return "lines"


@dataclass(frozen=True, slots=True)
class FactIs(Leaf):
    """One of the single facts (`FACT_VALUES`) has this value."""

    name: str
    value: str | bool

    @property
    def fact(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class SpreadTo(Leaf):
    site: str

    @property
    def fact(self) -> str:
        return "sites"


@dataclass(frozen=True, slots=True)
class MarkerIs(Leaf):
    gene: str
    result: str

    @property
    def fact(self) -> str:
        return f"markers.{self.gene}"


@dataclass(frozen=True, slots=True)
class CannotOrDeclines(Leaf):
    """`id` names a class, a kind or a drug; only that very id counts."""

    id: str

    @property
    def fact(self) -> str:
        return f"cannot_or_declines.{self.id}"


@dataclass(frozen=True, slots=True)
class Drugs:
    """Drugs named one by one, by class or by kind. `any`: every drug that is not supportive (no ids)."""

    by: Literal["drug", "class", "kind", "any"]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Had(Leaf):
    """Such a drug is in a line; `setting` None: in any setting."""

    drugs: Drugs
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class GrewOn(Leaf):
    """The cancer grew or came back while such a drug was given; `setting` None: in any setting."""

    drugs: Drugs
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class LineCount(Leaf):
    """Number of lines that hold such a drug, at least or at most (one of the two). `drugs` None: every line."""

    drugs: Drugs | None
    setting: str | None
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class RelapsedWithin(Leaf):
    """The cancer came back during, or within `months` of the end of, such a line before or after surgery."""

    drugs: Drugs
    months: int


class Unreadable(ValueError):
    """A predicate outside the vocabulary. `at`: path from the predicate that was read to the part that is wrong."""

    def __init__(self, at: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.at = at


def leaves(predicate: Predicate) -> Iterator[Leaf]:
    """Every condition of the tree, in the order it is written."""
    match predicate:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Leaf():
            yield predicate


def parse(data: Any, at: tuple[str | int, ...] = ()) -> Predicate:
    """The predicate written as plain data; raises Unreadable at the first part outside the vocabulary."""
    if not isinstance(data, dict) or len(data) != 1:
        raise Unreadable(at, "a predicate is a map with exactly one key")
    [(atom, argument)] = data.items()
    at = (*at, atom)
    if atom in ("all", "any"):
        if not isinstance(argument, list):
            raise Unreadable(at, f"{atom} takes a list of predicates")
        parts = tuple(parse(part, (*at, index)) for index, part in enumerate(argument))
        return AllOf(parts) if atom == "all" else AnyOf(parts)
    if atom == "not":
        return Not(parse(argument, at))
    if atom in FACT_VALUES:
        if not any(argument is value or (isinstance(value, str) and argument == value) for value in FACT_VALUES[atom]):
            raise Unreadable(at, f"{argument!r} is not a value of {atom}")
        return FactIs(atom, argument)
    if atom not in _LEAVES:
        raise Unreadable(at, f"{atom!r} is not in the vocabulary")
    return _LEAVES[atom](argument, at)


At = tuple[str | int, ...]


def _one_of(value: Any, allowed: tuple[str, ...], what: str, at: At) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    raise Unreadable(at, f"{value!r} is not a {what} of the vocabulary")


def _id(value: Any, at: At) -> str:
    if isinstance(value, str) and value:
        return value
    raise Unreadable(at, f"{value!r} is not an id")


def _number(value: Any, at: At) -> int:
    if type(value) is int and value >= 0:
        return value
    raise Unreadable(at, f"{value!r} is not a number from 0")


def _fields(value: Any, at: At, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(at, f"takes {', '.join(sorted(required | optional))}")
    if missing := required - value.keys():
        raise Unreadable(at, f"lacks {', '.join(sorted(missing))}")
    if more := value.keys() - required - optional:
        raise Unreadable((*at, min(more)), f"{min(more)!r} is not an argument of this predicate")
    return value


_BY: Mapping[str, Literal["drug", "class", "kind"]] = {"drug": "drug", "class": "class", "class_kind": "kind"}


def _drugs(value: dict[str, Any], at: At) -> Drugs:
    """The drugs that one of `drug`, `class` and `class_kind` names."""
    given = [name for name in _BY if name in value]
    if len(given) != 1:
        raise Unreadable(at, "takes exactly one of drug, class, class_kind")
    return Drugs(_BY[given[0]], (_id(value[given[0]], (*at, given[0])),))


def _marker(value: Any, at: At) -> Leaf:
    value = _fields(value, at, {"gene", "result"}, set())
    gene = _one_of(value["gene"], GENES, "gene", (*at, "gene"))
    return MarkerIs(gene, _one_of(value["result"], RESULTS, "result", (*at, "result")))


def _in_setting(kind: type[Had] | type[GrewOn]) -> Callable[[Any, At], Leaf]:
    def read(value: Any, at: At) -> Leaf:
        value = _fields(value, at, {"setting"}, set(_BY))
        return kind(_drugs(value, at), _one_of(value["setting"], SETTINGS, "setting", (*at, "setting")))

    return read


def _count(setting: str | None) -> Callable[[Any, At], Leaf]:
    def read(value: Any, at: At) -> Leaf:
        value = _fields(value, at, set(), {"class_kind", "classes", "at_least", "at_most"})
        if ("at_least" in value) == ("at_most" in value):
            raise Unreadable(at, "takes one of at_least and at_most")
        if "class_kind" in value and "classes" in value:
            raise Unreadable(at, "takes class_kind or classes, not both")
        limit = "at_least" if "at_least" in value else "at_most"
        return LineCount(_counted(value, at), setting, **{limit: _number(value[limit], (*at, limit))})

    return read


def _counted(value: dict[str, Any], at: At) -> Drugs | None:
    if "classes" in value:
        if not isinstance(value["classes"], list) or not value["classes"]:
            raise Unreadable((*at, "classes"), "takes a list of classes")
        return Drugs("class", tuple(_id(c, (*at, "classes", i)) for i, c in enumerate(value["classes"])))
    if "class_kind" in value:
        kind = _id(value["class_kind"], (*at, "class_kind"))
        return Drugs("any") if kind == "any" else Drugs("kind", (kind,))
    return None


def _relapsed(value: Any, at: At) -> Leaf:
    value = _fields(value, at, {"months"}, {"class", "class_kind"})
    return RelapsedWithin(_drugs(value, at), _number(value["months"], (*at, "months")))


_LEAVES: Mapping[str, Callable[[Any, At], Leaf]] = {
    "site": lambda value, at: SpreadTo(_one_of(value, SITES, "site", at)),
    "marker": _marker,
    "cannot_or_declines": lambda value, at: CannotOrDeclines(_id(value, at)),
    "had_drug": lambda value, at: Had(Drugs("drug", (_id(value, at),))),
    "had_class": lambda value, at: Had(Drugs("class", (_id(value, at),))),
    "had_kind": lambda value, at: Had(Drugs("kind", (_id(value, at),))),
    "had_in_setting": _in_setting(Had),
    "progressed_on_drug": lambda value, at: GrewOn(Drugs("drug", (_id(value, at),))),
    "progressed_on_class": lambda value, at: GrewOn(Drugs("class", (_id(value, at),))),
    "progressed_on_kind": lambda value, at: GrewOn(Drugs("kind", (_id(value, at),))),
    "progressed_in_setting": _in_setting(GrewOn),
    "metastatic_lines": _count("metastatic"),
    "all_lines": _count(None),
    "relapse_within_months_of_adjuvant": _relapsed,
}
