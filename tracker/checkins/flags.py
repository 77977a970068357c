"""Which rules of `red_flags.yaml` fire, word by word as the vocabulary at its head says. Pure; nothing here raises.

A part that needs an answer that was not given is false: skipped is not zero, and unknown is not a trigger.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.knowledge.models import Catalogue
from tracker.knowledge.red_flags import AppliesTo, Level, RedFlag
from tracker.knowledge.triggers import (
    AllOf,
    AnsweredYes,
    AnyOf,
    AtLeast,
    FirstTime,
    Quick,
    Reaches,
    Rises,
    TemperatureAtLeast,
    TemperatureMissing,
    Trigger,
    WithinDaysOfStart,
    items,
    leaves,
)

from .facts import Entry, Facts, is_number, whole_score

LAST_ANSWER_DAYS = 28  # "the 28 days before": the vocabulary
HIGHER = 2  # "a score in it is 2 points higher": the vocabulary


@dataclass(frozen=True, slots=True)
class SetAside:
    """ "My team knows", said about one rule on one entry, with the scores of that entry."""

    rule: str
    days_ago: float
    scores: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """One urgent-care card: the rules of the highest level, and those of the other levels below. Never empty."""

    level: Level
    rules: tuple[RedFlag, ...]
    below: tuple[RedFlag, ...]


def fired(catalogue: Catalogue, facts: Facts, entry: Entry, previous: Sequence[Entry] = ()) -> tuple[RedFlag, ...]:
    """The rules that fire on `entry`, in the order of the file, whether or not they were set aside."""
    earlier = _before(entry, previous)
    return tuple(
        rule
        for rule in catalogue.red_flags.rules.values()
        if applies(rule.applies_to, facts, catalogue) and _Case(catalogue, rule, facts, entry, earlier).triggered()
    )


def shown(
    catalogue: Catalogue,
    facts: Facts,
    entry: Entry,
    previous: Sequence[Entry] = (),
    set_aside: Sequence[SetAside] = (),
) -> tuple[RedFlag, ...]:
    """The rules that fire and are to be shown: not those set aside, nor the same again for an unchanged state."""
    return tuple(
        rule
        for rule in fired(catalogue, facts, entry, previous)
        if not stays_quiet(catalogue, rule, facts, entry, previous, set_aside=set_aside)
        and not is_unchanged(catalogue, rule, facts, entry, previous)
    )


def card(catalogue: Catalogue, rules: Collection[RedFlag]) -> Card | None:
    """The one card for these rules; None without any."""
    ordered = [rule for name, rule in catalogue.red_flags.rules.items() if name in {r.id for r in rules}]
    for level in catalogue.red_flags.levels.values():
        if at_level := tuple(rule for rule in ordered if rule.level == level.id):
            return Card(level, at_level, tuple(rule for rule in ordered if rule.level != level.id))
    return None


def stays_quiet(
    catalogue: Catalogue,
    rule: RedFlag,
    facts: Facts,
    entry: Entry,
    previous: Sequence[Entry],
    *,
    set_aside: Sequence[SetAside],
) -> bool:
    """Whether "my team knows" still holds: until the trigger was false once, or a score in it is 2 points higher.

    An entry that answers no question of the trigger (a quick log of something else) does not tell that it was false.
    """
    said = [known for known in set_aside if known.rule == rule.id and known.days_ago >= 0]
    if not rule.already_known or not said:
        return False
    known = min(said, key=lambda each: each.days_ago)
    earlier = _before(entry, previous)
    since = [(place, each) for place, each in enumerate(earlier) if each.days_ago < known.days_ago]
    before = [each for each in earlier if each.days_ago >= known.days_ago]
    if any(_is_higher(rule, each, known, before) for each in (entry, *(each for _, each in since))):
        return False
    told = [place for place, each in since if _answers(rule, each)]
    return all(_Case.then(catalogue, rule, facts, earlier, place).triggered() for place in told)


def is_unchanged(catalogue: Catalogue, rule: RedFlag, facts: Facts, entry: Entry, previous: Sequence[Entry]) -> bool:
    """Whether the rule fired on the last entry that answered its questions, with the same answers as now.

    Only for rules that may be already known (the others fire each time), and never for a quick entry: each is new.
    """
    chosen = {leaf.entry for leaf in leaves(rule.trigger) if isinstance(leaf, Quick)}
    if not rule.already_known or chosen & entry.quick:
        return False
    earlier = _before(entry, previous)
    asked = items(rule.trigger)
    told = (place for place, each in enumerate(earlier) if _answers_one(asked, each))
    place = next(told, None)
    if place is None or earlier[place].days_ago - entry.days_ago > LAST_ANSWER_DAYS:
        return False
    case = _Case.then(catalogue, rule, facts, earlier, place)
    same = _state(rule, case.entry) == _state(rule, entry)
    return same and applies(rule.applies_to, case.facts, catalogue) and case.triggered()


def applies(whom: AppliesTo, facts: Facts, catalogue: Catalogue) -> bool:
    """Whether the rule is for this person; drugs that the content does not know are as good as not recorded."""
    if whom.any:
        return True
    if any(site in facts.sites for site in whom.sites):
        return True
    known = [drug for drug in facts.drugs or () if drug in catalogue.drugs]
    if any(_is_of(whom, drug, catalogue) for drug in known):
        return True
    ever = (*known, *(drug for drug in facts.earlier_drugs if drug in catalogue.drugs))
    if any(_was_of(whom, drug, catalogue) for drug in ever):
        return True
    recorded = (bool(known) or facts.drugs == ()) and not facts.has_unnamed
    return whom.if_unknown == "applies" and not recorded


def _inside(drug: str, catalogue: Catalogue) -> tuple[str, ...]:
    return (drug, *catalogue.drugs[drug].contains)


def _is_of(whom: AppliesTo, drug: str, catalogue: Catalogue) -> bool:
    return any(
        part in whom.drugs or catalogue.drugs[part].class_id in whom.classes or catalogue.kind_of(part) in whom.kinds
        for part in _inside(drug, catalogue)
    )


def _was_of(whom: AppliesTo, drug: str, catalogue: Catalogue) -> bool:
    return any(catalogue.drugs[part].class_id in whom.ever_classes for part in _inside(drug, catalogue))


@dataclass(frozen=True, slots=True)
class _Case:
    """One rule on one entry. `earlier`: the entries before it, the newest first."""

    catalogue: Catalogue
    rule: RedFlag
    facts: Facts
    entry: Entry
    earlier: Sequence[Entry]

    @classmethod
    def then(cls, catalogue: Catalogue, rule: RedFlag, facts: Facts, earlier: Sequence[Entry], place: int) -> _Case:
        """The same rule on an entry before: `earlier[place]`, with what was known on its day."""
        entry = earlier[place]
        return cls(catalogue, rule, facts.as_of(entry.days_ago), entry, earlier[place + 1 :])

    def triggered(self) -> bool:
        return self._holds(self.rule.trigger)

    def _holds(self, trigger: Trigger) -> bool:
        match trigger:
            case AllOf(parts):
                return all(map(self._holds, parts))
            case AnyOf(parts):
                return any(map(self._holds, parts))
            case AnsweredYes(item):
                return item in self.entry.answered_yes
            case Quick(chosen):
                return chosen in self.entry.quick
            case TemperatureAtLeast(degrees):
                return (reading := self._temperature()) is not None and reading >= degrees
            case TemperatureMissing():
                return self._temperature() is None
            case WithinDaysOfStart(days):
                return any(start <= days for start in self._starts())
            case AtLeast(item) | Reaches(item) | Rises(item) | FirstTime(item):
                score = self.entry.score(item)
                return score is not None and self._scored(trigger, score)
        return False

    def _scored(self, trigger: AtLeast | Reaches | Rises | FirstTime, score: int) -> bool:
        match trigger:
            case AtLeast(_, value):
                return score >= value
            case Reaches(item, value):
                last = self._last(item)
                return score >= value and (last is None or last < value)
            case Rises(item, by):
                last = self._last(item)
                return last is not None and score - last >= by
            case FirstTime(item, value):
                return score >= value and not any(s >= value for s in self._since_start(item))

    def _temperature(self) -> float | None:
        return self.entry.temperature_c if is_number(self.entry.temperature_c) else None

    def _last(self, item: str) -> int | None:
        """The newest earlier answer in the 28 days before."""
        return next((score for days, score in self._answers_before(item) if days <= LAST_ANSWER_DAYS), None)

    def _since_start(self, item: str) -> list[int]:
        """Earlier answers since one of the drugs of the rule was started; all of them where no start is recorded."""
        since = min(self._starts(), default=math.inf)
        return [score for days, score in self._answers_before(item) if days <= since]

    def _answers_before(self, item: str) -> Iterator[tuple[float, int]]:
        for each in self.earlier:
            score = each.score(item)
            if score is not None:
                yield each.days_ago - self.entry.days_ago, score

    def _starts(self) -> list[float]:
        """How many days before the entry each of the rule's drugs was started."""
        whom = self.rule.applies_to
        of_rule = (
            start
            for drug, start in self.facts.started_days_ago.items()
            if drug in self.catalogue.drugs
            and (_is_of(whom, drug, self.catalogue) or _was_of(whom, drug, self.catalogue))
        )
        return [start for start in of_rule if is_number(start) and start >= 0]


def _before(entry: Entry, previous: Sequence[Entry]) -> list[Entry]:
    """The entries before this one, the newest first; of the same moment, in the order given."""
    dated = [each for each in previous if is_number(each.days_ago) and each.days_ago >= entry.days_ago]
    return sorted(dated, key=lambda each: each.days_ago)


def _answers_one(asked: Collection[str], entry: Entry) -> bool:
    return any(
        item in entry.answered_yes or item in entry.answered_no or entry.score(item) is not None for item in asked
    )


def _answers(rule: RedFlag, entry: Entry) -> bool:
    """Whether the entry can tell that the trigger is false: it answers a question of it, or it has none."""
    asked = items(rule.trigger)
    return not asked or _answers_one(asked, entry)


def _state(rule: RedFlag, entry: Entry) -> dict[str, int | bool | None]:
    return {
        item: True if item in entry.answered_yes else False if item in entry.answered_no else entry.score(item)
        for item in items(rule.trigger)
    }


def _is_higher(rule: RedFlag, entry: Entry, known: SetAside, before: Sequence[Entry]) -> bool:
    """Against the answer the team knows: that of the entry set aside, else the last one before it. Where there is none,
    what is answered now is news to them."""
    for item in items(rule.trigger):
        now = entry.score(item)
        if now is None:
            continue
        then = whole_score(known.scores.get(item))
        if then is None:
            then = next((score for each in before if (score := each.score(item)) is not None), None)
        if now - (then or 0) >= HIGHER:
            return True
    return False
