"""The question that stands for each missing fact, and what its answer is stored as.

Most facts are one field of the background. Receptors make a sample with a result and nothing else, a gene result a
gene test: small records that the person can complete later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from tracker.choices import Choice
from tracker.diagnosis.forms import AnswersForm
from tracker.diagnosis.models import Gene, GenomicResult, GenomicSource, Her2, Receptor
from tracker.diagnosis.receptors import GERMLINE_BRCA
from tracker.options.fact_words import fact_question

# Fact of the vocabulary → field of the background.
BACKGROUND = {
    "menopause": "menopause",
    "sex": "sex",
    "sites": "sites",
    "visceral_symptoms": "visceral_symptoms",
    "visceral_crisis": "visceral_crisis",
    "overall_health": "overall_health",
    "endocrine_resistant": "endocrine_resistant",
    "no_satisfactory_alternative": "no_satisfactory_alternative",
    "cannot_or_declines": "declined",
    "lines": "lines_complete",
}
_RECEPTOR = (Receptor.POSITIVE, Receptor.LOW, Receptor.NEGATIVE, Receptor.UNKNOWN)
_GERMLINE = f"markers.{GERMLINE_BRCA}"
_RESULT = (GenomicResult.FOUND, GenomicResult.NOT_FOUND, GenomicResult.NOT_TESTED, GenomicResult.UNKNOWN)


@dataclass(frozen=True)
class Part:
    """One group of answers: `name` of the input, what it asks, the answers, whether several may be chosen."""

    name: str
    label: Any
    answers: Sequence[tuple[str, Any]]
    hint: Any = ""
    many: bool = False


@dataclass(frozen=True)
class Question:
    """What to ask for one fact. `topic` names it in the address: a fact, without the part behind its point."""

    topic: str
    parts: Sequence[Part] = field(default=())

    @property
    def title(self) -> str:
        """The question in one sentence."""
        return str(self.parts[0].label) if len(self.parts) == 1 else fact_question(self.topic)

    @property
    def is_test(self) -> bool:
        """Whether it asks for a test that the person may not need."""
        return self.topic.startswith("markers.")


def topic_of(fact: str) -> str:
    """`cannot_or_declines.chemotherapy` is answered by one question about all of them; a marker has its own."""
    return fact.split(".", maxsplit=1)[0] if not fact.startswith("markers.") else fact


def question_for(fact: str) -> Question:
    """Raises KeyError or ValueError for a fact that the vocabulary does not have."""
    topic = topic_of(fact)
    if topic == "hr":
        parts = (("er", _l("Estrogen receptor (ER)")), ("pr", _l("Progesterone receptor (PR)")))
        return Question(topic, [Part(name, label, _listed(_RECEPTOR)) for name, label in parts])
    if topic == "her2":
        return Question(topic, [Part("her2_told", _l("What were you told about HER2?"), _listed(Her2))])
    if topic.startswith("markers."):
        if topic != _GERMLINE:
            Gene(topic.removeprefix("markers."))
        return Question(topic, [Part("result", fact_question(topic), _listed(_RESULT))])
    unbound = getattr(AnswersForm, BACKGROUND[topic])
    choices = unbound.args[1]
    return Question(
        topic,
        [
            Part(
                BACKGROUND[topic],
                unbound.args[0],
                _listed(choices),
                unbound.kwargs.get("description", ""),
                many=topic in ("sites", "cannot_or_declines"),
            )
        ],
    )


def _listed(answers: Any) -> list[tuple[str, Any]]:
    return [(member.value, member.label) for member in answers]


def given_before(question: Question, background: Any) -> dict[str, list[str]]:
    """The answers now in the record, by part: to change one answer, a person should see it."""
    stored = {part.name: getattr(background, part.name, None) for part in question.parts}
    return {name: value if isinstance(value, list) else [value] for name, value in stored.items() if value is not None}


def specimen_values(sent: dict[str, str]) -> dict[str, Choice]:
    """ER, PR and HER2 as answered; an empty mapping where nothing is known. Raises ValueError on another answer."""
    found: dict[str, Choice] = {}
    for name, answers in (("er", Receptor), ("pr", Receptor), ("her2_told", Her2)):
        if sent.get(name) and (answer := answers(sent[name])).value != "unknown":
            found[name] = answer
    return found


def finding_values(marker: str, sent: dict[str, str]) -> dict[str, Choice] | None:
    """The gene test as answered; None where nothing was chosen. Raises ValueError on another answer or marker."""
    if not sent.get("result"):
        return None
    germline = marker == GERMLINE_BRCA
    return {
        "gene": Gene.BRCA if germline else Gene(marker),
        "result": GenomicResult(sent["result"]),
        "source": GenomicSource.GERMLINE if germline else GenomicSource.UNKNOWN,
    }
