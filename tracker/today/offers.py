"""Questions to offer now: the facts of the record for `appointments.moments`, and the offer in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker.appointments.moments import Facts, Since, occasions, offer
from tracker.appointments.prompts import put_off
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.scans.models import ScanResult
from tracker.today.present import Present
from tracker.treatments.models import EndReason

_A_MONTH = 7  # characters of a date that names the month


@dataclass(frozen=True)
class Offered:
    """`questions`: id and words. `keys`: what "not now" sends back."""

    moment: str
    questions: list[tuple[str, str]]
    keys: str


def offered(now: Present, *, only_if_it_fits: bool = False) -> Offered | None:
    """What is offered now. `only_if_it_fits`: a first visit alone is no reason while none is planned."""
    found = occasions(facts_of(now))
    if only_if_it_fits and now.agenda.next is None:
        found = tuple(each for each in found if each.moment != "first_visit")
    content, lang = catalogue().prompts, language()
    kept = {row.prompt for row in now.agenda.questions if row.prompt}
    made = offer(content, found, kept, put_off())
    if made is None:
        return None
    words = [(prompt.id, prompt.in_language(lang)) for prompt in made.prompts]
    return Offered(content.moments[made.moment].in_language(lang), words, ",".join(made.keys))


def facts_of(now: Present) -> Facts:
    today = now.today
    told = [scan for scan in now.scans if scan.result is not None]
    grown = [scan for scan in told if scan.result is ScanResult.GROWN]
    ended = [line.row for line in now.about.lines if line.row.end_reason is EndReason.PROGRESSION]
    week = now.about.check_ins[0] if now.about.check_ins else None
    return Facts(
        had_visit=bool(now.agenda.past),
        scans=_since(((scan.id, scan.taken_on) for scan in told), today),
        progressions=_since(
            [*((row.id, row.ended_on) for row in ended), *((scan.id, scan.taken_on) for scan in grown)], today
        ),
        starts=_since(((line.row.id, line.row.started_on) for line in now.about.lines), today),
        check_in=next(iter(_since([(week.id, week.day)], today)), None) if week else None,
        scores=[score for score in week.scores.values() if not isinstance(score, bool)] if week else (),
    )


def _since(happened: Iterable[tuple[UUID, PartialDate | None]], today: date) -> list[Since]:
    """What has happened, counted from the latest day it can mean; a year alone says too little."""
    return [
        Since(str(what), (today - min(day.last_day, today)).days)
        for what, day in happened
        if day is not None and len(day) >= _A_MONTH and day.first_day <= today
    ]
