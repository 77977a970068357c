"""Organizations in the words of a page: how to reach them, when they were last seen, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext as _

from tracker import dates
from tracker.content import catalogue
from tracker.dates import PartialDate
from tracker.i18n import language
from tracker.knowledge.base import Text
from tracker.knowledge.organizations import Organization

PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
REGIONS = tuple(f"CA-{province}" for province in PROVINCES)
Address = Callable[[str], str]
_MOST_TAGS = 2


@dataclass(frozen=True)
class Reach:
    """One way to reach them. `kind`: call, text, mail or page; `shown`: the number, the address or the site."""

    kind: str
    url: str
    shown: str


@dataclass(frozen=True)
class Card:
    """An organization in the reader's language. `state`: what became of it; empty where it is active."""

    id: str
    url: str
    name: str
    summary: str
    tags: list[str]
    reach: list[Reach]
    seen: str
    state: str
    successor: tuple[str, str] | None


def said(text: Text) -> str:
    return text.in_language(language())


def label(group: str, value: str) -> str:
    return said(catalogue().label(group, value))


def name_of(organization_id: str) -> str:
    """The name of an organization; its id where the content no longer has it."""
    found = catalogue().support.organizations.get(organization_id)
    return said(found.name) if found else organization_id


def regions() -> list[tuple[str, str]]:
    """Provinces and territories to choose from, by name."""
    return sorted(((code, label("region", code)) for code in REGIONS), key=lambda each: _sorted_as(each[1]))


def _sorted_as(name: str) -> str:
    """A name as it is sorted: `Île` under i."""
    return name.replace("Î", "I").lower()


def card(each: Organization, address: Address) -> Card:
    successor = catalogue().support.successor_of(each)
    return Card(
        id=each.id,
        url=address(each.id),
        name=said(each.name),
        summary=said(each.summary),
        tags=_tags(each),
        reach=reach(each),
        seen=seen(each),
        state=state(each),
        successor=(said(successor.name), address(successor.id)) if successor else None,
    )


def cards(organizations: Iterable[Organization], address: Address) -> list[Card]:
    return [card(each, address) for each in organizations]


def _tags(each: Organization) -> list[str]:
    """Where, for this disease alone, what for and in which languages: facts in few words."""
    tags = [label("region", region) for region in each.regions[:_MOST_TAGS]]
    if each.mbc_specific:
        tags.append(_("metastatic only"))
    tags += [label("organization_service", service) for service in each.services[:_MOST_TAGS]]
    spoken = [label("organization_language", name) for name in each.languages]
    return [*tags, ", ".join(spoken)] if spoken else tags


def reach(each: Organization) -> list[Reach]:
    """Every way that may be offered, the quickest first."""
    ways = []
    if each.call:
        ways.append(Reach("call", call_url(each.call), each.call))
    if each.text_to:
        ways.append(Reach("text", f"sms:{_digits(each.text_to)}", each.text_to))
    if each.mail:
        ways.append(Reach("mail", f"mailto:{each.mail}", each.mail))
    if each.page:
        ways.append(Reach("page", each.page, host(each.page)))
    return ways


def call_url(number: str) -> str:
    """`514-934-1934 ext. 35297` → `tel:5149341934;ext=35297`."""
    main, _ext, extension = number.partition(" ext. ")
    return f"tel:{_digits(main)}" + (f";ext={extension}" if extension else "")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def host(url: str) -> str:
    """Where a link leads, as one reads it."""
    return urlsplit(url).netloc.removeprefix("www.")


def seen_working(each: Organization) -> str:
    """When it was last seen working, and no more: below a line for a crisis stands no doubt."""
    return _("Last seen working: %(day)s.", day=_day_seen(each))


def _day_seen(each: Organization) -> str:
    return PartialDate(each.last_verified).shown() if each.last_verified else _("not dated")


def seen(each: Organization) -> str:
    day = _day_seen(each)
    if not each.is_active:
        return _("Last seen: %(day)s.", day=day)
    if each.is_old(dates.today()):
        return _("Last seen working: %(day)s. Confirm before you rely on it.", day=day)
    return seen_working(each)


def state(each: Organization) -> str:
    """What became of it, said plainly; empty where it is active."""
    return {
        "active": "",
        "unknown": _("We could not confirm that this still exists."),
        "merged": _("This no longer exists on its own: it became part of another organization."),
        "renamed": _("This has another name today."),
        "closed": _("This has closed."),
    }[each.status]


def kind(each: Organization) -> str:
    return label("organization_kind", each.kind)


def known_facts(each: Organization) -> list[tuple[str, str]]:
    """Name and words of what the content knows about it."""
    said_of = (
        (_("Where"), [label("region", region) for region in each.regions]),
        (_("For whom"), [label("organization_audience", one) for one in each.audience]),
        (_("What for"), [label("organization_service", one) for one in each.services]),
        (_("Languages"), [label("organization_language", one) for one in each.languages]),
        (_("Also called"), list(each.aliases)),
    )
    return [(name, ", ".join(words)) for name, words in said_of if words]


def sources(each: Organization) -> list[tuple[str, str | None, str]]:
    """Where each thing was seen: the site, its address and what; a text the work began with has no address."""
    found = [
        (host(one.url), one.url, one.seen) if "://" in one.url else (_("A text this work began with"), None, one.seen)
        for one in each.sources
    ]
    return list(dict.fromkeys(found))
