"""The options page as plain data: what stands in which part, and why. No ranking: names decide the order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from flask_babel import gettext as _

from tracker.content import catalogue, drug_name, kind_name
from tracker.i18n import language, listed
from tracker.knowledge.models import Catalogue
from tracker.knowledge.predicates import Leaf
from tracker.options.answers import Question, question_for, topic_of
from tracker.options.evaluate import Assessment, Criterion, Verdict, asked_first, evaluate
from tracker.options.published import AT_ANY_POINT, Published, published
from tracker.options.record import Record, situation_of
from tracker.options.recorded import behind, line_and_dates
from tracker.options.wording import criterion_text, fact_name
from tracker.places import YesNo
from tracker.treatments.lines import Line

_ASKED_IN_FULL = 3


@dataclass(frozen=True)
class Why:
    """One condition of the source with the record behind it. `met`: True, False, or None when it depends."""

    text: str
    record: str
    met: bool | None


@dataclass(frozen=True)
class Missing:
    """A fact the option waits for: the topic that asks for it, and one plain noun."""

    topic: str
    name: str

    @property
    def is_test(self) -> bool:
        return self.topic.startswith("markers.")


@dataclass(frozen=True)
class Shown:
    """One option as the page draws it. `had` and `having`: its drugs in ended and in present treatment, in words."""

    published: Published
    why: tuple[Why, ...]
    missing: tuple[Missing, ...]
    had: tuple[str, ...]
    having: tuple[str, ...]
    having_now: bool
    declined: bool
    in_questions: bool
    chemotherapy_alone: bool

    @property
    def id(self) -> str:
        return self.published.id

    @property
    def name(self) -> str:
        return self.published.name

    @property
    def is_yours(self) -> bool:
        """Whether the record says something of its own about this option."""
        return bool(self.had or self.having or self.having_now or self.declined)

    @property
    def depends_on(self) -> str:
        return listed(list(dict.fromkeys(fact.name for fact in self.missing)))

    @property
    def asks_for_a_test(self) -> bool:
        return any(fact.is_test for fact in self.missing)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """What to ask, each question once: the one that most options wait for comes first."""
        return tuple(dict.fromkeys(fact.topic for fact in self.missing))


@dataclass(frozen=True)
class Group:
    """Options of one kind of treatment, by name."""

    kind: str
    label: str
    options: tuple[Shown, ...]


@dataclass(frozen=True)
class OptionsPage:
    """`questions`: what can be asked, by topic, the question that most options wait for first."""

    documented: tuple[Group, ...]
    depends: tuple[Group, ...]
    other: tuple[Group, ...]
    at_any_point: tuple[Shown, ...]
    questions: dict[str, Question]

    @property
    def documented_count(self) -> int:
        return _count(self.documented)

    @property
    def other_count(self) -> int:
        return _count(self.other)

    @property
    def always_possible(self) -> tuple[Shown, ...]:
        """What an empty result points to: never only "no treatment"."""
        return self.at_any_point[:-1]

    @property
    def titles(self) -> dict[str, str]:
        return {topic: question.title for topic, question in self.questions.items()}

    @property
    def asked_first(self) -> list[Question]:
        return list(self.questions.values())[:_ASKED_IN_FULL]

    @property
    def asked_later(self) -> list[Question]:
        return list(self.questions.values())[_ASKED_IN_FULL:]


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.options) for group in groups)


def options_page(record: Record, kept: Iterable[str]) -> OptionsPage:
    """The page for what was recorded. `kept`: ids of options that are already among the person's questions."""
    assessments = evaluate(catalogue(), situation_of(record))
    first = [fact for fact, _count in asked_first(assessments)]
    view = _View(record, first, frozenset(kept))
    shown = {assessment.option: view.shown(assessment) for assessment in assessments}

    def part(verdict: Verdict) -> tuple[Group, ...]:
        ids = [a.option for a in assessments if a.verdict is verdict and a.option not in AT_ANY_POINT]
        return _grouped(shown[option] for option in ids)

    return OptionsPage(
        documented=part(Verdict.SHOWN),
        depends=part(Verdict.DEPENDS),
        other=part(Verdict.OTHER),
        at_any_point=tuple(shown[option] for option in AT_ANY_POINT),
        questions=_questions(first),
    )


def _questions(facts: Sequence[str]) -> dict[str, Question]:
    """One question for each topic. Whether the lines are complete is asked once, at the head of the page."""
    topics = dict.fromkeys(topic_of(fact) for fact in facts)
    return {topic: question_for(topic) for topic in topics if topic != "lines"}


def _grouped(options: Iterable[Shown]) -> tuple[Group, ...]:
    by_kind: dict[str, list[Shown]] = {}
    for option in options:
        by_kind.setdefault(option.published.kind, []).append(option)
    groups = [
        Group(kind, kind_name(kind), tuple(sorted(members, key=lambda member: letters(member.name))))
        for kind, members in by_kind.items()
    ]
    return tuple(sorted(groups, key=lambda group: letters(group.label)))


def letters(text: str) -> str:
    """Sort key: letters without accents, so that « É » stands with E."""
    return unicodedata.normalize("NFKD", text.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()


class _View:
    """What the record makes of each option; what several options share is worked out once."""

    def __init__(self, record: Record, facts: Sequence[str], kept: frozenset[str]) -> None:
        self.record, self.kept, self.language = record, kept, language()
        topics = dict.fromkeys(topic_of(fact) for fact in facts)
        self._order = {topic: place for place, topic in enumerate(topics)}
        self._names = {fact: Missing(topic_of(fact), fact_name(fact, self.language)) for fact in facts}
        self._whys: dict[int, Why] = {}
        self._behinds: dict[str, str] = {}
        self._uses: dict[str, tuple[str, ...]] = {}
        self._lines_with: dict[str, list[Line]] = {}
        for line in record.lines:
            for course in line.courses:
                if course.row.drug_id:
                    self._lines_with.setdefault(course.row.drug_id, []).append(line)
        current = (drug for drug, lines in self._lines_with.items() if any(map(self._is_current, lines)))
        self._now = frozenset(current)
        self._declined = frozenset((record.background.declined if record.background else None) or ())
        self._her2_positive = record.receptors.her2 == "positive"

    def _is_current(self, line: Line) -> bool:
        return line.is_current(self.record.today)

    def shown(self, assessment: Assessment) -> Shown:
        option = published(catalogue(), assessment.option, self.language)
        missing = sorted(assessment.on, key=lambda fact: self._order[topic_of(fact)])
        used = [self._used(drug) for drug in sorted(frozenset().union(*option.drugs) & self._lines_with.keys())]
        return Shown(
            published=option,
            why=tuple(map(self._why, assessment.criteria)),
            missing=tuple(self._names[fact] for fact in missing),
            had=tuple(ended for ended, _present in used if ended),
            having=tuple(present for _ended, present in used if present),
            having_now=bool(option.drugs) and all(self._now & members for members in option.drugs),
            declined=bool(self._declined & option.belongs_to),
            in_questions=option.id in self.kept,
            chemotherapy_alone=self._her2_positive and option.chemotherapy_alone,
        )

    def _why(self, criterion: Criterion) -> Why:
        """Options share conditions: the evaluator hands out one object for each."""
        known = self._whys.get(id(criterion))
        if known is None:
            text = _condition(catalogue(), criterion.predicate, criterion.negated, self.language)
            known = self._whys[id(criterion)] = Why(text, self._behind(criterion), criterion.value)
        return known

    def _behind(self, criterion: Criterion) -> str:
        if criterion.fact == "lines":
            return behind(criterion, self.record)
        if criterion.fact not in self._behinds:
            self._behinds[criterion.fact] = behind(criterion, self.record)
        return self._behinds[criterion.fact]

    def _used(self, drug: str) -> tuple[str, ...]:
        """Ended and present use of a drug: `letrozole: line 2, March 2024 to May 2025`."""
        if drug not in self._uses:
            name, lines = drug_name(drug, None), self._lines_with[drug]
            ended, present = (
                "; ".join(line_and_dates(line) for line in lines if self._is_current(line) is now)
                for now in (False, True)
            )
            self._uses[drug] = tuple(
                _("%(drug)s: %(lines)s", drug=name, lines=when) if when else "" for when in (ended, present)
            )
        return self._uses[drug]


@lru_cache(maxsize=4096)
def _condition(content: Catalogue, predicate: Leaf, negated: bool, language: str) -> str:
    """The condition of a source as a sentence without its full stop; the same for everyone."""
    text = criterion_text(Criterion(predicate, negated, None, predicate.fact), content, language)
    return text[:1].upper() + text[1:]


def question_about_lines(record: Record) -> Question | None:
    """Whether the lines recorded are all there have been; None once it is answered with yes or no."""
    if record.lines_complete in (YesNo.YES, YesNo.NO):
        return None
    question = question_for("lines")
    if record.lines:
        return question
    label = _("No cancer drugs are recorded. Have you had none so far?")
    return replace(question, parts=[replace(question.parts[0], label=label)])
