"""The clerk's pages: find the unit, type on its own pages, the owner's code, the receipt."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.enums import Role
from accounts.grants import grant
from catalog.policy_definitions import PolicyKey
from statistics.enums import State
from statistics.models import Assistance, Submission
from tests.codes import codes_sent, last_code, wrong_code
from tests.review.assisted import begun, clerk_of, filed_at_union, typed, with_mobile
from tests.review.cases import policy
from tests.statistics.filing import exports, people, production, text_of
from tests.world import BAG, FILED_AT, MEHR, World
from units.models import ContactNumber

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
ROOM = "/union/filing/"


@pytest.fixture
def desk(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    """Sit the clerk down on the day of filing."""
    time_machine.move_to(FILED_AT, tick=False)
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    return sign_in(clerk_of(world))


def pair(world: World) -> dict[str, str]:
    return {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}


def test_from_the_two_ids_to_the_receipt(world: World, desk: Client) -> None:
    with_mobile(world)
    assert desk.get("/", follow=True).request["PATH_INFO"] == ROOM
    led = desk.post(ROOM, pair(world)).headers["Location"]
    page = text_of(desk.get(led))
    assert "مهر ۱۳۹۸" in page
    assert "۰۹۱۲ ••• ••۷۷" not in page
    month = {"licence": world.licence.number, "month": MEHR.to_int()}
    led = desk.post(led, month).headers["Location"]
    number = Submission.objects.get().tracking_number
    assert led == f"/statistics/{number}/month/"
    page = text_of(desk.get(led))
    assert "ثبت برای دارنده" in page
    assert "گزارشات" not in page
    versions = "-".join(
        str(state.version) for state in Submission.objects.get().steps.order_by("step")
    )
    rows = production((BAG, "20")) | exports() | people() | {"has_exports": "no"}
    led = desk.post(led, rows | {"action": "confirm", "version": versions}).headers["Location"]
    assert led == f"{ROOM}month/{number}/confirm/"
    page = text_of(desk.get(led))
    assert "برای دارنده بخوانید" in page
    assert "ارسال کد به ۰۹۱۲ ••• ••۷۷" in page
    version = Submission.objects.get().version
    with codes_sent():
        assert desk.post(led, {"send": "1"}).status_code == 302
        assert "ارسال شد" in text_of(desk.get(led))
        wrong = desk.post(led, {"version": version, "code": wrong_code()})
        assert wrong.status_code == 422
        assert "کد درست نیست" in text_of(wrong)
        done = desk.post(led, {"version": version, "code": last_code()})
    assert done.headers["Location"] == f"{ROOM}month/{number}/receipt/"
    page = text_of(desk.get(done.headers["Location"]))
    for words in (world.union.name, "با کد پیامک", "کیسه پلی اتیلن"):
        assert words in page
    assert Submission.objects.get().state == State.AT_UNION
    assert "ثبت‌شده‌ها" in text_of(desk.get(ROOM))
    # From here on the clerk reads nothing of it but the receipt.
    for part in ("month", "period", "production", "report"):
        assert desk.get(f"/statistics/{number}/{part}/").status_code == 404
    assert desk.get(led).headers["Location"].endswith("/receipt/")


def test_a_unit_of_nobody_here_is_not_found(world: World, desk: Client) -> None:
    answer = desk.post(ROOM, pair(world) | {"guild_id": "0400000000"})
    assert answer.status_code == 422
    assert "در اتحادیهٔ شما نیست" in text_of(answer)


def test_without_a_mobile_the_page_says_what_to_do(world: World, desk: Client) -> None:
    case = typed(clerk_of(world), begun(world, clerk_of(world)))
    page = text_of(desk.get(f"{ROOM}month/{case.tracking_number}/confirm/"))
    assert "شمارهٔ همراه دارندهٔ این واحد در سامانه ثبت نشده است" in page
    assert world.union.name in page
    assert "ارسال کد" not in page


def test_figures_that_changed_are_read_anew(world: World, desk: Client) -> None:
    with_mobile(world)
    clerk = clerk_of(world)
    case = typed(clerk, begun(world, clerk))
    page = f"{ROOM}month/{case.tracking_number}/confirm/"
    with codes_sent():
        desk.post(page, {"send": "1"})
        typed(clerk, case)
        answer = desk.post(page, {"version": case.version, "code": last_code()})
    assert answer.status_code == 409
    assert "ارقام در این میان تغییر کرده" in text_of(answer)
    assert Submission.objects.get().state == State.DRAFT


def test_the_units_own_draft_waits_for_its_owners_word(world: World, desk: Client) -> None:
    with_mobile(world)
    number = world.draft().tracking_number
    assert desk.get(f"/statistics/{number}/month/").status_code == 404
    page = f"{ROOM}month/{number}/word/"
    assert "این ماه را خود واحد نوشته است" in text_of(desk.get(page))
    with codes_sent():
        desk.post(page, {"send": "1"})
        assert desk.post(page, {"code": wrong_code()}).status_code == 422
        assert desk.post(page, {"code": last_code()}).status_code == 302
    assert desk.get(f"/statistics/{number}/month/").status_code == 200


def test_who_went_on_at_home_is_told_to_the_clerk(
    world: World, desk: Client, sign_in: SignIn
) -> None:
    clerk = clerk_of(world)
    case = typed(world.owner, begun(world, clerk))
    answer = desk.get(f"{ROOM}month/{case.tracking_number}/confirm/")
    assert answer.status_code == 409
    assert "خود واحد آمار مهر ۱۳۹۸ را ادامه داده است" in text_of(answer)
    # And the owner finds it among the drafts.
    assert case.tracking_number in sign_in(world.owner).get("/statistics/").content.decode()


def test_the_owner_reads_at_home_which_union_typed_the_draft(
    world: World, desk: Client, sign_in: SignIn
) -> None:
    begun(world, clerk_of(world))
    home = sign_in(world.owner)
    page = text_of(home.get("/statistics/"))
    assert f"در {world.union.name} برای شما نوشته شده است" in page
    assert f"نوشته‌شده در {world.union.name}" in page
    Assistance.objects.all().delete()
    assert world.union.name not in text_of(home.get("/statistics/"))


def test_the_picker_leads_the_clerk_back_to_the_clerks_room(
    world: World, desk: Client, sign_in: SignIn
) -> None:
    case = begun(world, clerk_of(world))
    picker = f"/statistics/{case.tracking_number}/production/products/"
    assert f'href="{ROOM}">ثبت برای دارنده' in desk.get(picker).content.decode()
    assert ROOM not in sign_in(world.owner).get(picker).content.decode()


def test_the_reviewer_reads_who_typed_and_the_typist_has_no_panel(
    world: World, desk: Client, sign_in: SignIn
) -> None:
    clerk = clerk_of(world)
    case = filed_at_union(world, clerk)
    page = text_of(sign_in(world.union_officer).get(f"/review/{case.tracking_number}/"))
    assert f"{world.union.name}، {clerk.full_name}؛ تأیید دارنده با کد پیامک" in page
    grant(clerk, Role.UNION_OFFICER, world.union)
    page = text_of(sign_in(clerk).get(f"/review/{case.tracking_number}/"))
    assert "خود شما در اتحادیه برای دارنده نوشته‌اید" in page
    assert "ثبت تصمیم" not in page
    page = text_of(sign_in(world.owner).get(f"/statistics/{case.tracking_number}/receipt/"))
    assert "با کد پیامک دارنده" in page


def test_a_code_that_cannot_be_sent_is_told(world: World, desk: Client) -> None:
    with_mobile(world)
    clerk = clerk_of(world)
    case = typed(clerk, begun(world, clerk))
    page = f"{ROOM}month/{case.tracking_number}/confirm/"
    with codes_sent():
        desk.post(page, {"send": "1"})
        again = desk.post(page, {"send": "1"})
    assert again.status_code == 422
    assert "یک دقیقه صبر کنید" in text_of(again)
    ContactNumber.objects.update(ended_at=FILED_AT)
    assert desk.post(page, {"send": "1"}).status_code == 422
