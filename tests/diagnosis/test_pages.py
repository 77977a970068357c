"""Background, samples and gene tests, as a person records them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.factories import inside, make_background, make_finding, make_specimen
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.audit import history_of
from tracker.diagnosis.models import (
    Background,
    Gene,
    GenomicFinding,
    GenomicResult,
    GenomicSource,
    Her2,
    Ihc,
    Menopause,
    Origin,
    Receptor,
    Sex,
    Specimen,
)
from tracker.places import Place, YesNo

ADD = "/diagnosis/specimens/add"


def undo(person: Person, answer: Any) -> Any:
    """Press Undo on the page that follows."""
    page = person.follow(answer)
    found = re.findall(r'action="([^"]*/undo/[^"]+)"', page)
    assert found, "no undo on the page"
    return person.press(unescape(found[-1]))


# --- samples ------------------------------------------------------------------------------------------------------


def test_a_sample_is_recorded(app: Flask, as_owner: Person) -> None:
    answer = as_owner.submit(
        as_owner.url(ADD),
        taken_on="2021-03",
        origin="metastatic",
        place="liver",
        er="low",
        pr="negative",
        her2_ihc="1+",
        note="At the\nhospital",
    )
    page = as_owner.follow(answer)
    assert "Sample saved." in page
    (row,) = rows(app, as_owner.journey, Specimen)
    assert (row.taken_on, row.origin, row.place) == ("2021-03", Origin.METASTATIC, Place.LIVER)
    assert (row.er, row.pr, row.her2_ihc, row.her2_told) == (Receptor.LOW, Receptor.NEGATIVE, Ihc.ONE, None)
    assert row.note == "At the\nhospital"


def test_every_part_may_be_left_out(app: Flask, as_owner: Person) -> None:
    assert as_owner.submit(as_owner.url(ADD)).status_code == 302
    (row,) = rows(app, as_owner.journey, Specimen)
    assert (row.taken_on, row.er, row.note) == (None, None, None)
    assert as_owner.get(as_owner.url("/diagnosis")).status_code == 200


@pytest.mark.parametrize("name", ["er", "pr", "her2_told", "her2_ihc", "her2_ish", "origin"])
def test_i_do_not_know_is_an_answer(app: Flask, as_owner: Person, name: str) -> None:
    assert as_owner.submit(as_owner.url(ADD), {name: "unknown"}).status_code == 302
    assert getattr(rows(app, as_owner.journey, Specimen)[0], name).value == "unknown"


def test_a_sample_is_changed_and_the_rest_stays(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, taken_on="2020", er=Receptor.POSITIVE, note="kept")
    answer = as_owner.submit(as_owner.url(f"/diagnosis/specimens/{specimen_id}"), er="negative")
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, Specimen)
    assert (row.er, row.note, row.taken_on, row.version) == (Receptor.NEGATIVE, "kept", "2020", 2)
    undo(as_owner, answer)
    assert rows(app, as_owner.journey, Specimen)[0].er is Receptor.POSITIVE


def test_saving_without_a_change_makes_no_version(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, taken_on="2020", note="a\nb")
    as_owner.submit(as_owner.url(f"/diagnosis/specimens/{specimen_id}"))
    with inside(app, as_owner.journey):
        assert len(history_of(specimen_id)) == 1


def test_a_sample_is_removed_and_brought_back(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey)
    url = as_owner.url(f"/diagnosis/specimens/{specimen_id}")
    answer = as_owner.press(f"{url}/remove")
    assert rows(app, as_owner.journey, Specimen) == []
    undo(as_owner, answer)
    assert len(rows(app, as_owner.journey, Specimen)) == 1
    as_owner.press(f"{url}/remove")
    assert as_owner.get(url).status_code == 404
    assert as_owner.press(f"{url}/remove").status_code == 404


def test_a_form_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    form = as_owner.form(as_owner.url(ADD))
    first = as_owner.send(as_owner.url(ADD), form, er="positive")
    second = as_owner.send(as_owner.url(ADD), form, er="positive")
    assert first.status_code == second.status_code == 302
    assert len(rows(app, as_owner.journey, Specimen)) == 1


def test_another_page_of_the_form_is_another_sample(app: Flask, as_owner: Person) -> None:
    for _time in range(2):
        as_owner.submit(as_owner.url(ADD), er="positive")
    assert len(rows(app, as_owner.journey, Specimen)) == 2


def test_the_operation_of_another_person_hides_nothing(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    form = as_owner.form(as_owner.url(ADD))
    as_owner.send(as_owner.url(ADD), form)
    answer = as_stranger.press(as_stranger.url(ADD), operation=form.values["operation"], er="low")
    assert answer.status_code == 302
    assert len(rows(app, as_stranger.journey, Specimen)) == 1


def test_both_samples_are_shown_where_they_differ(app: Flask, as_owner: Person) -> None:
    make_specimen(
        app, as_owner.journey, taken_on="2015", origin=Origin.PRIMARY, er=Receptor.POSITIVE, her2_told=Her2.LOW
    )
    make_specimen(
        app,
        as_owner.journey,
        taken_on="2022",
        origin=Origin.METASTATIC,
        place=Place.LIVER,
        er=Receptor.NEGATIVE,
        pr=Receptor.NEGATIVE,
        her2_ihc=Ihc.THREE,
    )
    page = as_owner.get(as_owner.url("/diagnosis")).text
    for words in ("2015", "2022", "HER2 positive", "HER2 low"):
        assert words in page


# --- changed in two places (S27) -----------------------------------------------------------------------------------


def test_changes_of_different_fields_merge_by_themselves(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, note="first")
    url = as_owner.url(f"/diagnosis/specimens/{specimen_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    assert as_owner.send(url, theirs, er="negative").status_code == 302
    assert as_owner.send(url, mine, note="second").status_code == 302
    (row,) = rows(app, as_owner.journey, Specimen)
    assert (row.er, row.note) == (Receptor.NEGATIVE, "second")


def test_the_same_change_in_two_places_is_no_conflict(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, er=Receptor.POSITIVE)
    url = as_owner.url(f"/diagnosis/specimens/{specimen_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, er="negative")
    assert as_owner.send(url, mine, er="negative").status_code == 302


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("choice", "note"),
    [("yours", "mine"), ("theirs", "theirs"), ("both", "theirs\nmine"), (None, "theirs"), ("x", "theirs")],
)
def test_the_same_field_changed_twice_is_asked_about(
    app: Flask, as_owner: Person, choice: str | None, note: str, language: str
) -> None:
    specimen_id = make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, note="first")
    url = as_owner.reads(language).url(f"/diagnosis/specimens/{specimen_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, note="theirs", pr="negative")
    asked = as_owner.send(url, mine, note="mine", er="low")
    assert asked.status_code == 409
    assert "mine" in asked.text
    assert "theirs" in asked.text
    (row,) = rows(app, as_owner.journey, Specimen)
    assert (row.note, row.er) == ("theirs", Receptor.POSITIVE), "nothing is saved before it is chosen"
    answer = as_owner.send(url, form_in(asked.text, url), {"choose-note": choice})
    assert answer.status_code == (302 if choice in ("yours", "theirs", "both") else 409)
    (row,) = rows(app, as_owner.journey, Specimen)
    assert row.note == note
    if answer.status_code == 302:
        assert (row.er, row.pr) == (Receptor.LOW, Receptor.NEGATIVE), "what changed on one side only is kept"


@pytest.mark.parametrize(("choice", "er"), [("yours", Receptor.LOW), ("theirs", Receptor.NEGATIVE), ("both", None)])
def test_an_answer_changed_twice_is_asked_about(app: Flask, as_owner: Person, choice: str, er: Receptor | None) -> None:
    specimen_id = make_specimen(app, as_owner.journey, er=Receptor.POSITIVE, taken_on="2020")
    url = as_owner.url(f"/diagnosis/specimens/{specimen_id}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, er="negative", taken_on="2021")
    asked = as_owner.send(url, mine, er="low", taken_on="2022-05")
    assert asked.status_code == 409
    for words in ("Low positive", "Negative", "2021", "May 2022"):
        assert words in asked.text
    answer = as_owner.send(url, form_in(asked.text, url), {"choose-er": choice, "choose-taken_on": "yours"})
    (row,) = rows(app, as_owner.journey, Specimen)
    if er is None:
        assert answer.status_code == 409, "two answers cannot both stand"
        assert row.er is Receptor.NEGATIVE
    else:
        assert (row.er, row.taken_on) == (er, "2022-05")


def test_what_was_removed_elsewhere_is_not_found(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey)
    url = as_owner.url(f"/diagnosis/specimens/{specimen_id}")
    form = as_owner.form(url)
    as_owner.press(f"{url}/remove")
    assert as_owner.send(url, form, er="low").status_code == 404


# --- gene tests ---------------------------------------------------------------------------------------------------


def test_a_gene_test_is_recorded_changed_and_removed(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/diagnosis/genes/add")
    as_owner.submit(url, gene="PIK3CA", result="found", source="tumour", tested_on="2024", variant="H1047R")
    (row,) = rows(app, as_owner.journey, GenomicFinding)
    assert (row.gene, row.result, row.source, row.variant) == (
        Gene.PIK3CA,
        GenomicResult.FOUND,
        GenomicSource.TUMOUR,
        "H1047R",
    )
    answer = as_owner.submit(as_owner.url(f"/diagnosis/genes/{row.id}"), result="not_found")
    assert rows(app, as_owner.journey, GenomicFinding)[0].result is GenomicResult.NOT_FOUND
    undo(as_owner, answer)
    assert rows(app, as_owner.journey, GenomicFinding)[0].result is GenomicResult.FOUND
    as_owner.press(as_owner.url(f"/diagnosis/genes/{row.id}/remove"))
    assert rows(app, as_owner.journey, GenomicFinding) == []


@pytest.mark.parametrize("gene", list(Gene))
def test_every_gene_can_be_chosen(app: Flask, as_owner: Person, gene: Gene) -> None:
    assert as_owner.submit(as_owner.url("/diagnosis/genes/add"), gene=gene.value).status_code == 302
    assert rows(app, as_owner.journey, GenomicFinding)[0].gene is gene
    assert as_owner.get(as_owner.url("/diagnosis")).status_code == 200


def test_a_gene_test_sent_twice_is_stored_once(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/diagnosis/genes/add")
    form = as_owner.form(url)
    for _time in range(2):
        as_owner.send(url, form, gene="ESR1")
    assert len(rows(app, as_owner.journey, GenomicFinding)) == 1


# --- background ---------------------------------------------------------------------------------------------------


def test_the_background_is_recorded_and_changed(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/diagnosis/background")
    answer = as_owner.submit(
        url,
        breast_cancer_found_on="2015",
        metastatic_found_on="2020-05",
        sites=["bone", "liver"],
        sex="female",
        menopause="post",
        visceral_symptoms="no",
    )
    assert answer.status_code == 302
    (row,) = rows(app, as_owner.journey, Background)
    assert (row.breast_cancer_found_on, row.metastatic_found_on) == ("2015", "2020-05")
    assert (row.sites, row.sex, row.menopause) == (["bone", "liver"], Sex.FEMALE, Menopause.POST)
    as_owner.submit(url, sites=["bone"])
    (row,) = rows(app, as_owner.journey, Background)
    assert (row.sites, row.visceral_symptoms, row.version) == (["bone"], YesNo.NO, 2)


def test_no_site_is_no_answer(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url("/diagnosis/background"), sex="male")
    assert rows(app, as_owner.journey, Background)[0].sites is None


def test_the_background_keeps_what_is_asked_elsewhere(app: Flask, as_owner: Person) -> None:
    make_background(app, as_owner.journey, lines_complete=YesNo.YES, declined=["chemotherapy"])
    as_owner.submit(as_owner.url("/diagnosis/background"), menopause="pre")
    (row,) = rows(app, as_owner.journey, Background)
    assert (row.lines_complete, row.declined, row.menopause) == (YesNo.YES, ["chemotherapy"], Menopause.PRE)


def test_the_background_can_be_recorded_again_after_an_undo(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/diagnosis/background")
    undo(as_owner, as_owner.submit(url, sex="female"))
    assert rows(app, as_owner.journey, Background) == []
    assert as_owner.submit(url, sex="male").status_code == 302
    assert [row.sex for row in rows(app, as_owner.journey, Background)] == [Sex.MALE]


def test_two_first_pages_of_the_background_meet(app: Flask, as_owner: Person) -> None:
    url = as_owner.url("/diagnosis/background")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    assert as_owner.send(url, theirs, sex="female").status_code == 302
    assert as_owner.send(url, mine, menopause="pre").status_code == 302
    (row,) = rows(app, as_owner.journey, Background)
    assert (row.sex, row.menopause) == (Sex.FEMALE, Menopause.PRE)


def test_the_overview_of_an_empty_journey(as_owner: Person) -> None:
    assert as_owner.get(as_owner.url("/diagnosis")).status_code == 200
    assert as_owner.reads("fr").get(as_owner.url("/diagnosis")).status_code == 200


def test_a_finding_is_shown_on_the_overview(app: Flask, as_owner: Person) -> None:
    make_finding(app, as_owner.journey, gene=Gene.ESR1, tested_on="2023-04")
    page = as_owner.get(as_owner.url("/diagnosis")).text
    assert "ESR1" in page
    assert "Found" in page
