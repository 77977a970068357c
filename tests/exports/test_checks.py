"""The limits of what comes in are never narrower than those of the forms: what was saved must come back."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect
from wtforms.validators import Length

import tracker
from tracker.exports.checks import Unfit, checks_of
from tracker.forms import Form
from tracker.owned import EncryptedTextType, Owned, owned_classes


def forms() -> Iterator[type[Form]]:
    """Every form of every feature."""
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if module.name.endswith(".forms") and module.name != "tracker.forms":
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and issubclass(each, Form) and each.__module__ == module.name:
                    yield each


def longest(field: Any) -> int | None:
    return next((rule.max for rule in field.validators if isinstance(rule, Length)), None)


def test_a_text_as_long_as_its_form_allows_comes_in(plain_app: Flask) -> None:
    tried = set()
    with plain_app.test_request_context():
        for form_class in forms():
            feature = form_class.__module__.split(".")[1]
            for field in form_class(formdata=None):
                for cls in owned_classes():
                    columns = inspect(cls).columns
                    if not cls.__module__.startswith(f"tracker.{feature}.") or field.name not in columns:
                        continue
                    length = longest(field)
                    if length and isinstance(columns[field.name].type, EncryptedTextType):
                        text = "é" * length
                        assert checks_of(cls)[field.name](text) == text, (form_class, field.name)
                        tried.add((cls.__tablename__, field.name))
    assert {
        ("specimen", "note"),
        ("question", "text"),
        ("drug_course", "dose"),
        ("check_in_plan", "clinic_name"),
    } <= tried


@pytest.mark.parametrize("cls", owned_classes(), ids=lambda cls: cls.__tablename__)
def test_every_column_has_a_check_that_refuses_what_has_no_shape(plain_app: Flask, cls: type[Owned]) -> None:
    with plain_app.app_context():
        for name, check in checks_of(cls).items():
            for value in ({"a": {"b": []}}, [[1]], object()):
                with pytest.raises(Unfit):
                    check(value)
            assert name
