"""Today and the journey as plain lines, for a phone without a signal."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from tracker import db
from tracker.appointments import words
from tracker.checkins.record import Known
from tracker.checkins.words import entry_in_words, questions_kept, quick_name
from tracker.content import drug_name
from tracker.dates import PartialDate
from tracker.i18n import language, listed
from tracker.today.present import Present
from tracker.treatments.lines import Line

_DAYS = 7


def kept_pages(now: Present, changed: str) -> dict[str, Any]:
    about, plan = now.about, now.about.plan
    numbers = (
        (_("In the daytime"), plan.clinic_day_number),
        (_("Nights and weekends"), plan.clinic_night_number),
        (_("In an emergency"), "9-1-1"),
    )
    return {
        "kept": True,
        "at": db.now().isoformat(),
        "language": language(),
        "clinic": {
            "name": str(plan.clinic_name or ""),
            "numbers": [{"label": str(label), "number": str(number)} for label, number in numbers if number],
        },
        "questions": questions_kept(about),
        "pages": [
            {"title": _("Today"), "lines": _today(about, changed)},
            *_next_visit(now),
            {"title": _("Journey"), "lines": [line_in_words(line) for line in reversed(about.lines)]},
        ],
    }


def _today(about: Known, changed: str) -> list[str]:
    lines = [PartialDate.of(about.today).shown(), *(line_in_words(line) for line in about.current)]
    if about.check_ins:
        last = about.check_ins[0]
        lines.append(_("Last check-in, %(day)s: %(said)s", day=last.day.shown(), said=entry_in_words(last, about.own)))
    if changed:
        lines.append(changed)
    lines += [
        f"{row.day.shown()} · {quick_name(row.kind)}"
        for row in about.happenings
        if (about.today - row.day.last_day).days < _DAYS
    ]
    return lines


def _next_visit(now: Present) -> list[dict[str, Any]]:
    """The next visit with its questions; nothing where neither is there."""
    visit = now.agenda.next
    questions = now.agenda.open_for(visit)
    lines = []
    if visit:
        lines = [words.when(visit, now.today), words.title(visit)]
        lines += [said for said in (visit.with_whom, visit.place, visit.matters) if said]
    lines += [f"{number}. {row.text}" for number, row in enumerate(questions, 1)]
    return [{"title": _("Next appointment"), "lines": lines}] if lines else []


def line_in_words(line: Line) -> str:
    """`Line 2: palbociclib and letrozole, since May 2025`."""
    drugs = listed([drug_name(course.row.drug_id, course.row.drug_text) for course in line.courses])
    named = _("Line %(number)d: %(drugs)s", number=line.number, drugs=drugs) if line.number else drugs
    started = line.row.started_on.shown() if line.row.started_on else ""
    if line.row.ended:
        ended = line.row.ended_on.shown() if line.row.ended_on else ""
        times = [time for time in (started, ended) if time]
        return (
            _("%(line)s, ended (%(times)s)", line=named, times=" – ".join(times))
            if times
            else _("%(line)s, ended", line=named)
        )
    return _("%(line)s, since %(day)s", line=named, day=started) if started else named
