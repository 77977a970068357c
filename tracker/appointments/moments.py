"""At which moments a question of `questions.yaml` is offered. Pure: plain facts in, at most three prompts out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracker.knowledge.prompts import Prompt, Prompts

SCAN_DAYS = 21  # since a scan with a result
PROGRESSION_DAYS = 42  # since the cancer grew: a line that ended for it, or a scan that said so
NEW_DRUG_DAYS = 42  # since a line began
HARD_WEEK_DAYS = 14  # since the newest check-in
HARD_SCORE, HARD_ANSWERS = 7, 4  # from this score on, and how many of them make a hard week
MOST = 3
_KEY_LENGTH = 12


@dataclass(frozen=True)
class Since:
    """Something that happened: how many days ago, at the least; `what` tells it from any other."""

    what: str
    days: int


@dataclass(frozen=True)
class Facts:
    """What the moments go by. `scores`: the answers of 0 to 10 of the newest check-in."""

    had_visit: bool = False
    scans: Sequence[Since] = ()
    progressions: Sequence[Since] = ()
    starts: Sequence[Since] = ()
    check_in: Since | None = None
    scores: Sequence[int] = ()


@dataclass(frozen=True)
class Occasion:
    """A moment that is there now. `key` names it without telling it, so that a phone may remember "not now"."""

    moment: str
    key: str


@dataclass(frozen=True)
class Offer:
    """The prompts of one moment. `keys`: of every occasion that is there now."""

    moment: str
    prompts: tuple[Prompt, ...]
    keys: tuple[str, ...]


def occasions(facts: Facts) -> tuple[Occasion, ...]:
    """The moments that are there now, what weighs most on a person first."""
    return tuple(Occasion(moment, _key(moment, what)) for moment, what in _found(facts))


def _found(facts: Facts) -> Iterator[tuple[str, str]]:
    for moment, happened, days in (
        ("after_progression", facts.progressions, PROGRESSION_DAYS),
        ("after_scan", facts.scans, SCAN_DAYS),
        ("new_drug", facts.starts, NEW_DRUG_DAYS),
    ):
        recent = [each for each in happened if 0 <= each.days <= days]
        if recent:
            yield moment, min(recent, key=lambda each: each.days).what
    week = facts.check_in
    hard = [score for score in facts.scores if score >= HARD_SCORE]
    if week and 0 <= week.days <= HARD_WEEK_DAYS and len(hard) >= HARD_ANSWERS:
        yield "hard_week", week.what
    if not facts.had_visit:
        yield "first_visit", ""


def _key(moment: str, what: str) -> str:
    return sha256(f"{moment}|{what}".encode()).hexdigest()[:_KEY_LENGTH]


def offer(content: Prompts, now: Sequence[Occasion], kept: Collection[str], put_off: Collection[str]) -> Offer | None:
    """The offer of the first moment that has one. `kept`: prompts that are questions already.

    `put_off`: keys of occasions for which the person said "not now". Of the questions of a moment, those that few
    other moments share come first: they are the most its own.
    """
    for occasion in now:
        if occasion.key in put_off:
            continue
        own = sorted(content.at(occasion.moment), key=lambda prompt: len(prompt.moments))[:MOST]
        if left := tuple(prompt for prompt in own if prompt.id not in kept):
            return Offer(occasion.moment, left, tuple(each.key for each in now))
    return None
