"""Treatments over time, in words."""

from __future__ import annotations

from functools import lru_cache

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tracker import dates
from tracker.dates import PartialDate
from tracker.i18n import language, listed
from tracker.labs.models import MarkerResult
from tracker.labs.words import named
from tracker.scans.models import Scan, ScanKind
from tracker.treatments import words as treatments
from tracker.treatments.lines import Line
from tracker.treatments.models import DoseChange, LocalTreatment

# The pages of the timeline ask this one module for all their words.
drug, drugs, title = treatments.drug, treatments.drugs, treatments.title
when, when_line, length = treatments.when, treatments.when_line, dates.length


def kind_tag(kind: str) -> Markup:
    """The tag of a kind of treatment as drawn; a page has many of few kinds."""
    return _kind_tag(kind, language())


@lru_cache(maxsize=64)
def _kind_tag(kind: str, _language: str) -> Markup:
    return get_template_attribute("macros/icons.html", "kind_tag")(kind)


def when_local(row: LocalTreatment) -> str:
    return when(row.started_on, row.ended_on, going_on=False)


def dose_changes(line: Line) -> list[tuple[DoseChange, str]]:
    """Each change of a dose, drug by drug, the oldest first: `Palbociclib: dose reduced, September 2025`."""
    alone = len(line.courses) == 1
    return [(change, _dose_change(change, "" if alone else drug(c))) for c in line.courses for change in c.changes]


def _dose_change(change: DoseChange, name: str) -> str:
    what = str(change.kind.label)
    if change.changed_on:
        what = _("%(change)s, %(date)s", change=what, date=change.changed_on.shown())
    return _("%(drug)s: %(change)s", drug=name, change=what[:1].lower() + what[1:]) if name else what


def scan(row: Scan) -> str:
    """`CT scan: it grew`."""
    kind = row.kind.label if row.kind and row.kind != ScanKind.UNKNOWN else _("Scan")
    return _("%(kind)s: %(result)s", kind=kind, result=_result(row))


def scan_in_brief(row: Scan) -> str:
    """`smaller (Mar 2025)`: a scan in the sentence of its line."""
    result = _result(row)
    return _("%(result)s (%(date)s)", result=result, date=row.taken_on.shown("short")) if row.taken_on else result


def _result(row: Scan) -> str:
    text = str(row.result.label) if row.result else _("No result yet")
    return text[:1].lower() + text[1:]


def markers(results: list[MarkerResult]) -> str:
    """`CA 15-3: 31.5 U/mL; CEA: 2.3 µg/L`."""
    return "; ".join(named(row) for row in results)


def doses(line: Line) -> str:
    """`Palbociclib: 125 mg; Letrozole: 2.5 mg`: the doses as the person wrote them."""
    named = [
        _("%(drug)s: %(dose)s", drug=drug(course), dose=course.row.dose) for course in line.courses if course.row.dose
    ]
    return "; ".join(named)


def over(lines: list[Line]) -> str:
    """The quiet line of the page: `5 lines since December 2017`."""
    counted = [line for line in lines if line.number is not None]
    starts = [line.row.started_on for line in counted if line.row.started_on]
    if not counted or not starts:
        return ""
    month = PartialDate(min(starts)[:7]).shown()
    return ngettext("%(num)d line since %(month)s", "%(num)d lines since %(month)s", len(counted), month=month)


def differs(names: tuple[str, ...]) -> str:
    """`PR and HER2 differ between the two.`"""
    words = {"er": _("ER"), "pr": _("PR"), "her2": "HER2"}
    which = listed([words[name] for name in names])
    return ngettext("%(which)s differs between the two.", "%(which)s differ between the two.", len(names), which=which)
