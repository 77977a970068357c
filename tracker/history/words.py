"""A version of a record in words: field by field, for anyone who wants to see what it said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from tracker.audit import Revision
from tracker.content import drug_name
from tracker.dates import PartialDate, PartialDateType
from tracker.diagnosis.models import Declined
from tracker.owned import owned_classes
from tracker.places import Place

KINDS = {
    "background": _l("About you and the cancer"),
    "specimen": _l("Biopsy or surgery sample"),
    "genomic_finding": _l("Gene test"),
    "line_of_therapy": _l("Line of therapy"),
    "drug_course": _l("Drug"),
    "dose_change": _l("Dose change"),
    "local_treatment": _l("Local treatment"),
    "question": _l("Question"),
}
ACTS = {
    "added": _l("added"),
    "changed": _l("changed"),
    "ended": _l("ended"),
    "removed": _l("removed"),
    "answered": _l("answered"),
    "undone": _l("undone"),
    "put_back": _l("put back to an earlier version"),
}
FIELDS = {
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
    "taken_on": _l("Date of the sample"),
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
    "kind": _l("Kind"),
    "changed_on": _l("Date of the change"),
    "reason": _l("Reason"),
    "text": _l("Question"),
    "asked": _l("Asked"),
    "note": _l("Note"),
    "deleted_at": _l("Removed"),
}
# Columns that order or point; they mean nothing to a reader.
_HIDDEN = frozenset({"position", "line_id", "course_id", "option"})
# What tells one record of a kind from another, for the list of changes.
_ABOUT = {
    "specimen": ("taken_on", "place"),
    "genomic_finding": ("gene", "result"),
    "line_of_therapy": ("started_on",),
    "drug_course": ("drug_id", "drug_text"),
    "dose_change": ("kind", "changed_on"),
    "local_treatment": ("kind", "place", "started_on"),
    "question": ("text",),
}
_ABOUT_LENGTH = 90


def act_in_words(revision: Revision) -> str:
    """`Line of therapy: changed`."""
    act = revision.act.rsplit(".", 1)[-1]
    what = KINDS.get(revision.record_table, revision.record_table)
    return _("%(what)s: %(act)s", what=what, act=ACTS.get(act, act))


def rows_in_words(revision: Revision) -> list[tuple[str, str]]:
    """Label and value of every field that says something, in the order of the record."""
    return [(str(FIELDS[name]), value) for name, value in _said(revision)]


def about_in_words(revisions: Iterable[Revision]) -> str:
    """What one act was about, in a few words: `Palbociclib, Letrozole`; empty where the record names nothing."""
    named = [
        value
        for revision in revisions
        for name, value in _said(revision)
        if name in _ABOUT.get(revision.record_table, ())
    ]
    text = ", ".join(dict.fromkeys(named))
    return text if len(text) <= _ABOUT_LENGTH else text[:_ABOUT_LENGTH].rstrip() + "…"


def _said(revision: Revision) -> list[tuple[str, str]]:
    """Field and value in words of everything a version says."""
    cls = next(cls for cls in owned_classes() if cls.__tablename__ == revision.record_table)
    columns = inspect(cls).columns
    return [
        (name, _in_words(name, columns[name].type, value))
        for name, value in revision.content.items()
        if name not in _HIDDEN and value not in (None, "", []) and (name != "deleted_at" or value)
    ]


def _in_words(name: str, kind: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(kind, PartialDateType):
        return PartialDate(value).shown()
    if enum_class := getattr(kind, "enum_class", None):
        return str(enum_class(value).label)
    if name == "drug_id":
        return drug_name(value, None)
    if isinstance(value, list):
        return ", ".join(_LISTED[name](item) for item in value)
    return str(value)


_LISTED = {"sites": lambda value: str(Place(value).label), "declined": lambda value: str(Declined(value).label)}
