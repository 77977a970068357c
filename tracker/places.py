"""Places in the body, as the record and the published options name them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.choices import Choice


class Place(Choice):
    """Where a sample was taken or a treatment was given. All but the breast are places the cancer can spread to."""

    BREAST = "breast", _l("Breast")
    BONE = "bone", _l("Bone")
    LYMPH_NODES = "lymph_nodes", _l("Lymph nodes")
    SOFT_TISSUE = "soft_tissue", _l("Soft tissue (skin, muscle, chest wall)")
    LIVER = "liver", _l("Liver")
    LUNG = "lung", _l("Lung or the lining of the lung")
    BRAIN = "brain", _l("Brain")
    OTHER_VISCERAL = "other_visceral", _l("Another internal organ")


METASTATIC_SITES = tuple(place for place in Place if place is not Place.BREAST)
VISCERAL = frozenset({Place.LIVER, Place.LUNG, Place.BRAIN, Place.OTHER_VISCERAL})


class YesNo(Choice):
    """An answer to a question that may have no answer."""

    YES = "yes", _l("Yes")
    NO = "no", _l("No")
    UNKNOWN = "unknown", _l("I don’t know")
