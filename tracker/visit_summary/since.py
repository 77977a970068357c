"""What is new since a day: symptoms then and now, weight, what happened, scans and tumour markers.

It shows direction and size, and judges nothing. A skipped question is no answer: it is never zero. Answers to another
wording of the questions are not compared, and what was never our question is counted alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.checkins.facts import whole_score
from tracker.checkins.models import INSTRUMENT, RECALL, CheckIn
from tracker.checkins.words import item_name, quick_name, temperature_shown
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.labs.models import Marker, MarkerResult
from tracker.summary.record import Summary
from tracker.visit_summary import shortening, words
from tracker.visit_summary.choices import Choices, Part
from tracker.visit_summary.page import Block, Said, Table
from tracker.visit_summary.shortening import Room

WORST = 3
BEFORE_WORST = 4
NOT_A_SYMPTOM = "wellbeing"


@dataclass(frozen=True)
class Answer:
    day: PartialDate
    value: int | bool
    wording: int


@dataclass(frozen=True)
class Compared:
    """One question: its answers in the period to its latest wording, the oldest first, and the one to compare with.

    `then` is of that wording where there is one, else of an earlier wording; None: there is none.
    """

    item: str
    recent: tuple[Answer, ...]
    then: Answer | None

    @property
    def now(self) -> Answer:
        return self.recent[-1]

    @property
    def comparable(self) -> bool:
        same_kind = self.then is not None and isinstance(self.then.value, bool) is isinstance(self.now.value, bool)
        return same_kind and self.then is not None and self.then.wording == self.now.wording

    @property
    def difference(self) -> int:
        return int(self.now.value) - int(self.then.value) if self.then and self.comparable else 0

    @property
    def unchanged(self) -> bool:
        return self.comparable and not self.difference


# --- then and now -------------------------------------------------------------------------------------------------


def is_ours(row: CheckIn) -> bool:
    """Whether these are answers to our questions, 0 to 10 over the past 7 days, and no scores of a spreadsheet."""
    return (row.instrument, row.recall) == (INSTRUMENT, RECALL)


def answers(check_ins: Sequence[CheckIn]) -> dict[str, list[Answer]]:
    """Every answer to our questions, by question, the oldest first."""
    found: dict[str, list[Answer]] = {}
    for row in filter(is_ours, check_ins):
        for item, value in row.scores.items():
            if isinstance(value, bool) or whole_score(value) is not None:
                found.setdefault(item, []).append(Answer(row.day, value, row.instrument_version))
    return found


def compared(summary: Summary, since: date) -> list[Compared]:
    """Each question answered in the period, in the order of the check-in.

    It is compared with the last answer up to the day the period begins, else with the first answer in it.
    """
    found, day = [], since.isoformat()
    for item, each in answers(summary.check_ins).items():
        same = [answer for answer in each if answer.wording == each[-1].wording]
        recent = tuple(answer for answer in same if answer.day > day)  # whole dates, which sort as text
        if recent:
            before = same[: len(same) - len(recent)]
            first = recent[0] if len(recent) > 1 else None
            others = [answer for answer in each if answer.wording != each[-1].wording]
            then = before[-1] if before else first or (others[-1] if others else None)
            found.append(Compared(item, recent, then))
    content = catalogue().checkin
    place = {item: number for number, item in enumerate([*content.core, *content.extra])}
    return sorted(found, key=lambda row: place.get(row.item, len(place)))


def changes(summary: Summary, choices: Choices, rows: Sequence[Compared], room: Room) -> Block:
    """`rows`: what `compared` gave."""
    since = choices.since
    name = _namer(summary, room)
    moved = sorted((row for row in rows if not row.unchanged), key=lambda row: -abs(row.difference))
    shown, left = shortening.first(moved, room.changes)
    table = _table(shown, name) if shown else None
    others = _of_other_questions(summary, since)
    said = _worst(rows, name)
    if not (said or shown or others):
        said = [Said(_nothing_moved(summary, since, answered=bool(rows)))]
    small = [
        shortening.left_out(left, full=room.full),
        _unchanged([row for row in rows if row.unchanged], name, room),
        others,
        _weight(summary, since),
        _logged(summary, since, room),
        _own_words(summary, since, room),
        _noticed(summary, since, room),
    ]
    if choices.last_visit:
        heading = _("Since the last visit, %(day)s", day=choices.last_visit.shown())
    else:
        heading = _("Since %(day)s", day=PartialDate.of(since).shown())
    return Block(Part.CHANGES.value, heading, tuple(said), table, small=tuple(text for text in small if text))


def _nothing_moved(summary: Summary, since: date, *, answered: bool) -> str:
    day = words.short(since)
    if answered:
        return _("No answer changed since %(day)s.", day=day)
    if any(row.day.first_day > since for row in summary.check_ins):
        return _("No scores in the check-ins since %(day)s.", day=day)
    return _("No check-in since %(day)s.", day=day)


def _of_other_questions(summary: Summary, since: date) -> str:
    number = sum(1 for row in summary.check_ins if row.scores and not is_ours(row) and row.day.first_day > since)
    if not number:
        return ""
    return ngettext(
        "%(num)d check-in with other questions than Throughline’s is not compared.",
        "%(num)d check-ins with other questions than Throughline’s are not compared.",
        number,
    )


def _namer(summary: Summary, room: Room) -> Callable[[str], str]:
    return lambda item: shortening.cut(item_name(item, summary.own_symptoms), room.name)


def _table(rows: Sequence[Compared], name: Callable[[str], str]) -> Table:
    """The days stand in the heading where they are those of most rows, else beside the answer."""
    then = _usual_day([row.then.day for row in rows if row.then])
    now = _usual_day([row.now.day for row in rows])
    headings = (
        _("0 to 10, past 7 days"),
        words.short(then) if then else _("Then"),
        words.short(now) if now else _("Now"),
        _("Difference"),
    )
    return Table(
        headings, tuple((name(row.item), _told(row.then, then), _told(row.now, now), _change(row)) for row in rows)
    )


def _usual_day(days: Sequence[PartialDate]) -> PartialDate | None:
    return max(days, key=days.count) if days else None


def _told(answer: Answer | None, usual: PartialDate | None) -> str:
    if answer is None:
        return "–"
    value = answer_in_words(answer.value)
    return value if answer.day == usual else f"{value} ({words.short(answer.day)})"


def answer_in_words(value: int | bool) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _change(row: Compared) -> str:
    """`2 more`, `1 less`, `the same`: direction and size."""
    if row.then is None:
        return _("first answer")
    if not row.comparable:
        return _("asked in other words before")
    if isinstance(row.now.value, bool):
        return _("changed") if row.difference else _("the same")
    if row.difference > 0:
        return _("%(num)d more", num=row.difference)
    return _("%(num)d less", num=-row.difference) if row.difference else _("the same")


def _unchanged(rows: Sequence[Compared], name: Callable[[str], str], room: Room) -> str:
    """`The same: pain 3, nausea 0.`"""
    if not rows:
        return ""
    told = ", ".join(f"{words.small(name(row.item))} {answer_in_words(row.now.value)}" for row in rows)
    return shortening.cut(_("The same: %(answers)s", answers=told), room.sentence)


def _worst(rows: Sequence[Compared], name: Callable[[str], str]) -> list[Said]:
    """The three highest latest answers, each with the ones before it in the period, the oldest first.

    One that is not of the latest check-in says its day.
    """
    latest = max((row.now.day for row in rows), default=None)
    scored = [
        row for row in rows if not isinstance(row.now.value, bool) and row.now.value > 0 and row.item != NOT_A_SYMPTOM
    ]
    scored.sort(key=lambda row: -int(row.now.value))
    said = []
    for row in scored[:WORST]:
        before = [str(answer.value) for answer in row.recent[:-1][-BEFORE_WORST:] if not isinstance(answer.value, bool)]
        band = catalogue().checkin.band(int(row.now.value), row.item)
        score = _told(row.now, latest)
        now = _("%(score)s, %(band)s", score=score, band=band.in_language(language()) if band else "")
        text = _("%(now)s; before that %(before)s", now=now, before=", ".join(before)) if before else now
        said.append(Said(text, lead=_("%(label)s:", label=name(row.item))))
    return said


# --- the rest of the period ---------------------------------------------------------------------------------------


def _weight(summary: Summary, since: date) -> str:
    """`Weight 63.5 kg (65 kg on 20 Oct 2026).`"""
    weighed = [row for row in summary.check_ins if row.weight_kg is not None]
    recent = [row for row in weighed if row.day.first_day > since]
    if not recent:
        return ""
    now = recent[-1]
    before = [row for row in weighed if row.day.first_day <= since] or recent[:-1][:1]
    values = {"now": words.weight(now.weight_kg or 0, summary.plan), "day": words.short(now.day)}
    if not before:
        return _("Weight %(now)s on %(day)s.", **values)
    return _(
        "Weight %(now)s on %(day)s (%(then)s on %(earlier)s).",
        then=words.weight(before[-1].weight_kg or 0, summary.plan),
        earlier=words.short(before[-1].day),
        **values,
    )


def _logged(summary: Summary, since: date, room: Room) -> str:
    """`Noted: A fall (12 Nov 2026); Fever 38.5 °C (3 Nov 2026).`, the latest first."""
    rows = [row for row in reversed(summary.happenings) if row.day.first_day > since]
    shown, left = shortening.first(rows, room.logs)
    told = []
    for row in shown:
        what = quick_name(row.kind)
        if row.temperature_c is not None:
            what = f"{what} {temperature_shown(row.temperature_c, summary.plan)}"
        told.append(f"{what} ({words.short(row.day)})")
    if not told:
        return ""
    noted = _("Noted: %(things)s.", things="; ".join(told))
    return f"{noted} {shortening.left_out(left, full=room.full)}".strip()


def _own_words(summary: Summary, since: date, room: Room) -> str:
    """The latest note of a check-in in the period, in quotation marks."""
    noted = [row for row in summary.check_ins if row.note and row.day.first_day > since]
    if not noted:
        return ""
    text = shortening.cut(noted[-1].note or "", room.item)
    return _("In my own words, %(day)s: “%(text)s”", day=words.short(noted[-1].day), text=text)


def _noticed(summary: Summary, since: date, room: Room) -> str:
    """`Sam noticed, 12 Nov 2026: “Two falls”`: the latest of the period that the person kept."""
    rows = [row for row in summary.noticed if row.day.first_day > since]
    if not rows:
        return ""
    last = rows[-1]
    name, text = shortening.cut(last.signed, room.name), shortening.cut(last.text, room.item)
    said = _("%(name)s noticed, %(day)s: “%(text)s”", name=name, day=words.short(last.day), text=text)
    return f"{said} {shortening.left_out(len(rows) - 1, full=room.full)}".strip()


def tests(summary: Summary, choices: Choices, room: Room) -> Block:
    """Scans of the period, the latest first, and the latest value of each marker with the one before it."""
    since = choices.since
    scans = [row for row in reversed(summary.scans) if row.taken_on and row.taken_on.last_day > since]
    shown, left = shortening.first(scans, room.scans)
    said = [
        Said(_("%(label)s: %(told)s", label=kind, told=words.small(result)), lead=day)
        for day, kind, result in map(words.scan, shown)
    ]
    said += [told for marker in Marker if (told := _marker(summary.markers, marker, since))]
    if not said:
        said = [Said(_("None recorded since %(day)s.", day=words.short(since)))]
    more = shortening.left_out(left, full=room.full)
    return Block(Part.TESTS.value, _("Scans and tumour markers"), tuple(said), small=(more,) if more else ())


def _marker(rows: Sequence[MarkerResult], marker: Marker, since: date) -> Said | None:
    values = [row for row in rows if row.marker is marker and row.taken_on]
    if not values or (values[-1].taken_on and values[-1].taken_on.last_day <= since):
        return None
    now, before = values[-1], values[-2] if len(values) > 1 else None
    text = words.marker(now)
    if before:
        text = _(
            "%(now)s; before: %(then)s, %(day)s", now=text, then=words.marker(before), day=words.short(before.taken_on)
        )
    return Said(text, lead=_("%(label)s:", label=f"{words.short(now.taken_on)}, {marker.label}"))
