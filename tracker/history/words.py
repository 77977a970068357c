"""A version of a record in words: field by field, for anyone who wants to see what it said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from tracker.audit import Revision
from tracker.checkins.record import own_symptoms
from tracker.checkins.words import item_name, quick_name
from tracker.content import catalogue, drug_name
from tracker.dates import PartialDate, PartialDateType
from tracker.diagnosis.models import Declined
from tracker.i18n import language
from tracker.labs.words import number
from tracker.owned import owned_classes
from tracker.places import Place
from tracker.shell import clock_shown, day_shown
from tracker.support.words import label, name_of

KINDS = {
    "background": _l("About you and the cancer"),
    "specimen": _l("Biopsy or surgery sample"),
    "genomic_finding": _l("Gene test"),
    "line_of_therapy": _l("Line of therapy"),
    "drug_course": _l("Drug"),
    "dose_change": _l("Dose change"),
    "local_treatment": _l("Local treatment"),
    "scan": _l("Scan"),
    "marker_result": _l("Tumour marker"),
    "appointment": _l("Appointment"),
    "question": _l("Question"),
    "observation": _l("What someone close to you noticed"),
    "check_in": _l("Check-in"),
    "happening": _l("Something happened"),
    "check_in_plan": _l("How you check in, and your clinic"),
    "set_aside": _l("Your team knows"),
    "saved_organization": _l("Saved organization"),
    "support_plan": _l("Where you live, and offers on Today"),
    "content_seen": _l("Options you have looked at"),
}
ACTS = {
    "added": _l("added"),
    "changed": _l("changed"),
    "ended": _l("ended"),
    "removed": _l("removed"),
    "answered": _l("answered"),
    "imported": _l("changed by a file"),
    "moved": _l("moved"),
    "undone": _l("undone"),
    "put_back": _l("put back to an earlier version"),
}
FIELDS = {
    "name": _l("Name"),
    "born_on": _l("Date of birth"),
    "breast_cancer_found_on": _l("Breast cancer found"),
    "metastatic_found_on": _l("Metastatic cancer found"),
    "sex": _l("Sex"),
    "menopause": _l("Menopause"),
    "sites": _l("Where it has spread"),
    "visceral_symptoms": _l("An internal organ causes symptoms"),
    "visceral_crisis": _l("The team spoke of a visceral crisis or very fast growth"),
    "overall_health": _l("Well enough for chemotherapy"),
    "endocrine_resistant": _l("The team said it resists hormone therapy"),
    "no_satisfactory_alternative": _l("The team said no other satisfactory treatment is left"),
    "declined": _l("Not possible or not wanted"),
    "lines_complete": _l("These are all the cancer drugs"),
    "taken_on": _l("Date taken"),
    "origin": _l("Taken from"),
    "place": _l("Place"),
    "er": _l("Estrogen receptor (ER)"),
    "pr": _l("Progesterone receptor (PR)"),
    "her2_ihc": _l("HER2 score (IHC)"),
    "her2_ish": _l("HER2 second test (ISH)"),
    "her2_told": _l("HER2 as you were told"),
    "gene": _l("Gene or mark"),
    "result": _l("Result"),
    "source": _l("Tested in"),
    "tested_on": _l("Date of the test"),
    "variant": _l("Change as written in the report"),
    "setting": _l("Given"),
    "started_on": _l("Started"),
    "ended": _l("It has ended"),
    "ended_on": _l("Ended"),
    "end_reason": _l("Why it ended"),
    "best_response": _l("Best result"),
    "in_trial": _l("Part of a clinical trial"),
    "drug_id": _l("Drug"),
    "drug_text": _l("Drug, as you typed it"),
    "dose": _l("Dose"),
    "cycle_days": _l("Days in a cycle"),
    "cycle_days_on": _l("Days taken in a cycle"),
    "cycle_from": _l("Day 1 of a cycle"),
    "kind": _l("Kind"),
    "changed_on": _l("Date of the change"),
    "reason": _l("Reason"),
    "text": _l("What it says"),
    "signed": _l("Signed"),
    "state": _l("State"),
    "asked": _l("Asked"),
    "answer": _l("Answer"),
    "marker": _l("Marker"),
    "value": _l("Value"),
    "unit": _l("Unit"),
    "time": _l("Time"),
    "with_whom": _l("With whom"),
    "about": _l("What it is about"),
    "matters": _l("What matters most"),
    "decided": _l("What was decided"),
    "note": _l("Note"),
    "day": _l("Day"),
    "answered_at": _l("Answered"),
    "happened_at": _l("Happened"),
    "said_at": _l("Said"),
    "answered_by": _l("Who answered"),
    "scores": _l("Answers"),
    "score": _l("How strong"),
    "temperature_c": _l("Temperature (°C)"),
    "weight_kg": _l("Weight (kg)"),
    "could": _l("What I could do"),
    "could_not": _l("What I could not do"),
    "rhythm": _l("How often"),
    "fahrenheit": _l("Temperature in °F"),
    "pounds": _l("Weight in pounds"),
    "hidden": _l("Questions left out"),
    "added": _l("Questions added"),
    "own": _l("Symptoms of your own"),
    "clinic_name": _l("Name of the clinic"),
    "clinic_day_number": _l("Clinic in the daytime"),
    "clinic_night_number": _l("Clinic at night and on weekends"),
    "keep_on_phone": _l("Last pages kept on the phone"),
    "rule": _l("About"),
    "organization": _l("Organization"),
    "region": _l("Province or territory"),
    "offers": _l("Offers on Today"),
    "seen_on": _l("Looked at"),
    "deleted_at": _l("Removed"),
}
# Columns that order or point; they mean nothing to a reader.
HIDDEN = frozenset(
    {"position", "line_id", "course_id", "option", "prompt", "appointment_id", "entry_id"}
    | {"utc_offset", "instrument", "instrument_version", "recall", "language", "channel", "put_away", "digests"}
)
# What tells one record of a kind from another, for the list of changes.
_ABOUT = {
    "specimen": ("taken_on", "place"),
    "genomic_finding": ("gene", "result"),
    "line_of_therapy": ("started_on",),
    "drug_course": ("drug_id", "drug_text"),
    "dose_change": ("kind", "changed_on"),
    "local_treatment": ("kind", "place", "started_on"),
    "scan": ("kind", "taken_on"),
    "marker_result": ("marker", "taken_on"),
    "appointment": ("kind", "day"),
    "question": ("text",),
    "check_in": ("day",),
    "happening": ("kind", "day"),
    "saved_organization": ("organization",),
}
_ABOUT_LENGTH = 90


class Says(Protocol):
    """A version of a record: a revision, or one that is still in a file."""

    @property
    def record_table(self) -> str: ...

    @property
    def content(self) -> dict[str, Any]: ...


def act_in_words(revision: Revision) -> str:
    """`Line of therapy: changed`."""
    act = revision.act.rsplit(".", 1)[-1]
    what = KINDS.get(revision.record_table, revision.record_table)
    return _("%(what)s: %(act)s", what=what, act=ACTS.get(act, act))


def rows_in_words(revision: Says) -> list[tuple[str, str]]:
    """Label and value of every field that says something, in the order of the record."""
    return [(str(FIELDS[name]), value) for name, value in _said(revision)]


def about_in_words(revisions: Iterable[Says]) -> str:
    """What one act was about, in a few words: `Palbociclib, Letrozole`; empty where the record names nothing."""
    named = [
        value
        for revision in revisions
        if (naming := _ABOUT.get(revision.record_table))
        for _name, value in _said(revision, naming)
    ]
    text = ", ".join(dict.fromkeys(named))
    return text if len(text) <= _ABOUT_LENGTH else text[:_ABOUT_LENGTH].rstrip() + "…"


def _said(revision: Says, wanted: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Field and value in words of everything a version says, or of the `wanted` fields alone."""
    columns = _columns(revision.record_table)
    return [
        (name, value_in_words(name, columns[name].type, value))
        for name, value in revision.content.items()
        if name not in HIDDEN
        and (wanted is None or name in wanted)
        and value not in (None, "", [], {})
        and (name != "deleted_at" or value)
    ]


@cache
def _columns(table: str) -> Any:
    return inspect(next(cls for cls in owned_classes() if cls.__tablename__ == table)).columns


def value_in_words(name: str, kind: Any, value: Any) -> str:
    """A plain value of a column. `kind`: the type of the column."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(kind, PartialDateType):
        return PartialDate(value).shown()
    if enum_class := getattr(kind, "enum_class", None):
        return str(enum_class(value).label)
    if name in _NAMED:
        return _NAMED[name](value)
    if isinstance(value, list):
        return ", ".join(_LISTED[name](item) for item in value)
    return str(value)


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return f"{day_shown(at)}, {clock_shown(at)}"


def _rule(rule_id: str) -> str:
    rule = catalogue().red_flags.rules.get(rule_id)
    return rule.text.in_language(language()) if rule else rule_id


def _answers(scores: dict[str, int | bool]) -> str:
    words = {True: _("yes"), False: _("no")}
    return ", ".join(
        f"{item_name(name)} {words[answer] if isinstance(answer, bool) else answer}" for name, answer in scores.items()
    )


_NAMED: dict[str, Callable[[Any], str]] = {
    "drug_id": lambda value: drug_name(value, None),
    "kind": quick_name,
    "answered_at": _instant,
    "happened_at": _instant,
    "said_at": _instant,
    "rule": _rule,
    "organization": name_of,
    "region": lambda value: label("region", value),
    "scores": _answers,
    "value": number,
    "own": lambda value: ", ".join(own_symptoms(value).values()),
}
_LISTED: dict[str, Callable[[Any], str]] = {
    "sites": lambda value: str(Place(value).label),
    "declined": lambda value: str(Declined(value).label),
    "hidden": item_name,
    "added": item_name,
}
