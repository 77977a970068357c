"""The urgent-care card: what was entered, what the sources say, whom to call. It informs and does not triage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.checkins.flags import Card
from tracker.checkins.models import CheckIn, Happening
from tracker.checkins.record import Known
from tracker.checkins.words import item_name, quick_name, temperature_shown
from tracker.content import Source, catalogue, cited, drug_name
from tracker.i18n import language, listed
from tracker.knowledge.entries import is_reviewed
from tracker.knowledge.red_flags import RedFlag
from tracker.knowledge.triggers import items

EMERGENCY = "9-1-1"
HEALTH_LINE = "8-1-1"


@dataclass(frozen=True)
class Call:
    number: str
    label: str

    @property
    def url(self) -> str:
        return "tel:" + re.sub(r"[^0-9+]", "", self.number)


@dataclass(frozen=True)
class Said:
    """One rule: the words of its sources, and what to say and not to do."""

    id: str
    text: str
    say: str
    not_to_do: str
    sources: list[tuple[Source, str]]
    may_set_aside: bool
    reviewed: bool


@dataclass(frozen=True)
class Urgent:
    level: str
    title: str
    entered: list[str]
    calls: list[Call]
    has_clinic: bool
    say_first: str
    rules: list[Said]
    below: list[Said]
    no_answer: str
    no_promise: str
    unreviewed: bool

    @property
    def is_urgent(self) -> bool:
        return self.level != "mention"


def urgent_of(card: Card, row: CheckIn | Happening, known: Known) -> Urgent:
    flags, lang = catalogue().red_flags, language()
    rules, below = [_said(rule) for rule in card.rules], [_said(rule) for rule in card.below]
    return Urgent(
        level=card.level.id,
        title=card.level.in_language(lang),
        entered=_entered(card, row, known),
        calls=_calls(card, known) if card.level.number else [],
        has_clinic=bool(known.plan.clinic_day_number or known.plan.clinic_night_number),
        say_first=_say_first(known),
        rules=rules,
        below=below,
        no_answer=flags.no_answer.in_language(lang),
        no_promise=flags.no_promise.in_language(lang),
        unreviewed=not all(rule.reviewed for rule in rules + below),
    )


def _said(rule: RedFlag) -> Said:
    lang = language()
    return Said(
        id=rule.id,
        text=rule.text.in_language(lang),
        say=rule.say.in_language(lang) if rule.say else "",
        not_to_do=rule.not_to_do.in_language(lang) if rule.not_to_do else "",
        sources=cited(rule.sources),
        may_set_aside=rule.already_known,
        reviewed=is_reviewed(catalogue(), f"rule:{rule.id}"),
    )


def _entered(card: Card, row: CheckIn | Happening, known: Known) -> list[str]:
    """The answers behind the card, as they were entered."""
    said = []
    if isinstance(row, Happening):
        said.append(quick_name(row.kind))
    else:
        asked = {name for rule in (*card.rules, *card.below) for name in items(rule.trigger)}
        for name in (*catalogue().checkin.core, *catalogue().checkin.extra):
            if name in asked and (answer := row.scores.get(name)) is not None:
                words = _("Yes") if answer is True else _("No") if answer is False else _("%(num)d of 10", num=answer)
                said.append(_("%(item)s: %(answer)s", item=item_name(name, known.own), answer=words))
    if row.temperature_c is not None:
        said.append(temperature_shown(row.temperature_c, known.plan))
    return said


def _calls(card: Card, known: Known) -> list[Call]:
    """The clinic's own numbers first; for an emergency the number of the level (or of the rule) before all."""
    plan = known.plan
    name = plan.clinic_name or _("Your clinic")
    clinic = [
        Call(str(number), label)
        for number, label in (
            (plan.clinic_day_number, _("%(clinic)s, in the daytime", clinic=name)),
            (plan.clinic_night_number, _("%(clinic)s, nights and weekends", clinic=name)),
        )
        if number
    ]
    first = [rule.first_number for rule in card.rules if rule.first_number]
    emergency = Call(EMERGENCY, _("In an emergency"))
    if first:
        return [*(Call(number, _("Call or text at any hour")) for number in dict.fromkeys(first)), emergency, *clinic]
    if card.level.number == EMERGENCY:
        return [emergency, *clinic]
    return [*clinic, emergency, Call(HEALTH_LINE, _("Health line, at any hour"))]


def _say_first(known: Known) -> str:
    """The sentence to read out. The last dose is not recorded here, so its part is left for the person to say."""
    drugs = listed([drug_name(drug, None) for drug in known.drugs])
    template = catalogue().red_flags.say_first.in_language(language())
    sentences = re.split(r"(?<=[.!?]) +", template)
    kept = [each for each in sentences if "{date}" not in each and ("{drugs}" not in each or drugs)]
    return " ".join(kept).format(drugs=drugs)
