"""The pages of visits: a month's plan, a report from a phone, the second look, what a unit sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.enums import AccessKind, Role
from accounts.models import AccessEvent
from catalog.policy_definitions import PolicyKey
from config.uploads import storage
from review.models import Visit, VisitAnswer, VisitPhoto, VisitQuestionnaire
from review.visit_enums import VisitState
from review.visits.plan_services import cancel
from tests.review.cases import another_union, policy
from tests.review.visits.cases import (
    QUESTIONS,
    TODAY,
    WORDS,
    by_field,
    by_text,
    confirmed,
    head_of,
    planned,
    questionnaire,
    written,
)
from tests.sample_files import pdf, photo, png
from tests.statistics.files import statistician
from tests.statistics.filing import text_of
from tests.world import World, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
SignIn = Callable[[Any], Client]


def typed(visit: Visit, **more: Any) -> dict[str, Any]:
    """Fill in the whole form as a visitor who found everything right."""
    said = by_field(address="yes", working="yes", people="3", production="yes")
    said |= {"finding": "sound", "summary": WORDS, "visited_on": TODAY.isoformat()}
    return said | {"version": visit.version, "action": "save"} | more


def test_a_unit_is_planned_from_its_proposal(world: World, sign_in: SignIn) -> None:
    questionnaire()
    browser = sign_in(world.union_officer)
    page = browser.get("/visits/")
    assert "تاکنون بازدید نشده" in text_of(page)
    answer = browser.get(f"/visits/plan/{world.unit.pk}/")
    assert answer.status_code == 200
    asked = {
        "visitor": world.union_officer.pk,
        "planned_on_0": "5",
        "planned_on_1": "8",
        "planned_on_2": "1398",
        "planned_time": "10:00",
        "month": "139807",
        "why": WORDS,
    }
    done = browser.post(f"/visits/plan/{world.unit.pk}/", asked)
    assert done.headers["Location"] == "/visits/?month=139808"
    assert WORDS in text_of(browser.get("/visits/?month=139808"))
    # What awaits a visit is proposed no more, and not planned twice.
    assert "واحدی برای پیشنهاد نمانده است" in text_of(browser.get("/visits/"))
    again = sign_in(world.province_officer).post(
        f"/visits/plan/{world.unit.pk}/", asked | {"visitor": world.province_officer.pk}
    )
    assert again.status_code == 409
    assert Visit.objects.count() == 1


def test_a_plan_without_a_reason_is_asked_for_one(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    answer = browser.post(f"/visits/plan/{world.unit.pk}/", {"month": "139807"})
    assert answer.status_code == 422
    assert "بازدیدکننده را انتخاب کنید" in text_of(answer)


def test_a_report_is_kept_as_far_as_it_goes_and_then_handed_on(
    world: World, sign_in: SignIn
) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/write/"
    answer = browser.get(page)
    assert "خیابان نمونه" in text_of(answer)
    kept = browser.post(page, {"version": 1, "action": "save", "summary": WORDS})
    # On to the first part that lacks an answer.
    assert kept.headers["Location"] == f"{page}#place"
    visit.refresh_from_db()
    assert (visit.summary, visit.version) == (WORDS, 2)
    early = browser.post(page, {"version": 2, "action": "finish", "summary": WORDS})
    assert early.status_code == 422
    assert "نشانی همان است: پاسخ دهید" in text_of(early)
    visit.refresh_from_db()
    done = browser.post(page, typed(visit, action="finish"))
    assert done.headers["Location"] == f"/visits/{visit.pk}/"
    visit.refresh_from_db()
    assert visit.state == VisitState.WRITTEN
    # «Back» and the button again.
    assert browser.post(page, typed(visit, version=2, action="finish")).status_code == 302
    late = browser.post(page, typed(visit, summary="دیرتر", action="finish"))
    assert late.status_code == 409
    assert "دیرتر" in text_of(late)


def test_a_number_that_cannot_be_read_holds_up_nothing_else(world: World, sign_in: SignIn) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    people = questionnaire().questions.get(meaning="people").field
    answer = browser.post(f"/visits/{visit.pk}/write/", typed(visit, **{people: "زیاد"}))
    assert answer.status_code == 422
    assert "زیاد" in text_of(answer)
    visit.refresh_from_db()
    assert visit.summary == WORDS
    assert VisitAnswer.objects.filter(visit=visit).count() == 3


def test_two_windows_show_both(world: World, sign_in: SignIn) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/write/"
    browser.post(page, typed(visit))
    other = browser.post(page, typed(visit, summary="از پنجرهٔ دیگر"))
    assert other.status_code == 409
    assert "در پنجره‌ای دیگر ذخیره شده است" in text_of(other)
    assert "از پنجرهٔ دیگر" in text_of(other)
    visit.refresh_from_db()
    assert visit.summary == WORDS


def test_the_page_saves_by_itself(world: World, sign_in: SignIn) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/write/"
    said = browser.post(page, typed(visit), headers={"X-Autosave": "1"}).json()
    assert (said["version"], said["errors"]) == ("2", {})
    stale = browser.post(page, typed(visit, summary="دیگر"), headers={"X-Autosave": "1"})
    assert stale.status_code == 409


def test_a_photograph_comes_with_the_words_and_without_its_notes(
    world: World, sign_in: SignIn
) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/write/"
    file = SimpleUploadedFile("a.jpg", photo())
    browser.post(page, typed(visit, photo=file))
    row = VisitPhoto.objects.get()
    assert b"phone 12" not in storage.path_of(row.stored).read_bytes()
    visit.refresh_from_db()
    bad = SimpleUploadedFile("a.pdf", pdf())
    refused = browser.post(page, typed(visit, summary="با فایل", photo=bad))
    assert refused.status_code == 422
    assert "JPEG یا PNG" in text_of(refused)
    visit.refresh_from_db()
    # The words are kept all the same.
    assert (visit.summary, VisitPhoto.objects.count()) == ("با فایل", 1)
    look = browser.get(f"/visits/{visit.pk}/photos/1/")
    assert look.getvalue() == storage.path_of(row.stored).read_bytes()
    assert AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD).count() == 1
    browser.post(page, typed(visit, summary="با فایل", remove="1"))
    assert not VisitPhoto.objects.exists()


def test_a_visit_has_so_many_photographs(world: World, sign_in: SignIn) -> None:
    policy(PolicyKey.VISIT_PHOTOS, 1)
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/write/"
    for expected in (302, 422):
        visit.refresh_from_db()
        file = SimpleUploadedFile("a.png", png())
        assert browser.post(page, typed(visit, photo=file)).status_code == expected
    assert VisitPhoto.objects.count() == 1


def test_the_head_confirms_and_the_case_shows_the_visit(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    visit = written(world)
    head = sign_in(head_of(world))
    page = f"/visits/{visit.pk}/"
    assert "تأیید گزارش" in text_of(head.get(page))
    reviewer = sign_in(world.union_officer)
    before = text_of(reviewer.get(f"/review/{case.tracking_number}/"))
    assert "هنوز تأیید نشده" in before
    owner = sign_in(world.owner)
    assert WORDS not in text_of(owner.get(f"/statistics/{case.tracking_number}/"))
    done = head.post(f"{page}confirm/", {"version": visit.version})
    assert done.headers["Location"] == page
    after = text_of(reviewer.get(f"/review/{case.tracking_number}/"))
    assert WORDS in after
    assert world.union_officer.full_name in after
    # Its own people see the office, the day and the finding, and no officer's name.
    seen = text_of(owner.get(f"/statistics/{case.tracking_number}/"))
    assert "بازدید از واحد" in seen
    mine = text_of(owner.get("/visits/mine/"))
    assert world.union.name in mine
    assert "مقدار اعلام‌شده پذیرفتنی است" in mine
    assert head_of(world).full_name not in mine
    assert "۳ نفر" in mine


def test_a_report_is_returned_only_with_words(world: World, sign_in: SignIn) -> None:
    visit, head = written(world), sign_in(head_of(world))
    page = f"/visits/{visit.pk}/"
    assert head.post(f"{page}return/", {"version": visit.version}).status_code == 422
    head.post(f"{page}return/", {"version": visit.version, "note": WORDS})
    visit.refresh_from_db()
    assert (visit.state, visit.note) == (VisitState.PLANNED, WORDS)
    writer = text_of(sign_in(world.union_officer).get(f"{page}write/"))
    assert "برای اصلاح برگشت" in writer


def test_a_stale_second_look_is_told(world: World, sign_in: SignIn) -> None:
    visit, head = written(world), sign_in(head_of(world))
    answer = head.post(f"/visits/{visit.pk}/confirm/", {"version": visit.version - 1})
    assert answer.status_code == 409
    assert "در این میان تغییر کرده است" in text_of(answer)


def test_a_proposal_leads_to_the_act_of_the_registry(world: World, sign_in: SignIn) -> None:
    answers = by_text(address="no", working="yes", people="3", production="yes")
    visit = confirmed(world, answers=answers)
    page = sign_in(world.union_officer).get(f"/visits/{visit.pk}/")
    assert f"/units/{world.unit.pk}/correct/address/" in page.content.decode()
    # The ministry reads the report and changes nothing of it.
    reader = sign_in(world.ministry_officer).get(f"/visits/{visit.pk}/")
    assert "در انتظار اتحادیه" in text_of(reader)


def test_the_report_of_a_month_counts_by_the_day_of_the_visit(
    world: World, sign_in: SignIn
) -> None:
    confirmed(world, finding="doubtful")
    page = text_of(sign_in(head_of(world)).get("/visits/report/?month=139808"))
    assert "۱ بازدید از ۱ بازدید برنامه تأیید شده است" in page
    assert world.unit.name in page
    # The statistics office counts, and reads no unit's report.
    counts = text_of(sign_in(statistician(world)).get("/visits/report/?month=139808"))
    assert "۱ بازدید از ۱ بازدید برنامه" in counts
    assert world.unit.name not in counts
    assert "بازدیدی در برنامه نبوده" in text_of(
        sign_in(head_of(world)).get("/visits/report/?month=139807")
    )


def test_a_cancelled_visit_says_why(world: World, sign_in: SignIn) -> None:
    visit, browser = planned(world), sign_in(world.union_officer)
    page = f"/visits/{visit.pk}/"
    assert browser.post(f"{page}cancel/", {"version": 1}).status_code == 422
    cancel(world.union_officer, visit.pk, WORDS, visit.version, visit.planned_at)
    assert WORDS in text_of(browser.get(page))
    assert browser.get(f"{page}move/").status_code == 302


def test_the_office_writes_the_next_version(world: World, sign_in: SignIn) -> None:
    questionnaire()
    browser = sign_in(statistician(world))
    page = text_of(browser.get("/visits/forms/new/"))
    assert QUESTIONS[0].text in page
    rows = {
        "questions-0-text": "ظرفیت",
        "questions-0-section": "capacity",
        "questions-0-kind": "yes_no",
        "questions-0-meaning": "capacity",
    }
    day = {"since_0": "1", "since_1": "10", "since_2": "1398"}
    said = {"title": "زمستان", "source": WORDS, **day, **rows}
    refused = browser.post("/visits/forms/new/", said)
    assert refused.status_code == 422
    assert "باید «مقدار» باشد" in text_of(refused)
    done = browser.post("/visits/forms/new/", said | {"questions-0-kind": "amount"})
    assert done.status_code == 302
    assert VisitQuestionnaire.objects.count() == 2
    assert "زمستان" in text_of(browser.get("/visits/forms/"))


def test_an_office_of_elsewhere_finds_nothing(world: World, sign_in: SignIn) -> None:
    visit = confirmed(world)
    far = another_union(world)
    stranger = sign_in(officer("far-union", Role.UNION_OFFICER, far))
    for page in ("", "move/", "write/"):
        assert stranger.get(f"/visits/{visit.pk}/{page}").status_code == 404
    assert stranger.get(f"/visits/plan/{world.unit.pk}/").status_code == 404
