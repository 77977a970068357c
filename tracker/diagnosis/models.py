"""Background, specimens and genomic findings. Receptor status belongs to a specimen, never to the person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.access import Scope
from tracker.choices import Choice
from tracker.dates import PartialDate
from tracker.db import Base
from tracker.owned import EncryptedText, NoteText, Owned
from tracker.places import Place, YesNo


class Sex(Choice):
    """As it matters for the approvals, which speak of women and men."""

    FEMALE = "female", _l("Female")
    MALE = "male", _l("Male")
    UNKNOWN = "unknown", _l("Another answer, or I would rather not say")


class Menopause(Choice):
    PRE = "pre", _l("Before menopause")
    PERI = "peri", _l("Around menopause")
    POST = "post", _l("After menopause")
    UNKNOWN = "unknown", _l("I don’t know")


class OverallHealth(Choice):
    FIT = "fit", _l("Well enough for chemotherapy")
    UNFIT = "unfit", _l("Not well enough for chemotherapy")
    UNKNOWN = "unknown", _l("I don’t know")


class Declined(Choice):
    """What the person cannot have, does not want, or was told is no longer suitable. Values are ids of the content."""

    OVARIAN_SUPPRESSION = "ovarian-suppression", _l("Injections that turn off the ovaries or testicles")
    AROMATASE_INHIBITOR = "aromatase-inhibitor", _l("Aromatase inhibitors (letrozole, anastrozole, exemestane)")
    CDK46_INHIBITOR = "cdk46-inhibitor", _l("CDK4/6 inhibitors (palbociclib, ribociclib, abemaciclib)")
    ENDOCRINE = "endocrine", _l("Hormone therapy of any kind")
    CHEMOTHERAPY = "chemotherapy", _l("Chemotherapy of any kind")


class Background(Owned, Base):
    """What does not belong to a test or a treatment; one row a journey, every part of it optional.

    `sites`: values of Place, complete where it is not None. `declined`: values of Declined; None when not asked, []
    when nothing was named. `lines_complete`: whether the lines recorded are all the cancer drugs there have been.
    `name`, `born_on`: as they are to stand on the page for a visit.
    """

    __tablename__ = "background"
    section = Scope.TREATMENTS
    __table_args__ = (UniqueConstraint("journey_id"),)

    name: Mapped[EncryptedText | None]
    born_on: Mapped[PartialDate | None]

    breast_cancer_found_on: Mapped[PartialDate | None]
    metastatic_found_on: Mapped[PartialDate | None]
    sex: Mapped[Sex | None]
    menopause: Mapped[Menopause | None]
    sites: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    visceral_symptoms: Mapped[YesNo | None]
    visceral_crisis: Mapped[YesNo | None]
    overall_health: Mapped[OverallHealth | None]
    endocrine_resistant: Mapped[YesNo | None]
    no_satisfactory_alternative: Mapped[YesNo | None]
    declined: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    lines_complete: Mapped[YesNo | None]


class Origin(Choice):
    PRIMARY = "primary", _l("The first tumour, in the breast")
    METASTATIC = "metastatic", _l("A place the cancer has spread to")
    UNKNOWN = "unknown", _l("I don’t know")


class Receptor(Choice):
    """A result for ER or PR. Low positive is 1% to 10% of cells."""

    POSITIVE = "positive", _l("Positive")
    LOW = "low", _l("Low positive (1% to 10%)")
    NEGATIVE = "negative", _l("Negative")
    FAILED = "failed", _l("It could not be tested")
    AWAITED = "awaited", _l("Not back yet")
    UNKNOWN = "unknown", _l("I don’t know")


class Ihc(Choice):
    """The HER2 score under the microscope."""

    ZERO = "0", _l("0, nothing more said")
    ZERO_NO_STAINING = "0-none", _l("0, with no staining at all")
    ZERO_FAINT = "0-faint", _l("0, with faint staining (ultralow)")
    ONE = "1+", _l("1+")
    TWO = "2+", _l("2+")
    THREE = "3+", _l("3+")
    FAILED = "failed", _l("It could not be tested")
    AWAITED = "awaited", _l("Not back yet")
    UNKNOWN = "unknown", _l("I don’t know")


class Ish(Choice):
    """The second HER2 test (FISH, SISH, DISH)."""

    POSITIVE = "positive", _l("Positive")
    NEGATIVE = "negative", _l("Negative")
    NOT_DONE = "not_done", _l("Not done")
    AWAITED = "awaited", _l("Not back yet")
    UNKNOWN = "unknown", _l("I don’t know")


class Her2(Choice):
    """What HER2 comes to; also what a person was told when that is all they know."""

    POSITIVE = "positive", _l("HER2 positive")
    LOW = "low", _l("HER2 low")
    ULTRALOW = "ultralow", _l("HER2 ultralow")
    ZERO = "zero", _l("HER2 zero")
    NEGATIVE = "negative", _l("HER2 negative")
    UNKNOWN = "unknown", _l("I don’t know")


class Specimen(Owned, Base):
    """A biopsy or surgical specimen and what was read on it."""

    __tablename__ = "specimen"
    section = Scope.TREATMENTS

    taken_on: Mapped[PartialDate | None]
    origin: Mapped[Origin | None]
    place: Mapped[Place | None]
    er: Mapped[Receptor | None]
    pr: Mapped[Receptor | None]
    her2_ihc: Mapped[Ihc | None]
    her2_ish: Mapped[Ish | None]
    her2_told: Mapped[Her2 | None]
    note: Mapped[NoteText | None]


class Gene(Choice):
    """Genes and marks that the published options name, and those a report often lists."""

    BRCA = "BRCA1_2", _l("BRCA (1 or 2, not said which)")
    BRCA1 = "BRCA1", _l("BRCA1")
    BRCA2 = "BRCA2", _l("BRCA2")
    PALB2 = "PALB2", _l("PALB2")
    PIK3CA = "PIK3CA", _l("PIK3CA")
    AKT1 = "AKT1", _l("AKT1")
    PTEN = "PTEN", _l("PTEN")
    ESR1 = "ESR1", _l("ESR1")
    PDL1_CPS10 = "PDL1_CPS10", _l("PD-L1, combined score (CPS) of 10 or more")
    PDL1_IC1 = "PDL1_IC1", _l("PD-L1 on 1% or more of immune cells")
    MSI_H = "MSI_H", _l("MSI-high or mismatch repair-deficient")
    NTRK = "NTRK", _l("NTRK fusion")
    TMB_H = "TMB_H", _l("High tumour mutational burden (TMB)")
    HER2_MUTATION = "HER2_mutation", _l("HER2 mutation (not the HER2 receptor)")


class GenomicResult(Choice):
    FOUND = "found", _l("Found")
    NOT_FOUND = "not_found", _l("Not found")
    UNCERTAIN = "uncertain", _l("A change of unknown meaning")
    NOT_TESTED = "not_tested", _l("Not tested")
    AWAITED = "awaited", _l("Not back yet")
    UNKNOWN = "unknown", _l("I don’t know")


class GenomicSource(Choice):
    GERMLINE = "germline", _l("Inherited (blood or saliva test for the family gene)")
    TUMOUR = "tumour", _l("Tumour sample")
    BLOOD = "blood", _l("Tumour DNA in blood (liquid biopsy)")
    UNKNOWN = "unknown", _l("I don’t know")


class GenomicFinding(Owned, Base):
    """A result for one gene or mark."""

    __tablename__ = "genomic_finding"
    section = Scope.TREATMENTS

    gene: Mapped[Gene]
    result: Mapped[GenomicResult | None]
    source: Mapped[GenomicSource | None]
    tested_on: Mapped[PartialDate | None]
    variant: Mapped[EncryptedText | None]
    note: Mapped[NoteText | None]
