"""Who helps: everything that the first texts name is there, what is gone is offered nowhere, and mistakes are found."""

from __future__ import annotations

from datetime import date

import pytest

from tests.knowledge.conftest import SEED
from tracker.knowledge.check import load, problems
from tracker.knowledge.models import Catalogue, plain

# What the five texts name: by the ending of each text's name, as it is written there.
NAMED = {
    "000_da9d96faca4c86b8.txt": [
        "Saskatchewan Breast Cancer Connect",
        "Willow Metastatic",
        "CBCN",
        "Canadian Cancer Society",
        "LBBC",
        "Metastatic Breast Cancer Network",
        "Advanced Breast Cancer Community",
        "End of Life Care Canada",
        "Quality End-of-life Care Coalition of Canada",
        "Canadian Virtual Hospice",
        "CHPCA",
        "Metastatic Breast Cancer Advocacy Canada",
    ],
    "001_eaeea3944551b906.txt": ["Canadian Cancer Survivor Network", "Breast Cancer Advisory Council"],
    "002_e3bb436612bc6358.txt": [
        "CIBC Run for the Cure",
        "Canadian Cancer Society",
        "CCS",
        "Canadian Breast Cancer Foundation",
        "CBCF",
        "You Are Not Alone",
        "Daffodil Month",
        "Zero Gravity Stage Circus",
        "Kick 4 the Cure",
        "Vida Ensemble",
        "William So",
        "Breastcancer.org",
        "Living Beyond Breast Cancer",
        "Metastatic Breast Cancer Network",
        "Guide for the Newly Diagnosed",
        "National Breast Cancer Foundation",
        "National Cancer Institute",
        "Willow Breast Cancer Support Canada",
    ],
    "003_1d9805d8437280de.txt": [
        "Cleveland Clinic",
        "Anna Craig",
        "A Cancer Journal",
        "My Big Girl Pants",
        "Cancer-battle: Adventures of Mark Richardson",
        "CANCER GIRL SMILES",
        "The Climb",
        "Dancing With Cancer: Living with mets, a new normal",
        "Ithinkiwillgoforawalk",
        "Kate Has Cancer",
        "KILLERK",
        "The Life I Didn’t Expect",
        "Lisa Bonchek Adams – Writings on metastatic breast cancer",
        "Sheila’s blog",
        "STRONG ENOUGH",
        "Team S",
        "Chronic and Advanced Cancer Support",
        "Wellspring",
        "Living Your Best with Advanced, Metastatic, Chronic or Non-curable Cancer",
        "Alberta Health Services",
        "Advanced Cancer Booklet",
        "Support Groups, Living with Metastatic Breast Cancer",
        "How to Manage Your Mental Health With Metastatic Breast Cancer",
        "Novel therapeutic targets for cancer metastasis",
        "Explainable AI for Predicting Mortality Risk in Metastatic Cancer",
        "Exploring the Experiences of Individuals Diagnosed with Metastatic Non-Small-Cell Lung Cancer",
        "Behind the scenes of caregiving in patients with advanced cancer",
        "Living with brain metastasis",
        "Targeting metastatic cancer",
        "Canadian Cancer Statistics 2018",
        "mBC Time",
        "Canadian Breast Cancer Network",
        "Rethink Breast Cancer",
        "Quebec Breast Cancer Foundation",
    ],
    "004_d75340b20b09da64.txt": ["Treatments for stage 4 breast cancer", "Canadian Cancer Society"],
}
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def content() -> Catalogue:
    return load(SEED)


@pytest.mark.parametrize("text", NAMED)
def test_everything_a_first_text_names_has_its_entry(content: Catalogue, text: str) -> None:
    entries = [each for each in content.support.organizations.values() if text in each.in_seeds]
    names = [plain(name) for each in entries for name in (each.name.en, *each.aliases)]
    missing = [name for name in NAMED[text] if not any(plain(name) in known for known in names)]
    assert missing == []


def test_the_first_texts_are_those_of_the_sources(content: Catalogue) -> None:
    assert set(NAMED) == {source.seed_file for source in content.sources.values() if source.seed_file}


def test_what_is_gone_leads_to_what_there_is_today(content: Catalogue) -> None:
    support = content.support
    for each in support.organizations.values():
        if each.status in ("merged", "renamed"):
            assert support.successor_of(each).is_active, each.id
        if not each.is_active:
            assert (each.call, each.text_to, each.mail) == (None, None, None), each.id
        if each.is_gone and each.kind != "story":
            assert each.page is None, each.id


def test_a_number_in_doubt_is_not_offered(content: Catalogue) -> None:
    found = content.support.organizations
    assert found["canadian-breast-cancer-network"].phone == "1-800-685-8820"
    assert found["canadian-breast-cancer-network"].call is None
    assert found["canadian-breast-cancer-network"].mail is None
    assert found["quebec-breast-cancer-foundation"].call is None  # printed in letters that differ by language
    assert found["canadian-cancer-society"].call == "1-888-939-3333"
    assert found["988-suicide-crisis-helpline"].text_to == "9-8-8"


def test_what_was_seen_long_ago_is_listed_to_be_looked_at(content: Catalogue) -> None:
    listed = {each.id for each in content.support.to_look_at(TODAY)}
    assert "ccs-peer-match" in listed  # 2019
    assert "canadian-cancer-society" not in listed  # October 2025
    assert not any(content.support.organizations[one].is_gone for one in listed)


# file | old | new | lines below `old` where the mistake stands | what the message says
PLANTED = [
    ("organizations.yaml", 'phone: "1-888-939-3333"', 'phone: "1 888 939 3333"', 0, "should match pattern"),
    ("organizations.yaml", "  - CA\n", "  - CA-ZZ\n", None, "'CA-ZZ' has no label of region"),
    ("organizations.yaml", "  - helpline\n", "  - telephone\n", None, "'telephone' has no label"),
    ("organizations.yaml", "  successor: canadian-cancer-society", "  successor: nobody", 0, "names no organization"),
    ("organizations.yaml", "  successor: canadian-cancer-society", "  successor: canadian-breast-cancer-foundation", 0,
     "the chain comes back to 'canadian-breast-cancer-foundation'"),
    ("organizations.yaml", "  successor: canadian-cancer-society", "  successor: mbc-time", 0, "which is unknown"),
    ("organizations.yaml", "  successor: canadian-cancer-society", "  successor: null", 0, "merged, but into what?"),
    ("organizations.yaml", "  email_verified: false\n", "", None, "say email_verified, true or false"),
    ("organizations.yaml", "  phone: null", "  phone: null\n  phone_verified: true", 1, "there is no phone"),
    ("organizations.yaml", 'last_verified: "2025-10-05"', 'last_verified: "2025-13"', 0, "month must be in 1..12"),
    ("organizations.yaml", "  - 000_da9d96faca4c86b8.txt", "  - 009.txt", None, "'009.txt' names no seed text"),
    ("organizations.yaml", "  - url: 002_e3bb436612bc6358.txt", "  - url: somewhere", 0, "is no web address"),
    ("organizations.yaml", "  name_fr: Société", "  name_fr: L'ancienne Société", 0, "needs the apostrophe"),
    ("organizations.yaml", "  status: active", "  status: open", 0, "should be 'active'"),
    ("support.yaml", "services: [peer_support], en: Talk", "services: [peers], en: Talk", 0, "'peers' has no label"),
    ("support.yaml", "organization: ccs-peer-match", "organization: nobody", 0, "'nobody' names no organization"),
    ("support.yaml", "organization: ccs-peer-match", "organization: mbc-time", 0, "is unknown and must not be offered"),
    ("support.yaml", "  first: [988-suicide-crisis-helpline]", "  first: [mbc-advocacy-canada]", 0, "is closed"),
    ("support.yaml", "needs:", "wants:", 0, "is not a part of this file"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "below", "message"), PLANTED, ids=lambda value: None)
def test_a_mistake_is_found_in_its_file(seed, file: str, old: str, new: str, below: int | None, message: str) -> None:
    line = seed.plant(file, old, new)
    found = [problem for problem in problems(seed.folder) if message in problem.message]
    assert found, problems(seed.folder)
    assert all(problem.file.endswith(file) for problem in found)
    if below is not None:
        assert line + below in [problem.line for problem in found]
