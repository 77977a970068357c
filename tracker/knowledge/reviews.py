"""`reviews.yaml`: which clinician read which entry as it was, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from .content import Document, Problem
from .entries import Listed
from .models import Catalogue, Reviewed

FILE = "reviews.yaml"


def read(document: Document) -> tuple[Mapping[str, Reviewed], list[Problem]]:
    """The last review of each entry by its reference, and every row that is not one."""
    rows = document.at(("reviews",))
    if not isinstance(rows, list):
        return {}, [document.problem(("reviews",), "must be a list")]
    found: dict[str, Reviewed] = {}
    problems = []
    for index, row in enumerate(rows):
        try:
            review = Reviewed.model_validate(row)
        except ValidationError:
            problems.append(document.problem(("reviews", index), "needs entry, by, on (a day) and digest (16 digits)"))
        else:
            found[review.entry] = review
    return found, problems


def broken(content: Catalogue, document: Document, entries: Mapping[str, Listed]) -> Iterator[Problem]:
    """Reviews of entries that do not exist, and entries that call themselves reviewed without a review."""
    for index, row in enumerate(document.at(("reviews",)) or ()):
        if row["entry"] not in entries:
            yield document.problem(("reviews", index, "entry"), f"{row['entry']!r} names no entry")
    claims = [f"option:{option.id}" for option in content.options.values() if option.reviewed.clinician]
    claims += [f"rule:{rule.id}" for rule in content.red_flags.rules.values() if rule.reviewed.clinician]
    for ref in claims:
        if ref not in content.reviews:
            yield document.problem(("reviews",), f"{ref} says clinician: true, and no review of it stands here")


def add(seed: Path, reviews: list[Reviewed]) -> None:
    """Write the reviews at the end of the file; what stands above stays as it is, comments too."""
    path = seed / FILE
    text = path.read_text(encoding="utf-8")
    head, _, rows = text.partition("reviews:")
    rows = "" if rows.strip() in ("", "[]") else rows.strip("\n") + "\n"
    new = "".join(_row(review) for review in reviews)
    path.write_text(f"{head}reviews:\n{rows}{new}", encoding="utf-8")


def _row(review: Reviewed) -> str:
    values: dict[str, str | date] = review.model_dump()
    return yaml.safe_dump([values], allow_unicode=True, sort_keys=False, width=1000)
