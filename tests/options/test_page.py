"""The options page: what stands where, in which words, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from tests.factories import make_background, make_finding, make_line, make_specimen
from tests.people import Person
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background, Her2, Ihc, Menopause, Origin, Receptor, Sex, Specimen
from tracker.knowledge.models import Catalogue
from tracker.options.page import OptionsPage, Shown, letters, options_page, question_about_lines
from tracker.options.published import AT_ANY_POINT
from tracker.options.record import Record
from tracker.options.recorded import line_and_dates
from tracker.places import Place, YesNo
from tracker.treatments.lines import lines_of
from tracker.treatments.models import DrugCourse, EndReason, LineOfTherapy, Setting

TODAY = date(2026, 11, 24)
NEVER = {
    "en": r"\b(recommend\w*|eligible|fail\w*|best|next step|too late|incomplete|your options|last option)\b",
    "fr": r"\b(recommandé\w*|admissibles?|échec|idéale?|incomplet|vos options|prochaine étape)\b",
}


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def in_language(catalogue: Catalogue) -> Iterator[Callable[[str], None]]:
    """Work in a request in this language, over the catalogue alone."""
    contexts = []

    def enter(chosen: str) -> None:
        app = Flask(__name__)
        Babel(app, locale_selector=lambda: f"{chosen}_CA")
        app.extensions["catalogue"] = catalogue
        contexts.append(app.test_request_context())
        contexts[-1].push()

    yield enter
    for context in contexts:
        context.pop()


@pytest.fixture
def in_english(in_language: Callable[[str], None]) -> None:
    in_language("en")


def day(text: str) -> PartialDate:
    return PartialDate(text)


def line(*drugs: str, **values: Any) -> tuple[LineOfTherapy, list[DrugCourse]]:
    row = LineOfTherapy(**{"setting": Setting.METASTATIC, "ended": False} | values)
    return row, [DrugCourse(line_id=row.id, drug_id=drug, position=place) for place, drug in enumerate(drugs)]


def record(*lines: Any, specimens: Any = (), **background: Any) -> Record:
    rows, courses = [row for row, _ in lines], [course for _, own in lines for course in own]
    kinds = {"letrozole": "endocrine", "capecitabine": "chemotherapy"}
    ordered = lines_of(rows, courses, [], kinds.get, TODAY)
    return Record(Background(**background) if background else None, list(specimens), [], ordered, TODAY)


def hormone_positive(*lines: Any, **background: Any) -> Record:
    sample = Specimen(
        taken_on=day("2024-11"),
        origin=Origin.METASTATIC,
        place=Place.LIVER,
        er=Receptor.POSITIVE,
        her2_told=Her2.NEGATIVE,
    )
    known = {
        "sex": Sex.FEMALE,
        "menopause": Menopause.POST,
        "sites": ["bone"],
        "lines_complete": YesNo.YES,
        "declined": [],
    }
    return record(*lines, specimens=[sample], **known | background)


def every(page: OptionsPage) -> dict[str, Shown]:
    groups = (*page.documented, *page.depends, *page.other)
    return {option.id: option for group in groups for option in group.options} | {o.id: o for o in page.at_any_point}


def ids(groups: Any) -> set[str]:
    return {option.id for group in groups for option in group.options}


# --- parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("known", [record(), hormone_positive()], ids=["nothing recorded", "much recorded"])
def test_every_option_stands_once(catalogue, known):
    page = options_page(known, [])
    groups = (*page.documented, *page.depends, *page.other)
    found = [option.id for group in groups for option in group.options] + [o.id for o in page.at_any_point]
    assert sorted(found) == sorted(catalogue.options)


@pytest.mark.usefixtures("in_english")
def test_nothing_recorded_leaves_what_is_possible_at_any_point():
    page = options_page(record(), [])
    assert not page.documented
    assert tuple(option.id for option in page.at_any_point) == AT_ANY_POINT
    assert AT_ANY_POINT[-1] == "no-cancer-treatment"
    assert "no-cancer-treatment" not in [option.id for option in page.always_possible]


@pytest.mark.usefixtures("in_english")
def test_a_reason_is_the_condition_and_the_record_behind_it():
    option = every(options_page(hormone_positive(), []))["letrozole-postmenopausal"]
    reasons = {why.text: (why.met, why.record) for why in option.why}
    assert reasons["Described for hormone receptor-positive cancer"] == (True, "Sample: liver, November 2024")
    assert reasons["Described for after menopause"] == (True, "You recorded: After menopause")
    assert reasons["Described for cancer that causes no symptoms in an internal organ"] == (True, "You recorded: Bone")
    assert (True, "You recorded no treatment so far") in reasons.values()


@pytest.mark.usefixtures("in_english")
def test_for_other_situations_there_is_a_reason_that_is_not_met():
    page = options_page(hormone_positive(menopause=Menopause.PRE), [])
    option = every(page)["letrozole-postmenopausal"]
    assert option.id in ids(page.other)
    assert [(why.text, why.record) for why in option.why] == [
        ("Described for after menopause", "You recorded: Before menopause")
    ]
    assert all(option.why for group in page.other for option in group.options)


@pytest.mark.usefixtures("in_english")
def test_the_question_most_options_wait_for_comes_first():
    page = options_page(record(), [])
    order = list(page.questions)
    for group in page.depends:
        for option in group.options:
            asked = [order.index(topic) for topic in option.topics if topic != "lines"]
            assert asked == sorted(asked)
            assert option.depends_on
    assert len(page.asked_first) == 3
    assert "lines" not in page.questions  # asked once, at the head of the page


@pytest.mark.usefixtures("in_english")
def test_a_missing_test_is_named_and_may_not_be_needed():
    option = every(options_page(hormone_positive(line("letrozole", ended=True)), []))["elacestrant"]
    assert "your ESR1 test result" in option.depends_on
    assert option.asks_for_a_test


def test_groups_and_options_are_in_the_order_of_the_alphabet(in_language, language):
    in_language(language)
    for known in (record(), hormone_positive()):
        page = options_page(known, [])
        for part in (page.documented, page.depends, page.other):
            labels = [letters(group.label) for group in part]
            assert labels == sorted(labels)
            for group in part:
                names = [letters(option.name) for option in group.options]
                assert names == sorted(names)


# --- the person's own record beside an option ----------------------------------------------------------------------


@pytest.mark.usefixtures("in_english")
def test_earlier_use_is_said_with_its_line_and_dates():
    first = line("capecitabine", started_on=day("2023"), ended=True, ended_on=day("2024-02"))
    second = line("letrozole", started_on=day("2024-03"), ended=True, ended_on=day("2025-05"))
    option = every(options_page(hormone_positive(first, second), []))["letrozole-postmenopausal"]
    assert option.had == ("letrozole: line 2, March 2024 to May 2025",)
    assert not option.having_now


@pytest.mark.usefixtures("in_english")
def test_present_treatment_is_said_and_stays_where_it_stands():
    page = options_page(hormone_positive(line("letrozole", started_on=day("2026-05"))), [])
    option = every(page)["letrozole-postmenopausal"]
    assert option.having_now
    assert option.having == ("letrozole: line 1, since May 2026",)
    assert option.had == ()
    assert option.id in ids(page.documented)


@pytest.mark.usefixtures("in_english")
def test_part_of_a_combination_is_not_the_combination():
    page = options_page(hormone_positive(line("letrozole", started_on=day("2026-05"))), [])
    both = every(page)["palbociclib-ai"]
    assert both.having == ("letrozole: line 1, since May 2026",)
    assert not both.having_now


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("declined", "option", "marked"),
    [
        ("aromatase-inhibitor", "letrozole-postmenopausal", True),
        ("endocrine", "letrozole-postmenopausal", True),
        ("chemotherapy", "chemo-capecitabine", True),
        ("chemotherapy", "letrozole-postmenopausal", False),
    ],
)
def test_what_was_declined_is_marked_and_never_hidden(declined, option, marked):
    assert every(options_page(hormone_positive(declined=[declined]), []))[option].declined is marked


@pytest.mark.usefixtures("in_english")
def test_what_is_kept_as_a_question_is_marked():
    found = every(options_page(record(), ["elacestrant"]))
    assert [option.id for option in found.values() if option.in_questions] == ["elacestrant"]


@pytest.mark.usefixtures("in_english")
def test_chemotherapy_alone_is_explained_only_where_her2_is_positive():
    positive = record(specimens=[Specimen(er=Receptor.NEGATIVE, pr=Receptor.NEGATIVE, her2_told=Her2.POSITIVE)])
    assert every(options_page(positive, []))["chemo-paclitaxel"].chemotherapy_alone
    assert not any(option.chemotherapy_alone for option in every(options_page(hormone_positive(), [])).values())


@pytest.mark.usefixtures("in_english")
def test_the_lines_are_asked_about_until_the_answer_is_yes_or_no():
    some = line("letrozole")
    for open_answer in (None, YesNo.UNKNOWN):
        question = question_about_lines(hormone_positive(some, lines_complete=open_answer))
        assert question is not None
        assert question.title == "Are these all the cancer drugs you have had?"
    for answer in (YesNo.YES, YesNo.NO):
        assert question_about_lines(hormone_positive(some, lines_complete=answer)) is None
    assert "none so far" in question_about_lines(record()).title


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"started_on": day("2024-03")}, "line 1, since March 2024"),
        ({"started_on": day("2024"), "ended": True}, "line 1, from 2024"),
        ({"ended": True, "ended_on": day("2025-05-02")}, "line 1, until 2 May 2025"),
        ({}, "line 1"),
        ({"setting": Setting.UNKNOWN}, "a treatment"),
        ({"setting": Setting.ADJUVANT}, "after surgery, for the first tumour"),
    ],
)
def test_a_line_is_named_as_well_as_it_is_known(values, words):
    assert line_and_dates(record(line("letrozole", **values)).lines[0]) == words


# --- published words -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_english")
def test_each_source_has_one_line_with_its_date_and_age(catalogue):
    for shown in every(options_page(record(), [])).values():
        option = catalogue.option(shown.id)
        assert len(shown.published.sources) == len({use.id for use in option.sources})
        for source in shown.published.sources:
            assert source.when == "not dated · read November 2026" or "old when read · read" in source.when


@pytest.mark.usefixtures("in_english")
def test_marks_and_replacement_come_from_the_content(catalogue):
    found = every(options_page(record(), []))
    for option in catalogue.options.values():
        marks = found[option.id].published.marks
        assert ("Only an older source says this" in marks) is (option.status == "seed_only")
        assert any("May 2026" in mark for mark in marks) is (option.availability_in_canada == "no_approval_found")
        assert found[option.id].published.checked is option.reviewed.clinician
        replaced = found[option.id].published.replaced_by
        assert (replaced[0] if replaced else None) == option.superseded_by


# --- the page itself -----------------------------------------------------------------------------------------------


def without_published(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"<[^>]+>", " ", re.sub(r'<div class="printed">.*?</div>', " ", main, flags=re.DOTALL))


def test_the_page_neither_advises_nor_frightens(as_owner: Person, app: Flask, language: str) -> None:
    journey = as_owner.journey
    make_background(app, journey, menopause=Menopause.PRE, sites=["liver"], declined=["chemotherapy"])
    make_specimen(app, journey, er=Receptor.POSITIVE, her2_told=Her2.POSITIVE)
    make_finding(app, journey)
    ended = {"ended": True, "end_reason": EndReason.PROGRESSION, "ended_on": day("2025-05")}
    make_line(app, journey, "letrozole", started_on=day("2024-03"), **ended)
    html = as_owner.reads(language).get(as_owner.url("/options")).text
    assert re.findall(NEVER[language], without_published(html), flags=re.IGNORECASE) == []
    assert "%(" not in re.sub(r'data-[a-z-]+="[^"]*"', "", html)  # a script fills the gaps of its texts
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))


def test_the_page_works_with_nothing_recorded(as_owner: Person) -> None:
    html = as_owner.get(as_owner.url("/options")).text
    assert "We found no treatment in our sources that matches what is recorded." in html
    assert 'href="#clinical-trials"' in html
    assert "No safety check was made." in html


def test_an_answer_is_taken_and_leads_back_to_its_place(as_owner: Person) -> None:
    url = as_owner.url("/options/answer/markers.PIK3CA")
    sent = as_owner.press(url, result="found", back="alpelisib-fulvestrant")
    assert sent.location.endswith("/options#alpelisib-fulvestrant")
    assert "PIK3CA: found" in as_owner.follow(sent)


@pytest.mark.parametrize("back", ["", "nonsense", "//evil.example", "<b>"])
def test_an_unknown_place_leads_back_to_what_was_recorded(as_owner: Person, back: str) -> None:
    sent = as_owner.press(as_owner.url("/options/answer/menopause"), menopause="post", back=back)
    assert sent.location.endswith("/options#recorded")


def test_an_answer_shows_what_was_answered_before(as_owner: Person, app: Flask) -> None:
    make_background(app, as_owner.journey, menopause=Menopause.PERI)
    form = as_owner.form(as_owner.url("/options/answer/menopause"))
    assert form.values["menopause"] == "peri"


def test_an_answer_that_is_not_on_the_form_changes_nothing(as_owner: Person) -> None:
    sent = as_owner.press(as_owner.url("/options/answer/menopause"), menopause="bogus")
    assert sent.status_code == 422
    assert 'role="alert"' in sent.text
    assert as_owner.press(as_owner.url("/options/answer/her2"), her2_told="bogus").status_code == 400
    assert as_owner.get(as_owner.url("/options/answer/markers.NOPE")).status_code == 404
    assert as_owner.get(as_owner.url("/options/answer/nope")).status_code == 404


def test_an_option_is_kept_as_a_question_once(as_owner: Person) -> None:
    url = as_owner.url("/options/elacestrant/question")
    first = as_owner.follow(as_owner.press(url))
    assert "In your questions" in first
    assert "already among your questions" in as_owner.follow(as_owner.press(url))


def test_two_buttons_of_one_page_are_two_acts(as_owner: Person) -> None:
    """After going back, the page is as it was: its buttons must not share the guard against double taps."""
    html = as_owner.get(as_owner.url("/options")).text
    operations = re.findall(r'name="operation" value="([^"]+)"', html)
    assert len(operations) > 90
    assert len(set(operations)) == len(operations)


def test_a_sample_that_leaves_her2_open_is_completed_not_doubled(app: Flask, as_owner: Person) -> None:
    specimen_id = make_specimen(app, as_owner.journey, taken_on=day("2024-05"), her2_ihc=Ihc.TWO)
    answer = as_owner.press(as_owner.url("/options/answer/her2"), her2_told="low")
    assert answer.status_code == 302
    assert str(specimen_id) in answer.location
