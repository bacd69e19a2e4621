"""The pages of a union's access, as its people open them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.access.services import name_liaison
from accounts.enums import AccessAct, AccessKind, AccessState, Role
from accounts.models import AccessEvent, AccessHop, AccessRequest, User
from tests.accounts.access.posts import OWN, letter
from tests.accounts.access.stage import DAY, Chain
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, officer

SignIn = Callable[[Any], Client]


def page(request: AccessRequest) -> str:
    return f"/access/{request.pk}/"


def words_of(answer: Any) -> str:
    """Read a page as a person does, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", answer.content.decode())).split())


def version(request: AccessRequest) -> int:
    return AccessRequest.objects.get(pk=request.pk).version


def day() -> dict[str, int]:
    return {"letter_date_0": 3, "letter_date_1": 8, "letter_date_2": 1398}


def test_a_union_sends_its_letter_and_the_county_finds_it(chain: Chain, sign_in: SignIn) -> None:
    request = chain.joined("sarrajan")
    browser = sign_in(request.applicant)
    first = browser.get("/", follow=True)
    assert first.redirect_chain[-1][0] == page(request)
    shown = text_of(first)
    assert "sarrajan" in shown
    answer = browser.post(page(request), {"version": 0, **letter(), **day()})
    assert answer.status_code == 302, text_of(answer)
    county = sign_in(chain.county)
    assert "در انتظار شما" in text_of(county.get("/access/"))
    shown = text_of(county.get(page(request)))
    assert "118/405" in shown or "۱۱۸/۴۰۵" in shown
    assert "ثبت نامه و ارسال به سازمان استان" in shown
    hop = AccessHop.objects.get(request=request, act=AccessAct.SENT)
    file = county.get(f"/access/letters/{hop.pk}/")
    assert file.status_code == 200
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD, user=chain.county).exists()
    assert AccessEvent.objects.filter(
        kind=AccessKind.UNION_ACCESS, user=request.applicant, about=request.applicant
    ).exists()


def test_a_stranger_finds_neither_the_request_nor_its_letter(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "county")
    hop = AccessHop.objects.get(request=request, act=AccessAct.SENT)
    browser = sign_in(chain.joined("other").applicant)
    nowhere = 999_999
    for address, missing in (
        (page(request), f"/access/{nowhere}/"),
        (f"{page(request)}return/", f"/access/{nowhere}/return/"),
        (f"/access/letters/{hop.pk}/", f"/access/letters/{nowhere}/"),
    ):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert answer.content == browser.get(missing).content
    assert sign_in(chain.world.owner).get("/access/").status_code == 403


def test_another_desk_is_told_whose_turn_it_is(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "county")
    browser = sign_in(chain.province)
    shown = words_of(browser.get(page(request)))
    assert "نزد ادارهٔ شهرستان ملکان است" in shown
    assert "نزد شما" not in shown
    answer = browser.post(page(request), {"version": version(request)})
    assert answer.status_code == 403
    assert browser.get(f"{page(request)}return/").status_code == 403
    assert browser.get(f"{page(request)}burn/").status_code == 404


def test_a_later_request_names_the_one_before_it(chain: Chain, sign_in: SignIn) -> None:
    older, newer = (
        chain.brought("older", "county"),
        chain.brought("newer", "county", FILED_AT + DAY),
    )
    browser = sign_in(chain.county)
    assert "نزد شماست. کار شما: نامهٔ معرفی" in words_of(browser.get(page(older)))
    shown = browser.get(page(newer))
    assert "نوبت این درخواست نرسیده است" in text_of(shown)
    # Its time has not come: nothing is asked for yet.
    assert "نزد شماست؛ نوبت آن پس از درخواست‌های پیشین است." in words_of(shown)
    assert "کار شما" not in words_of(shown)
    assert page(older) in shown.content.decode()
    sent = {"version": version(newer), **letter(), **day()}
    assert browser.post(page(newer), sent).status_code == 409
    assert browser.post(f"{page(newer)}return/", sent | {"reason": "چرا"}).status_code == 409
    assert AccessRequest.objects.get(pk=newer.pk).state == AccessState.AT_COUNTY


def test_an_applicant_is_not_led_from_the_request_to_itself(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "county")
    crumb = '<p class="crumb"><a href="/access/">'
    assert crumb not in sign_in(request.applicant).get(page(request)).content.decode()
    assert crumb in sign_in(chain.county).get(page(request)).content.decode()


def test_who_only_looks_at_an_act_that_is_over_is_not_told_of_a_loss(
    chain: Chain, sign_in: SignIn
) -> None:
    request = chain.brought("sarrajan", "county")
    browser = sign_in(chain.county)
    sent = {"version": version(request), "reason": "نامه ناقص است"}
    assert browser.post(f"{page(request)}return/", sent).status_code == 302
    # The back button asks for the page of the act again.
    answer = browser.get(f"{page(request)}return/")
    assert answer.status_code == 409
    assert "ثبت نشد" not in words_of(answer)
    assert "این کار اکنون ممکن نیست" in words_of(answer)


def test_what_moved_meanwhile_is_shown_as_it_stands(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "county")
    seen = version(request)
    chain.act(request.applicant, request, AccessAct.WITHDRAWN)
    browser = sign_in(chain.county)
    answer = browser.post(f"{page(request)}return/", {"version": seen, "reason": "نامه ناقص است"})
    assert answer.status_code == 409
    assert "پس گرفته شد" in text_of(answer)
    assert "نامه ناقص است" in text_of(answer)
    assert browser.post(page(request), {"version": seen, **letter(), **day()}).status_code == 409


def test_a_letter_without_number_or_file_is_put_right_with_what_was_typed(
    chain: Chain, sign_in: SignIn
) -> None:
    request = chain.brought("sarrajan", "county")
    sent = {"version": version(request), "letter_number": "۲۲/۷۷۱۴", **day()}
    answer = sign_in(chain.county).post(page(request), sent)
    assert answer.status_code == 422
    assert "فایلی انتخاب کنید" in text_of(answer)
    assert 'value="۲۲/۷۷۱۴"' in answer.content.decode()
    early = {**sent, **letter(), "letter_date_0": 4}
    answer = sign_in(chain.county).post(page(request), early)
    assert answer.status_code == 422
    assert "تاریخ نامه از امروز جلوتر است" in text_of(answer)


def test_two_people_of_the_statistics_office_sign_with_their_passwords(
    chain: Chain, sign_in: SignIn
) -> None:
    request = chain.brought("sarrajan", "statistics")
    first = sign_in(chain.first)
    wrong = {"version": version(request), "current_password": "x"}
    assert first.post(page(request), wrong).status_code == 422
    right = {"version": version(request), "current_password": OWN}
    assert first.post(page(request), right).status_code == 302
    assert "تأیید نخست با شماست" in text_of(first.get(page(request)))
    again = {"version": version(request), "current_password": OWN}
    assert first.post(page(request), again).status_code == 403
    assert sign_in(chain.second).post(page(request), again).status_code == 302
    assert sign_in(request.applicant).get("/").headers["Location"] == "/review/"
    assert "دسترسی داده شد" in text_of(sign_in(chain.county).get(page(request)))


def test_who_signs_first_a_moment_too_late_is_told_that_another_did(
    chain: Chain, sign_in: SignIn
) -> None:
    # One waits for its second signature already: the later one would wait behind it.
    chain.brought("older", "signed")
    request = chain.brought("newer", "statistics", FILED_AT + DAY)
    sent = {"version": version(request), "current_password": OWN}
    assert sign_in(chain.first).post(page(request), sent).status_code == 302
    answer = sign_in(chain.second).post(page(request), sent)
    assert answer.status_code == 409
    shown = words_of(answer)
    assert "این درخواست در این میان تغییر کرده است" in shown
    assert "ثبت نشد: نوبت" not in shown


def test_the_menu_counts_what_waits_for_each_desk(chain: Chain, sign_in: SignIn) -> None:
    chain.brought("one", "county")
    chain.brought("two", "county")

    def waiting(user: User) -> int:
        menu = sign_in(user).get("/help/").context["menu"]
        found: int = next(row["count"] for row in menu if row["url"] == "/access/")
        return found

    assert (waiting(chain.county), waiting(chain.province), waiting(chain.first)) == (2, 0, 0)


def test_the_page_tells_what_skips_the_union_until_it_has_access(
    chain: Chain, world: World, sign_in: SignIn
) -> None:
    request = chain.joined("sarrajan")
    world.licence.union = request.union
    world.licence.save()
    world.filed(MEHR)
    shown = sign_in(request.applicant).get(page(request))
    assert "پرونده‌های ۱ واحد این اتحادیه" in words_of(shown)
    answer = sign_in(chain.province).get(page(request))
    assert "دیدن ۱ پروندهٔ مهر" in text_of(answer)
    listed = sign_in(chain.province).get(f"/review/?union={request.union_id}&month=139807")
    assert "کارگاه پلاستیک نمونه" in text_of(listed)


def test_problems_on_the_way_are_written_at_the_help_desk(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "county")
    name_liaison(chain.world.province, chain.province, "04133334444", chain.province)
    for person in (request.applicant, chain.county):
        shown = text_of(sign_in(person).get(page(request)))
        assert "رابط سامانه در استان" in shown
        assert "در میز کمک بنویسید" in shown
    assert "در میز کمک بنویسید" not in text_of(sign_in(chain.province).get(page(request)))


def test_after_its_access_was_taken_back_the_union_asks_anew(chain: Chain, sign_in: SignIn) -> None:
    request = chain.brought("sarrajan", "granted")
    taken = {"version": version(request), "reason": "انحلال اتحادیه", **letter(), **day()}
    answer = sign_in(chain.first).post(f"{page(request)}take-back/", taken)
    assert answer.status_code == 302, text_of(answer)
    browser = sign_in(request.applicant)
    shown = text_of(browser.get(page(request)))
    assert "دسترسی پس گرفته شد" in shown
    assert "انحلال اتحادیه" in shown
    new = browser.post(f"{page(request)}again/")
    assert new.status_code == 302
    assert AccessRequest.objects.filter(union=request.union_id).count() == 2
    assert browser.post(f"{page(request)}again/", {"x": 1}).status_code == 409


@pytest.mark.parametrize("slug", ["return", "refuse"])
def test_a_desk_says_why(chain: Chain, sign_in: SignIn, slug: str) -> None:
    request = chain.brought("sarrajan", "statistics")
    browser = sign_in(chain.first)
    address = f"{page(request)}{slug}/"
    assert browser.post(address, {"version": version(request)}).status_code == 422
    sent = {"version": version(request), "reason": "نامه بدون مهر است"}
    assert browser.post(address, sent).status_code == 302
    assert "نامه بدون مهر است" in text_of(sign_in(request.applicant).get(page(request)))


def test_the_county_ends_what_somebody_registered_wrongly(chain: Chain, sign_in: SignIn) -> None:
    request = chain.joined("sarrajan")
    county = sign_in(chain.county)
    assert f"{page(request)}refuse/" in county.get(page(request)).content.decode()
    form = words_of(county.get(f"{page(request)}refuse/"))
    assert "سارا الگویی، دبیر، این ثبت‌نام را" in form
    sent = {"version": version(request), "reason": "متقاضی از اتحادیه نیست"}
    assert county.post(f"{page(request)}refuse/", sent).status_code == 302
    own = sign_in(request.applicant)
    shown = words_of(own.get(page(request)))
    assert "متقاضی از اتحادیه نیست" in shown
    assert "دوباره از «عضویت اتحادیه»" in shown
    # They would have the union again at once.
    assert "again/" not in own.get(page(request)).content.decode()
    assert own.post(f"{page(request)}again/").status_code == 409


def test_who_signed_up_may_say_why_they_end_it(chain: Chain, sign_in: SignIn) -> None:
    request = chain.joined("sarrajan")
    browser = sign_in(request.applicant)
    assert "علت (اختیاری)" in words_of(browser.get(f"{page(request)}withdraw/"))
    sent = {"version": version(request), "reason": "نامه به نام دیگری است"}
    assert browser.post(f"{page(request)}withdraw/", sent).status_code == 302
    assert "نامه به نام دیگری است" in words_of(sign_in(chain.county).get(page(request)))


def test_the_head_of_a_province_names_whom_its_unions_ask(chain: Chain, sign_in: SignIn) -> None:
    request = chain.joined("sarrajan")
    union = sign_in(request.applicant)
    assert "هنوز تعیین نشده است" in words_of(union.get(page(request)))
    head = sign_in(officer("head", Role.PROVINCE_HEAD, chain.world.province))
    assert "/access/liaison/" in head.get("/access/").content.decode()
    said = {"liaison": chain.province.pk, "phone": "041 3333 4444"}
    assert head.post("/access/liaison/", said).status_code == 302
    assert "۰۴۱۳۳۳۳۴۴۴۴" in words_of(union.get(page(request)))
    # Who handles no requests there is no liaison.
    stranger = {"liaison": chain.first.pk, "phone": "041 3333 4444"}
    assert head.post("/access/liaison/", stranger).status_code == 422
    assert sign_in(chain.province).get("/access/liaison/").status_code == 403
