"""Partial dates: `2019`, `2019-05` or `2019-05-12`, as FHIR writes them. They sort as text; no day is ever made up."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

TIME_ZONE = ZoneInfo("America/Toronto")
_YEAR_ONLY, _TO_THE_MONTH = 4, 7  # characters
_DAYS_IN_A_MONTH = 365.2425 / 12
_DAYS_UNTIL_WEEKS, _DAYS_UNTIL_MONTHS = 14, 60
_MONTHS_UNTIL_YEARS = 24
_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def today() -> date:
    """The calendar day in eastern Canada, whatever the clock of the server is set to."""
    return datetime.now(TIME_ZONE).date()


@dataclass(frozen=True)
class Interval:
    """Whole numbers between which the true one lies, both ends included."""

    lowest: int
    highest: int


class PartialDate(str):
    """A year, a month or a day. A `str`, so that it stores, sorts and prints as written."""

    __slots__ = ()

    def __new__(cls, text: str) -> PartialDate:
        """Raises ValueError unless `text` is a real year, month or day."""
        match = _SHAPE.fullmatch(text)
        if not match:
            raise ValueError(f"not a partial date: {text!r}")
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.isoformat())

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        year, month, day = self._parts()
        return date(year, month or 1, day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean."""
        year, month, day = self._parts()
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    def surely_before(self, other: PartialDate) -> bool:
        return self.last_day < other.first_day

    def days_until(self, end: PartialDate) -> Interval:
        """Fewest and most days from this date to `end`, both days counted."""
        fewest = (end.first_day - self.last_day).days + 1
        return Interval(max(fewest, 1), max((end.last_day - self.first_day).days + 1, 1))

    def months_until(self, later: PartialDate) -> Interval:
        """Fewest and most months from this date to `later`; a month begun counts, so six months are exactly six."""
        return Interval(_months(self.last_day, later.first_day), _months(self.first_day, later.last_day))

    def shown(self, style: str = "long") -> str:
        """The date in the reader's language, as precise as it is known."""
        return _shown(str(self), style, str(get_locale() or "en"))

    def _parts(self) -> tuple[int, int | None, int | None]:
        return (int(self[:4]), int(self[5:7]) if len(self) > 4 else None, int(self[8:]) if len(self) > 7 else None)


@lru_cache(maxsize=4096)
def _shown(text: str, style: str, locale: str) -> str:
    """`20 November 2024`, `1er mars 2024`, `May 2019`, `2019`: Canadian public style in both languages."""
    if len(text) == _YEAR_ONLY:
        return text
    day = PartialDate(text).first_day
    month = babel_date(day, "MMMM y" if style == "long" else "MMM y", locale=locale)
    if len(text) == _TO_THE_MONTH:
        return month
    return f"{'1er' if day.day == 1 and locale.startswith('fr') else day.day} {month}"


def _months(start: date, end: date) -> int:
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole + (1 if end.day > start.day else 0)


def length(interval: Interval) -> str:
    """Days in words: `3 years 2 months`; where the dates are partial, `between 11 months and 13 months`."""
    fewest, most = _length(interval.lowest), _length(interval.highest)
    if fewest == most:
        return fewest
    return _("between %(fewest)s and %(most)s", fewest=fewest, most=most)


def _length(number: int) -> str:
    if number < _DAYS_UNTIL_WEEKS:
        return ngettext("%(num)d day", "%(num)d days", number)
    if number < _DAYS_UNTIL_MONTHS:
        return ngettext("%(num)d week", "%(num)d weeks", number // 7)
    months = round(number / _DAYS_IN_A_MONTH)
    if months < _MONTHS_UNTIL_YEARS:
        return ngettext("%(num)d month", "%(num)d months", months)
    years, left = divmod(months, 12)
    in_years = ngettext("%(num)d year", "%(num)d years", years)
    if not left:
        return in_years
    return _("%(years)s %(months)s", years=in_years, months=ngettext("%(num)d month", "%(num)d months", left))


def newest_first(partial: PartialDate | None) -> tuple[bool, str]:
    """Sort key with `reverse=True`: the latest first, the undated last."""
    return (partial is not None, partial or "")


class PartialDateType(TypeDecorator[PartialDate]):
    """Stored as text of 4, 7 or 10 characters."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(PartialDate(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> PartialDate | None:
        return None if value is None else PartialDate(value)
