"""The way of a case in words: stations with their dates, what happened, what comes by itself."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Organization
from catalog.policy_definitions import PolicyKey
from review import workflow
from review.checklist.answers import AFFIRMED
from review.deadlines import Clocks
from review.sweep.engine import sweep
from review.timeline import Station, TimelineEntry, chain, decisions_of, events
from statistics.models import Submission
from tests.review.cases import fresh, owns_too, policy
from tests.world import World, tehran

pytestmark = pytest.mark.django_db

MakeCase = Callable[[World], Submission]
LATER = tehran(1398, 8, 5, 9, 30)
FILED = ["ارسال شد", "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰"]
APPROVED = ["تأیید شد", "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰"]
UNION, PROVINCE = "اتحادیه پلاستیک ملکان", "سازمان استان آذربایجان شرقی"
AFTER = ["پس از مرحلهٔ پیش"]


def stations(case: Submission) -> list[tuple[str, list[str]]]:
    """Return state and lines of the four stations, read afresh."""
    case = fresh(case)
    return [(s.state, s.lines) for s in chain(case, decisions_of(case), Clocks.load())]


def story(case: Submission, names: bool = False) -> list[TimelineEntry]:
    case = fresh(case)
    return events(case, decisions_of(case), names)


def waits(last_day: str, instant: str) -> list[str]:
    return [f"تا پایان {last_day}", f"بی‌پاسخ: {instant}، ۰۰:۰۰ خودکار به مرحلهٔ بعد ارسال می‌شود"]


def test_the_stations_are_the_unit_and_the_three_desks(world: World) -> None:
    case = world.filed()
    assert chain(case, decisions_of(case), Clocks.load())[1] == Station(
        UNION, "now", waits("دوشنبه ۶ آبان ۱۳۹۸", "سه‌شنبه ۷ آبان ۱۳۹۸")
    )
    titles = [s.title for s in chain(case, decisions_of(case), Clocks.load())]
    assert titles == ["واحد", UNION, PROVINCE, "وزارت"]


def test_a_draft_is_still_with_the_unit(world: World) -> None:
    case = world.ready()
    with_unit = ("now", ["هنوز ارسال نشده"])
    assert stations(case) == [with_unit, ("next", AFTER), ("next", AFTER), ("next", AFTER)]
    assert story(case) == []


def test_at_the_union_the_latest_dates_of_the_rest_are_shown(world: World) -> None:
    """Each clock starts on arrival, at the latest when the one before has lapsed."""
    case = world.filed()
    assert stations(case) == [
        ("past", FILED),
        ("now", waits("دوشنبه ۶ آبان ۱۳۹۸", "سه‌شنبه ۷ آبان ۱۳۹۸")),
        ("next", ["حداکثر تا جمعه ۱۰ آبان ۱۳۹۸"]),
        ("next", ["حداکثر تا پنجشنبه ۱۶ آبان ۱۳۹۸"]),
    ]
    assert story(case) == [
        TimelineEntry("ثبت، دور ۱", "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰، واحد", "yes"),
        TimelineEntry(
            "اگر تصمیمی گرفته نشود",
            "سه‌شنبه ۷ آبان ۱۳۹۸، ۰۰:۰۰ خودکار به مرحلهٔ بعد می‌رود، با نشان «بدون بررسی اتحادیه»",
            "future",
        ),
    ]


def test_at_the_province_the_union_is_past(world: World) -> None:
    case = world.at_province()
    assert stations(case) == [
        ("past", FILED),
        ("past", APPROVED),
        ("now", waits("دوشنبه ۶ آبان ۱۳۹۸", "سه‌شنبه ۷ آبان ۱۳۹۸")),
        ("next", ["حداکثر تا یکشنبه ۱۲ آبان ۱۳۹۸"]),
    ]
    assert story(case)[1:] == [
        TimelineEntry("تأیید", f"جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰، {UNION}", "yes"),
        TimelineEntry(
            "اگر تصمیمی گرفته نشود",
            "سه‌شنبه ۷ آبان ۱۳۹۸، ۰۰:۰۰ خودکار به مرحلهٔ بعد می‌رود، با نشان «تأیید سیستمی استان»",
            "future",
        ),
    ]


def test_at_the_ministry_silence_makes_it_final(world: World) -> None:
    case = world.at_ministry()
    assert stations(case)[2:] == [
        ("past", APPROVED),
        ("now", waits("چهارشنبه ۸ آبان ۱۳۹۸", "پنجشنبه ۹ آبان ۱۳۹۸")),
    ]
    assert story(case)[-1].detail == (
        "پنجشنبه ۹ آبان ۱۳۹۸، ۰۰:۰۰ خودکار ثبت نهایی می‌شود، با نشان «تأیید سیستمی وزارت»"
    )


def test_a_final_case_has_no_future(world: World) -> None:
    case = world.final()
    assert stations(case) == [("past", FILED)] + [("past", APPROVED)] * 3
    assert [event.kind for event in story(case)] == ["yes"] * 4
    last = story(case)[-1]
    assert last == TimelineEntry("تأیید و ثبت نهایی", "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰، وزارت", "yes")


def test_a_returned_case_is_with_the_unit_and_shows_the_reason(world: World) -> None:
    case = world.returned(reason="تولید با ماه پیش مطابقت ندارد")
    with_unit = ("now", ["در دست اصلاح"])
    assert stations(case) == [with_unit, ("next", AFTER), ("next", AFTER), ("next", AFTER)]
    detail = f"جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰، {UNION}: «تولید با ماه پیش مطابقت ندارد»"
    assert story(case)[1:] == [TimelineEntry("بازگشت برای اصلاح", detail, "no")]


def test_a_new_round_starts_the_stations_again_and_keeps_the_story(world: World) -> None:
    case = world.at_province()
    number, user = case.tracking_number, world.province_officer
    back = workflow.send_back(user, number, case.version, "ببینید", LATER)
    workflow.file(world.owner, number, back.version, LATER)
    assert [state for state, _ in stations(case)] == ["past", "now", "next", "next"]
    assert stations(case)[0] == ("past", ["ارسال شد", "یکشنبه ۵ آبان ۱۳۹۸، ۰۹:۳۰"])
    titles = [event.title for event in story(case)]
    assert titles[:4] == ["ثبت، دور ۱", "تأیید", "بازگشت برای اصلاح", "ثبت، دور ۲"]
    assert len(titles) == 5


def test_a_lapse_is_told_by_its_level_and_never_as_an_approval_of_the_union(world: World) -> None:
    case = world.filed()
    for _ in range(3):
        due_at = fresh(case).due_at
        assert due_at
        sweep(due_at)
    midnight = "سه‌شنبه ۷ آبان ۱۳۹۸، ۰۰:۰۰"
    assert stations(case)[1] == ("past", ["بدون بررسی اتحادیه", midnight])
    assert [lines[0] for _, lines in stations(case)[2:]] == [
        "تأیید سیستمی استان",
        "تأیید سیستمی وزارت",
    ]
    told = story(case)[1:]
    assert told[0] == TimelineEntry(
        "بدون بررسی اتحادیه",
        f"{midnight}، سامانه؛ مهلت {UNION}، تا پایان دوشنبه ۶ آبان ۱۳۹۸",
        "sys",
    )
    assert [event.title for event in told[1:]] == ["تأیید سیستمی استان", "تأیید سیستمی وزارت"]


def test_a_lapse_of_an_own_case_says_so(world: World) -> None:
    owns_too(world, world.union_officer)
    case = world.filed()
    assert case.due_at
    sweep(case.due_at)
    assert story(case)[1].detail.endswith("آبان ۱۳۹۸؛ تنها کارشناس، ذی‌نفع پرونده است")


@pytest.mark.parametrize(
    ("access", "words"),
    [(False, "اتحادیه فاقد دسترسی"), (True, "تنها کارشناس، ذی‌نفع پرونده است")],
)
def test_a_union_passed_over_is_labelled(world: World, access: bool, words: str) -> None:
    if access:
        owns_too(world, world.union_officer)
        policy(PolicyKey.UNION_DAYS, None)
    else:
        Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
        world.licence.union.access_granted_at = None
    case = world.filed()
    moment = "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰"
    assert stations(case)[1] == ("past", [words, moment])
    assert story(case)[1] == TimelineEntry(words, f"{moment}، سامانه", "sys")


def test_without_a_clock_no_date_is_promised(world: World) -> None:
    policy(PolicyKey.UNION_DAYS, None)
    case = world.filed()
    assert stations(case)[1:] == [
        ("now", ["بدون مهلت خودکار"]),
        ("next", AFTER),
        ("next", AFTER),
    ]
    assert [event.kind for event in story(case)] == ["yes"]


def test_officers_are_named_only_to_officers(world: World) -> None:
    type(world.owner).objects.filter(pk=world.union_officer.pk).update(full_name="سارا بررسی‌کار")
    case = world.at_province()
    told = " ".join(f"{e.title} {e.detail}" for e in story(case))
    assert "سارا بررسی‌کار" not in told
    assert story(case, names=True)[1].detail.endswith(f"{UNION}، سارا بررسی‌کار")


def test_the_latest_date_follows_the_province_in_force_then(world: World) -> None:
    policy(PolicyKey.PROVINCE_DAYS, 10, tehran(1398, 8, 7, 1).date(), province_id="03")
    assert stations(world.filed())[2] == ("next", ["حداکثر تا جمعه ۱۷ آبان ۱۳۹۸"])


def test_a_date_is_the_last_whole_day_before_the_instant(world: World) -> None:
    case = world.filed()
    at = dt.datetime(2019, 10, 28, 20, 29, tzinfo=dt.UTC)
    number, user = case.tracking_number, world.union_officer
    moved = workflow.approve(user, number, case.version, at, AFFIRMED)
    assert moved.due_at == tehran(1398, 8, 10, 0)
    assert stations(case)[2] == (
        "now",
        waits("پنجشنبه ۹ آبان ۱۳۹۸", "جمعه ۱۰ آبان ۱۳۹۸"),
    )
