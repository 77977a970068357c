"""Treatments over time, in words."""

from __future__ import annotations

from functools import lru_cache

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tracker.dates import PartialDate
from tracker.i18n import language, listed
from tracker.treatments.lines import Line
from tracker.treatments.words import (
    dose_changes,
    doses,
    drug,
    drugs,
    length,
    title,
    when,
    when_line,
    when_local,
)

__all__ = [  # what the pages call by this module, too
    "dose_changes",
    "doses",
    "drug",
    "drugs",
    "length",
    "title",
    "when",
    "when_line",
    "when_local",
]


def kind_tag(kind: str) -> Markup:
    """The tag of a kind of treatment as drawn; a page has many of few kinds."""
    return _kind_tag(kind, language())


@lru_cache(maxsize=64)
def _kind_tag(kind: str, _language: str) -> Markup:
    return get_template_attribute("macros/icons.html", "kind_tag")(kind)


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
