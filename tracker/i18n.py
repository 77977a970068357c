"""Language: Canadian English and Canadian French, chosen by the person, else by their browser."""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _

LANGUAGES = {"en": "en_CA", "fr": "fr_CA"}
_MONTHS = range(1, 13)


class _Catalogues(Domain):
    """The catalogues, the last one used at hand: a page asks for some hundreds of texts, all in one language."""

    _last: tuple[Any, Any] = (None, None)

    def get_translations(self) -> Any:
        locale = get_locale()
        known, translations = self._last
        if locale is None or locale is not known:
            translations = super().get_translations()
            self._last = (locale, translations)
        return translations


class _Babel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _Catalogues(domain=self.domain)


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en_CA")
    _Babel(app, locale_selector=_locale)
    app.context_processor(_for_templates)
    app.add_template_global(months)  # imported macros see globals only


def language() -> str:
    """`en` or `fr`: the language of this page."""
    return str(get_locale() or "en")[:2]


def language_tag() -> str:
    """`en-CA` or `fr-CA`."""
    return LANGUAGES[language()].replace("_", "-")


def keep_language(chosen: str) -> None:
    """Remember the language on this device."""
    session["language"] = chosen


def _locale() -> str:
    if not has_request_context():
        return LANGUAGES["en"]
    chosen = session.get("language")
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(list(LANGUAGES), "en")
    return LANGUAGES[chosen]


def listed(parts: list[str]) -> str:
    """`a, b and c` in the reader's language; an empty text for nothing."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def months() -> list[tuple[str, str]]:
    """`("05", "May")`: the months by name."""
    names = get_locale().months["stand-alone"]["wide"] if get_locale() else {}
    return [(f"{number:02d}", str(names.get(number, number)).capitalize()) for number in _MONTHS]


def _for_templates() -> dict[str, Any]:
    return {"lang": language(), "lang_tag": language_tag(), "listed": listed, "this_year": time.gmtime().tm_year}
