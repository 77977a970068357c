"""Forms of the diagnosis. Nothing is required but the gene of a gene test."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from tracker.diagnosis.models import (
    Declined,
    Gene,
    GenomicResult,
    GenomicSource,
    Her2,
    Ihc,
    Ish,
    Menopause,
    Origin,
    OverallHealth,
    Receptor,
    Sex,
)
from tracker.diagnosis.receptors import her2_of_scores
from tracker.forms import ChoiceField, ChoicesField, Form, NoteField, PartialDateField, TextField, not_before
from tracker.places import METASTATIC_SITES, Place, YesNo


class BackgroundForm(Form):
    breast_cancer_found_on = PartialDateField(
        _l("When was breast cancer first found?"), description=_l("A year is enough.")
    )
    metastatic_found_on = PartialDateField(
        _l("When was metastatic cancer found?"),
        description=_l("The first time you were told that it had spread. A year is enough."),
    )
    sites = ChoicesField(
        _l("Where has it spread?"),
        METASTATIC_SITES,
        description=_l("Every place you were told of. Leave all empty if you do not know."),
    )
    visceral_symptoms = ChoiceField(
        _l("Does the cancer in an internal organ cause symptoms?"),
        YesNo,
        description=_l("For example pain, shortness of breath or yellow skin that your team puts down to the cancer."),
    )
    sex = ChoiceField(
        _l("Sex, as it matters for treatment"),
        Sex,
        description=_l("Approvals of drugs speak of women and of men. This is used for nothing else."),
    )
    menopause = ChoiceField(
        _l("Menopause"),
        Menopause,
        description=_l("With injections that turn off the ovaries, keep “before” unless your team says otherwise."),
    )

    def validate_metastatic_found_on(self, field: PartialDateField) -> None:
        not_before(field, self.breast_cancer_found_on, _("This is before breast cancer was first found."))


class AnswersForm(Form):
    """Every single question of the options page, so that one form class checks each answer (see options)."""

    sex = BackgroundForm.sex
    menopause = BackgroundForm.menopause
    sites = BackgroundForm.sites
    visceral_symptoms = BackgroundForm.visceral_symptoms
    visceral_crisis = ChoiceField(
        _l("Has your team spoken of a visceral crisis, or of very fast growth?"),
        YesNo,
        description=_l("A visceral crisis means that an internal organ works badly because of the cancer."),
    )
    overall_health = ChoiceField(_l("What has your team said about chemotherapy?"), OverallHealth)
    endocrine_resistant = ChoiceField(_l("Has your team said that the cancer resists hormone therapy?"), YesNo)
    no_satisfactory_alternative = ChoiceField(
        _l("Has your team said that no other satisfactory treatment is left?"), YesNo
    )
    declined = ChoicesField(
        _l("Is any of these not possible for you, or not wanted?"),
        Declined,
        description=_l("Save with none chosen if there is none."),
    )
    lines_complete = ChoiceField(_l("Are these all the cancer drugs you have had?"), YesNo)


class SpecimenForm(Form):
    taken_on = PartialDateField(_l("When was the sample taken?"), description=_l("A year is enough."))
    origin = ChoiceField(_l("Where was it taken from?"), Origin)
    place = ChoiceField(_l("Which place?"), Place, blank=_l("I don’t know"))
    er = ChoiceField(_l("Estrogen receptor (ER)"), Receptor)
    pr = ChoiceField(_l("Progesterone receptor (PR)"), Receptor)
    her2_told = ChoiceField(
        _l("HER2, as you were told"), Her2, description=_l("If you have the scores, give them below instead.")
    )
    her2_ihc = ChoiceField(_l("HER2 score (IHC)"), Ihc, description=_l("On the pathology report, from 0 to 3+."))
    her2_ish = ChoiceField(
        _l("Second HER2 test (ISH or FISH)"), Ish, description=_l("Usually done when the score is 2+.")
    )
    note = NoteField(_l("A note, only if you want"))

    def validate_place(self, field: ChoiceField) -> None:
        if self.origin.data is Origin.METASTATIC and field.data is Place.BREAST:
            raise ValidationError(
                _("The breast is not a place the cancer has spread to. Choose another place, or “first tumour”.")
            )

    def validate_her2_told(self, field: ChoiceField) -> None:
        scored = her2_of_scores(self.her2_ihc.data, self.her2_ish.data)
        told = field.data
        if scored is None or told in (None, Her2.UNKNOWN) or told is scored:
            return
        if told is Her2.NEGATIVE and scored is not Her2.POSITIVE:
            return
        raise ValidationError(
            _("The scores below come to “%(scored)s”, and this says “%(told)s”. Keep the one on your report.")
            % {"scored": scored.label, "told": told.label}
        )


class GenomicFindingForm(Form):
    gene = ChoiceField(_l("Which gene or mark?"), Gene)
    result = ChoiceField(_l("What was the result?"), GenomicResult)
    source = ChoiceField(
        _l("What was tested?"),
        GenomicSource,
        description=_l("A change can be inherited, or stand only in the tumour. It matters for BRCA above all."),
    )
    tested_on = PartialDateField(_l("When was the test?"), description=_l("A year is enough."))
    variant = TextField(_l("The change as written in the report, if you have it"))
    note = NoteField(_l("A note, only if you want"))

    def validate_gene(self, field: ChoiceField) -> None:
        if field.data is None:
            raise ValidationError(_("Choose the gene or mark that was tested."))
