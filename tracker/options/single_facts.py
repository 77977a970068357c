"""Conditions about one recorded fact. See the vocabulary at the head of `seed/options.yaml`."""

from __future__ import annotations

from tracker.knowledge.predicates import (
    FACT_VALUES,
    RESULTS,
    SITES,
    VISCERAL_SITES,
    CannotOrDeclines,
    FactIs,
    Leaf,
    MarkerIs,
    SpreadTo,
)

from .situation import Situation

_KINDS_OF_HER2_NEGATIVE = ("low", "ultralow", "zero")


def decide(leaf: Leaf, situation: Situation) -> bool | None:
    """Whether the situation meets the condition; None is unknown."""
    match leaf:
        case FactIs("her2", value):
            return _her2(value, situation.her2)
        case FactIs("menopause", value):
            return _menopause(value, situation)
        case FactIs("visceral_symptoms", value):
            return _same(value, _visceral_symptoms(situation))
        case FactIs("visceral_crisis", value):
            return _same(value, _visceral_crisis(situation))
        case FactIs(name, value):
            recorded = getattr(situation, name)
            return _same(value, recorded if _is_named(recorded, FACT_VALUES[name]) else None)
        case SpreadTo(site):
            return _spread_to(site, situation.sites)
        case MarkerIs(gene, result):
            recorded = situation.markers.get(gene)
            return _same(result, recorded if recorded in RESULTS else None)
        case CannotOrDeclines(name):
            return None if situation.cannot_or_declines is None else name in situation.cannot_or_declines
    raise TypeError(f"{leaf!r} is not about a single fact")


def _same(asked: str | bool, recorded: str | bool | None) -> bool | None:
    return None if recorded is None else recorded == asked


def _is_named(recorded: object, values: tuple[str | bool, ...]) -> bool:
    # 1 == True, but a recorded 1 is not an answer to a yes-or-no question.
    return any(type(recorded) is type(value) and recorded == value for value in values)


def _her2(asked: str | bool, recorded: str | None) -> bool | None:
    if not _is_named(recorded, FACT_VALUES["her2"]):
        return None
    if asked == "negative":
        return recorded != "positive"
    if recorded == "negative" and asked in _KINDS_OF_HER2_NEGATIVE:
        return None  # a report that says only negative does not tell which kind
    return recorded == asked


def _menopause(asked: str | bool, situation: Situation) -> bool | None:
    if situation.sex == "male":
        return False
    recorded = "pre" if situation.menopause == "perimenopause" else situation.menopause
    return _same(asked, recorded if _is_named(recorded, FACT_VALUES["menopause"]) else None)


def _spread_to(site: str, sites: tuple[str, ...] | None) -> bool | None:
    """A place outside the vocabulary may be any place, so beside one no other is ruled out."""
    if not sites:
        return None
    if site in sites:
        return True
    return False if all(place in SITES for place in sites) else None


def _no_internal_organ(situation: Situation) -> bool:
    """Places are recorded, and none of them is an internal organ."""
    return all(_spread_to(site, situation.sites) is False for site in VISCERAL_SITES)


def _visceral_symptoms(situation: Situation) -> bool | None:
    if isinstance(situation.visceral_symptoms, bool):
        return situation.visceral_symptoms
    return False if _no_internal_organ(situation) else None


def _visceral_crisis(situation: Situation) -> bool | None:
    if isinstance(situation.visceral_crisis, bool):
        return situation.visceral_crisis
    # Symptoms of an internal organ that no place explains leave the question open.
    return False if _no_internal_organ(situation) and situation.visceral_symptoms is not True else None
