"""Records in the words of the page: short, dated, in the language of the page."""

from __future__ import annotations

from datetime import date, time
from html import unescape

from babel.dates import format_date, format_time
from flask import get_template_attribute
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tracker.appointments.models import Appointment
from tracker.checkins.fields import number_shown
from tracker.checkins.models import CheckInPlan
from tracker.dates import PartialDate
from tracker.diagnosis.models import GenomicFinding, GenomicSource, Origin, Specimen
from tracker.diagnosis.receptors import status_of
from tracker.labs.models import MarkerResult
from tracker.scans.models import Scan, ScanKind
from tracker.treatments.models import LocalTreatment

POUNDS = 2.20462262  # in a kilogram


def small(label: object) -> str:
    """A label in the middle of a sentence."""
    text = str(label)
    return text[:1].lower() + text[1:]


def cycle(days_on: int, days: int) -> str:
    """`21 of every 28 days`"""
    return str(ngettext("%(num)d of every %(days)d days", "%(num)d of every %(days)d days", days_on, days=days))


def short(day: PartialDate | date | None) -> str:
    """`20 Nov 2024`, `Nov 2024`, `2024`; where there is none, that it was not recorded."""
    if day is None:
        return _("date not recorded")
    return (day if isinstance(day, PartialDate) else PartialDate.of(day)).shown("short")


def occasion(row: Appointment | None) -> str:
    """`For Thursday 26 November 2026, 10:40 a.m. · Dr. Osei`; an empty text for no appointment."""
    return _("For %(when)s", when=moment(row)) if row else ""


def moment(row: Appointment) -> str:
    """`Thursday 26 November 2026, 10:40 a.m. · Dr. Osei`."""
    locale = get_locale() or "en_CA"
    when = row.day.shown()
    if len(row.day) == len("2026-11-26"):
        when = f"{format_date(row.day.first_day, 'EEEE', locale=locale)} {when}"
    if row.time:
        when = _("%(day)s, %(time)s", day=when, time=hour(row))
    return " · ".join(part for part in (when, row.with_whom, row.place) if part)


def hour(row: Appointment) -> str:
    """`10:40 a.m.`; empty where no time is known."""
    if not row.time:
        return ""
    return format_time(time.fromisoformat(row.time), "short", locale=get_locale() or "en_CA")


def sample(row: Specimen) -> str:
    """`Nov 2024, liver, metastasis`."""
    which = {Origin.PRIMARY: _("first tumour"), Origin.METASTATIC: _("metastasis")}
    parts = [
        short(row.taken_on),
        small(row.place.label) if row.place else "",
        which.get(row.origin, "") if row.origin else "",
    ]
    return ", ".join(part for part in parts if part)


def receptors(row: Specimen) -> str:
    """`ER positive, PR negative, HER2 low (IHC 1+)`, as every page says it."""
    said = get_template_attribute("macros/record.html", "receptors")(status_of(row))
    return unescape(said)


def finding(row: GenomicFinding) -> str:
    """`PIK3CA H1047R (tumour, Nov 2024)`."""
    sources = {
        GenomicSource.GERMLINE: _("inherited"),
        GenomicSource.TUMOUR: _("tumour"),
        GenomicSource.BLOOD: _("blood"),
    }
    name = f"{row.gene.label} {row.variant}" if row.variant else str(row.gene.label)
    about = [sources[row.source]] if row.source in sources else []
    if row.tested_on:
        about.append(short(row.tested_on))
    return f"{name} ({', '.join(about)})" if about else name


def local(row: LocalTreatment) -> str:
    """`Radiotherapy, bone, May 2019`."""
    when = row.started_on or row.ended_on
    parts = [str(row.kind.label), small(row.place.label) if row.place else "", short(when) if when else ""]
    return ", ".join(part for part in parts if part)


def scan(row: Scan) -> tuple[str, str, str]:
    """Its day, its kind, and what the report said."""
    kind = str(row.kind.label) if row.kind and row.kind is not ScanKind.UNKNOWN else _("Scan")
    return short(row.taken_on), kind, str(row.result.label) if row.result else _("No result yet")


def amount(number: float) -> str:
    """A laboratory value as precise as it was recorded."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if str(get_locale() or "en").startswith("fr") else text


def marker(row: MarkerResult) -> str:
    """`31.5 U/mL`."""
    return f"{amount(row.value)} {row.unit.label}"


def weight(kilograms: float, plan: CheckInPlan | None) -> str:
    if plan is not None and plan.pounds:
        return _("%(number)s lb", number=number_shown(kilograms * POUNDS))
    return f"{number_shown(kilograms)} kg"
