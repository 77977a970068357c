"""The full history after the page: everything recorded, nothing shortened."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import inspect

from tracker.appointments.models import Question
from tracker.checkins.models import AnsweredBy, CheckIn, Happening
from tracker.checkins.words import item_name, quick_name, temperature_shown
from tracker.content import catalogue
from tracker.diagnosis.models import Background, GenomicFinding
from tracker.history.words import FIELDS, value_in_words
from tracker.summary.record import Summary
from tracker.treatments import words as treatments
from tracker.treatments.lines import Course, Line
from tracker.visit_summary import treatment, words
from tracker.visit_summary.page import Block, Said, Table
from tracker.visit_summary.since import answer_in_words, is_ours

_KEY = "history-"
_AT_THE_HEAD = ("name", "born_on")


def history(summary: Summary) -> tuple[Block, ...]:
    """Every line, sample, gene test, scan, marker, check-in and entry, the latest first; only what there is."""
    found = (
        Block(f"{_KEY}about", _("The person and the cancer"), tuple(_about(summary.background))),
        Block(f"{_KEY}lines", _("All treatments"), tuple(_lines(summary))),
        _block("local", _("Surgery and radiotherapy"), _local(summary)),
        _block("samples", _("All samples"), treatment.samples(summary.specimens[::-1])),
        _block("genes", _("Gene tests"), _genes(summary.findings)),
        _block("scans", _("All scans"), _scans(summary)),
        _block("markers", _("All tumour markers"), _markers(summary)),
        _block("check-ins", _("All check-ins"), _check_ins(summary)),
        _block("happened", _("What happened"), _happened(summary)),
        _block("noticed", _("What others noticed"), _noticed(summary)),
        _block("visits", _("All visits"), _visits(summary)),
        _block("questions", _("All questions"), _questions(summary)),
    )
    return tuple(block for block in found if block)


def _block(key: str, heading: str, table: Table) -> Block:
    return Block(_KEY + key, heading, table=table if table.rows else None)


def _about(row: Background | None) -> list[Said]:
    """Every answer but those at the head of the page. No place chosen is no answer; nothing declined is one."""
    if row is None:
        return []
    columns = [each for each in inspect(Background).columns if each.name in FIELDS and each.name not in _AT_THE_HEAD]
    said = []
    for each in columns:
        value = getattr(row, each.name)
        if value or (each.name == "declined" and value is not None):
            told = value_in_words(each.name, each.type, value) or _("None")
            said.append(Said(told, lead=_("%(label)s:", label=FIELDS[each.name])))
    return said


def _lines(summary: Summary) -> list[Said]:
    return [Said(_line(line, summary), lead=treatments.title(line)) for line in reversed(summary.lines)]


def _line(line: Line, summary: Summary) -> str:
    setting = str(line.row.setting.label) if line.row.setting else ""
    changes = []
    for change, told in treatments.dose_changes(line):
        changes.append(f"{told} ({change.reason})" if change.reason else told)
    facts = [
        treatments.when_line(line, summary.today),
        setting,
        "; ".join(told for course in line.courses if (told := _course(course))),
        *changes,
        treatment.ended(line),
        _("%(label)s: %(told)s", label=FIELDS["in_trial"], told=line.row.in_trial.label) if line.row.in_trial else "",
        line.row.note or "",
    ]
    return ". ".join(" ".join(fact.split()).rstrip(".") for fact in facts if fact)


def _course(course: Course) -> str:
    """`Palbociclib: 125 mg, 21 of every 28 days, day 1 of a cycle: 3 February 2026`; empty: nothing is known."""
    row = course.row
    facts = [row.dose or ""]
    if row.cycle_days and row.cycle_days_on:
        facts.append(words.cycle(row.cycle_days_on, row.cycle_days))
    if row.cycle_from:
        facts.append(_("%(label)s: %(told)s", label=words.small(FIELDS["cycle_from"]), told=row.cycle_from.shown()))
    told = ", ".join(fact for fact in facts if fact)
    return _("%(drug)s: %(dose)s", drug=treatments.drug(course), dose=told) if told else ""


def _local(summary: Summary) -> Table:
    rows = summary.local_treatments[::-1]
    return Table(
        (_("Treatment"), _("When"), _("Note")),
        tuple((words.local(row), treatments.when_local(row), row.note or "") for row in rows),
    )


def _genes(findings: Sequence[GenomicFinding]) -> Table:
    rows = tuple(
        (words.finding(row), str(row.result.label) if row.result else _("Nothing is recorded."), row.note or "")
        for row in findings
    )
    return Table((_("Gene"), _("Result"), _("Note")), rows)


def _scans(summary: Summary) -> Table:
    named = {line.row.id: treatments.title(line) for line in summary.lines}
    rows = []
    for row in reversed(summary.scans):
        when, kind, result = words.scan(row)
        if row.line_id in named:  # what was said of this treatment
            tie = _("%(label)s: %(told)s", label=_("Treatment"), told=named[row.line_id])
            result = f"{result}\n{tie}"
        rows.append((when, kind, result, row.note or ""))
    return Table((_("When"), _("Scan"), _("What the report said"), _("Note")), tuple(rows))


def _markers(summary: Summary) -> Table:
    rows = tuple(
        (words.short(row.taken_on), str(row.marker.label), words.marker(row), row.note or "")
        for row in reversed(summary.markers)
    )
    return Table((_("When"), _("Marker"), _("Value"), _("Note")), rows)


def _check_ins(summary: Summary) -> Table:
    rows = tuple((words.short(row.day), _answers(row, summary), _said_in(row)) for row in reversed(summary.check_ins))
    return Table((_("When"), _("Answers, 0 to 10, past 7 days"), _("In my own words")), rows)


def _answers(row: CheckIn, summary: Summary) -> str:
    """`Pain 3, tiredness 5, weight 63.5 kg`; what was skipped is not there, and scores of other questions say so."""
    content = catalogue().checkin
    order = [name for name in (*content.core, *content.extra) if name in row.scores]
    told = [
        f"{words.small(item_name(name, summary.own_symptoms))} {answer_in_words(row.scores[name])}"
        for name in dict.fromkeys((*order, *row.scores))
    ]
    if told and not is_ours(row):
        told = [_("other questions than Throughline’s: %(answers)s", answers=", ".join(told))]
    if row.temperature_c is not None:
        told.append(temperature_shown(row.temperature_c, summary.plan))
    if row.weight_kg is not None:
        told.append(words.weight(row.weight_kg, summary.plan))
    text = ", ".join(told)
    return text[:1].upper() + text[1:]


def _said_in(row: CheckIn) -> str:
    """Who answered, where it was not the person alone, and the notes."""
    notes = [
        "" if row.answered_by is AnsweredBy.SELF else str(row.answered_by.label),
        row.note or "",
        _("I could: %(text)s", text=row.could) if row.could else "",
        _("I could not: %(text)s", text=row.could_not) if row.could_not else "",
    ]
    return " ".join(note for note in notes if note)


def _happened(summary: Summary) -> Table:
    rows = tuple(
        (words.short(row.day), _happening(row, summary), row.note or "") for row in reversed(summary.happenings)
    )
    return Table((_("When"), _("What happened"), _("Note")), rows)


def _happening(row: Happening, summary: Summary) -> str:
    told = [quick_name(row.kind)]
    if row.score is not None:
        told.append(_("%(score)d of 10", score=row.score))
    if row.temperature_c is not None:
        told.append(temperature_shown(row.temperature_c, summary.plan))
    return ", ".join(told)


def _noticed(summary: Summary) -> Table:
    rows = tuple((words.short(row.day), row.signed, row.text) for row in reversed(summary.noticed))
    return Table((_("When"), _("Who"), _("What they noticed")), rows)


def _visits(summary: Summary) -> Table:
    rows = []
    for visit in reversed(summary.appointments):
        who = ", ".join(part for part in (str(visit.kind.label), visit.with_whom, visit.place) if part)
        told = [visit.about, visit.matters, visit.decided]
        when = ", ".join(part for part in (words.short(visit.day), words.hour(visit)) if part)
        rows.append((when, who, "\n".join(text for text in told if text)))
    return Table((_("When"), _("Visit"), _("What was said")), tuple(rows))


def _questions(summary: Summary) -> Table:
    """In the person's own order, the open ones first."""
    days = {visit.id: words.short(visit.day) for visit in summary.appointments}
    rows = [
        (row.text, days.get(row.appointment_id, "") if row.appointment_id else "", row.answer or _asked(row))
        for row in sorted(summary.questions, key=lambda row: row.asked)
    ]
    return Table((_("Question"), _("Visit"), _("Answer")), tuple(rows))


def _asked(row: Question) -> str:
    return _("Asked") if row.asked else _("Not asked yet")
