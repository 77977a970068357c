"""The words for the facts that options depend on: a plain noun for each, and the question that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_NAMES: Mapping[str, Any] = {
    "hr": _l("your hormone receptor status"),
    "her2": _l("your HER2 result"),
    "menopause": _l("whether you are before or after menopause"),
    "sex": _l("your sex, as it matters for the approvals"),
    "sites": _l("where the cancer has spread"),
    "visceral_symptoms": _l("whether the cancer causes symptoms in an internal organ"),
    "visceral_crisis": _l("whether your care team has spoken of a visceral crisis or very fast growth"),
    "overall_health": _l("your overall health, as your care team sees it"),
    "endocrine_resistant": _l("whether the cancer resists hormone therapy, as your care team sees it"),
    "no_satisfactory_alternative": _l("whether your care team sees another satisfactory treatment"),
    "lines": _l("your earlier treatments"),
    "markers.BRCA1_2_germline": _l("your test result for inherited BRCA1 and BRCA2 changes"),
    "markers.PDL1_CPS10": _l("your PD-L1 score (CPS)"),
    "markers.PDL1_IC1": _l("your PD-L1 result on immune cells"),
    "markers.MSI_H": _l("your MSI or mismatch repair test result"),
    "markers.NTRK": _l("your NTRK test result"),
    "markers.TMB_H": _l("your tumour mutational burden (TMB) result"),
    "cannot_or_declines.aromatase-inhibitor": _l("whether an aromatase inhibitor is possible and wanted"),
    "cannot_or_declines.ovarian-suppression": _l("whether ovarian suppression is possible and wanted"),
    "cannot_or_declines.cdk46-inhibitor": _l("whether a CDK4/6 inhibitor is possible and wanted"),
    "cannot_or_declines.endocrine": _l("whether hormone therapy is possible and wanted"),
    "cannot_or_declines.chemotherapy": _l("whether chemotherapy is possible and wanted"),
}
_QUESTIONS: Mapping[str, Any] = {
    "hr": _l("Is the cancer hormone receptor-positive or hormone receptor-negative?"),
    "her2": _l("What is the HER2 result?"),
    "menopause": _l("Are you before or after menopause?"),
    "sex": _l("What is your sex, as it matters for the approvals?"),
    "sites": _l("Where has the cancer spread?"),
    "visceral_symptoms": _l("Does the cancer cause symptoms in an internal organ?"),
    "visceral_crisis": _l("Has your care team spoken of a visceral crisis or very fast growth?"),
    "overall_health": _l("How does your care team see your overall health?"),
    "endocrine_resistant": _l("Has your care team said that the cancer resists hormone therapy?"),
    "no_satisfactory_alternative": _l("Has your care team said that no other satisfactory treatment is left?"),
    "lines": _l("Which cancer drugs have you had, and did the cancer grow during any of them?"),
    "markers.BRCA1_2_germline": _l("What did the test for inherited BRCA1 and BRCA2 changes find?"),
    "markers.PDL1_CPS10": _l("Is the PD-L1 score (CPS) 10 or more?"),
    "markers.PDL1_IC1": _l("Is PD-L1 found on at least 1 in 100 immune cells?"),
    "markers.MSI_H": _l("Is the tumour MSI-high or mismatch repair-deficient?"),
    "markers.NTRK": _l("Did a test find an NTRK fusion?"),
    "markers.TMB_H": _l("Is the tumour mutational burden (TMB) high?"),
    "cannot_or_declines.aromatase-inhibitor": _l("Is there a reason not to have an aromatase inhibitor?"),
    "cannot_or_declines.ovarian-suppression": _l("Is there a reason not to have ovarian suppression?"),
    "cannot_or_declines.cdk46-inhibitor": _l("Is there a reason not to have a CDK4/6 inhibitor?"),
    "cannot_or_declines.endocrine": _l("Is there a reason not to have hormone therapy?"),
    "cannot_or_declines.chemotherapy": _l("Is there a reason not to have chemotherapy?"),
}


def fact_name(fact: str, _language: str = "en") -> str:
    """The fact in one plain noun, such as "your PIK3CA test result", in the language of the request."""
    if text := _NAMES.get(fact):
        return str(text)
    if fact.startswith("markers."):
        return _("your %(gene)s test result", gene=_gene(fact))
    return _("whether a treatment is possible and wanted")


def fact_question(fact: str) -> str:
    """The question that asks for the fact, in the language of the request."""
    if text := _QUESTIONS.get(fact):
        return str(text)
    if fact.startswith("markers."):
        return _("Did a test find a change in %(gene)s?", gene=_gene(fact))
    return _("Is there a reason not to have this treatment?")


def _gene(fact: str) -> str:
    return fact.removeprefix("markers.").removesuffix("_mutation")
