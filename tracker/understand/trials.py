"""A search for clinical trials in words, prepared from the record. It is shown, and sent nowhere.

Condition first and the kind of cancer after it, as the tips of METAvivor have it (source metavivor-trial-search).
No address with a search in it is made: none of the finders documents one that we could read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker.choices import Choice
from tracker.diagnosis.models import Her2, Specimen
from tracker.diagnosis.receptors import current_status
from tracker.forms import Form


class Province(Choice):
    """ISO 3166-2 codes of the provinces and territories."""

    AB = "CA-AB", _l("Alberta")
    BC = "CA-BC", _l("British Columbia")
    MB = "CA-MB", _l("Manitoba")
    NB = "CA-NB", _l("New Brunswick")
    NL = "CA-NL", _l("Newfoundland and Labrador")
    NT = "CA-NT", _l("Northwest Territories")
    NS = "CA-NS", _l("Nova Scotia")
    NU = "CA-NU", _l("Nunavut")
    ON = "CA-ON", _l("Ontario")
    PE = "CA-PE", _l("Prince Edward Island")
    QC = "CA-QC", _l("Quebec")
    SK = "CA-SK", _l("Saskatchewan")
    YT = "CA-YT", _l("Yukon")


class ProvinceForm(Form):
    province = SelectField(_l("Province or territory"), validate_choice=False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.province.choices = [("", str(_l("Anywhere in Canada")))] + [(p.value, str(p.label)) for p in Province]

    @property
    def chosen(self) -> Province | None:
        known = {province.value: province for province in Province}
        return known.get(self.province.data or "")


@dataclass(frozen=True)
class Search:
    """The words to look with: `here` in the reader's language, `english` for lists in English alone."""

    here: str
    english: str

    @property
    def differ(self) -> bool:
        return self.here != self.english


def search(specimens: Sequence[Specimen], province: Province | None) -> Search:
    here = _words(specimens, province)
    with force_locale("en_CA"):
        return Search(here, _words(specimens, province))


def _words(specimens: Sequence[Specimen], province: Province | None) -> str:
    current = current_status(specimens)
    hormone = {"positive": _("hormone receptor-positive"), "negative": _("hormone receptor-negative")}
    her2 = {
        Her2.POSITIVE: _("HER2-positive"),
        Her2.LOW: _("HER2-low"),
        Her2.ULTRALOW: _("HER2-ultralow"),
        Her2.NEGATIVE: _("HER2-negative"),
        Her2.ZERO: _("HER2-negative"),
    }
    parts = [
        _("metastatic breast cancer"),
        hormone.get(current.hr or ""),
        her2.get(current.her2) if current.her2 else "",
    ]
    parts.append(str(province.label) if province else _("Canada"))
    return ", ".join(part for part in parts if part)
