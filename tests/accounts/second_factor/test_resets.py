"""A lost phone: asked by one, settled by another, never one's own and never twice."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import AccessKind, OrganizationKind, Role
from accounts.grants import grant
from accounts.models import AccessEvent, FactorReset, Notice, Organization, User
from accounts.second_factor.queries import open_resets
from accounts.second_factor.reset_services import LATE, SETTLED, ask, lapse, settle
from catalog.policy_definitions import PolicyKey
from config.errors import ConflictError, ForbiddenError, InvalidFieldError, NotFoundError
from tests.accounts.second_factor.phones import ROOM, say_password, with_phone
from tests.concurrency import race, winners
from tests.review.cases import policy
from tests.world import FILED_AT, World, officer, person, tehran

SignIn = Callable[[User], Client]
PAGE, REASON = f"{ROOM}resets/", "گوشی گم شده است؛ حضوری آمد"


@pytest.fixture
def expert(world: World) -> User:
    """Seat a second expert at the province, with a phone."""
    user = officer("expert", Role.PROVINCE_EXPERT, world.province)
    with_phone(user)
    return user


@pytest.fixture
def head(world: World) -> User:
    return officer("head", Role.PROVINCE_HEAD, world.province)


def test_two_people_take_a_lost_phone_off(
    world: World, expert: User, head: User, sign_in: SignIn, third_of_aban: None
) -> None:
    asker = sign_in(world.province_officer)
    sent = {"kind": "factor", "person": "Expert", "reason": REASON}
    assert asker.post(PAGE, sent).headers["Location"] == PAGE
    row = FactorReset.objects.get()
    assert Notice.objects.filter(user=head, url=PAGE).exists()
    assert REASON in sign_in(head).get(PAGE).content.decode()
    to = f"{PAGE}{row.pk}/settle/"
    # Other words than the ones before, else the repeat is answered with its success.
    assert asker.post(to, {"decision": "grant"}).status_code == 403
    assert TOTPDevice.objects.filter(user=expert).exists()
    assert sign_in(head).post(to, {"decision": "grant"}).headers["Location"] == PAGE
    assert not TOTPDevice.objects.filter(user=expert).exists()
    assert Notice.objects.filter(user=expert, title="رمز دوم حساب شما برداشته شد").exists()
    lines = AccessEvent.objects.filter(kind=AccessKind.FACTOR, about=expert).order_by("pk")
    assert list(lines.values_list("user", "detail")) == [
        (world.province_officer.pk, "درخواست برداشتن رمز دوم"),
        (head.pk, "رمز دوم برداشته شد"),
    ]


def test_the_sessions_of_the_lost_phone_end(
    world: World, expert: User, head: User, sign_in: SignIn
) -> None:
    TOTPDevice.objects.all().delete()
    browser = sign_in(expert)
    with_phone(expert)
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    settle(head, row.pk, True, FILED_AT)
    assert browser.get("/accounts/profile/").status_code == 302
    assert say_password(Client(), expert).headers["Location"] == "/"


def test_a_refused_asking_leaves_everything(world: World, expert: User, head: User) -> None:
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    settle(head, row.pk, False, FILED_AT)
    assert TOTPDevice.objects.filter(user=expert).exists()
    # And the asker takes their own back.
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    assert settle(world.province_officer, row.pk, False, FILED_AT).granted is False


@pytest.mark.parametrize("name", ["nobody", "province-officer", "union-officer", "owner", "leila"])
def test_who_is_not_theirs_to_reset_answers_alike(world: World, expert: User, name: str) -> None:
    # Not there, oneself, without a device, no officer, an owner with a device.
    with_phone(person("leila"))
    with pytest.raises(InvalidFieldError) as refused:
        ask(world.province_officer, name, REASON, FILED_AT)
    assert str(refused.value).startswith("در حوزهٔ شما کسی با این نام کاربری نیست")


def test_the_statistics_office_is_below_nobody_and_above_the_ministry(world: World) -> None:
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    first, second = (
        officer(name, Role.STATISTICS_OFFICER, office) for name in ("stats1", "stats2")
    )
    with_phone(first)
    with pytest.raises(InvalidFieldError):
        ask(world.ministry_officer, "stats1", REASON, FILED_AT)
    # Nor by a post further down that they hold besides.
    grant(first, Role.MINISTRY_EXPERT, world.ministry)
    with pytest.raises(InvalidFieldError):
        ask(officer("ministry2", Role.MINISTRY_EXPERT, world.ministry), "stats1", REASON, FILED_AT)
    assert ask(second, "stats1", REASON, FILED_AT).user == first
    with_phone(world.ministry_officer)
    assert ask(second, world.ministry_officer.username, REASON, FILED_AT)


def test_one_below_or_beside_reaches_nobody_above(world: World, expert: User, head: User) -> None:
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    with pytest.raises(NotFoundError):
        settle(world.union_officer, row.pk, True, FILED_AT)
    other = Organization.objects.create(
        code="other", kind=OrganizationKind.UNION, name="دیگر", parent=world.province
    )
    far = officer("far", Role.UNION_OFFICER, other)
    with_phone(world.union_officer)
    with pytest.raises(InvalidFieldError):
        ask(far, "union-officer", REASON, FILED_AT)
    # The only one of a union is reset by the office above.
    row = ask(world.province_officer, "union-officer", REASON, FILED_AT)
    settle(head, row.pk, True, FILED_AT)
    assert not TOTPDevice.objects.filter(user=world.union_officer).exists()


def test_nobody_settles_their_own(world: World, expert: User) -> None:
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    with pytest.raises(NotFoundError):
        settle(expert, row.pk, True, FILED_AT)
    with pytest.raises(ForbiddenError):
        settle(world.province_officer, row.pk, True, FILED_AT)


def test_one_asking_waits_for_a_person(world: World, expert: User, head: User) -> None:
    ask(world.province_officer, "expert", REASON, FILED_AT)
    with pytest.raises(InvalidFieldError):
        ask(head, "expert", REASON, FILED_AT)


def test_a_settled_one_says_so(
    world: World, expert: User, head: User, sign_in: SignIn, third_of_aban: None
) -> None:
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    settle(head, row.pk, True, FILED_AT)
    answer = sign_in(head).post(f"{PAGE}{row.pk}/settle/", {"decision": "refuse"})
    assert answer.status_code == 409
    assert SETTLED in answer.content.decode()


@pytest.mark.parametrize("user", ["owner", "county"])
def test_who_appoints_nobody_sees_no_page(world: World, sign_in: SignIn, user: str) -> None:
    county = Organization.objects.create(
        code="county", kind=OrganizationKind.COUNTY_OFFICE, name="شهرستان", parent=world.ministry
    )
    officer("county", Role.COUNTY_OFFICER, county)
    assert sign_in(User.objects.get(username=user)).get(PAGE).status_code == 403


def test_of_two_who_settle_at_once_one_does(shared_world: World) -> None:
    expert = officer("expert", Role.PROVINCE_EXPERT, shared_world.province)
    seconds = [officer(name, Role.PROVINCE_HEAD, shared_world.province) for name in ("a1", "a2")]
    with_phone(expert)
    row = ask(shared_world.province_officer, "expert", REASON, FILED_AT)
    results = race([partial(settle, by, row.pk, True, FILED_AT) for by in seconds])
    assert len(winners(results)) == 1
    assert [type(r) for r in results if isinstance(r, Exception)] == [ConflictError]


def test_of_two_who_ask_at_once_one_does(shared_world: World) -> None:
    officer("expert", Role.PROVINCE_EXPERT, shared_world.province)
    with_phone(User.objects.get(username="expert"))
    seconds = [officer(name, Role.PROVINCE_HEAD, shared_world.province) for name in ("a1", "a2")]

    def asking(by: User) -> object:
        try:
            return ask(by, "expert", REASON, FILED_AT)
        except InvalidFieldError as refusal:
            return ConflictError(str(refusal))

    results = race([partial(asking, by) for by in seconds])
    assert FactorReset.objects.count() == 1
    assert len(winners(results)) == 1


def test_an_asking_lapses_with_the_term_of_its_day(
    world: World, expert: User, head: User, sign_in: SignIn, third_of_aban: None
) -> None:
    row = ask(world.province_officer, "expert", REASON, FILED_AT)
    # Asked on the third of Aban for three days; a value of later moves it no more.
    policy(PolicyKey.FACTOR_RESET_DAYS, 20, tehran(1398, 8, 4).date())
    over = tehran(1398, 8, 7, 0)
    assert "تا پایان دوشنبه ۶ آبان ۱۳۹۸" in sign_in(head).get(PAGE).content.decode()
    assert lapse(over - timedelta(seconds=1)) == 0
    assert [one.row for one in open_resets(head, over - timedelta(seconds=1))] == [row]
    assert open_resets(head, over) == []
    with pytest.raises(ConflictError, match=LATE):
        settle(head, row.pk, True, over)
    assert lapse(over) == 1
    row.refresh_from_db()
    assert (row.settled_by, row.settled_at, row.granted) == (None, over, False)
    assert TOTPDevice.objects.filter(user=expert).exists()
    told = Notice.objects.filter(user=world.province_officer, url=PAGE)
    assert "بی‌پاسخ ماند" in told.get().title
    assert lapse(over) == 0


def test_what_has_lapsed_keeps_nobody_from_asking_anew(
    world: World, expert: User, head: User
) -> None:
    old = ask(world.province_officer, "expert", REASON, FILED_AT)
    later = FILED_AT + timedelta(days=9)
    new = ask(head, "expert", REASON, later)
    old.refresh_from_db()
    assert (old.granted, old.settled_by) == (False, None)
    settle(world.province_officer, new.pk, True, later)
    assert not TOTPDevice.objects.filter(user=expert).exists()
