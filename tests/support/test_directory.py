"""The filters: each combination answers, and what is gone is never offered."""

from __future__ import annotations

from itertools import product

import pytest

from tests.knowledge.conftest import SEED
from tracker.knowledge.check import load
from tracker.knowledge.organizations import Support
from tracker.support.directory import LANGUAGES, Chosen, found, looser, speaks
from tracker.support.search import Index
from tracker.support.words import REGIONS


@pytest.fixture(scope="module")
def known() -> tuple[Support, Index]:
    content = load(SEED)
    return content.support, Index(content.support, content.labels)


def test_every_combination_answers(known: tuple[Support, Index]) -> None:
    support, index = known
    several = [["", *names] for names in (REGIONS, support.people, support.needs, LANGUAGES)]
    for region, person, need, language in product(*several):
        for mbc in (False, True):
            chosen = Chosen(region=region, person=person, need=need, language=language, mbc=mbc)
            fitting = found(support, index, chosen, "en")
            assert not any(each.is_gone for each in fitting), chosen
            assert all(each.mbc_specific for each in fitting) or not mbc
            if not fitting:
                ways = list(looser(support, index, chosen, "en"))
                assert ways, chosen
                assert all(number for _name, _less, number in ways), chosen


def test_a_province_keeps_what_is_of_use_there(known: tuple[Support, Index]) -> None:
    support, index = known
    ids = [each.id for each in found(support, index, Chosen(region="CA-ON"), "en")]
    assert {"trillium-drug-program", "canadian-cancer-society", "abc-global-alliance"} <= set(ids)
    assert not {"hope-and-cope", "cleveland-clinic"} & set(ids)
    assert ids.index("trillium-drug-program") < ids.index("canadian-cancer-society")  # what is near comes first


def test_languages(known: tuple[Support, Index]) -> None:
    support, index = known
    for language in LANGUAGES:
        fitting = found(support, index, Chosen(language=language), "fr")
        assert fitting
        assert all(speaks(each, language) for each in fitting)


def test_what_is_gone_is_found_by_its_name_alone(known: tuple[Support, Index]) -> None:
    support, index = known
    assert [each.id for each in found(support, index, Chosen(typed="Willow"), "en")] == [
        "willow-breast-cancer-support-canada"
    ]
    assert "willow-breast-cancer-support-canada" not in [each.id for each in found(support, index, Chosen(), "en")]


def test_active_ones_come_first(known: tuple[Support, Index]) -> None:
    support, index = known
    states = [each.is_active for each in found(support, index, Chosen(), "en")]
    assert states == sorted(states, reverse=True)


def test_what_is_not_to_choose_counts_as_not_chosen(known: tuple[Support, Index]) -> None:
    support, _index = known
    given = {"region": "CA-XX", "person": "nobody", "need": "'", "language": "de", "mbc": "yes", "q": "  x " * 99}
    chosen = Chosen.of(given, support, REGIONS, "CA-QC")
    assert (chosen.region, chosen.person, chosen.need, chosen.language, chosen.mbc) == ("", "", "", "", False)
    assert len(chosen.typed) <= 100
    assert Chosen.of({}, support, REGIONS, "CA-QC").region == "CA-QC"
    assert Chosen.of({"region": ""}, support, REGIONS, "CA-QC").region == ""
