"""What a report can be about: an entry of the content, a source, or a page."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.content import catalogue
from tracker.i18n import language
from tracker.knowledge.entries import listed


def name_of(about: str) -> str | None:
    """Its name in the reader's language; None for a reference that names nothing."""
    kind, _colon, name = about.partition(":")
    content, lang = catalogue(), language()
    if entry := listed(content).get(about):
        return entry.name.in_language(lang)
    if kind == "source" and name in content.sources:
        return content.sources[name].title
    return _page(name) if kind == "page" else None


def _page(name: str) -> str | None:
    if page := catalogue().understand.pages.get(name):
        return page.title.in_language(language())
    others = {
        "glossary": _("Words and what they mean"),
        "trials": _("Look for a clinical trial"),
        "sources": _("Sources"),
        "options": _("Options"),
        "support": _("Support"),
    }
    return others.get(name)
