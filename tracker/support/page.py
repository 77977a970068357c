"""The directory as a page: what was chosen, what fits, and what to leave out where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import current_app, request
from flask_babel import gettext as _

from tracker.content import catalogue
from tracker.i18n import language
from tracker.knowledge.organizations import Organization
from tracker.support.directory import LANGUAGES, Chosen, found, looser
from tracker.support.search import Index
from tracker.support.words import REGIONS, Address, cards, label, regions, said

PAGE = 20
Find = Callable[..., str]  # an address of the directory, from the names and values of its query


def index() -> Index:
    return cast(Index, current_app.extensions["support_index"])


def directory(find: Find, address: Address, region: str = "") -> dict[str, Any]:
    """What the template of the directory draws. `region`: the one of the person, where the address names none."""
    support, lang = catalogue().support, language()
    chosen = Chosen.of(request.args, support, REGIONS, region)
    fitting = found(support, index(), chosen, lang)
    shown = PAGE * _page()
    return {
        "chosen": chosen,
        "chips": [
            (label, pressed, find(**other.args())) for label, pressed, other in _chips(chosen, choice_names(chosen))
        ],
        "cards": cards(fitting[:shown], address),
        "is_urgent": index().is_urgent(chosen.typed),
        "number": len(fitting),
        "of": sum(not each.is_gone for each in support.organizations.values()),
        "more": find(**chosen.args(), page=_page() + 1, _anchor=fitting[shown].id) if shown < len(fitting) else None,
        "next": min(PAGE, len(fitting) - shown),
        "looser": [] if fitting else _looser(chosen, find),
        "regions": regions(),
        "needs": [(each.id, said(each)) for each in support.needs.values()],
        "people": [(each.id, said(each)) for each in support.people.values()],
        "languages": [(each, label("organization_language", each)) for each in LANGUAGES],
    }


def every_organization() -> list[Organization]:
    """All that may still exist, in the order of the directory."""
    return found(catalogue().support, index(), Chosen(), language())


def _page() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:3]) < 100 and len(asked) < 3 else 1


def choice_names(chosen: Chosen) -> Mapping[str, str]:
    """Each choice that was made, in words."""
    support = catalogue().support
    words: dict[str, str] = {}
    if chosen.typed:
        words["typed"] = chosen.typed
    if chosen.region:
        words["region"] = label("region", chosen.region)
    if chosen.mbc:
        words["mbc"] = _("Metastatic only")
    if chosen.need:
        words["need"] = said(support.needs[chosen.need])
    if chosen.person:
        words["person"] = said(support.people[chosen.person])
    if chosen.language:
        words["language"] = label("organization_language", chosen.language)
    return words


def _chips(chosen: Chosen, names: Mapping[str, str]) -> list[tuple[str, bool, Chosen]]:
    """What was chosen, each to take away again, then a few choices that many people make."""
    pressed = [(words, True, chosen.without(name)) for name, words in names.items() if name != "typed"]
    offered = (Chosen(mbc=True), Chosen(need="money"), Chosen(need="peers"), Chosen(language="fr"))
    return pressed + [
        (words, False, _with(chosen, each))
        for each in (*offered, Chosen(person="partner"))
        for name, words in choice_names(each).items()
        if name not in names
    ]


def _with(chosen: Chosen, more: Chosen) -> Chosen:
    [name] = more.narrowed
    return Chosen(**{**vars(chosen), name: getattr(more, name)})


def _looser(chosen: Chosen, find: Find) -> list[tuple[str, int, str]]:
    """What to leave out, in words, with how many would be found and where."""
    names = choice_names(chosen)
    return [
        (names.get(name, ""), number, find(**less.args()))
        for name, less, number in looser(catalogue().support, index(), chosen, language())
    ]
