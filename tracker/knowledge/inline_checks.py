"""That what the check-in, the red flags and the question prompts name exists, and that their parts fit together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import checkin, prompts, red_flags, triggers
from .base import SourceUse
from .content import Document, Key, Problem
from .predicates import SITES
from .references import Names
from .sections import Built

if TYPE_CHECKING:
    from .inline import Inline

Wrong = Iterator[tuple[Key, str]]


def broken(
    inline: Inline, entries: Iterable[Built], documents: Mapping[str, Document], names: Names
) -> Iterator[Problem]:
    """Each name that names nothing, and each part that does not fit the others."""
    for built in entries:
        for place, message in (*_sources(built.entry, names), *_of_entry(built.entry, inline, names)):
            where: Key = (*built.key, *place)
            if place[:1] == ("trigger",):
                where = built.document.key_of(str(place[-1]), (*built.key, "trigger"))
            yield built.document.problem(where, message)
    for name, wrong in (
        ("checkin.yaml", _of_checkin(inline.checkin, documents["checkin.yaml"], names)),
        ("red_flags.yaml", _of_red_flags(inline.red_flags, documents["red_flags.yaml"])),
    ):
        yield from (documents[name].problem(place, message) for place, message in wrong)


def _sources(entry: object, names: Names) -> Wrong:
    for field in ("sources", "watch"):
        uses: tuple[SourceUse, ...] = getattr(entry, field, ())
        for index, use in enumerate(uses):
            yield from _missing((field, index, "id"), [use.id], names.sources, "source")
            yield from _missing((field, index, "locator"), [use.locator], names.locators, "locator in fr/terms.yaml")


def _of_entry(entry: object, inline: Inline, names: Names) -> Wrong:
    match entry:
        case checkin.Item():
            yield from _bands(("band_words",), entry.band_words)
        case checkin.QuickEntry():
            yield from _missing(("group",), [entry.group], inline.checkin.quick_groups, "group of quick_groups")
            if entry.asks is not None:
                yield from _missing(("asks",), [entry.asks], inline.checkin.measures, "measure")
        case checkin.Row():
            yield from _of_row(entry, inline.checkin, names)
        case checkin.NoSource():
            yield from _missing(("drug",), [entry.drug], names.drugs, "drug")
            for index, name in enumerate(entry.covered_by):
                by, known = ("class", names.classes) if name.startswith("class:") else ("drug", names.drugs)
                yield from _missing(("covered_by", index), [name.removeprefix("class:")], known, by)
                if (by, name.removeprefix("class:")) not in inline.checkin.rows:
                    yield ("covered_by", index), f"{name!r} has no row in by_treatment"
        case red_flags.RedFlag():
            yield from _of_rule(entry, inline, names)
        case prompts.Prompt():
            yield from _missing(("group",), [entry.group], inline.prompts.groups, "group")
            yield from _missing(("moments",), entry.moments, inline.prompts.moments, "moment")


def _of_row(row: checkin.Row, content: checkin.CheckIn, names: Names) -> Wrong:
    if row.whom.drug:
        yield from _missing(("for",), [row.whom.drug], names.drugs, "drug")
    if row.whom.drug_class:
        yield from _missing(("for",), [row.whom.drug_class], names.classes, "class")
    for field, uses in (("sources", row.sources), ("watch", row.watch)):
        for index, use in enumerate(uses):
            yield from _missing((field, index, "items"), use.items, content.extra, "extra item")
            yield from _missing((field, index, "core"), use.core, content.core, "core item")


def _of_rule(rule: red_flags.RedFlag, inline: Inline, names: Names) -> Wrong:
    whom: Key = ("applies_to",)
    yield from _missing((*whom, "drugs"), rule.applies_to.drugs, names.drugs, "drug")
    yield from _missing((*whom, "classes"), rule.applies_to.classes, names.classes, "class")
    yield from _missing((*whom, "ever_classes"), rule.applies_to.ever_classes, names.classes, "class")
    yield from _missing((*whom, "kinds"), rule.applies_to.kinds, names.kinds, "kind")
    yield from _missing((*whom, "sites"), rule.applies_to.sites, SITES, "site")
    yield from _missing(("level",), [rule.level], inline.red_flags.levels, "level")
    known = {**inline.checkin.core, **inline.checkin.extra}
    for leaf in triggers.leaves(rule.trigger):
        match leaf:
            case triggers.AtLeast() | triggers.Reaches() | triggers.Rises() | triggers.FirstTime():
                scored = [name for name, item in known.items() if item.scale == "zero_to_ten"]
                yield from _missing(("trigger", leaf.item), [leaf.item], scored, "item of 0 to 10")
            case triggers.AnsweredYes():
                asked = [name for name, item in known.items() if item.scale == "yes_no"]
                yield from _missing(("trigger", leaf.item), [leaf.item], asked, "yes_no item")
            case triggers.Quick():
                yield from _missing(
                    ("trigger", leaf.entry), [leaf.entry], inline.checkin.quick_log, "entry of quick_log"
                )
            case triggers.TemperatureAtLeast() | triggers.TemperatureMissing():
                yield from _missing(("trigger",), ["temperature_c"], inline.checkin.measures, "measure")
        if isinstance(leaf, triggers.NEEDS_DRUGS) and not rule.applies_to.names_drugs:
            yield ("trigger",), "asks when a drug was started, but the rule names no drug"


def _of_checkin(content: checkin.CheckIn, document: Document, names: Names) -> Wrong:
    for name in content.core.keys() & content.extra.keys():
        yield ("extra",), f"{name!r} is a core item too"
    for name, item in content.core.items():
        if item.scale != "zero_to_ten":
            yield ("core",), f"{name!r} must be asked from 0 to 10"
    for part, entry in (("bands", content.bands), ("general", content.general)):
        yield from (((part, *place), message) for place, message in _sources(entry, names))
    yield from _bands(("bands", "items"), content.bands.items)
    yield from _missing(("general", "items"), content.general.items, {**content.core, **content.extra}, "item")
    rows = document.at(("by_treatment",))
    for whom, times in Counter(str(row["for"]) for row in rows).items():
        if times > 1:
            yield ("by_treatment",), f"two rows are for {whom}"
    alone = {name for by, name in content.rows if by == "drug"}
    excused = [drug.drug for drug in content.no_source_found]
    for drug in sorted(set(names.drugs) - alone - set(excused)):
        yield ("no_source_found",), f"{drug!r} has no row in by_treatment and is not named here"
    for drug in sorted(alone & set(excused)):
        yield ("no_source_found",), f"{drug!r} has a row in by_treatment"


def _of_red_flags(content: red_flags.RedFlags, document: Document) -> Wrong:
    vocabulary = document.at(("vocabulary",))
    for name in triggers.LEAVES.keys() - set(vocabulary if isinstance(vocabulary, dict) else ()):
        yield ("vocabulary",), f"does not explain {name}"
    gaps = [sorted(re.findall(r"\{\w+\}", text)) for text in (content.say_first.en, content.say_first.fr)]
    if gaps[0] != gaps[1] or set(gaps[0]) != {"{drugs}", "{date}"}:
        yield ("say_first",), "must have the gaps {drugs} and {date} in both languages"


def _bands(place: Key, bands: tuple[checkin.Band, ...]) -> Wrong:
    covered = [score for band in bands for score in range(band.lowest, band.highest + 1)]
    if bands and covered != list(range(checkin.LOWEST, checkin.HIGHEST + 1)):
        yield place, "must name each score from 0 to 10 once, in order"


def _missing(place: Key, given: Iterable[Any], known: Collection[str], what: str) -> Wrong:
    for name in given:
        if name not in known:
            yield place, f"{name!r} has no {what}" if what.startswith("locator") else f"{name!r} names no {what}"
