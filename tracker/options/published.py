"""What the sources say of an option, ready to print: the same for everyone, so made once for each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tracker.content import last_read
from tracker.dates import PartialDate
from tracker.glossary import Pieces, kept, pieces_of
from tracker.i18n import listed
from tracker.knowledge.entries import is_reviewed
from tracker.knowledge.models import Catalogue, Option, Source

_CLASS = "class:"
_DAYS_IN_A_YEAR = 365.25
_NO_BANDS = ("local",)
# Possible at any point, in this order; the heaviest last (docs/look.md).
AT_ANY_POINT = ("palliative-care", "clinical-trials", "test-repeat-receptors", "no-cancer-treatment")
_MOST_NAMED = 3
_DRAWN_BY = "options/_published.html"
_APPROVALS = "moalmanac"  # the list of approvals in which none was found


@dataclass(frozen=True)
class SourceLine:
    """`who`: the publisher, and where in the source. `when`: its date, its age when last read, and when that was."""

    who: str
    when: str
    source_id: str


@dataclass(frozen=True, eq=False)
class Published:
    """One option as published, made once for each language and told apart by identity.

    `who`: the publishers; `marks`: what to know about the sources, in short. `drugs`: for each drug or class the
    option names, the drug ids it can mean; `belongs_to`: those names with their classes and kinds. `replaced_by`: id
    and name. `chemotherapy_alone`: plain chemotherapy, as the oldest sources list it.
    """

    id: str
    name: str
    kind: str
    kinds: tuple[str, ...]
    who: str
    sentence: str
    cautions: str
    sources: tuple[SourceLine, ...]
    marks: tuple[str, ...]
    checked: bool
    replaced_by: tuple[str, str] | None
    drugs: tuple[frozenset[str], ...]
    belongs_to: frozenset[str]
    chemotherapy_alone: bool

    @property
    def is_always_there(self) -> bool:
        return self.id in AT_ANY_POINT


@lru_cache(maxsize=1024)
def published(content: Catalogue, option_id: str, language: str) -> Published:
    """The option in `language`, which must be that of the request."""
    option = content.option(option_id)
    replacement = content.options.get(option.superseded_by or "")
    kinds = _kinds(option, content)
    publishers = dict.fromkeys(content.source(use.id).publisher.in_language(language) for use in option.sources)
    return Published(
        id=option.id,
        name=option.name.in_language(language),
        kind=option.kind,
        kinds=tuple(kind for kind in kinds if kind not in _NO_BANDS)[:2] or (option.kind,),
        who=_who(list(publishers)),
        sentence=option.documented.in_language(language),
        cautions=option.cautions.in_language(language) if option.cautions else "",
        sources=_source_lines(option, content, language),
        marks=_marks(option, content),
        checked=is_reviewed(content, f"option:{option.id}"),
        replaced_by=(replacement.id, replacement.name.in_language(language)) if replacement else None,
        drugs=tuple(_members(name, content) for name in option.drugs),
        belongs_to=_belongs_to(option, content),
        chemotherapy_alone=kinds == ["chemotherapy"]
        and any(content.source(use.id).seed_file for use in option.sources),
    )


@lru_cache(maxsize=1024)
def face(option: Published) -> Markup:
    """Its name and tags as drawn, kept like the rest: rendering them anew would be half the work of the page."""
    return get_template_attribute(_DRAWN_BY, "face")(option)


def words(option: Published) -> Markup:
    """The sentence, the cautions and the sources as drawn; words the page has not explained before can be opened."""
    return kept(_pieces(option))


@lru_cache(maxsize=1024)
def _pieces(option: Published) -> Pieces:
    return pieces_of(get_template_attribute(_DRAWN_BY, "words")(option))


def visceral_crisis(content: Catalogue, language: str) -> tuple[str, SourceLine]:
    """What a visceral crisis is, and who says so."""
    term = content.glossary["visceral crisis"]
    source = content.source(term.source)
    when = PartialDate(source.published).shown() if source.published else _("not dated")
    return term.definition.in_language(language), SourceLine(source.publisher.in_language(language), when, source.id)


def _who(publishers: list[str]) -> str:
    """The publishers by name, at most three: each has its own line below the words."""
    if len(publishers) <= _MOST_NAMED:
        return listed(publishers)
    first, others = ", ".join(publishers[: _MOST_NAMED - 1]), len(publishers) - _MOST_NAMED + 1
    return ngettext("%(first)s and %(num)d other", "%(first)s and %(num)d others", others, first=first)


def _marks(option: Option, content: Catalogue) -> tuple[str, ...]:
    found = []
    if option.status == "seed_only":
        found.append(_("Only an older source says this"))
    if option.availability_in_canada == "no_approval_found":
        state = PartialDate((content.source(_APPROVALS).published or "")[:7]).shown()
        found.append(_("No Health Canada approval was found in our sources (%(month)s).", month=state))
    return tuple(found)


def _source_lines(option: Option, content: Catalogue, language: str) -> tuple[SourceLine, ...]:
    """One line for each source, with every place in it."""
    places: dict[str, dict[str, None]] = {}
    for use in option.sources:
        places.setdefault(use.id, {})[content.locator(use.locator).in_language(language)] = None
    read = PartialDate.of(option.reviewed.on)
    return tuple(
        _source_line(content.source(each), list(where), last_read(content, each) or read, language)
        for each, where in places.items()
    )


def _source_line(source: Source, where: list[str], read_on: PartialDate, language: str) -> SourceLine:
    publisher = source.publisher.in_language(language)
    who = _("%(publisher)s, %(locator)s", publisher=publisher, locator="; ".join(where))
    when = _("not dated")
    if source.published:
        day = PartialDate(source.published)
        when = _("%(date)s, %(age)s", date=day.shown(), age=_age(day, read_on))
    month = PartialDate(read_on[:7]).shown()
    return SourceLine(who, _("%(when)s · read %(month)s", when=when, month=month), source.id)


def _age(day: PartialDate, read_on: PartialDate) -> str:
    """Whole years from publication to the last reading."""
    years = max(int((read_on.first_day - day.last_day).days // _DAYS_IN_A_YEAR), 0)
    if years == 0:
        return _("under a year old when read")
    return ngettext("%(num)d year old when read", "%(num)d years old when read", years)


def _kinds(option: Option, content: Catalogue) -> list[str]:
    """Its own kind first, then those of its drugs: two stripes for a targeted drug with hormone therapy."""
    kinds = [option.kind]
    for name in option.drugs:
        by_class = name.startswith(_CLASS)
        kinds.append(content.classes[name.removeprefix(_CLASS)].kind if by_class else content.kind_of(name))
    return list(dict.fromkeys(kinds))


def _belongs_to(option: Option, content: Catalogue) -> frozenset[str]:
    names = {name.removeprefix(_CLASS) for name in option.drugs}
    classes = {content.drugs[name].class_id for name in names if name in content.drugs}
    return frozenset(names | classes | set(_kinds(option, content)))


def _members(name: str, content: Catalogue) -> frozenset[str]:
    """The drug ids that a drug or class can mean, products that contain it included."""
    if name.startswith(_CLASS):
        class_id = name.removeprefix(_CLASS)
        return frozenset(drug.id for drug in content.drugs.values() if drug.class_id == class_id)
    return frozenset({name}) | {drug.id for drug in content.drugs.values() if name in drug.contains}
