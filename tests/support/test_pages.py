"""Finding support, with and without a journey; what is saved of it; what Today offers."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.databases import Embedded
from tests.diagnosis.test_pages import undo
from tests.factories import (
    make_appointment,
    make_check_in,
    make_line,
    make_saved_organization,
    make_share,
    make_support_plan,
)
from tests.people import Person, form_in
from tests.test_forms import rows
from tracker.access import Scope
from tracker.dates import PartialDate, today
from tracker.knowledge.models import Catalogue
from tracker.support.models import SavedOrganization, SupportPlan
from tracker.support.words import call_url
from tracker.treatments.models import EndReason, Setting

CCS = "canadian-cancer-society"
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])
LEADING = re.compile(r'href="((?:tel|sms|mailto|https?):[^"]*)"')
LOOKS_LIKE_A_NUMBER = re.compile(r"\b(?:1-)?\d{3}[-. ]\d{3}[-. ]\d{4}\b")


def ago(days: int) -> PartialDate:
    return PartialDate.of(today() - timedelta(days=days))


# --- the directory, for anyone ------------------------------------------------------------------------------------


@LANGUAGES
def test_no_page_shows_a_number_or_an_address_that_is_not_in_the_content(as_visitor: Person, language: str) -> None:
    as_visitor.reads(language)
    content = as_visitor.client.application.extensions["catalogue"]
    entries = content.support.organizations.values()
    pages = ["/support", "/help-now", f"/offline/support/{language}", f"/offline/{language}", "/support?q=Willow"]
    for page in [*pages, *(f"/support/{each.id}" for each in entries)]:
        answer = as_visitor.get(page)
        assert answer.status_code == 200, page
        assert foreign_in(answer.text, content) == set(), page


def foreign_in(page: str, content: Catalogue, own: Collection[str] = ()) -> set[str]:
    """Numbers and addresses on the page that are not in the content. `own`: numbers that the person wrote down."""
    entries = content.support.organizations.values()
    numbers = {each.call for each in entries if each.call} | {content.red_flags.levels["emergency"].number, *own}
    allowed = {call_url(number) for number in numbers if number}
    allowed |= {f"sms:{re.sub(r'[^0-9]', '', each.text_to)}" for each in entries if each.text_to}
    allowed |= {f"mailto:{each.mail}" for each in entries if each.mail}
    allowed |= {url for each in entries for url in (each.page, *(seen.url for seen in each.sources)) if url}
    allowed |= {url for each in content.sources.values() if (url := each.url)}
    allowed |= {finder.url for finder in content.understand.trial_finders.values()}
    leading = {unescape(address) for address in LEADING.findall(page)} - allowed
    shown = set(LOOKS_LIKE_A_NUMBER.findall(page))
    return leading | {number for number in shown if not any(number in known for known in numbers if known)}


@LANGUAGES
def test_no_page_of_a_journey_does_either(embedded: Embedded, language: str) -> None:
    """Every page that a link leads to in the made-up journey, with an urgent answer and the clinic's own number."""
    app, person = embedded.app, Person(embedded.app.test_client()).reads(language)
    first = urlsplit(person.press("/made-up").location).path
    own = "613-555-0188"
    person.submit(f"{first}/check-ins/plan", clinic_day_number=own)
    waiting = [person.submit(f"{first}/happened", kind="fever_chills").location, f"{first}/today"]
    seen: set[str] = set()
    while waiting:
        address = urlsplit(waiting.pop())
        path = address.path
        if path in seen or not path.startswith((first, "/support", "/understand", "/sources", "/help-now", "/menu")):
            continue
        seen.add(path)
        answer = person.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            assert foreign_in(answer.text, app.extensions["catalogue"], {own}) == set(), path
            waiting += re.findall(r'<a [^>]*href="(/[^"]*)"', answer.text)
    assert len(seen) > 300
    assert any(path.endswith("/after") for path in seen), "the urgent card"


@LANGUAGES
def test_each_entry_says_when_it_was_seen_and_what_became_of_it(as_visitor: Person, language: str) -> None:
    as_visitor.reads(language)
    found = as_visitor.client.application.extensions["catalogue"].support.organizations
    seen = {"en": "Last seen", "fr": "Vu "}[language]
    for each in found.values():
        page = as_visitor.get(f"/support/{each.id}").text
        assert seen in page, each.id
        if each.successor:
            assert f'href="/support/{each.successor}"' in page
    gone = as_visitor.get("/support/mbc-advocacy-canada").text
    assert {"en": "This has closed.", "fr": "Cet organisme a fermé."}[language] in gone
    assert "mbcac.ca" not in gone.split("sources")[0]


def test_filters_and_search_stand_in_the_address(as_visitor: Person) -> None:
    page = as_visitor.get("/support?q=argent&region=CA-ON&mbc=n").text
    assert 'id="trillium-drug-program"' in page
    assert 'value="argent"' in page
    assert '<option value="CA-ON" selected>' in page
    assert 'aria-current="true"' in page


def test_an_empty_list_says_what_to_leave_out(as_visitor: Person) -> None:
    page = as_visitor.get("/support?region=CA-NU&need=money&mbc=y").text
    assert "Nothing fits all of this" in page
    assert "Without “Metastatic only”" in page
    assert as_visitor.get("/support?q=zzzzqqqq").status_code == 200


def test_the_list_is_shown_in_parts(as_visitor: Person) -> None:
    first, second = as_visitor.get("/support").text, as_visitor.get("/support?page=2").text
    assert first.count("<article") == 20
    assert second.count("<article") == 40
    assert "Show 20 more" in first
    for odd in ("0", "-1", "x", "9" * 40, "99", "١"):
        assert as_visitor.get(f"/support?page={odd}").status_code == 200


def test_typed_text_is_never_markup(as_visitor: Person) -> None:
    page = as_visitor.get("/support?q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_what_is_not_there_is_not_found(as_visitor: Person, as_owner: Person) -> None:
    assert as_visitor.get("/support/nobody").status_code == 404
    assert as_owner.get(as_owner.url("/support/nobody")).status_code == 404
    for tail in ("save", "remove"):
        assert as_owner.press(as_owner.url(f"/support/nobody/{tail}")).status_code == 404


@LANGUAGES
def test_what_a_phone_keeps_is_the_same_for_all(as_visitor: Person, as_owner: Person, language: str) -> None:
    url = f"/offline/support/{language}"
    assert as_visitor.get(url).text == as_owner.get(url).text
    assert "csrf" not in as_visitor.get(url).text
    assert "Set-Cookie" not in as_visitor.get(url).headers


def test_help_is_one_tap_from_every_page(as_visitor: Person, as_owner: Person) -> None:
    for page in ("/", "/sign-in", "/support", f"/support/{CCS}"):
        assert 'href="/help-now"' in as_visitor.get(page).text, page
    for page in ("/menu", *(as_owner.url(tail) for tail in ("", "/today", "/check-in", "/visits", "/support/plan"))):
        assert 'href="/help-now"' in as_owner.get(page).text, page
    for language in ("en", "fr"):
        shell = as_visitor.get(f"/offline/{language}").text
        assert 'href="#help-now"' in shell
        assert "tel:988" in shell
        assert "tel:911" in shell


def test_help_now_offers_no_nurse_line_that_was_not_confirmed(as_visitor: Person) -> None:
    page = as_visitor.get("/help-now").text
    assert "Ontario" in page
    assert "Nova Scotia" not in page  # its number was seen at its launch only
    assert page.index("tel:911") < page.index("tel:988") < page.index("tel:811")


def test_the_support_page_begins_with_9_8_8(as_visitor: Person) -> None:
    page = as_visitor.get("/support").text
    assert page.index("tel:988") < page.index('name="q"')


@pytest.mark.parametrize("typed", ["911", "9-1-1", "urgence", "988", "811", "crise", "suicide", "emergency"])
def test_who_searches_in_danger_sees_help_now_first(as_visitor: Person, as_owner: Person, typed: str) -> None:
    for page in (as_visitor.get(f"/support?q={typed}").text, as_owner.get(as_owner.url(f"/support?q={typed}")).text):
        assert page.index('<a class="row" href="/help-now"') < page.index("tel:988")
    assert '<a class="row" href="/help-now"' not in as_visitor.get("/support?q=argent").text


# --- saving -------------------------------------------------------------------------------------------------------


def saved(app: Flask, person: Person) -> list[tuple[str, str | None]]:
    return [(row.organization, row.note) for row in rows(app, person.journey, SavedOrganization)]


def test_one_is_saved_with_a_note_changed_and_removed(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(f"/support/{CCS}")
    page = as_owner.follow(as_owner.submit(url, note="Ask for <Anne>"))
    assert "Ask for &lt;Anne&gt;" in page
    assert saved(app, as_owner) == [(CCS, "Ask for <Anne>")]
    as_owner.submit(url, note="Called on Monday")
    assert saved(app, as_owner) == [(CCS, "Called on Monday")]
    assert "Called on Monday" in as_owner.get(as_owner.url("/support")).text
    removed = as_owner.press(f"{url}/remove")
    assert saved(app, as_owner) == []
    undo(as_owner, removed)
    assert saved(app, as_owner) == [(CCS, "Called on Monday")]


def test_it_is_saved_from_the_list_once(app: Flask, as_owner: Person) -> None:
    for _time in range(2):
        assert as_owner.press(as_owner.url(f"/support/{CCS}/save")).status_code == 302
    assert saved(app, as_owner) == [(CCS, None)]


def test_sent_twice_it_is_saved_once(app: Flask, as_owner: Person) -> None:
    url = as_owner.url(f"/support/{CCS}")
    form = as_owner.form(url)
    for _time in range(2):
        assert as_owner.send(url, form, note="Once").status_code == 302
    assert saved(app, as_owner) == [(CCS, "Once")]


def test_two_notes_are_asked_about(app: Flask, as_owner: Person) -> None:
    make_saved_organization(app, as_owner.journey, note="First")
    url = as_owner.url(f"/support/{CCS}")
    mine, theirs = as_owner.form(url), as_owner.form(url)
    as_owner.send(url, theirs, note="Theirs")
    asked = as_owner.send(url, mine, note="Mine")
    assert asked.status_code == 409
    as_owner.send(url, form_in(asked.text, url), {"choose-note": "both"})
    assert saved(app, as_owner) == [(CCS, "Theirs\nMine")]


def test_saved_on_two_devices_it_is_one_and_removed_as_one(app: Flask, as_owner: Person) -> None:
    for note in ("first", "second"):
        make_saved_organization(app, as_owner.journey, note=note)
    page = as_owner.get(as_owner.url("/support")).text
    assert "first" in page
    assert "second" not in page
    as_owner.press(as_owner.url(f"/support/{CCS}/remove"))
    assert saved(app, as_owner) == []


def test_the_note_of_one_is_not_seen_by_another(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    make_saved_organization(app, as_owner.journey, note="the lighthouse keeper")
    assert "lighthouse" not in as_stranger.get(as_stranger.url("/support")).text
    assert "lighthouse" not in as_owner.get("/support").text  # nothing of a person is on the page for all


def test_what_was_saved_and_is_gone_from_the_content_still_opens(app: Flask, as_owner: Person) -> None:
    make_saved_organization(app, as_owner.journey, organization="no-longer-there")
    assert "no-longer-there" in as_owner.get(as_owner.url("/support")).text


def test_the_page_begins_with_what_is_near(app: Flask, as_owner: Person) -> None:
    as_owner.submit(as_owner.url("/support/plan"), region="CA-QC")
    page = as_owner.get(as_owner.url("/support")).text
    assert '<option value="CA-QC" selected>' in page
    everywhere = as_owner.get(as_owner.url("/support?region=")).text
    assert '<option value="CA-QC" selected>' not in everywhere
    wrong = as_owner.submit(as_owner.url("/support/plan"), region="XX")
    assert wrong.status_code == 422
    assert "Choose one of the answers." in wrong.text


# --- at the right moment ------------------------------------------------------------------------------------------


def after_progression(app: Flask, person: Person) -> str:
    line_id = make_line(
        app,
        person.journey,
        setting=Setting.METASTATIC,
        started_on=ago(300),
        ended=True,
        ended_on=ago(3),
        end_reason=EndReason.PROGRESSION,
    )
    return f"progression:{line_id}"


@LANGUAGES
def test_after_progression_it_is_offered_once_and_undo_brings_it_back(
    app: Flask, as_owner: Person, language: str
) -> None:
    key = after_progression(app, as_owner)
    as_owner.reads(language)
    page = as_owner.get(as_owner.url("/today")).text
    assert f'value="{key}"' in page
    assert app.extensions["catalogue"].support.moments["progression"].in_language(language) in page
    assert offered_in(page, as_owner.url("/support"))
    answer = as_owner.press(as_owner.url("/support/put-away"), key=key)
    page = as_owner.follow(answer)
    assert key not in page
    as_owner.press(unescape(re.findall(r'action="([^"]*/undo/[^"]+)"', page)[-1]))
    assert key in as_owner.get(as_owner.url("/today")).text


def test_a_hard_week_and_a_first_visit(app: Flask, as_owner: Person, as_stranger: Person) -> None:
    make_check_in(app, as_owner.journey, scores={"low_mood": 8})
    assert 'value="hard-week"' in as_owner.get(as_owner.url("/today")).text
    make_appointment(app, as_stranger.journey)
    assert 'value="first-visit"' in as_stranger.get(as_stranger.url("/today")).text


def test_it_can_be_turned_off(app: Flask, as_owner: Person) -> None:
    key = after_progression(app, as_owner)
    as_owner.submit(as_owner.url("/support/plan"), offers=None)
    assert key not in as_owner.get(as_owner.url("/today")).text
    assert rows(app, as_owner.journey, SupportPlan)[0].offers is False


def test_it_is_never_in_the_middle_of_a_task(app: Flask, as_owner: Person) -> None:
    key = after_progression(app, as_owner)
    for tail in ("", "/check-in", "/happened", "/visits", "/support"):
        assert key not in as_owner.get(as_owner.url(tail)).text, tail


def test_only_a_key_of_ours_is_put_away(app: Flask, as_owner: Person) -> None:
    for key in ("", "x", "progression:" + "z" * 36, "hard-week\n", "a" * 5000):
        assert as_owner.press(as_owner.url("/support/put-away"), key=key).status_code == 400
    assert rows(app, as_owner.journey, SupportPlan) == []


def test_putting_away_keeps_what_was_chosen_and_what_was_put_away_before(app: Flask, as_owner: Person) -> None:
    make_support_plan(app, as_owner.journey, region="CA-ON", put_away={"first-visit": "2026-01-01"})
    as_owner.press(as_owner.url("/support/put-away"), key="hard-week")
    [row] = rows(app, as_owner.journey, SupportPlan)
    assert row.region == "CA-ON"
    assert set(row.put_away) == {"first-visit", "hard-week"}


def offered_in(page: str, base: str) -> list[str]:
    """Ids of the organizations in a section of offers; each says why, and when it was last seen working."""
    section = re.search(r'<section[^>]*aria-labelledby="(support|for-you)".*?</section>', page, re.DOTALL)
    rows = re.findall(rf'href="{base}/([\w-]+)">.*?<small>(.*?)</small>', section[0] if section else "", re.DOTALL)
    assert all("Last seen working" in said or "Vu en service" in said for slug, said in rows if slug != "plan")
    return [slug for slug, _said in rows if slug != "plan"]


@LANGUAGES
@pytest.mark.parametrize("region", [None, "CA-QC", "CA-ON", "CA-NU"])
@pytest.mark.parametrize("moment", ["progression", "hard-week", "first-visit"])
def test_what_is_offered_speaks_the_language_and_serves_the_place(
    app: Flask, as_owner: Person, language: str, region: str | None, moment: str
) -> None:
    if moment == "progression":
        after_progression(app, as_owner)
    elif moment == "hard-week":
        make_check_in(app, as_owner.journey, scores={"low_mood": 8})
    else:
        make_appointment(app, as_owner.journey)
    make_support_plan(app, as_owner.journey, region=region)
    found = offered_in(as_owner.reads(language).get(as_owner.url("/today")).text, as_owner.url("/support"))
    assert 2 <= len(found) <= 3
    for slug in found:
        each = app.extensions["catalogue"].support.organizations[slug]
        assert language in each.languages
        assert "CA" in each.regions or region in each.regions


def test_in_quebec_what_is_there_is_offered(app: Flask, as_owner: Person) -> None:
    after_progression(app, as_owner)
    make_support_plan(app, as_owner.journey, region="CA-QC")
    page = as_owner.reads("fr").get(as_owner.url("/today")).text
    assert offered_in(page, as_owner.url("/support"))[0] == "quebec-cancer-foundation"


@LANGUAGES
def test_who_cares_for_someone_is_offered_something_until_they_put_it_away(
    app: Flask, as_owner: Person, as_caregiver: Person, language: str
) -> None:
    as_caregiver.reads(language)
    make_share(app, as_owner.journey, as_caregiver.account, Scope.SUMMARY)
    pages = ("/shared", as_owner.url("/shared"))
    moment = app.extensions["catalogue"].support.moments["caregiver"]
    for page in pages:
        found = as_caregiver.get(page).text
        assert moment.in_language(language) in found
        assert 2 <= len(set(offered_in(found, "/support"))) <= 3
    answer = as_caregiver.press("/account/support-put-away", next=pages[1])
    assert answer.location == pages[1]
    for page in pages:
        assert moment.in_language(language) not in as_caregiver.get(page).text
        assert "/support?person=partner" in as_caregiver.get(page).text


@LANGUAGES
def test_who_waits_to_be_invited_is_offered_something_too(app: Flask, as_caregiver: Person, language: str) -> None:
    page = as_caregiver.reads(language).get("/start").text
    assert app.extensions["catalogue"].support.moments["caregiver"].in_language(language) in page
    assert offered_in(page, "/support")


def test_the_nurse_line_of_where_one_lives_stands_in_front(app: Flask, as_owner: Person) -> None:
    front = re.compile(r'<section class="card" aria-labelledby="talk">.*?</section>', re.DOTALL)
    assert "Ontario" not in front.findall(as_owner.get(as_owner.url("/support")).text)[0]
    make_support_plan(app, as_owner.journey, region="CA-ON")
    assert "tel:811" in front.findall(as_owner.get(as_owner.url("/support")).text)[0]


@LANGUAGES
def test_each_line_of_help_now_says_when_it_was_last_seen_working_and_raises_no_doubt(
    as_visitor: Person, language: str
) -> None:
    page = as_visitor.reads(language).get("/help-now").text
    words = {"en": "Last seen working", "fr": "Vu en service"}[language]
    ways = re.findall(r'<a class="row" href="tel:[^"]*">.*?</a>', page, re.DOTALL)
    assert [words in way for way in ways] == [False, *[True] * (len(ways) - 1)], "9-1-1 alone has its source elsewhere"
    assert "Confirm before" not in page
    assert "Vérifiez avant" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "je veux me suicider",
        "mettre fin à mes jours",
        "me faire du mal",
        "plus de raison de vivre",
        "kill myself",
        "hurt myself",
    ],
)
def test_words_of_danger_lead_to_help_at_once(as_visitor: Person, typed: str) -> None:
    page = as_visitor.get("/support", query_string={"q": typed}).text
    assert 'class="row" href="/help-now"' in page
