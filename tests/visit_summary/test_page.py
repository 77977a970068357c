"""What stands on the page: the facts of the record, in words that judge nothing."""

from __future__ import annotations

from typing import Any

from tests.visit_summary.conftest import Made
from tests.visit_summary.records import (
    TODAY,
    an_ordinary_record,
    check_in,
    day,
    happening,
    line,
    nine_years,
    row,
    summary_of,
    visit,
)
from tracker.appointments.models import Question
from tracker.checkins.models import AnsweredBy
from tracker.dates import PartialDate
from tracker.diagnosis.models import Background, Declined, Gene, GenomicFinding, GenomicResult, Menopause
from tracker.places import YesNo
from tracker.scans.models import Scan, ScanKind, ScanResult
from tracker.treatments.models import DoseChange, DoseChangeKind, EndReason, Setting
from tracker.visit_summary.page import Block, VisitPage


def block(page: VisitPage, key: str) -> Block:
    return next(each for each in page.blocks if each.key == key)


def told(page: VisitPage, key: str) -> list[str]:
    return [f"{said.lead} {said.text}".strip() for said in block(page, key).said]


def changed(page: VisitPage) -> list[tuple[str, ...]]:
    table = block(page, "changes").table
    return list(table.rows) if table else []


def since(page: VisitPage) -> str:
    return "\n".join([*told(page, "changes"), *block(page, "changes").small])


# --- who and what -------------------------------------------------------------------------------------------------


def test_the_head_says_for_what_and_whose(made: Made) -> None:
    record = summary_of(row(Background, name="Madeleine R.", born_on=PartialDate("1964")), visit(-2, time="10:40"))
    page = made(record)
    assert page.occasion == "For Thursday 26 November 2026, 10:40\u202fa.m. · Dr. Osei"
    assert (page.name, page.born, page.made) == ("Madeleine R.", "born 1964", "Written by the person, 24 November 2026")
    without = made(record, appointment="none")
    assert without.occasion == ""


def test_receptors_belong_to_a_sample_and_a_difference_is_said(made: Made) -> None:
    page = made(nine_years())
    assert told(page, "receptors")[0] == "Nov 2024, liver, metastasis: ER positive, PR negative, HER2 low (IHC 1+)"
    assert "First tumour and metastasis differ: PR." in told(page, "receptors")
    assert "Where it is: bone, liver and lung or the lining of the lung" in told(page, "cancer")


def test_what_is_taken_now_with_dose_cycle_and_last_change(made: Made) -> None:
    assert told(made(an_ordinary_record()), "drugs") == [
        "Line 2: Palbociclib + letrozole, February 2026 to now",
        "Palbociclib: 125 mg, 21 of every 28 days, dose reduced, Sep 2026 (low counts)",
    ]


def test_no_dose_and_no_gene_is_cut_away(made: Made) -> None:
    many = line(*(f"study drug number {number}" for number in range(1, 13)), started_on=PartialDate("2026"))
    for number, course in enumerate(many[1:], 1):
        course.dose = f"{number}00 mg twice a day"
    reduced = row(DoseChange, course_id=many[1].id, kind=DoseChangeKind.REDUCED, reason="because " * 60)
    genes = [row(GenomicFinding, gene=gene, result=GenomicResult.FOUND, variant=f"variant {'x' * 40}") for gene in Gene]
    page = made(summary_of(many, reduced, genes))
    head, *drugs = told(page, "drugs")
    assert head.startswith("Line 1: Study drug number 1 + ")
    assert head.endswith(" and 7 more, 2026 to now")
    assert drugs[0].startswith("Study drug number 1: 100 mg twice a day, dose reduced (because")
    assert drugs[0].endswith("…)")
    assert drugs[11] == "Study drug number 12: 1200 mg twice a day"
    (found,) = (each for each in told(page, "cancer") if each.startswith("Found: "))
    whole = found.count("variant")
    assert found.endswith(f" and {len(Gene) - whole} more")
    assert found.count("x" * 40) == whole


def test_nothing_recorded_is_said_and_not_guessed(made: Made) -> None:
    page = made(summary_of())
    assert told(page, "drugs") == ["No treatment is recorded as going on now."]
    assert told(page, "receptors") == ["No sample is recorded."]
    assert told(page, "cancer") == ["Nothing is recorded."]
    assert told(page, "changes") == ["No check-in since 25 Oct 2026."]
    assert told(page, "tests") == ["None recorded since 25 Oct 2026."]


def test_treatment_of_a_first_tumour_that_goes_on_is_taken_now(made: Made) -> None:
    page = made(summary_of(line("letrozole", setting=Setting.ADJUVANT, started_on=PartialDate("2025"))))
    assert told(page, "drugs") == ["Letrozole, 2025 to now; after surgery, for the first tumour"]


def test_each_line_has_its_dates_and_why_it_ended(made: Made) -> None:
    lines = block(made(an_ordinary_record()), "lines").table
    assert lines is not None
    assert [cells[:2] for cells in lines.rows] == [
        ("2. Palbociclib + letrozole", "February 2026 to now"),
        ("1. Text drug", "2024 to January 2026"),
    ]
    assert lines.rows[1][2] == "Side effects"


def test_treatment_of_the_first_tumour_is_a_sentence_and_no_line(made: Made) -> None:
    early = line("tamoxifen", setting=Setting.ADJUVANT, started_on=PartialDate("2015"), end_reason=EndReason.COMPLETED)
    page = made(summary_of(early))
    assert told(page, "lines") == ["For the first tumour: Tamoxifen, From 2015; the end is not recorded"]
    assert block(page, "lines").table is None


# --- since the last visit -----------------------------------------------------------------------------------------


def test_scores_then_and_now_with_direction_and_size(made: Made) -> None:
    page = made(an_ordinary_record())
    assert block(page, "changes").heading == "Since the last visit, 20 October 2026"
    table = block(page, "changes").table
    assert table is not None
    assert table.headings == ("0 to 10, past 7 days", "19 Oct 2026", "22 Nov 2026", "Difference")
    assert changed(page) == [
        ("Tiredness", "4", "6", "2 more"),
        ("Nausea", "4", "2", "2 less"),
        ("New or worse cough", "no", "yes", "changed"),
    ]
    assert "The same: pain 2" in since(page)


def test_a_question_that_was_skipped_is_no_zero(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(31, {"pain": 5, "nausea": 3}), check_in(1, {"pain": 5})))
    assert changed(page) == []
    assert "ausea" not in since(page)


def test_answers_that_did_not_move_are_no_missing_check_in(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(31, {"pain": 0}), check_in(1, {"pain": 0})))
    assert told(page, "changes") == ["No answer changed since 25 Oct 2026."]
    assert "The same: pain 0" in since(page)


def test_a_check_in_with_a_weight_alone_is_a_check_in(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(1, {}, weight_kg=63.5)))
    assert told(page, "changes") == ["No scores in the check-ins since 25 Oct 2026."]
    assert "Weight 63.5 kg" in since(page)


def test_the_first_answer_is_compared_with_nothing(made: Made) -> None:
    assert changed(made(summary_of(visit(30), check_in(1, {"pain": 5})))) == [("Pain", "–", "5", "first answer")]


def test_without_an_answer_before_the_period_the_first_in_it_counts(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(20, {"pain": 2}), check_in(1, {"pain": 5})))
    assert changed(page) == [("Pain", "2", "5", "3 more")]


def test_another_wording_is_not_compared(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(31, {"pain": 2}), check_in(1, {"pain": 5}, instrument_version=2)))
    assert changed(page) == [("Pain", "2", "5", "asked in other words before")]


def test_an_answer_of_the_same_wording_is_the_one_to_compare_with(made: Made) -> None:
    page = made(
        summary_of(
            visit(30),
            check_in(40, {"pain": 9}, instrument_version=2),
            check_in(31, {"pain": 2}),
            check_in(20, {"pain": 8}),
            check_in(9, {"pain": 3}, instrument_version=2),
            check_in(1, {"pain": 5}, instrument_version=2),
        )
    )
    table = block(page, "changes").table
    assert table is not None
    assert table.headings[1:3] == ("15 Oct 2026", "23 Nov 2026")
    assert changed(page) == [("Pain", "9", "5", "4 less")]
    assert told(page, "changes") == ["Pain: 5, moderate; before that 3"]


def test_scores_of_a_spreadsheet_are_counted_and_never_mixed_in(made: Made) -> None:
    kept = {"instrument": "spreadsheet", "recall": "not_said"}
    page = made(
        summary_of(
            visit(30), check_in(31, {"pain": 9}, **kept), check_in(9, {"pain": 9}, **kept), check_in(1, {"pain": 2})
        ),
        full="y",
    )
    assert changed(page) == [("Pain", "–", "2", "first answer")]
    assert told(page, "changes") == ["Pain: 2, mild"]
    assert "1 check-in with other questions than Throughline’s is not compared." in since(page)
    assert page.history[0].table is not None
    assert page.history[0].table.rows[1][1] == "Other questions than Throughline’s: pain 9"
    alone = made(summary_of(visit(30), check_in(9, {"pain": 9}, **kept)))
    assert since(alone) == "1 check-in with other questions than Throughline’s is not compared."


def test_a_high_answer_of_an_earlier_check_in_says_its_day(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(27, {"nausea": 9}), check_in(1, {"pain": 2})))
    assert told(page, "changes") == ["Nausea: 9 (28 Oct 2026), severe", "Pain: 2, mild"]


def test_an_answer_of_another_day_says_its_day(made: Made) -> None:
    record = summary_of(
        visit(30),
        check_in(31, {"pain": 2, "nausea": 1}),
        check_in(9, {"nausea": 4}),
        check_in(1, {"pain": 5, "worry": 1}),
    )
    assert ("Nausea", "1", "4 (15 Nov 2026)", "3 more") in changed(made(record))


def test_the_three_highest_with_the_answers_before_them(made: Made) -> None:
    said = told(made(an_ordinary_record()), "changes")
    assert said == ["Tiredness: 6, moderate; before that 5", "Pain: 2, mild", "Nausea: 2, mild; before that 3"]


def test_wellbeing_is_no_symptom_and_none_is_not_high(made: Made) -> None:
    page = made(summary_of(visit(30), check_in(1, {"wellbeing": 9, "pain": 0, "worry": 1})))
    assert told(page, "changes") == ["Worry: 1, mild"]


def test_weight_what_happened_and_the_latest_words(made: Made) -> None:
    said = since(made(an_ordinary_record()))
    assert "Weight 63.5 kg on 22 Nov 2026 (65 kg on 19 Oct 2026)." in said
    assert "(10 Nov 2026)." in said
    assert "In my own words, 22 Nov 2026: “A hard week.”" in said


def test_scans_and_markers_of_the_period(made: Made) -> None:
    assert told(made(an_ordinary_record()), "tests") == [
        "18 Nov 2026 CT scan: no result yet",
        "21 Nov 2026, CA 15-3: 44 U/mL; before: 31.5 U/mL, 15 Oct 2026",
    ]


def test_the_period_is_what_the_address_says(made: Made) -> None:
    page = made(an_ordinary_record(), since="2026-11-20")
    assert block(page, "changes").heading == "Since 20 November 2026"
    assert changed(page)[0] == ("Tiredness", "5", "6", "1 more")


# --- the person's own ---------------------------------------------------------------------------------------------


def test_what_matters_and_the_open_questions(made: Made) -> None:
    page = made(an_ordinary_record())
    assert block(page, "matters").items == ("Is it the lungs?", "Travel at Christmas.")
    assert block(page, "questions").items == ("What did the scan show?",)
    assert block(page, "questions").room


def test_questions_of_another_visit_wait_for_it(made: Made) -> None:
    soon, later = visit(-2), visit(-40)
    questions = [
        row(Question, text=text, position=at, asked=False, appointment_id=whose)
        for at, (text, whose) in enumerate([("soon", soon.id), ("later", later.id), ("any", None), ("gone", TODAY)])
    ]
    record = summary_of(soon, later, questions)
    assert block(made(record), "questions").items == ("soon", "any", "gone")
    assert block(made(record, appointment=str(later.id)), "questions").items == ("later", "any", "gone")
    assert len(block(made(record, appointment="none"), "questions").items) == 4


def test_a_question_not_asked_at_its_visit_waits_for_the_next(made: Made) -> None:
    over, soon, later = visit(10), visit(-2), visit(-40)
    questions = [
        row(Question, text="never asked", position=0, asked=False, appointment_id=over.id),
        row(Question, text="asked", position=1, asked=True, appointment_id=over.id),
    ]
    record = summary_of(over, soon, later, questions)
    for chosen in (str(soon.id), str(later.id), str(over.id), "none"):
        assert block(made(record, appointment=chosen), "questions").items == ("never asked",), chosen


def test_the_page_is_in_its_own_language(made: Made) -> None:
    page = made(an_ordinary_record(), language="fr")
    assert (page.language, page.title) == ("fr-CA", "Résumé pour le rendez-vous")
    assert ("Fatigue", "4", "6", "2 de plus") in changed(page)
    assert "What did the scan show?" in block(page, "questions").items  # the person's own words stay


def test_only_what_was_chosen_is_on_it(made: Made) -> None:
    page = made(an_ordinary_record(), parts=["drugs", "questions"])
    assert [each.key for each in page.blocks] == ["drugs", "questions"]
    assert page.history == ()


# --- what does not fit --------------------------------------------------------------------------------------------


def test_what_is_left_out_is_counted(made: Made) -> None:
    page = made(nine_years())
    assert block(page, "receptors").small == ("5 more did not fit on this page.",)
    assert block(page, "questions").small == ("7 more did not fit on this page.",)
    assert len(block(page, "questions").items) == 5
    assert block(page, "matters").small == ("4 more did not fit on this page.",)
    assert "more did not fit on this page." in since(page)
    full = made(nine_years(), full="y")
    assert block(full, "questions").small == ("7 more: see the full history.",)


def test_the_earliest_lines_become_one_sentence(made: Made) -> None:
    lines: list[Any] = [
        line(
            "letrozole",
            started_on=PartialDate(f"{2010 + n}"),
            ended_on=PartialDate(f"{2010 + n}"),
            end_reason=EndReason.OTHER,
        )
        for n in range(11)
    ]
    shown = block(made(summary_of(*lines), full="y"), "lines")
    assert shown.table is not None
    assert [cells[0] for cells in shown.table.rows] == [f"{n}. Letrozole" for n in range(11, 4, -1)]
    assert shown.small == ("4 earlier treatments: see the full history.",)


def test_a_long_text_is_cut_between_words_and_says_so(made: Made) -> None:
    record = summary_of(row(Question, text="word " * 100, position=0, asked=False))
    (item,) = block(made(record), "questions").items
    assert item.endswith("word…")
    assert len(item) <= 180


def test_the_full_history_holds_every_row(made: Made) -> None:
    page = made(nine_years(), full="y")
    tables = {each.key: len(each.table.rows) for each in page.history if each.table}
    assert tables == {
        "history-local": 6,
        "history-samples": 8,
        "history-genes": 14,
        "history-scans": 42,
        "history-markers": 60,
        "history-check-ins": 500,
        "history-happened": 40,
        "history-visits": 61,
        "history-questions": 12,
    }
    assert len(page.history[0].said) == 3
    assert len(page.history[1].said) == 9


def test_the_full_history_keeps_every_word_and_who_answered(made: Made) -> None:
    answered = check_in(
        1, {"pain": 3}, note="a\nb", could="walk", could_not="sleep", answered_by=AnsweredBy.PROXY, temperature_c=38.2
    )
    page = made(summary_of(answered, happening(2, note="on the stairs", score=4)), full="y")
    assert page.history[0].table is not None
    assert page.history[0].table.rows == (
        ("23 Nov 2026", "Pain 3, 38.2 °C", "Someone answered for me a\nb I could: walk I could not: sleep"),
    )
    assert "on the stairs" in list(page.texts())


def test_the_full_history_has_what_the_page_has_no_room_for(made: Made) -> None:
    about = row(
        Background, menopause=Menopause.POST, visceral_crisis=YesNo.NO, declined=[Declined.CHEMOTHERAPY], sites=[]
    )
    whole = line("palbociclib", started_on=PartialDate("2025"), end_reason=EndReason.OTHER, in_trial=YesNo.YES)
    whole[1].cycle_days, whole[1].cycle_days_on, whole[1].cycle_from = 28, 21, PartialDate("2025-02-03")
    scan = row(Scan, taken_on=day(9), kind=ScanKind.CT, result=ScanResult.STABLE, line_id=whole[0].id)
    page = made(summary_of(about, whole, scan, visit(9, time="10:40")), full="y")
    found = {each.key.removeprefix("history-"): each for each in page.history}
    assert [(said.lead, said.text) for said in found["about"].said] == [
        ("Menopause:", str(Menopause.POST.label)),
        ("The team spoke of a visceral crisis or very fast growth:", "No"),
        ("Not possible or not wanted:", str(Declined.CHEMOTHERAPY.label)),
    ]
    (treatment,) = found["lines"].said
    assert "21 of every 28 days" in treatment.text
    assert "3 February 2025" in treatment.text
    assert "trial: Yes" in treatment.text
    assert found["scans"].table is not None
    assert found["scans"].table.rows[0][2] == f"{ScanResult.STABLE.label}\nTreatment: 1. Palbociclib"
    assert found["visits"].table is not None
    assert found["visits"].table.rows[0][0] == "15 Nov 2026, 10:40\u202fa.m."


def test_an_appointment_with_a_partial_day_makes_no_day_up(made: Made) -> None:
    assert made(summary_of(visit(0, day=PartialDate("2026-12")))).occasion == "For December 2026 · Dr. Osei"


def test_a_last_visit_known_to_the_month_gets_no_day(made: Made) -> None:
    page = made(
        summary_of(
            visit(0, day=PartialDate("2026-10")),
            check_in(30, {"pain": 2}),
            check_in(20, {"pain": 3}),
            check_in(1, {"pain": 5}),
        )
    )
    assert block(page, "changes").heading == "Since the last visit, October 2026"
    assert changed(page) == [("Pain", "2", "5", "3 more")]


def test_a_visit_that_may_not_have_been_yet_is_not_the_last(made: Made) -> None:
    page = made(summary_of(visit(0, day=PartialDate("2026-11")), visit(60)))
    assert block(page, "changes").heading == f"Since the last visit, {day(60).shown()}"
    assert block(made(summary_of(visit(0, day=PartialDate("2026-11")))), "changes").heading == "Since 25 October 2026"


def test_the_day_given_counts_whatever_the_record_holds_of_the_future(made: Made) -> None:
    page = made(summary_of(visit(-3), visit(-60)))
    assert day(-3).shown() in page.occasion
