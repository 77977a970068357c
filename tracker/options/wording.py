"""The words for conditions of sources and for the facts they ask about.

A condition is worded as the source's ("described for after menopause"), never as a finding about the reader; see
`docs/content.md`. Every text is a whole fragment with named gaps, in the language of the request; `language` must be
that language and picks the names of drugs from the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.knowledge.models import Catalogue
from tracker.knowledge.predicates import (
    RESULTS,
    CannotOrDeclines,
    Drugs,
    FactIs,
    GrewOn,
    Had,
    Leaf,
    LineCount,
    MarkerIs,
    RelapsedWithin,
    SpreadTo,
)

from .evaluate import Criterion
from .fact_words import fact_name, fact_question

__all__ = ["criterion_text", "fact_name", "fact_question"]

# By fact and value; a fact with two values has the other value where the condition is negated.
_SINGLE: Mapping[tuple[str, str | bool], Any] = {
    ("hr", "positive"): _l("described for hormone receptor-positive cancer"),
    ("hr", "negative"): _l("described for hormone receptor-negative cancer"),
    ("her2", "positive"): _l("described for HER2-positive cancer"),
    ("her2", "negative"): _l("described for HER2-negative cancer"),
    ("her2", "low"): _l("described for HER2-low cancer"),
    ("her2", "ultralow"): _l("described for HER2-ultralow cancer"),
    ("her2", "zero"): _l("described for cancer that is HER2 zero"),
    ("menopause", "pre"): _l("described for before menopause"),
    ("menopause", "post"): _l("described for after menopause"),
    ("sex", "female"): _l("described for women"),
    ("sex", "male"): _l("described for men"),
    ("visceral_symptoms", True): _l("described for cancer that causes symptoms in an internal organ"),
    ("visceral_symptoms", False): _l("described for cancer that causes no symptoms in an internal organ"),
    ("visceral_crisis", True): _l("described for a visceral crisis or very fast growth"),
    ("visceral_crisis", False): _l("described for situations other than a visceral crisis or very fast growth"),
    ("overall_health", "fit"): _l("described for people who are well enough for chemotherapy"),
    ("overall_health", "unfit"): _l("described for people who are not well enough for chemotherapy"),
    ("endocrine_resistant", True): _l("described for cancer that resists hormone therapy"),
    ("endocrine_resistant", False): _l("described for cancer that does not resist hormone therapy"),
    ("no_satisfactory_alternative", True): _l("described for when the care team sees no other satisfactory treatment"),
    ("no_satisfactory_alternative", False): _l("described for when the care team sees another satisfactory treatment"),
}
# Only for facts with more than two answers, where "not" is no answer of its own.
_SINGLE_NEGATED: Mapping[tuple[str, str | bool], Any] = {
    ("her2", "low"): _l("described for cancer that is not HER2-low"),
    ("her2", "ultralow"): _l("described for cancer that is not HER2-ultralow"),
    ("her2", "zero"): _l("described for cancer that is not HER2 zero"),
    ("menopause", "pre"): _l("described for people who are not before menopause"),
    ("menopause", "post"): _l("described for people who are not after menopause"),
}
_OPPOSITE: Mapping[str | bool, str | bool] = {
    "positive": "negative",
    "negative": "positive",
    "female": "male",
    "male": "female",
    "fit": "unfit",
    "unfit": "fit",
    True: False,
    False: True,
}
_SITES: Mapping[tuple[str, bool], Any] = {
    ("bone", False): _l("described for cancer that has spread to bone"),
    ("soft_tissue", False): _l("described for cancer that has spread to soft tissue"),
    ("lymph_nodes", False): _l("described for cancer that has spread to lymph nodes"),
    ("liver", False): _l("described for cancer that has spread to the liver"),
    ("lung", False): _l("described for cancer that has spread to a lung"),
    ("brain", False): _l("described for cancer that has spread to the brain"),
    ("other_visceral", False): _l("described for cancer that has spread to another internal organ"),
    ("bone", True): _l("described for cancer that has not spread to bone"),
    ("soft_tissue", True): _l("described for cancer that has not spread to soft tissue"),
    ("lymph_nodes", True): _l("described for cancer that has not spread to lymph nodes"),
    ("liver", True): _l("described for cancer that has not spread to the liver"),
    ("lung", True): _l("described for cancer that has not spread to a lung"),
    ("brain", True): _l("described for cancer that has not spread to the brain"),
    ("other_visceral", True): _l("described for cancer that has not spread to another internal organ"),
}
# For genes with wording of their own; the others share one sentence.
_MARKERS: Mapping[tuple[str, str], Any] = {
    ("AKT1", "positive"): _l("described for tumours with an AKT1 change"),
    ("ESR1", "positive"): _l("described for tumours with an ESR1 change"),
    ("BRCA1_2_germline", "positive"): _l("described for an inherited BRCA1 or BRCA2 change"),
    ("BRCA1_2_germline", "negative"): _l("described for no inherited BRCA1 or BRCA2 change"),
    ("PDL1_CPS10", "positive"): _l("described for tumours with a PD-L1 score (CPS) of 10 or more"),
    ("PDL1_CPS10", "negative"): _l("described for tumours with a PD-L1 score (CPS) under 10"),
    ("PDL1_IC1", "positive"): _l("described for tumours with PD-L1 on at least 1 in 100 immune cells"),
    ("PDL1_IC1", "negative"): _l("described for tumours with PD-L1 on fewer than 1 in 100 immune cells"),
    ("MSI_H", "positive"): _l("described for tumours that are MSI-high or mismatch repair-deficient"),
    ("MSI_H", "negative"): _l("described for tumours that are neither MSI-high nor mismatch repair-deficient"),
    ("NTRK", "positive"): _l("described for tumours with an NTRK fusion"),
    ("NTRK", "negative"): _l("described for tumours without an NTRK fusion"),
    ("TMB_H", "positive"): _l("described for tumours with a high number of gene changes (TMB-high)"),
    ("TMB_H", "negative"): _l("described for tumours without a high number of gene changes (TMB-high)"),
}


def criterion_text(criterion: Criterion, catalogue: Catalogue, language: str) -> str:
    """The condition in one plain fragment without a full stop, such as "described for after menopause"."""
    leaf, negated = criterion.predicate, criterion.negated
    match leaf:
        case FactIs(name, value):
            if negated and (name, value) in _SINGLE_NEGATED:
                return str(_SINGLE_NEGATED[name, value])
            return str(_SINGLE[name, _OPPOSITE[value] if negated else value])
        case SpreadTo(site):
            return str(_SITES[site, negated])
        case MarkerIs(gene, result):
            return _marker(gene, (result == "positive") != negated)
        case CannotOrDeclines(name):
            # The bilingual terms have the everyday word, in the singular, for most of what can be declined.
            term = catalogue.terms.get(name)
            treatment = term.in_language(language) if term else _named(name, catalogue, language)
            if negated:
                return _(
                    "described for people who can have and want this treatment: %(treatment)s", treatment=treatment
                )
            return _(
                "described for when this treatment is not possible or not wanted: %(treatment)s", treatment=treatment
            )
    return _earlier_treatment(leaf, negated, catalogue, language)


def _marker(gene: str, positive: bool) -> str:
    if text := _MARKERS.get((gene, RESULTS[not positive])):
        return str(text)
    name = gene.removesuffix("_mutation")
    if positive:
        return _("described for tumours with a %(gene)s change", gene=name)
    return _("described for tumours without a %(gene)s change", gene=name)


def _earlier_treatment(leaf: Leaf, negated: bool, catalogue: Catalogue, language: str) -> str:
    match leaf:
        case Had(drugs, setting):
            return _had(_treatment(drugs, catalogue, language), setting, negated)
        case GrewOn(drugs, setting):
            return _grew_on(_treatment(drugs, catalogue, language), setting, negated)
        case LineCount():
            return _line_count(leaf, negated, catalogue, language)
        case RelapsedWithin(drugs, months):
            return _relapsed(_treatment(drugs, catalogue, language), months, negated)
    raise TypeError(f"{leaf!r} has no words")


def _had(treatment: str, setting: str | None, negated: bool) -> str:
    match setting, negated:
        case "neoadjuvant", False:
            return _("described for after this treatment before surgery: %(treatment)s", treatment=treatment)
        case "neoadjuvant", True:
            return _(
                "described for when this treatment was not given before surgery: %(treatment)s", treatment=treatment
            )
        case "adjuvant", False:
            return _("described for after this treatment after surgery: %(treatment)s", treatment=treatment)
        case "adjuvant", True:
            return _(
                "described for when this treatment was not given after surgery: %(treatment)s", treatment=treatment
            )
        case "metastatic", False:
            return _("described for after this treatment for metastatic disease: %(treatment)s", treatment=treatment)
        case "metastatic", True:
            return _(
                "described for when this treatment was not given for metastatic disease: %(treatment)s",
                treatment=treatment,
            )
        case _, True:
            return _("described for no %(treatment)s so far", treatment=treatment)
    return _("described for after treatment with %(treatment)s", treatment=treatment)


def _grew_on(treatment: str, setting: str | None, negated: bool) -> str:
    match setting, negated:
        case "neoadjuvant", False:
            return _(
                "described for cancer that grew during this treatment before surgery: %(treatment)s",
                treatment=treatment,
            )
        case "neoadjuvant", True:
            return _(
                "described for cancer that has not grown during this treatment before surgery: %(treatment)s",
                treatment=treatment,
            )
        case "adjuvant", False:
            return _(
                "described for cancer that came back during this treatment after surgery: %(treatment)s",
                treatment=treatment,
            )
        case "adjuvant", True:
            return _(
                "described for cancer that has not come back during this treatment after surgery: %(treatment)s",
                treatment=treatment,
            )
        case "metastatic", False:
            return _(
                "described for cancer that grew during this treatment for metastatic disease: %(treatment)s",
                treatment=treatment,
            )
        case "metastatic", True:
            return _(
                "described for cancer that has not grown during this treatment for metastatic disease: %(treatment)s",
                treatment=treatment,
            )
        case _, True:
            return _("described for cancer that has not grown during treatment with %(treatment)s", treatment=treatment)
    return _("described for cancer that grew or came back during treatment with %(treatment)s", treatment=treatment)


def _line_count(leaf: LineCount, negated: bool, catalogue: Catalogue, language: str) -> str:
    """`not at least n` is `at most n - 1`, and the other way round."""
    at_least, at_most = leaf.at_least, leaf.at_most
    if negated:
        at_least, at_most = (None if at_most is None else at_most + 1), (None if at_least is None else at_least - 1)
    unnamed = leaf.drugs is None or leaf.drugs.by == "any"
    treatment = "" if leaf.drugs is None or unnamed else _treatment(leaf.drugs, catalogue, language)
    metastatic = leaf.setting is not None
    if at_least is not None:
        return (_at_least_unnamed if unnamed else _at_least)(at_least, metastatic, treatment)
    most = max(at_most or 0, 0)
    return (_at_most_unnamed if unnamed else _at_most)(most, metastatic, treatment)


def _at_least(number: int, metastatic: bool, treatment: str) -> str:
    if metastatic:
        return ngettext(
            "described for after at least %(num)d treatment of this kind for metastatic disease: %(treatment)s",
            "described for after at least %(num)d treatments of this kind for metastatic disease: %(treatment)s",
            number,
            treatment=treatment,
        )
    return ngettext(
        "described for after at least %(num)d treatment of this kind: %(treatment)s",
        "described for after at least %(num)d treatments of this kind: %(treatment)s",
        number,
        treatment=treatment,
    )


def _at_most(number: int, metastatic: bool, treatment: str) -> str:
    if number == 0 and metastatic:
        return _("described for no %(treatment)s so far for metastatic disease", treatment=treatment)
    if number == 0:
        return _("described for no %(treatment)s so far", treatment=treatment)
    if metastatic:
        return ngettext(
            "described for at most %(num)d treatment of this kind for metastatic disease: %(treatment)s",
            "described for at most %(num)d treatments of this kind for metastatic disease: %(treatment)s",
            number,
            treatment=treatment,
        )
    return ngettext(
        "described for at most %(num)d treatment of this kind: %(treatment)s",
        "described for at most %(num)d treatments of this kind: %(treatment)s",
        number,
        treatment=treatment,
    )


def _at_least_unnamed(number: int, metastatic: bool, _treatment: str) -> str:
    if metastatic:
        return ngettext(
            "described for after at least %(num)d treatment for metastatic disease",
            "described for after at least %(num)d treatments for metastatic disease",
            number,
        )
    return ngettext(
        "described for after at least %(num)d treatment at any stage",
        "described for after at least %(num)d treatments at any stage",
        number,
    )


def _at_most_unnamed(number: int, metastatic: bool, _treatment: str) -> str:
    if number == 0:
        return (
            _("described for no treatment so far for metastatic disease")
            if metastatic
            else _("described for no treatment so far")
        )
    if metastatic:
        return ngettext(
            "described for at most %(num)d treatment for metastatic disease",
            "described for at most %(num)d treatments for metastatic disease",
            number,
        )
    return ngettext(
        "described for at most %(num)d treatment at any stage",
        "described for at most %(num)d treatments at any stage",
        number,
    )


def _relapsed(treatment: str, months: int, negated: bool) -> str:
    if negated:
        return _(
            "described for cancer that did not come back during this treatment before or after surgery, "
            "or within %(months)d months of its end: %(treatment)s",
            months=months,
            treatment=treatment,
        )
    return _(
        "described for cancer that came back during this treatment before or after surgery, "
        "or within %(months)d months of its end: %(treatment)s",
        months=months,
        treatment=treatment,
    )


def _treatment(drugs: Drugs, catalogue: Catalogue, language: str) -> str:
    """The drugs by name, in the middle of a sentence."""
    if drugs.by == "any":
        return _("cancer drugs")
    if len(drugs.ids) > 1 and all(name.startswith("her2-") for name in drugs.ids):
        return _("HER2-targeted drugs")
    return ", ".join(_named(name, catalogue, language) for name in drugs.ids)


def _named(name: str, catalogue: Catalogue, language: str) -> str:
    """A drug, class or kind by its name in the catalogue."""
    if drug := catalogue.drugs.get(name):
        return drug.generic.in_language(language)
    if drug_class := catalogue.classes.get(name):
        return _inside_a_sentence(drug_class.name.in_language(language))
    return _inside_a_sentence(catalogue.label("option_kind", name).in_language(language))


def _inside_a_sentence(name: str) -> str:
    """`name` with a small first letter, unless its first word is a name in capitals or with a figure (HER2, Trop-2)."""
    ordinary = re.match(r"[A-ZÀ-Ý][a-zà-ÿœ’]+(?!-?[A-Z]?\d)\b(?![A-Z])", name)
    return name[0].lower() + name[1:] if ordinary else name
