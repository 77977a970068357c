"""The list of sources and the page of one, ready to print. Knows no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.content import catalogue, read_in
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.knowledge.entries import Listed, is_reviewed, listed, resting_on
from tracker.knowledge.models import Catalogue, Source, plain

# What rests on a source, by the kind of its reference (tracker/knowledge/entries.py).
USES = {
    "option": _l("Treatment options"),
    "rule": _l("When to call: urgent-care card"),
    "row": _l("What the check-in asks for a treatment"),
    "item": _l("Scores of the check-in"),
    "questions": _l("Questions for a visit"),
    "fact": _l("Facts"),
    "term": _l("Words and what they mean"),
    "statement": _l("Information pages"),
    "finder": _l("Places to look for a trial"),
    "organization": _l("Organizations that help"),
    "moment": _l("Organizations offered on Today"),
    "now": _l("Help now"),
}


@dataclass(frozen=True)
class InList:
    """A source as the list shows it. `lines`: who, published and read when, what rests on it, who checked that."""

    id: str
    url: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SeenPlace:
    """A web page that only organizations rest on. `uses`: each of them, and when it was last seen working."""

    url: str
    site: str
    uses: tuple[tuple[Use, str], ...]


@dataclass(frozen=True)
class Use:
    """One entry that rests on the source. `url`: where it can be read; empty where no page of its own shows it."""

    name: str
    url: str
    checked: bool


def seen_places() -> list[SeenPlace]:
    """The web pages where organizations were seen and that are not in the list of sources; by site."""
    content, lang = catalogue(), language()
    found: dict[str, dict[str, tuple[Use, str]]] = {}
    for each in content.support.organizations.values():
        entry = listed(content)[f"organization:{each.id}"]
        use = Use(each.name.in_language(lang), _url(entry, None), is_reviewed(content, entry.ref))
        day = PartialDate(each.last_verified).shown() if each.last_verified else _("not dated")
        for seen in each.sources:
            if seen.url not in content.sources_by_place:
                found.setdefault(seen.url, {})[each.id] = (use, _("Last seen: %(day)s.", day=day))
    places = [SeenPlace(url, urlsplit(url).netloc.removeprefix("www."), tuple(u.values())) for url, u in found.items()]
    return sorted(places, key=lambda place: (place.site, place.url))


def kinds() -> list[tuple[str, str, int]]:
    """Each kind of source with its words and how many there are."""
    counts = Counter(source.kind for source in catalogue().sources.values())
    label = catalogue().label
    return [(kind, label("source_kind", kind).in_language(language()), number) for kind, number in counts.most_common()]


def in_list(kind: str | None) -> tuple[InList, ...]:
    """The sources of this kind, or all; by publisher and title."""
    return _in_list(catalogue(), kind, language(), request.script_root)


@lru_cache(maxsize=64)
def _in_list(content: Catalogue, kind: str | None, language: str, _root: str) -> tuple[InList, ...]:
    """The same for everyone, so made once for each language (and root of the addresses)."""
    chosen = [source for source in content.sources.values() if kind in (None, source.kind)]
    chosen.sort(key=lambda source: (plain(source.publisher.in_language(language)), plain(source.title)))
    return tuple(_row(source, content, language) for source in chosen)


def _row(source: Source, content: Catalogue, language: str) -> InList:
    entries = resting_on(content)[source.id]
    counts = Counter(entry.kind for entry in entries)
    used = " · ".join(_("%(what)s: %(num)d", what=USES[kind], num=number) for kind, number in counts.items())
    dates = _("Published: %(when)s · read: %(read)s", when=published(source), read=read(source))
    lines = (source.publisher.in_language(language), dates, used, checked_words(entries))
    return InList(source.id, url_for("sources.source", source_id=source.id), source.title, tuple(filter(None, lines)))


def published(source: Source) -> str:
    return PartialDate(source.published).shown() if source.published else _("not dated")


def read(source: Source) -> str:
    """When it was last read; the words for a source of which the day was not noted."""
    return read_in(source.id) or _("the day was not noted")


def checked_words(entries: Sequence[Listed]) -> str:
    """How much of what rests on it a clinician has checked."""
    checked = sum(is_reviewed(catalogue(), entry.ref) for entry in entries)
    if not entries:
        return _("Nothing shown here rests on it")
    if checked == len(entries):
        return _("Checked by a clinician")
    if not checked:
        return _("Not yet checked by a clinician")
    return ngettext(
        "%(checked)d of %(num)d entry checked by a clinician",
        "%(checked)d of %(num)d entries checked by a clinician",
        len(entries),
        checked=checked,
    )


def uses(source_id: str, options_url: str | None) -> list[tuple[str, list[Use]]]:
    """What rests on the source, by kind. `options_url`: the options page of whoever reads, if they have one."""
    content, lang = catalogue(), language()
    found: dict[str, list[Use]] = {}
    for entry in resting_on(content)[source_id]:
        use = Use(entry.name.in_language(lang), _url(entry, options_url), is_reviewed(content, entry.ref))
        found.setdefault(entry.kind, []).append(use)
    return [(str(USES[kind]), rows) for kind, rows in found.items()]


def _url(entry: Listed, options_url: str | None) -> str:
    match entry.kind:
        case "option" if options_url:
            return f"{options_url}#{entry.id}"
        case "term":
            return url_for("understand.glossary", _anchor=entry.id)
        case "statement":
            return url_for("understand.page", page_id=entry.page, _anchor=entry.id.rpartition(".")[2])
        case "finder":
            return url_for("understand.trials", _anchor=entry.id)
        case "organization":
            return url_for("directory.organization", slug=entry.id)
        case "now":
            return url_for("directory.help_now")
    return ""
