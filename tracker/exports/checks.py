"""What a value from a file must be like to stand in the record: its column's type, and the limits of our forms.

An id that our content does not know (of a drug, a question, an option) is kept when it has the shape of one: the
content changes over the years, and a record must come back all the same. Such an id counts for nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import JSON, Boolean, Column, Float, Integer, inspect

from tracker.checkins.forms import CELSIUS, KILOGRAMS
from tracker.dates import PartialDate, PartialDateType, today
from tracker.db import UtcDateTime, now
from tracker.diagnosis.models import Declined
from tracker.forms import LINE_LENGTH, NOTE_LENGTH, clean
from tracker.i18n import LANGUAGES
from tracker.owned import EncryptedTextType, Owned
from tracker.places import Place
from tracker.support.words import REGIONS

_EARLIEST, _YEARS_AHEAD = 1900, 5
_CLOCK_WRONG_BY = timedelta(hours=36)
_IDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)
_OFFER = re.compile(r"[a-z-]{1,40}(:[0-9a-f-]{36})?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MOST_ANSWERS, _MOST_OWN = 300, 12
_LINE = LINE_LENGTH
# Encrypted texts of one line, and how long; every other one may have the lines and the length of a note.
_ONE_LINE = {
    ("background", "name"): _LINE,
    ("genomic_finding", "variant"): _LINE,
    ("drug_course", "drug_text"): _LINE,
    ("check_in_plan", "clinic_name"): _LINE,
    ("check_in_plan", "clinic_day_number"): 40,
    ("check_in_plan", "clinic_night_number"): 40,
}
_SHORTER = {("question", "text"): 500, ("drug_course", "dose"): _LINE}
# Dates that the app counts days from. Every other one may be as precise as it is known.
WHOLE_DAYS = {("check_in", "day"), ("happening", "day"), ("drug_course", "cycle_from")}
AT_LEAST_A_MONTH = {("appointment", "day")}
_WHOLE: dict[str, tuple[int, int]] = {
    "position": (-(2**31), 2**31 - 1),  # what the column holds: only which is larger counts
    "cycle_days": (1, 366),
    "cycle_days_on": (1, 366),
    "utc_offset": (-14 * 60, 14 * 60),
    "instrument_version": (1, 1_000_000),
    "score": (0, 10),
}
_BROKEN: dict[str, tuple[float, float]] = {
    "temperature_c": CELSIUS["between"],
    "weight_kg": KILOGRAMS["between"],
    "value": (0.0, 10_000_000.0),
}
Check = Callable[[Any], Any]


class Unfit(ValueError):
    """A value that cannot stand in the record; the message is what the person reads."""


def checks_of(cls: type[Owned]) -> dict[str, Check]:
    """Column name to a check that returns the plain value as it is to be kept. It raises Unfit."""
    columns = inspect(cls).columns
    return {
        name: _unless_empty(_check(cls.__tablename__, name, column), nullable=bool(column.nullable))
        for name, column in columns.items()
        if name not in ("journey_id", "id", "entered_by", "version", "created_at", "updated_at", "deleted_at")
    }


def _unless_empty(check: Check, *, nullable: bool) -> Check:
    def checked(value: Any) -> Any:
        kept = None if value is None else check(value)
        if kept is None and not nullable:
            raise Unfit(_("It must not be empty."))
        return kept

    return checked


def _check(table: str, name: str, column: Column[Any]) -> Check:
    kind = column.type
    if enum_class := getattr(kind, "enum_class", None):
        return _one_of({member.value for member in enum_class})
    if name in _SPECIAL:
        return _SPECIAL[name]
    if isinstance(kind, JSON):
        return _list_of_ids
    if isinstance(kind, PartialDateType):
        return _date((table, name))
    if isinstance(kind, UtcDateTime):
        return moment
    if isinstance(kind, EncryptedTextType):
        length = _ONE_LINE.get((table, name))
        return _text(length or _SHORTER.get((table, name), NOTE_LENGTH), lines=length is None)
    if isinstance(kind, Boolean):
        return _boolean
    if isinstance(kind, Integer):
        return _whole(*_WHOLE[name])
    if isinstance(kind, Float):
        return _number(*_BROKEN[name])
    return identifier if kind.python_type is UUID else _id(getattr(kind, "length", 80))


# --- kinds of value -----------------------------------------------------------------------------------------------


def _one_of(values: set[str]) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise Unfit(_("This answer is not one of ours."))
        return value

    return check


def partial_date(value: Any) -> str:
    try:
        found = PartialDate(value if isinstance(value, str) else "")
    except ValueError:
        raise Unfit(_("Write a date as 2024, 2024-05 or 2024-05-12.")) from None
    last = today().year + _YEARS_AHEAD
    if not _EARLIEST <= int(found[:4]) <= last:
        raise Unfit(_("The year must be between %(first)d and %(last)d.", first=_EARLIEST, last=last))
    return str(found)


def whole_day(value: Any) -> str:
    found = partial_date(value)
    if len(found) < len("2024-05-12"):
        raise Unfit(_("Give the whole date: year, month and day."))
    return found


def month_at_least(value: Any) -> str:
    found = partial_date(value)
    if len(found) < len("2024-05"):
        raise Unfit(_("Give at least the year and the month."))
    return found


def _date(column: tuple[str, str]) -> Check:
    if column in WHOLE_DAYS:
        return whole_day
    return month_at_least if column in AT_LEAST_A_MONTH else partial_date


def moment(value: Any) -> str:
    """An instant, in UTC."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        if at.tzinfo is None or not datetime(_EARLIEST, 1, 2, tzinfo=UTC) <= at <= now() + _CLOCK_WRONG_BY:
            raise ValueError
        return at.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise Unfit(_("This is no moment in the past with its time zone.")) from None


def identifier(value: Any) -> str:
    try:
        found = UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise Unfit(_("This is not an id as we write them.")) from None
    return str(found)


def _text(longest: int, *, lines: bool) -> Check:
    def check(value: Any) -> str | None:
        text = clean(value if isinstance(value, str) else None, lines=lines)
        if not isinstance(value, str):
            raise Unfit(_("This is not a text."))
        if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in text or ""):
            raise Unfit(_("It has a character that cannot be kept."))
        if len(text or "") > longest:
            raise Unfit(_("This is too long to keep: at most %(max)d characters.", max=longest))
        return text

    return check


def _id(longest: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not _IDS.fullmatch(value):
            raise Unfit(_("This is not an id as we write them."))
        return value

    return check


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(_("This must be true or false."))
    return value


def _whole(lowest: int, highest: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise Unfit(_between(lowest, highest))
        return value

    return check


def _number(lowest: float, highest: float) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not lowest <= value <= highest:
            raise Unfit(_between(lowest, highest))
        return float(value)  # a number that is none lies between nothing

    return check


def _between(lowest: float, highest: float) -> str:
    return _("Check this number: it must be between %(lowest)s and %(highest)s.", lowest=lowest, highest=highest)


def _list_of_ids(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_ANSWERS:
        raise Unfit(_("This must be a list of answers."))
    check = _id(80)
    return [check(each) for each in value]


def _list_of(values: set[str]) -> Check:
    check = _one_of(values)

    def checked(value: Any) -> list[str]:
        return [check(each) for each in _list_of_ids(value)]

    return checked


def answer(value: Any) -> int | bool:
    """One answer of a check-in."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, int) or not 0 <= value <= 10:
        raise Unfit(_("An answer is a whole number from 0 to 10, or yes or no."))
    return value


def _answers(value: Any) -> dict[str, int | bool]:
    if not isinstance(value, dict) or len(value) > _MOST_ANSWERS:
        raise Unfit(_("This must be a list of answers."))
    check = _id(80)
    return {check(name): answer(given) for name, given in value.items()}


def _own_symptoms(value: Any) -> str | None:
    """The plan's own symptoms, as the plan keeps them: JSON in a text."""
    try:
        found = json.loads(value if isinstance(value, str) else "")
        if not isinstance(found, list):
            raise TypeError
        kept = [{"id": each["id"], "name": each["name"]} for each in found]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unfit(_("These are not symptoms as we write them.")) from None
    check_id, check_name = _id(80), _text(_LINE, lines=False)
    if len(kept) > _MOST_OWN or not all(check_id(each["id"]) and check_name(each["name"]) for each in kept):
        raise Unfit(_("These are not symptoms as we write them."))
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _put_away(value: Any) -> dict[str, str]:
    """Offers that were put away: key → day."""
    if not isinstance(value, dict) or len(value) > _MOST_ANSWERS:
        raise Unfit(_("This must be a list of answers."))
    if not all(isinstance(key, str) and _OFFER.fullmatch(key) for key in value):
        raise Unfit(_("This is not an id as we write them."))
    return {key: whole_day(day) for key, day in value.items()}


def _clock(value: Any) -> str:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise Unfit(_("Write the time like 14:30."))
    return value


_SPECIAL: dict[str, Check] = {
    "sites": _list_of({place.value for place in Place}),
    "declined": _list_of({each.value for each in Declined}),
    "scores": _answers,
    "own": _own_symptoms,
    "put_away": _put_away,
    "region": _one_of(set(REGIONS)),
    "time": _clock,
    "language": _one_of(set(LANGUAGES)),
}


# --- what must hold between the columns of one record -----------------------------------------------------------


def check_together(table: str, content: dict[str, Any]) -> None:
    """Raises Unfit where the columns contradict each other: what the tables themselves would refuse."""
    if table == "line_of_therapy":
        start, end = content.get("started_on"), content.get("ended_on")
        if start and end and end[:4] < start[:4]:
            raise Unfit(_("The end is before the start. Check both dates."))
        if not content.get("ended") and (end or content.get("end_reason")):
            raise Unfit(_("It has an end, but does not say that it ended."))
    if table == "drug_course":
        if (content.get("drug_id") is None) == (content.get("drug_text") is None):
            raise Unfit(_("A drug has one name: one of our list, or one as it was typed."))
        cycle = [content.get(name) for name in ("cycle_days", "cycle_days_on", "cycle_from")]
        if any(each is None for each in cycle) != all(each is None for each in cycle):
            raise Unfit(_("A cycle needs its length, the days taken, and its first day."))
        if cycle[0] is not None and cycle[1] > cycle[0]:
            raise Unfit(_("More days are taken than the cycle has."))
