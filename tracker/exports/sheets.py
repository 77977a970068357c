"""Past treatments and past symptom scores from a spreadsheet, and the empty sheet to fill in.

The id of an entry is made from what it says, so the same file brought in again finds the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.checkins.models import AnsweredBy, Channel
from tracker.checkins.record import own_symptoms
from tracker.choices import Choice
from tracker.content import catalogue
from tracker.dates import TIME_ZONE
from tracker.db import now
from tracker.exports.checks import Unfit, answer, check_together, checks_of
from tracker.exports.document import canonical
from tracker.exports.forms import Sheet
from tracker.exports.reading import Unreadable
from tracker.exports.spreadsheet import date_typed, in_both_languages, lines_of, number_typed, plain
from tracker.exports.tables import csv_bytes
from tracker.history.words import FIELDS
from tracker.i18n import LANGUAGES, language
from tracker.owned import owned_classes
from tracker.places import YesNo
from tracker.summary.whole import Record, Whole
from tracker.treatments.models import EndReason, Response, Setting

INSTRUMENT, RECALL = "spreadsheet", "not_said"  # whatever the person asked themselves: never one curve with our words
EXAMPLE = _l("Example: this line is not read")
_DRUGS = _l("Drugs")
_MOST_DRUGS = 12
_MOST_SAID = 12
_TREATMENT = ("started_on", "ended_on", "setting", "end_reason", "best_response", "note")
_READINGS = ("temperature_c", "weight_kg")
_CHOICES: dict[str, type[Choice]] = {"setting": Setting, "end_reason": EndReason, "best_response": Response}


def read_sheet(kind: Sheet, file: bytes, journey_id: UUID, here: Whole) -> tuple[Whole, list[str]]:
    """The entries of a sheet, and the headings that mean nothing to us. Raises Unreadable, with the lines to mend."""
    headings, lines = lines_of(file)
    known = _treatment_headings() if kind is Sheet.TREATMENTS else _score_headings(here)
    names = {heading: known[plain(heading)] for heading in headings if plain(heading) in known}
    needed, label = ("drugs", _DRUGS) if kind is Sheet.TREATMENTS else ("day", FIELDS["day"])
    if needed not in names.values():
        raise Unreadable(_("There is no column “%(name)s”. The first line must hold the headings.", name=label))
    if len(set(names.values())) < len(names):
        raise Unreadable(_("Two columns have the same heading."))
    examples = set(in_both_languages(EXAMPLE))
    read = _treatment if kind is Sheet.TREATMENTS else _score
    records: dict[UUID, Record] = {}
    problems: list[str] = []
    for line in lines:
        if any(plain(cell) in examples for cell in line.cells.values()):
            continue
        try:
            given = {names[heading]: cell for heading, cell in line.cells.items() if heading in names}
            for record in read(given, journey_id):
                records.setdefault(record.id, record)
        except Unfit as problem:
            problems.append(_("Line %(num)d: %(problem)s", num=line.number, problem=problem))
    if problems:
        more = len(problems) - _MOST_SAID
        raise Unreadable(*problems[:_MOST_SAID], *([_("… and %(num)d more.", num=more)] if more > 0 else []))
    if not records:
        raise Unreadable(_("There is no line to read in this file."))
    by_table: dict[str, list[Record]] = {}
    for record in records.values():
        by_table.setdefault(record.table, []).append(record)
    return Whole(by_table), [
        _("the column “%(name)s”", name=name[:60]) for name in headings if name and name not in names
    ]


# --- headings, in either language ------------------------------------------------------------------------------------


def _treatment_headings() -> dict[str, str]:
    return _headings({"drugs": _DRUGS} | {name: FIELDS[name] for name in _TREATMENT})


def _score_headings(here: Whole) -> dict[str, str]:
    """Also the ids of the questions, and the person's own symptoms by their names."""
    found = _headings({name: FIELDS[name] for name in ("day", *_READINGS, "note")}) | {"date": "day"}
    content = catalogue().checkin
    for name in (*content.core, *content.extra):
        item = content.item(name)
        if item is not None:
            found |= {plain(item.label.in_language(each)): name for each in LANGUAGES} | {plain(name): name}
    plan = next(iter(here.kept("check_in_plan")), None)
    own = own_symptoms(plan.content.get("own") if plan else None)
    return {plain(name): own_id for own_id, name in own.items()} | found


def _headings(labels: Mapping[str, object]) -> dict[str, str]:
    return {words: name for name, label in labels.items() for words in (*in_both_languages(label), plain(name))}


# --- one line ----------------------------------------------------------------------------------------------------


def _treatment(given: dict[str, str], journey_id: UUID) -> list[Record]:
    drugs = _drugs(given.get("drugs", ""))
    ended, ended_on = _end(given.get("ended_on"))
    content: dict[str, Any] = {
        "setting": _chosen("setting", given) or Setting.METASTATIC.value,
        "started_on": str(date_typed(given["started_on"], future=True)) if "started_on" in given else None,
        "ended_on": ended_on,
        "end_reason": _chosen("end_reason", given),
        "best_response": _chosen("best_response", given),
        "note": given.get("note"),
    }
    content["ended"] = ended or content["end_reason"] is not None
    content = _checked("line_of_therapy", content)
    line_id = uuid5(journey_id, canonical(["line_of_therapy", content, drugs]).decode())
    courses = [
        _record(
            "drug_course",
            uuid5(line_id, str(position)),
            _checked("drug_course", {"line_id": str(line_id), "position": position, **drug}),
        )
        for position, drug in enumerate(drugs)
    ]
    return [_record("line_of_therapy", line_id, content), *courses]


def _drugs(cell: str) -> list[dict[str, str | None]]:
    """Names with a plus (or a comma) between: an id where the content knows it, else as it was typed."""
    names = [name for part in re.split(r"[+,;]", cell) if (name := part.strip())]
    if not names:
        raise Unfit(_("Name at least one drug. If you do not know it, type “I don’t know”."))
    if len(names) > _MOST_DRUGS:
        raise Unfit(_("A line can hold at most %(num)d drugs.", num=_MOST_DRUGS))
    found = {name: catalogue().drug_named(name) for name in names}
    return [
        {"drug_id": drug.id, "drug_text": None} if drug else {"drug_id": None, "drug_text": name}
        for name, drug in found.items()
    ]


def _end(cell: str | None) -> tuple[bool, str | None]:
    """Whether it ended, and when. "Yes" in the place of a date: it ended, the day is not known."""
    if cell is None:
        return False, None
    said = _answers_of(YesNo).get(plain(cell))
    if said in (YesNo.YES, YesNo.NO):
        return said == YesNo.YES, None
    return True, str(date_typed(cell))


def _chosen(name: str, given: dict[str, str]) -> str | None:
    """The answer that a cell names: by its label in either language, or by its code."""
    cell = given.get(name)
    if cell is None:
        return None
    if (value := _answers_of(_CHOICES[name]).get(plain(cell))) is not None:
        return value
    answers = " · ".join(str(member.label) for member in _CHOICES[name])
    raise Unfit(_("“%(text)s” is not one of the answers. They are: %(answers)s", text=cell[:60], answers=answers))


@cache
def _answers_of(choices: type[Choice]) -> dict[str, str]:
    """What may be written for each answer: its label in either language, or its code."""
    return {
        words: str(member.value)
        for member in choices
        for words in (*in_both_languages(member.label), plain(member.value))
    }


def _score(given: dict[str, str], journey_id: UUID) -> list[Record]:
    """One check-in; none where a day stands alone."""
    day = date_typed(given.pop("day", ""))
    if len(day) < len("2024-05-12"):
        raise Unfit(_("Give the whole date: year, month and day."))
    readings: dict[str, Any] = {name: number_typed(given.pop(name)) for name in _READINGS if name in given}
    note = given.pop("note", None)
    if not (given or readings or note):
        return []
    noon = datetime.combine(day.first_day, time(12), TIME_ZONE)
    offset = noon.utcoffset()
    content = {
        "day": str(day),
        "answered_at": noon.isoformat(),
        "utc_offset": int(offset.total_seconds() // 60) if offset else 0,
        "instrument": INSTRUMENT,
        "instrument_version": 1,
        "recall": RECALL,
        "language": "en",
        "answered_by": AnsweredBy.SELF.value,
        "channel": Channel.PAGE.value,
        "scores": {name: _answered(name, cell) for name, cell in given.items()},
        "note": note,
        **readings,
    }
    content = _checked("check_in", content)
    return [_record("check_in", uuid5(journey_id, canonical(["check_in", content]).decode()), content)]


def _answered(name: str, cell: str) -> int | bool:
    item = catalogue().checkin.item(name)
    if item is not None and item.scale == "yes_no":
        said = _answers_of(YesNo).get(plain(cell))
        if said in (YesNo.YES, YesNo.NO):
            return said == YesNo.YES
        raise Unfit(_("“%(text)s” must be yes or no.", text=cell[:40]))
    number = number_typed(cell)
    if number != int(number):
        raise Unfit(_("“%(text)s”: an answer is a whole number from 0 to 10.", text=cell[:40]))
    return answer(int(number))


def _checked(table: str, content: dict[str, Any]) -> dict[str, Any]:
    """The content as it is to be kept. Raises Unfit, with the name of the column."""
    cls = next(cls for cls in owned_classes() if cls.__tablename__ == table)
    checks: dict[str, Callable[[Any], Any]] = checks_of(cls)
    kept = {}
    for name, value in content.items():
        try:
            kept[name] = checks[name](value)
        except Unfit as problem:
            raise Unfit(f"{FIELDS.get(name, name)}: {problem}") from None
    check_together(table, kept)
    return kept


def _record(table: str, record_id: UUID, content: dict[str, Any]) -> Record:
    at = now()
    return Record(table, record_id, 1, at, at, removed=False, content=content)


# --- the sheet to fill in ------------------------------------------------------------------------------------------


def template_of(kind: Sheet, here: Whole) -> bytes:
    """Headings and one example, which is known by its words and never read."""
    if kind is Sheet.TREATMENTS:
        headings = [_DRUGS, *(FIELDS[name] for name in _TREATMENT)]
        drugs = " + ".join(
            catalogue().drugs[name].generic.in_language(language()) for name in ("letrozole", "palbociclib")
        )
        example = [drugs, "2024-05", "2025-11-03", Setting.METASTATIC.label, EndReason.PROGRESSION.label]
        rows = [headings, [*example, Response.SMALLER.label, EXAMPLE]]
    else:
        content = catalogue().checkin
        plan = next(iter(here.kept("check_in_plan")), None)
        own = own_symptoms(plan.content.get("own") if plan else None).values()
        items = [item.label.in_language(language()) for item in content.core.values()]
        rows = [
            [FIELDS["day"], *items, *own, FIELDS["temperature_c"], FIELDS["weight_kg"], FIELDS["note"]],
            ["2025-11-03", *(["3"] * (len(items) + len(own))), "36.8", "64.5", EXAMPLE],
        ]
    texts = [[str(cell) for cell in row] for row in rows]
    return csv_bytes(texts, delimiter=";" if language() == "fr" else ",")
