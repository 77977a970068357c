"""Entries, changes and questions in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from tracker.checkins.changes import Change, Turn
from tracker.checkins.fields import number_shown
from tracker.checkins.forms import CheckInForm
from tracker.checkins.items import Asked, Reason
from tracker.checkins.models import CheckIn, CheckInPlan, Happening
from tracker.checkins.record import Known
from tracker.content import Source, catalogue, cited, drug_name
from tracker.i18n import language, listed
from tracker.knowledge.checkin import Item, QuickEntry, QuickGroup
from tracker.places import Place

_MOST_NAMED = 4


def item_name(name: str, own: Mapping[str, str] | None = None) -> str:
    item = catalogue().checkin.item(name)
    if item is not None:
        return item.label.in_language(language())
    return (own or {}).get(name) or _("A symptom of your own")


def quick_name(kind: str) -> str:
    entry = catalogue().checkin.quick_log.get(kind)
    return entry.in_language(language()) if entry else kind


def temperature_shown(celsius: float, plan: CheckInPlan | None = None) -> str:
    if plan is not None and plan.fahrenheit:
        return f"{number_shown(celsius * 1.8 + 32)} °F"
    return f"{number_shown(celsius)} °C"


def quick_groups() -> list[tuple[QuickGroup, list[QuickEntry]]]:
    """Quick entries by group, without those of the short list."""
    content = catalogue().checkin
    groups = (
        (group, [entry for entry in content.quick_log.values() if entry.group == group.id and not entry.first])
        for group in content.quick_groups.values()
    )
    return [(group, entries) for group, entries in groups if entries]


@dataclass(frozen=True)
class Question:
    """One question on the page: its field, its words, and why it is asked."""

    field: Any
    label: str
    question: str
    low: str = ""
    high: str = ""
    note: str = ""
    reason: str = ""
    yes_no: bool = False
    sources: list[tuple[Source, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sections:
    core: list[Question]
    extra: list[Question]
    more: list[Question]


def asked_sections(form: CheckInForm, known: Known) -> Sections:
    """The questions in three parts: the twelve, those of the drugs and the person's own, and those behind "more"."""
    asked = known.questions
    content = catalogue().checkin
    placed = {each.item.id for each in asked.all}
    words = _own_words()
    others = [item for name in form.ITEMS if name not in placed and (item := content.item(name)) is not None]
    return Sections(
        core=[_question(form, each.item, each) for each in asked.core if each.item.id in form],
        extra=[_question(form, each.item, each) for each in asked.extra]
        + [_question(form, item) for item in others]
        + [Question(form[name], known.own[name], words["question"], words["low"], words["high"]) for name in asked.own],
        more=[_question(form, each.item, each) for each in asked.more],
    )


def _question(form: CheckInForm, item: Item, asked: Asked | None = None) -> Question:
    lang = language()
    brought = asked is not None and item.id not in catalogue().checkin.core
    return Question(
        form[item.id],
        item.label.in_language(lang),
        item.question.in_language(lang),
        item.low_anchor.in_language(lang) if item.low_anchor else "",
        item.high_anchor.in_language(lang) if item.high_anchor else "",
        item.direction_note.in_language(lang) if item.direction_note else "",
        _because(asked.reasons) if asked and brought else "",
        item.scale == "yes_no",
        cited(use for reason in asked.reasons for use in reason.sources) if asked and brought else [],
    )


def _because(reasons: tuple[Reason, ...]) -> str:
    """`Because of capecitabine`: what brings the question, in a few words."""
    named = [words for reason in reasons if (words := _reason(reason))]
    if not named:
        return ""
    return _("Asked because of: %(reasons)s", reasons=listed(list(dict.fromkeys(named))[:2]))


def _reason(reason: Reason) -> str:
    if reason.by == "drug":
        return drug_name(reason.name, None)
    if reason.by == "class":
        found = catalogue().classes.get(reason.name)
        return found.plain_language_name.in_language(language()) if found else ""
    if reason.by == "site":
        return str(Place(reason.name).label).lower() if reason.name in list(Place) else ""
    return _("you asked for it") if reason.by == "own" else ""


def questions_kept(known: Known) -> dict[str, Any]:
    """What a phone asks without a signal beside the twelve: the questions themselves, and the ids left out."""
    lang, asked = language(), known.questions
    own = {name: known.own[name] for name in asked.own}
    return {
        "left_out": list(known.plan.hidden),
        "more": [
            {
                "name": item.id,
                "label": item.label.in_language(lang),
                "question": item.question.in_language(lang),
                "low": item.low_anchor.in_language(lang) if item.low_anchor else "",
                "high": item.high_anchor.in_language(lang) if item.high_anchor else "",
                "yes_no": item.scale == "yes_no",
            }
            for item in (each.item for each in asked.extra)
        ]
        + [{"name": name, "label": label, **_own_words(), "yes_no": False} for name, label in own.items()],
    }


def _own_words() -> dict[str, str]:
    """How a symptom in the person's own words is asked about."""
    return {
        "question": _("In the past 7 days, how strong was it?"),
        "low": _("not at all"),
        "high": _("as strong as I can imagine"),
    }


def plan_choices(known: Known) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What may be left out, and what may be added: id and name."""
    content = catalogue().checkin
    asked = {each.item.id for each in known.questions.all}
    offered = [name for name in (*content.core, *content.extra) if name in asked or name in known.plan.hidden]
    others = [name for name in content.extra if name not in asked or name in known.plan.added]
    return [(name, item_name(name)) for name in offered], [(name, item_name(name)) for name in others]


@dataclass(frozen=True)
class Changed:
    """One change, and what its picture shows: scores with the newest last."""

    item: str
    name: str
    words: str
    worse: bool
    scores: list[int]


def change_in_words(change: Change, own: Mapping[str, str] | None = None) -> Changed:
    values = {"now": change.now, "usual": number_shown(change.usual or 0.0)}
    if change.turn is Turn.WORSE:
        words = _("%(now)d now, usually %(usual)s in your last weeks: more than usual.", **values)
    else:
        words = _("%(now)d now, usually %(usual)s in your last weeks: less than usual.", **values)
    scores = [score for _days, score in reversed(change.earlier)] + [change.now]
    return Changed(change.item, item_name(change.item, own), words, change.turn is Turn.WORSE, scores)


def changes_in_a_sentence(changes: tuple[Change, ...], own: Mapping[str, str] | None = None) -> str:
    """`More than usual: pain. Less than usual: nausea.` Empty where nothing changed or there is nothing before."""
    parts = []
    for turn, words in ((Turn.WORSE, _("More than usual:")), (Turn.BETTER, _("Less than usual:"))):
        names = [item_name(each.item, own).lower() for each in changes if each.turn is turn]
        if names:
            more = _("and %(num)d more", num=len(names) - _MOST_NAMED) if len(names) > _MOST_NAMED else ""
            parts.append(f"{words} {listed(names[:_MOST_NAMED])}{' ' + more if more else ''}.")
    return " ".join(parts)


def question_about(change: Change, own: Mapping[str, str] | None = None) -> str:
    """A question for the next visit, in the first person."""
    name = item_name(change.item, own)
    if change.usual is None:
        return _("%(item)s: %(now)d of 10. What can help?", item=name, now=change.now)
    return _(
        "%(item)s: %(now)d of 10, and usually %(usual)s before. What can help?",
        item=name,
        now=change.now,
        usual=number_shown(change.usual),
    )


def entry_in_words(
    row: CheckIn | Happening, own: Mapping[str, str] | None = None, plan: CheckInPlan | None = None
) -> str:
    """`Pain 3, Tiredness 5`: what was entered, in one line."""
    said = []
    if isinstance(row, Happening):
        said.append(quick_name(row.kind))
    else:
        content = catalogue().checkin
        order = [name for name in (*content.core, *content.extra) if name in row.scores]
        for name in dict.fromkeys((*order, *row.scores)):
            answer = row.scores[name]
            words = _("yes") if answer is True else _("no") if answer is False else str(answer)
            said.append(f"{item_name(name, own)} {words}")
    if row.temperature_c is not None:
        said.append(temperature_shown(row.temperature_c, plan))
    return ", ".join(said)
