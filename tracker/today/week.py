"""What happened in the last seven days, the latest first, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from tracker.appointments import words
from tracker.checkins.words import quick_name
from tracker.dates import TIME_ZONE, PartialDate
from tracker.today.present import Present

A_WEEK = timedelta(days=7)
_ELSEWHERE = timedelta(days=1)  # the day has begun earlier for someone further east
_MOST = 6


@dataclass(frozen=True)
class Lately:
    """One thing that happened. `order`: day and time, as they sort. `text`: what was said of it."""

    order: tuple[str, str]
    day: str
    title: str
    text: str
    url: str | None = None


def this_week(now: Present, changed: str, journey_id: UUID) -> list[Lately]:
    """At most six. `changed`: what changed at the newest check-in."""
    found = sorted(_happened(now, changed, journey_id), key=lambda each: each.order, reverse=True)
    return found[:_MOST]


def _happened(now: Present, changed: str, journey_id: UUID) -> Iterator[Lately]:
    def is_recent(day: PartialDate | None) -> bool:
        return day is not None and now.today - A_WEEK < day.last_day <= now.today + _ELSEWHERE

    def shown(day: PartialDate) -> str:
        has_begun_elsewhere = day.first_day > now.today
        return words.named_day(day.first_day, now.today) if has_begun_elsewhere else words.day_in_words(day, now.today)

    for check_in in filter(lambda row: is_recent(row.day), now.about.check_ins):
        newest = check_in is now.about.check_ins[0]
        url = url_for("checkins.after_check_in", journey_id=journey_id, check_in_id=check_in.id)
        order = (check_in.day, check_in.answered_at.astimezone(TIME_ZONE).strftime("%H:%M"))
        text = check_in.note or (changed if newest else "")
        yield Lately(order, shown(check_in.day), _("Check-in"), text, url)
    for row in filter(lambda row: is_recent(row.day), now.about.happenings):
        url = url_for("checkins.edit_happening", journey_id=journey_id, happening_id=row.id)
        order = (row.day, row.happened_at.astimezone(TIME_ZONE).strftime("%H:%M"))
        yield Lately(order, shown(row.day), quick_name(row.kind), row.note or "", url)
    for scan in now.scans:
        if scan.taken_on is not None and is_recent(scan.taken_on):
            name = _("Scan: %(kind)s", kind=scan.kind.label) if scan.kind else _("Scan")
            said = str(scan.result.label) if scan.result else _("No result yet")
            yield Lately((scan.taken_on, ""), shown(scan.taken_on), name, said)
    for visit in filter(lambda row: is_recent(row.day), now.agenda.past):
        url = url_for("appointments.visit", journey_id=journey_id, appointment_id=visit.id)
        yield Lately((visit.day, visit.time or ""), shown(visit.day), words.title(visit), visit.decided or "", url)
