"""Questions to offer now: the facts of the record for `appointments.moments`, and the offer in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker.appointments.agenda import Agenda
from tracker.appointments.moments import Facts, Since, occasions, offer
from tracker.appointments.prompts import put_off
from tracker.checkins.models import CheckIn
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.scans.models import Scan, ScanResult
from tracker.treatments.models import EndReason, LineOfTherapy

_A_MONTH = 7  # characters of a date that names the month


@dataclass(frozen=True)
class Offered:
    """`questions`: id and words. `keys`: what "not now" sends back."""

    moment: str
    questions: list[tuple[str, str]]
    keys: str


def offered(facts: Facts, agenda: Agenda, *, only_if_it_fits: bool = False) -> Offered | None:
    """What is offered now. `only_if_it_fits`: a first visit alone is no reason while none is planned."""
    found = occasions(facts)
    if only_if_it_fits and agenda.next is None:
        found = tuple(each for each in found if each.moment != "first_visit")
    content, lang = catalogue().prompts, language()
    kept = {row.prompt for row in agenda.questions if row.prompt}
    made = offer(content, found, kept, put_off())
    if made is None:
        return None
    words = [(prompt.id, prompt.in_language(lang)) for prompt in made.prompts]
    return Offered(content.moments[made.moment].in_language(lang), words, ",".join(made.keys))


def facts_of(
    agenda: Agenda, lines: Sequence[LineOfTherapy], scans: Sequence[Scan], check_ins: Sequence[CheckIn]
) -> Facts:
    """The facts of the rows that were read; of the check-ins the newest counts, which comes first."""
    today = agenda.today
    told = [scan for scan in scans if scan.result is not None]
    grown = [(scan.id, scan.taken_on) for scan in told if scan.result is ScanResult.GROWN]
    ended = [(line.id, line.ended_on) for line in lines if line.end_reason is EndReason.PROGRESSION]
    week = _since(((row.id, row.day) for row in check_ins[:1]), today)
    scores = [score for row in check_ins[:1] for score in row.scores.values() if not isinstance(score, bool)]
    return Facts(
        had_visit=bool(agenda.past),
        scans=_since(((scan.id, scan.taken_on) for scan in told), today),
        progressions=_since([*ended, *grown], today),
        starts=_since(((line.id, line.started_on) for line in lines), today),
        check_in=week[0] if week else None,
        scores=scores,
    )


def _since(happened: Iterable[tuple[UUID, PartialDate | None]], today: date) -> list[Since]:
    """What has happened, counted from the latest day it can mean; a year alone says too little."""
    return [
        Since(str(what), (today - min(day.last_day, today)).days)
        for what, day in happened
        if day is not None and len(day) >= _A_MONTH and day.first_day <= today
    ]
