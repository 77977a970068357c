"""Tumour markers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import NoteText, Owned


class Marker(Choice):
    """LOINC of the serum tests, as the value set of mCODE 4.0.0 has them: 6875-9, 17842-6, 2039-6."""

    CA_15_3 = "ca_15_3", _l("CA 15-3")
    CA_27_29 = "ca_27_29", _l("CA 27-29")
    CEA = "cea", _l("CEA")


class MarkerUnit(Choice):
    """Units as laboratories print them (UCUM: U/mL, kU/L, ug/L, ng/mL)."""

    U_ML = "U/mL", "U/mL"
    KU_L = "kU/L", "kU/L"
    UG_L = "ug/L", "µg/L"
    NG_ML = "ng/mL", "ng/mL"


_ACTIVITY, _MASS = (MarkerUnit.U_ML, MarkerUnit.KU_L), (MarkerUnit.UG_L, MarkerUnit.NG_ML)
# What laboratories usually print a marker in. By the units themselves 1 U/mL is 1 kU/L (a thousand units in a thousand
# millilitres) and 1 ng/mL is 1 µg/L, so within a pair the number is the same and may stand on one axis.
PAIRS = (_ACTIVITY, _MASS)
USUAL = {Marker.CA_15_3: _ACTIVITY, Marker.CA_27_29: _ACTIVITY, Marker.CEA: _MASS}


class MarkerResult(Owned, Base):
    """One value of a tumour marker, in the unit of the laboratory."""

    __tablename__ = "marker_result"
    section = Scope.TREATMENTS

    marker: Mapped[Marker]
    taken_on: Mapped[PartialDate | None]
    value: Mapped[float]
    unit: Mapped[MarkerUnit]
    note: Mapped[NoteText | None]
