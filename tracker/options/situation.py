"""What is known about one person, as plain data: all that the options are decided from.

Every fact may be unknown. A fact with a value that the vocabulary of `seed/options.yaml` does not name is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NOT_NAMED = ""
"""Stands for a place or a drug that was recorded but cannot be told."""

Months = tuple[float, float]
"""Fewest and most months that a pair of partial dates leaves open, both counted; the most may be `math.inf`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of treatment. None is unknown.

    `drugs`: ids; an id that is not in the catalogue, or no drug at all, may be any drug. Not `drugs_complete`: the
    known drugs count, and there may be more. `progressed`: the cancer grew or came back during the line.
    `stopped_before_growth`: drugs of the line stopped for good before that; None if it cannot be told.
    `relapse_months_after`: from the end of the line to the return of the cancer.
    """

    setting: str | None = None
    drugs: tuple[str, ...] = ()
    progressed: bool | None = None
    stopped_before_growth: tuple[str, ...] | None = ()
    relapse_months_after: Months | None = None
    drugs_complete: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of the vocabulary. None is unknown; `sites` None or () both.

    Not `lines_complete`: the lines count for what they prove, and there may be more of any kind.
    """

    hr: str | None = None
    her2: str | None = None
    menopause: str | None = None
    sex: str | None = None
    sites: tuple[str, ...] | None = None
    visceral_symptoms: bool | None = None
    visceral_crisis: bool | None = None
    overall_health: str | None = None
    endocrine_resistant: bool | None = None
    no_satisfactory_alternative: bool | None = None
    markers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cannot_or_declines: tuple[str, ...] | None = None
    lines: tuple[Line, ...] | None = None
    lines_complete: bool = True

    @classmethod
    def from_case(cls, case: Any) -> Situation:
        """The situation written as in `tests/options/vignettes.yaml`. What is not understood is unknown."""
        if not isinstance(case, Mapping):
            return cls()
        markers = case.get("markers")
        lines = case.get("lines")
        declined = case.get("cannot_or_declines")
        return cls(
            hr=_word(case.get("hr")),
            her2=_word(case.get("her2")),
            menopause=_word(case.get("menopause")),
            sex=_word(case.get("sex")),
            sites=_words(case.get("sites")),
            visceral_symptoms=_yes_or_no(case.get("visceral_symptoms")),
            visceral_crisis=_yes_or_no(case.get("visceral_crisis")),
            overall_health=_word(case.get("overall_health")),
            endocrine_resistant=_yes_or_no(case.get("endocrine_resistant")),
            no_satisfactory_alternative=_yes_or_no(case.get("no_satisfactory_alternative")),
            markers={g: r for g, r in markers.items() if _word(g) and _word(r)} if isinstance(markers, Mapping) else {},
            cannot_or_declines=_words(declined),
            lines=tuple(map(_line, lines)) if isinstance(lines, (list, tuple)) else None,
        )


def _line(case: Any) -> Line:
    if not isinstance(case, Mapping):
        return Line()
    stopped = case.get("stopped_before_growth")
    return Line(
        setting=_word(case.get("setting")),
        drugs=_words(case.get("drugs")) or (),
        progressed=_yes_or_no(case.get("progressed")),
        stopped_before_growth=() if stopped is None else _words(stopped),
        relapse_months_after=_months(case.get("relapse_months_after")),
    )


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _words(value: Any) -> tuple[str, ...] | None:
    """The list as words; an entry that is not a word stays as one that cannot be told."""
    if not isinstance(value, (list, tuple)):
        return None
    return tuple(one if isinstance(one, str) else NOT_NAMED for one in value)


def _yes_or_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _months(value: Any) -> Months | None:
    """A number of months from 0; a whole number too large for a float is as good as any large one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        return None
    try:
        months = float(value)
    except OverflowError:
        return (math.inf, math.inf)
    return (months, months) if months != math.inf else None
