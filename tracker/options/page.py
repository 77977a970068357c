"""The options page as plain data: what stands in which part, and why. No ranking: names decide the order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.content import catalogue, kind_name
from tracker.dates import PartialDate
from tracker.diagnosis.models import Specimen
from tracker.diagnosis.receptors import markers
from tracker.i18n import language, listed
from tracker.knowledge.models import Option, Source
from tracker.options.answers import BACKGROUND, Question, question_for, topic_of
from tracker.options.evaluate import Assessment, Criterion, Verdict, asked_first, evaluate
from tracker.options.record import Record, situation_of
from tracker.options.wording import criterion_text, fact_name
from tracker.places import Place
from tracker.treatments.lines import Line

# Always there, in their own words; the heaviest last (look.md).
AT_ANY_POINT = ("palliative-care", "clinical-trials", "test-repeat-receptors", "no-cancer-treatment")
_CLASS = "class:"


@dataclass(frozen=True)
class Why:
    """One condition of the source with the record behind it. `met`: True, False, or None when it depends."""

    text: str
    record: str
    met: bool | None


@dataclass(frozen=True)
class Shown:
    """One option as the page draws it."""

    option: Option
    name: str
    kinds: tuple[str, ...]
    why: tuple[Why, ...]
    missing: tuple[tuple[str, str], ...]
    had: tuple[str, ...]
    having_now: bool
    declined: bool
    in_questions: bool

    @property
    def sources(self) -> list[tuple[SourceLine, str]]:
        """Each source with where in it."""
        content, lang = catalogue(), language()
        return [
            (
                SourceLine(content.source(use.id), self.option),
                content.locator(use.locator).in_language(lang),
            )
            for use in self.option.sources
        ]


@dataclass(frozen=True)
class SourceLine:
    """A source in the reader's language; it was last read when the option was reviewed."""

    source: Source
    option: Option

    @property
    def publisher(self) -> str:
        return self.source.publisher.in_language(language())

    @property
    def published(self) -> PartialDate | None:
        return PartialDate(self.source.published) if self.source.published else None

    @property
    def read_on(self) -> date:
        return self.option.reviewed.on

    @property
    def url(self) -> str | None:
        return self.source.url

    @property
    def age_years(self) -> int | None:
        """Whole years from publication to the last reading; None when the source is not dated."""
        if self.published is None:
            return None
        return max(int((self.option.reviewed.on - self.published.last_day).days // 365.25), 0)


@dataclass(frozen=True)
class Group:
    """Options of one kind of treatment, by name."""

    kind: str
    label: str
    options: tuple[Shown, ...]


@dataclass(frozen=True)
class OptionsPage:
    documented: tuple[Group, ...]
    depends: tuple[Group, ...]
    other: tuple[Group, ...]
    at_any_point: tuple[Shown, ...]
    questions: dict[str, Question]
    asked_first: tuple[tuple[str, str, int], ...]

    @property
    def counts(self) -> dict[str, int]:
        parts = {"documented": self.documented, "depends": self.depends, "other": self.other}
        return {name: sum(len(group.options) for group in groups) for name, groups in parts.items()}


def options_page(record: Record, kept: Iterable[str]) -> OptionsPage:
    """The page for what was recorded. `kept`: ids of options that are already among the person's questions."""
    assessments = evaluate(catalogue(), situation_of(record))
    first = asked_first(assessments)
    order = {fact: place for place, (fact, _count) in enumerate(first)}
    kept = frozenset(kept)
    shown = {a.option: _shown(a, record, order, kept) for a in assessments}
    ordinary = [a for a in assessments if a.option not in AT_ANY_POINT]
    return OptionsPage(
        documented=_grouped(shown[a.option] for a in ordinary if a.verdict is Verdict.SHOWN),
        depends=_grouped(shown[a.option] for a in ordinary if a.verdict is Verdict.DEPENDS),
        other=_grouped(shown[a.option] for a in ordinary if a.verdict is Verdict.OTHER),
        at_any_point=tuple(shown[option] for option in AT_ANY_POINT),
        questions={topic_of(fact): question_for(fact) for fact, _count in first},
        asked_first=_topics(first),
    )


def _topics(first: Sequence[tuple[str, int]]) -> tuple[tuple[str, str, int], ...]:
    """Topic, its plain name and how many options ask for it, the most first."""
    found: dict[str, tuple[str, int]] = {}
    for fact, count in first:
        topic = topic_of(fact)
        name, known = found.get(topic, (fact_name(fact, language()), 0))
        found[topic] = (name, max(count, known))
    return tuple((topic, name, count) for topic, (name, count) in found.items())


def _grouped(options: Iterable[Shown]) -> tuple[Group, ...]:
    by_kind: dict[str, list[Shown]] = {}
    for option in options:
        by_kind.setdefault(option.option.kind, []).append(option)
    groups = [
        Group(kind, kind_name(kind), tuple(sorted(members, key=lambda member: _letters(member.name))))
        for kind, members in by_kind.items()
    ]
    return tuple(sorted(groups, key=lambda group: _letters(group.label)))


def _letters(text: str) -> str:
    """Sort key: letters without accents, so that « É » stands with E."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def _shown(assessment: Assessment, record: Record, order: dict[str, int], kept: frozenset[str]) -> Shown:
    option = catalogue().option(assessment.option)
    drugs = _drugs_of(option)
    now = {c.row.drug_id for line in record.lines if line.is_current(record.today) for c in line.courses}
    missing = sorted(assessment.on, key=lambda fact: order.get(fact, 0))
    return Shown(
        option=option,
        name=option.name.in_language(language()),
        kinds=_kinds(option),
        why=tuple(_why(criterion, record) for criterion in assessment.criteria),
        missing=tuple((topic_of(fact), fact_name(fact, language())) for fact in missing),
        had=_earlier_use(drugs, record),
        having_now=bool(drugs) and all(now & members for members in drugs.values()),
        declined=_is_declined(option, record),
        in_questions=option.id in kept,
    )


def _drugs_of(option: Option) -> dict[str, frozenset[str]]:
    """Each drug or class the option names → the drug ids it can mean, products that contain it included."""
    content = catalogue()
    found = {}
    for name in option.drugs:
        if name.startswith(_CLASS):
            class_id = name.removeprefix(_CLASS)
            ids = {drug.id for drug in content.drugs.values() if drug.class_id == class_id}
        else:
            ids = {name} | {drug.id for drug in content.drugs.values() if name in drug.contains}
        found[name] = frozenset(ids)
    return found


def _kinds(option: Option) -> tuple[str, ...]:
    """The kinds of its drugs, its own kind first: two stripes for a targeted drug with hormone therapy."""
    content = catalogue()
    kinds = [option.kind]
    for name in option.drugs:
        by_class = name.startswith(_CLASS)
        kinds.append(content.classes[name.removeprefix(_CLASS)].kind if by_class else content.kind_of(name))
    return tuple(dict.fromkeys(kind for kind in kinds if kind not in ("local",)))[:2] or (option.kind,)


def _earlier_use(drugs: dict[str, frozenset[str]], record: Record) -> tuple[str, ...]:
    """`letrozole: line 2, March 2024 to May 2025`, for every drug of the option that was had."""
    members = frozenset().union(*drugs.values())
    found: dict[str, list[str]] = {}
    for line in record.lines:
        for course in line.courses:
            if course.row.drug_id in members:
                found.setdefault(course.row.drug_id, []).append(line_and_dates(line))
    names = catalogue().drugs
    return tuple(
        _("%(drug)s: %(lines)s", drug=names[drug].generic.in_language(language()), lines="; ".join(lines))
        for drug, lines in found.items()
    )


def line_name(line: Line) -> str:
    if line.number is not None:
        return _("line %(number)d", number=line.number)
    return str(line.row.setting.label).lower() if line.row.setting else _("a treatment")


def line_and_dates(line: Line) -> str:
    """`line 2, March 2024 to May 2025`."""
    start, end = line.row.started_on, line.row.ended_on
    if start and not line.row.ended:
        return _("%(line)s, since %(start)s", line=line_name(line), start=start.shown())
    if start and end:
        return _("%(line)s, %(start)s to %(end)s", line=line_name(line), start=start.shown(), end=end.shown())
    if start:
        return _("%(line)s, from %(start)s", line=line_name(line), start=start.shown())
    return _("%(line)s, until %(end)s", line=line_name(line), end=end.shown()) if end else line_name(line)


def _is_declined(option: Option, record: Record) -> bool:
    """Whether the person noted a drug, class or kind of this option as not possible or not wanted."""
    declined = set(record.background.declined or ()) if record.background else set()
    names = {name.removeprefix(_CLASS) for name in option.drugs} | {option.kind}
    classes = {catalogue().drugs[name].class_id for name in option.drugs if not name.startswith(_CLASS)}
    return bool(declined & (names | classes))


# --- the record behind a criterion ----------------------------------------------------------------------------


def _why(criterion: Criterion, record: Record) -> Why:
    text = criterion_text(criterion, catalogue(), language())
    return Why(text[:1].upper() + text[1:], _behind(criterion, record), criterion.value)


def _behind(criterion: Criterion, record: Record) -> str:
    """What in the record decided it, in the person's words; an empty text where the fact is not recorded."""
    fact = criterion.fact
    if criterion.fact == "lines":
        return _lines_behind(criterion, record)
    if fact in ("hr", "her2"):
        return receptors_behind(fact, record)
    if fact.startswith("markers."):
        return _marker_behind(fact.removeprefix("markers."), record)
    return _background_behind(fact, record)


def _lines_behind(criterion: Criterion, record: Record) -> str:
    if criterion.lines:
        return _("You recorded: %(what)s", what=listed([line_name(record.lines[i]) for i in criterion.lines]))
    if criterion.value is None:
        return ""
    return _("Not in the treatments you recorded") if record.lines else _("You recorded no treatment so far")


def receptors_behind(fact: str, record: Record) -> str:
    """`Sample from the liver, November 2024`."""
    receptors = record.receptors
    specimens = receptors.hr_from if fact == "hr" else receptors.her2_from
    return "; ".join(sample_name(specimen) for specimen in specimens)


def sample_name(specimen: Specimen) -> str:
    place = specimen.place.label if specimen.place else specimen.origin.label if specimen.origin else None
    day = specimen.taken_on.shown() if specimen.taken_on else _("date not recorded")
    if place is None:
        return _("Sample, %(day)s", day=day)
    return _("Sample: %(place)s, %(day)s", place=place, day=day)


def _marker_behind(marker: str, record: Record) -> str:
    found = markers(record.findings).get(marker)
    if found is None:
        return ""
    tests = [
        _("%(gene)s: %(result)s", gene=row.gene.label, result=row.result.label if row.result else "")
        + (f" ({row.tested_on.shown()})" if row.tested_on else "")
        for row in found[1]
    ]
    return _("You recorded: %(what)s", what="; ".join(tests))


def _background_behind(fact: str, record: Record) -> str:
    background = record.background
    value = getattr(background, BACKGROUND[topic_of(fact)], None) if background else None
    if fact in ("visceral_symptoms", "visceral_crisis") and value is None and background and background.sites:
        return _("You recorded: %(what)s", what=_places(background.sites))
    if value is None:
        return ""
    if isinstance(value, list):
        return _("You recorded: %(what)s", what=_places(value) if topic_of(fact) == "sites" else _declined(value))
    return _("You recorded: %(what)s", what=value.label)


def _places(values: Sequence[str]) -> str:
    return listed([str(Place(value).label) for value in values])


def _declined(values: Sequence[str]) -> str:
    if not values:
        return _("none of these")
    terms = catalogue().terms
    return listed([terms[value].in_language(language()) if value in terms else value for value in values])


def lines_so_far(record: Record) -> str:
    """`5 lines for metastatic cancer`."""
    number = sum(line.number is not None for line in record.lines)
    return ngettext("%(num)d line for metastatic cancer", "%(num)d lines for metastatic cancer", number)
