"""How long something was, in words. Days in, whole; partial dates make them an interval."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.dates import Interval
from tracker.i18n import language

_DAYS_IN_A_MONTH = 365.2425 / 12
_DAYS_UNTIL_WEEKS, _DAYS_UNTIL_MONTHS = 14, 60
_MONTHS_UNTIL_YEARS, _MONTHS_IN_A_YEAR = 24, 12
_ABOUT = 2  # months between the fewest and the most, where both dates are known to the month


def length(interval: Interval) -> str:
    """`3 years 2 months`; where the dates are partial, `between 11 months and 13 months`."""
    return _length(interval, language())


@lru_cache(maxsize=4096)
def _length(interval: Interval, _language: str) -> str:
    fewest, most = _days(interval.lowest), _days(interval.highest)
    if fewest == most:
        return fewest
    return _("between %(fewest)s and %(most)s", fewest=fewest, most=most)


def _days(number: int) -> str:
    if number < _DAYS_UNTIL_WEEKS:
        return ngettext("%(num)d day", "%(num)d days", number)
    if number < _DAYS_UNTIL_MONTHS:
        return ngettext("%(num)d week", "%(num)d weeks", number // 7)
    months = _months(number)
    if months < _MONTHS_UNTIL_YEARS:
        return ngettext("%(num)d month", "%(num)d months", months)
    years, left = divmod(months, 12)
    in_years = ngettext("%(num)d year", "%(num)d years", years)
    if not left:
        return in_years
    return _("%(years)s %(months)s", years=in_years, months=ngettext("%(num)d month", "%(num)d months", left))


def short_length(interval: Interval) -> str:
    """`3 y 3 m`, `8 months`; dates known to the month: `about 3 y 3 m`; to the year: `1 to 3 years`, `up to 1 year`."""
    return _short_length(interval, language())


@lru_cache(maxsize=4096)
def _short_length(interval: Interval, _language: str) -> str:
    fewest, most = _short(interval.lowest), _short(interval.highest)
    if fewest == most:
        return fewest
    if interval.lowest <= _DAYS_IN_A_MONTH:
        return _("up to %(most)s", most=most)
    if _months(interval.highest) - _months(interval.lowest) <= _ABOUT:
        return _("about %(length)s", length=_short((interval.lowest + interval.highest) // 2))
    if _months(interval.lowest) >= _MONTHS_IN_A_YEAR:
        fewest_years, most_years = _months(interval.lowest) // 12, -(-_months(interval.highest) // 12)
        return _("%(fewest)d to %(most)d years", fewest=fewest_years, most=most_years)
    return _("%(fewest)s to %(most)s", fewest=fewest, most=most)


def _short(number: int) -> str:
    if _months(number) < _MONTHS_UNTIL_YEARS:
        return _days(number)
    years, months = divmod(_months(number), 12)
    return _("%(years)d y %(months)d m", years=years, months=months) if months else _("%(years)d y", years=years)


def _months(days: int) -> int:
    return round(days / _DAYS_IN_A_MONTH)
