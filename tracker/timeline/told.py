"""What the Journey page tells, whoever looks at it: the picture, the receptors, and what stands on the line of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.content import Source, catalogue, source_shown
from tracker.diagnosis.models import Background, GenomicFinding, Specimen
from tracker.diagnosis.receptors import current_status, difference, status_of
from tracker.i18n import language
from tracker.labs.models import MarkerResult
from tracker.scans.models import Scan
from tracker.summary.picture import PERIODS, since
from tracker.summary.queries import journey_summary
from tracker.summary.record import Summary
from tracker.timeline import words
from tracker.timeline.picture import seen
from tracker.timeline.thread import Event, by_day, thread, tied
from tracker.treatments.models import LocalTreatment, Setting

EARLY = (Setting.NEOADJUVANT, Setting.ADJUVANT)


def journey_told(asked: str | None, today: date) -> tuple[Summary, dict[str, Any]]:
    """The record of the open journey, in one round trip, and what the page draws of it. `asked`: a period, or not."""
    period = asked if asked and asked in PERIODS else "all"
    record = journey_summary(today, since(period, today))
    rows = record.rows
    dated, undated = thread(
        [
            *(Event("line", line.row.started_on or line.row.ended_on, line) for line in record.lines),
            *(Event("specimen", row.taken_on, status_of(row)) for row in rows[Specimen]),
            *(Event("local", row.started_on or row.ended_on, row) for row in rows[LocalTreatment]),
            *(Event("scan", row.taken_on, row) for row in rows[Scan]),
            *(Event("markers", day, of_day) for day, of_day in by_day(rows[MarkerResult])),
            *_found(record.background),
        ]
    )
    current = current_status(rows[Specimen])
    differing = difference(rows[Specimen])
    return record, {
        "seen": seen(record, period),
        "dated": dated,
        "undated": undated,
        "scans": tied(rows[Scan]),
        "newest": [status_of(row) for row in dict.fromkeys((*current.hr_from, *current.her2_from))],
        "difference": differing,
        "discordance": _discordance() if differing else None,
        "findings": sorted(rows[GenomicFinding], key=lambda row: (str(row.gene.label), row.tested_on or "")),
        "today": today,
        "words": words,
        "early": EARLY,
    }


def _found(background: Background | None) -> list[Event]:
    if background is None:
        return []
    found = [("first", background.breast_cancer_found_on), ("metastatic", background.metastatic_found_on)]
    return [Event("found", day, which) for which, day in found if day]


@dataclass(frozen=True)
class Cited:
    """A published statement and its source, as `printed` draws them."""

    text: str
    note: str
    locator: str
    source: Source


def _discordance() -> Cited:
    """How often the receptors of a metastasis differ from those of the first tumour."""
    content, lang = catalogue(), language()
    fact = content.fact("receptor_discordance", "discordance-seed")
    value = fact.value.in_language(lang) if fact.value else ""
    return Cited(
        text=_("%(statement)s: %(value)s", statement=fact.text.in_language(lang), value=value),
        note=fact.note.in_language(lang) if fact.note else "",
        locator=content.locator(fact.locator).in_language(lang) if fact.locator else "",
        source=source_shown(fact.source),
    )
