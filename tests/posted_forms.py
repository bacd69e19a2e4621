"""One successful post for every address that takes one, laid out as its page would send it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from review.complaints.services import complain_of_return
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from review.evidence.services import attach
from review.inbox.choices import choice_of
from review.workflow import send_back
from statistics.models import SelectedUnit, Submission
from tests.accounts.access.posts import ACCESS_POSTS
from tests.accounts.appointments.posts import APPOINTMENT_POSTS
from tests.accounts.auditing.posts import auditor
from tests.accounts.second_factor.posts import FACTOR_POSTS
from tests.entitlements.certificates.posts import CERTIFICATE_POSTS
from tests.entitlements.inquiries.posts import INQUIRY_POSTS
from tests.entitlements.orders.posts import ORDER_POSTS
from tests.entitlements.service_desk.posts import SERVICE_DESK_POSTS
from tests.outreach.circulars.acts import CIRCULAR_POSTS
from tests.outreach.help_desk.acts import HELP_DESK_POSTS
from tests.oversight.best_units.posts import BEST_POSTS
from tests.oversight.meetings.posts import MEETING_POSTS
from tests.portal.training.posts import TRAINING_POSTS
from tests.posted_account import ACCOUNT_POSTS
from tests.posted_lists import FILLED, KEPT
from tests.posted_members import MEMBER_POSTS
from tests.review.assisted.posts import ASSISTED_POSTS
from tests.review.cases import policy
from tests.review.owner.workbook.posts import WORKBOOK_POSTS
from tests.review.visits.posts import VISIT_POSTS
from tests.sample_files import png
from tests.sent_posts import Post, sent_by
from tests.statistics.calendar.posts import CALENDAR_POSTS
from tests.statistics.files import statistician
from tests.statistics.filing import exports, people, period, production
from tests.statistics.organizational.posts import ORGANIZATIONAL_POSTS
from tests.statistics.publication.desk.posts import EDITION_POSTS
from tests.units.enrolment.posts import UNIT_POSTS
from tests.units.registry.posts import REGISTRY_POSTS
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World
from units.models import Unit

WORDS = "کارتن به جای کیلوگرم نوشته شد"


def _step(world: World, page: str, data: Mapping[str, Any]) -> Post:
    number = world.draft().tracking_number
    return Post(world.owner, f"/statistics/{number}/{page}/", {"action": "confirm", **data})


def _desk(world: World, part: str, **data: Any) -> Post:
    """Post from the panel of the union's case."""
    page = f"/review/{world.filed().tracking_number}/"
    return Post(world.union_officer, page, data, f"{page}{part}/", form=f"{page}decide/")


def _approval(world: World) -> Post:
    # Of the province: it states nothing beside its approval.
    page = f"/review/{world.at_province().tracking_number}/"
    return Post(world.province_officer, page, {}, f"{page}approve/", form=f"{page}decide/")


def _month(world: World) -> Post:
    number = world.draft().tracking_number
    rows = production((BAG, "20")) | exports() | people() | {"has_exports": "no"}
    return Post(world.owner, f"/statistics/{number}/month/", rows | {"action": "confirm"})


def _own(world: World, case: Submission, part: str, **data: Any) -> Post:
    return Post(world.owner, f"/statistics/{case.tracking_number}/{part}/", data)


def _answer(world: World) -> Post:
    case = world.filed()
    asked = ask(world.union_officer, case.tracking_number, case.version, "چرا؟", FILED_AT).pk
    page = f"/statistics/{case.tracking_number}/"
    return Post(world.owner, page, {"question": asked, "text": WORDS}, f"{page}answer/")


def _asked_back(world: World) -> Post:
    case = world.filed()
    number = case.tracking_number
    request_correction(world.owner, number, case.version, "اشتباه", FILED_AT)
    page = f"/review/{number}/"
    return Post(
        world.union_officer, page, {"action": "refuse", "words": WORDS}, f"{page}correction/"
    )


def _verdict(world: World) -> Post:
    case = world.filed()
    send_back(world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT)
    complaint = complain_of_return(world.owner, case.tracking_number, "درست است", FILED_AT)
    said = {"verdict": "declined", "answer": WORDS}
    return Post(world.province_officer, f"/review/complaints/{complaint.pk}/", said)


def _inactivity(world: World) -> Post:
    Unit.objects.update(activity="inactive", missed_months=4)
    return Post(world.owner, f"/statistics/complaint/{world.unit.pk}/", {"text": WORDS})


def _contact(world: World) -> Post:
    world.filed()
    reached = {"on": tehran_day(FILED_AT).isoformat(), "way": "phone", "result": "other"}
    page = f"/review/followup/{world.unit.pk}/1398/6/"
    return Post(world.union_officer, page, reached | {"note": WORDS})


def _bulk(world: World) -> Post:
    case = world.filed()
    to = reverse("review:bulk")
    return Post(world.union_officer, "/review/", {"case": [choice_of(case)]}, to)


def _office(world: World, page: str, **data: Any) -> Post:
    return Post(statistician(world), page, data)


def _edit(world: World, page: str, **data: Any) -> Post:
    return _office(world, f"/catalog/{page}/", reason=WORDS, year=1398, month=8, **data)


def _restored(world: World, page: str) -> Post:
    """Restore what the office has retired."""
    writer = statistician(world)
    browser = Client()
    browser.force_login(writer)
    retired = Post(writer, f"/catalog/{page}/retire/", {"reason": "نامه", "year": 1398, "month": 8})
    assert browser.post(retired.page, sent_by(browser, retired)).status_code == 302
    return Post(writer, f"/catalog/{page}/restore/", {"reason": WORDS})


def _listed(world: World) -> Post:
    """End an entry of the list of selected units."""
    writer, page = statistician(world), reverse("selected:add_unit")
    browser = Client()
    browser.force_login(writer)
    adding = {"guild_id": world.unit.guild_id, "criterion": "سهم", "source": "نامه"}
    assert browser.post(page, sent_by(browser, Post(writer, page, adding))).status_code == 302
    entry = SelectedUnit.objects.get()
    return Post(writer, reverse("selected:end", args=["units", entry.pk]))


def _publish(world: World) -> Post:
    to = reverse("evaluation:publish", args=[1398, "month", 5])
    return Post(statistician(world), "/review/evaluation/1398/5/", {}, to)


def _evidence(world: World) -> Post:
    page = f"/statistics/{world.draft().tracking_number}/evidence/"
    return Post(world.owner, page, {"file": SimpleUploadedFile("a.png", png())})


def _evidence_removed(world: World) -> Post:
    number = world.draft().tracking_number
    attach(world.owner, number, "a.png", png(), FILED_AT)
    to = reverse("evidence:remove", args=[number, "1"])
    return Post(world.owner, f"/statistics/{number}/evidence/", {}, to)


def _inactive(world: World) -> Post:
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    people_of = dict.fromkeys(("official", "contract", "contractor"), "1")
    data = {"unit": world.unit.pk, "months": ["139806"], "action": "confirm"} | people_of
    return Post(world.owner, "/statistics/inactive/", data)


def _again(world: World) -> Post:
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    world.filed(MEHR - 1)
    data = {"licence": world.licence.number, "month": MEHR.to_int()}
    return Post(world.owner, "/statistics/", data, reverse("statistics:again"))


def _export(world: World) -> Post:
    world.final()
    data = {"purpose": WORDS, "from_year": 1398, "from_month": 1, "to_year": 1398, "to_month": 7}
    return Post(statistician(world), "/files/", data, reverse("files:ask"))


def _notebook(world: World) -> Post:
    noted = {"day": 3, "code": BAG, "quantity": "12.5"}
    return Post(world.owner, f"/statistics/notebook/{world.unit.pk}/1398/6/", noted)


def _without_shoes(world: World) -> World:
    """Empty a class, so that it can be retired."""
    Product.objects.filter(code=SHOES).update(to_year=1398, to_month=7)
    return world


def _remind(world: World) -> Post:
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    Unit.objects.update(missed_months=1)
    page = "/review/followup/?tab=missing"
    return Post(world.union_officer, page, {}, reverse("review:remind"))


def _remind_one(world: World) -> Post:
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    Unit.objects.update(missed_months=1)
    page = reverse("unit_file:file", args=[world.unit.pk])
    return Post(world.union_officer, page, {}, reverse("unit_file:remind", args=[world.unit.pk]))


def _in_list(name: str, world: World) -> Post:
    writer = statistician(world)
    return Post(writer, *FILLED[name](world, writer))


Makes = Callable[[World], Post]
NEW_BAG = {"code": "2520512999", "name": "کیف", "measure": "kg"}
BAG_PAGE = f"products/{BAG}"


def _laid_out(lay: Callable[[World], tuple[Any, ...]]) -> "Makes":
    return lambda world: Post(*lay(world))


POSTS: dict[str, Makes] = {
    **REGISTRY_POSTS,
    "trail:index": lambda w: Post(auditor(w), "/trail/", {"name": "leila"}),
    **ACCOUNT_POSTS,
    **FACTOR_POSTS,
    "catalogue:new": lambda w: _edit(w, "products/new", **NEW_BAG),
    "catalogue:describe": lambda w: _edit(w, f"{BAG_PAGE}/describe", name="ساک"),
    "catalogue:retire": lambda w: _edit(w, f"{BAG_PAGE}/retire", successor=PIPE),
    "catalogue:restore": lambda w: _restored(w, BAG_PAGE),
    "catalogue:measure": lambda w: _edit(w, f"{BAG_PAGE}/measure", measure="kg"),
    "catalogue:rename_node": lambda w: _edit(w, "nodes/1920/rename", title_fa="پای‌افزار"),
    "catalogue:retire_node": lambda w: _edit(_without_shoes(w), "nodes/1920/retire"),
    "catalogue:restore_node": lambda w: _restored(_without_shoes(w), "nodes/1920"),
    **{f"lists:{name}": partial(_in_list, name) for name in FILLED},
    **{name: partial(_office, page=page, **data) for name, (page, data) in KEPT.items()},
    "selected:end": _listed,
    "files:ask": _export,
    "policy:add": lambda w: _office(
        w, "/policy/union_days/add/", value="9", day="1398/08/04", reason=WORDS
    ),
    "policy:exception": lambda w: _office(
        w, "/policy/filing_allowed_day/exception/", value="20", year=1398, month=7, reason=WORDS
    ),
    "simulation:rehearse": lambda w: _office(
        w, "/policy/simulations/of/rule_change_percent/", value="40"
    ),
    "simulation:index": lambda w: _office(w, "/policy/simulations/", union_days="1"),
    **{
        name: _laid_out(lay) for name, lay in {**UNIT_POSTS, **ACCESS_POSTS, **MEMBER_POSTS}.items()
    },
    **{name: _laid_out(lay) for name, lay in APPOINTMENT_POSTS.items()},
    "unit_list:contact_list": lambda w: Post(
        w.union_officer, "/units/contact-list/", {"purpose": WORDS}
    ),
    "search:search": lambda w: Post(w.union_officer, "/search/", {"q": "کارگاه"}),
    "owner:inactive": _inactive,
    "evaluation:publish": _publish,
    **MEETING_POSTS,
    **ORGANIZATIONAL_POSTS,
    **TRAINING_POSTS,
    **BEST_POSTS,
    **CALENDAR_POSTS,
    **CERTIFICATE_POSTS,
    **CIRCULAR_POSTS,
    **HELP_DESK_POSTS,
    **EDITION_POSTS,
    **INQUIRY_POSTS,
    **ORDER_POSTS,
    **SERVICE_DESK_POSTS,
    **VISIT_POSTS,
    **ASSISTED_POSTS,
    **WORKBOOK_POSTS,
    "review:bulk": _bulk,
    "statistics:new": lambda w: Post(
        w.owner, "/statistics/new/", {"action": "confirm"} | period(w)
    ),
    "statistics:again": _again,
    "statistics:notebook": _notebook,
    "statistics:month": _month,
    "statistics:period": lambda w: _step(w, "period", period(w)),
    "statistics:production": lambda w: _step(w, "production", production((BAG, "20"))),
    "statistics:exports": lambda w: _step(w, "exports", exports() | {"has_exports": "no"}),
    "statistics:employment": lambda w: _step(w, "employment", people()),
    "statistics:delete": lambda w: _own(w, w.draft(), "delete"),
    "owner:confirm": lambda w: _own(w, w.ready(), "confirm"),
    "owner:correction": lambda w: _own(w, w.final(), "correction", reason=WORDS),
    "owner:complaint": lambda w: _own(w, w.returned(), "complaint", text=WORDS),
    "owner:inactive_complaint": _inactivity,
    "owner:answer": _answer,
    "evidence:list": _evidence,
    "evidence:remove": _evidence_removed,
    "review:remind": _remind,
    "unit_file:remind": _remind_one,
    "review:contact": _contact,
    "review:complaint": _verdict,
    "review:decide": lambda w: _desk(w, "decide", decision="return", reason=WORDS),
    "review:approve": _approval,
    "review:return": lambda w: _desk(w, "return", reason=WORDS),
    "review:question": lambda w: _desk(w, "question", text=WORDS),
    "review:correction": _asked_back,
}
