"""The check-in as frozen objects: what is asked, of whom, and in which words. Fields are those of `checkin.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StringConstraints, model_validator

from .base import Entry, SourceUse, Text, Words

FieldId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Score = Annotated[StrictInt, Field(ge=0, le=10)]
LOWEST, HIGHEST = 0, 10


class Band(Text):
    """The word for the scores from `lowest` to `highest`, both counted."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    lowest: Score = Field(alias="from")
    highest: Score = Field(alias="to")
    id: FieldId | None = None


class Bands(Entry):
    """`changed_by`: the smallest change worth showing."""

    items: Annotated[tuple[Band, ...], Field(min_length=1)]
    changed_by: Annotated[StrictInt, Field(ge=1, le=10)]
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]
    note: Text


class Item(Entry):
    """One question. A lower score is better, for wellbeing too, as its `direction_note` says.

    `sensitive`: never in a shared view unless the person opens it.
    """

    id: FieldId
    label: Text
    question: Text
    scale: Literal["zero_to_ten", "yes_no"] = "zero_to_ten"
    low_anchor: Text | None = None
    high_anchor: Text | None = None
    direction_note: Text | None = None
    band_words: tuple[Band, ...] = ()
    sensitive: StrictBool = False

    @model_validator(mode="after")
    def _anchors_go_with_a_scale(self) -> Item:
        given = {self.low_anchor is not None, self.high_anchor is not None}
        if given != {self.scale == "zero_to_ten"}:
            raise ValueError("a scale of 0 to 10 has both anchors, a yes or no has none")
        return self


class Measure(Entry):
    """A reading with its unit; `decimals` are kept, and it lies from `lowest` to `highest`."""

    id: FieldId
    label: Text
    question: Text
    unit: Words
    decimals: StrictInt
    lowest: StrictFloat
    highest: StrictFloat
    help: Text | None = None


class General(Entry):
    """Items offered to everybody."""

    items: tuple[str, ...]
    sources: Annotated[tuple[SourceUse, ...], Field(min_length=1)]
    note: Text


class QuickGroup(Text):
    id: FieldId


class QuickEntry(QuickGroup):
    """One thing that may have happened. `first`: in the short list. `asks`: the reading to ask for next."""

    group: str
    first: StrictBool = False
    asks: str | None = None
    sensitive: StrictBool = False


class For(Entry):
    """Whom a row is for: a drug, or every drug of a class."""

    drug: str | None = None
    drug_class: str | None = Field(default=None, alias="class")

    @model_validator(mode="after")
    def _one(self) -> For:
        if (self.drug is None) == (self.drug_class is None):
            raise ValueError("takes one of drug and class")
        return self


class Names(SourceUse):
    """The items that a place in a source names: `items` are extra ones, `core` of the twelve."""

    items: tuple[str, ...] = ()
    core: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _some(self) -> Names:
        if not self.items and not self.core:
            raise ValueError("names no item")
        return self


class Row(Entry):
    """What one drug or class asks for, most frequent first. `watch`: uncommon, but a red flag needs the answer."""

    whom: For = Field(alias="for")
    sources: tuple[Names, ...]
    watch: tuple[Names, ...] = ()

    @model_validator(mode="after")
    def _sourced(self) -> Row:
        if not self.sources and not self.watch:
            raise ValueError("has no source")
        return self


class NoSource(Entry):
    """A drug without a row of its own, and the rows that stand in for it. `reason` is for us."""

    drug: str
    covered_by: tuple[str, ...]
    reason: Words


@dataclass(frozen=True, eq=False)
class CheckIn:
    """`checkin.yaml`, by id and in its order; `rows` by `("drug", id)` or `("class", id)`."""

    version: int
    recall: Text
    core: Mapping[str, Item]
    extra: Mapping[str, Item]
    bands: Bands
    measures: Mapping[str, Measure]
    general: General
    quick_groups: Mapping[str, QuickGroup]
    quick_log: Mapping[str, QuickEntry]
    rows: Mapping[tuple[str, str], Row]
    no_source_found: tuple[NoSource, ...]

    def item(self, item_id: str) -> Item | None:
        """The core or extra item; None for an id that is neither (a person's own symptom)."""
        return self.core.get(item_id) or self.extra.get(item_id)

    def band(self, score: float, item_id: str = "") -> Band | None:
        """The band of a score, in the item's own words where it has some; between two bands the lower one."""
        item = self.item(item_id)
        words = item.band_words if item and item.band_words else self.bands.items
        return next((band for band in reversed(words) if band.lowest <= score <= HIGHEST), None)
