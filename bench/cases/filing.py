"""A form step of twenty products against a view that runs the same SQL and has no template."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from django.utils import timezone

from accounts.models import User
from bench.table import Row
from bench.timing import interleaved
from catalog.models import Product
from config.jalali import current_month
from config.urls import urlpatterns as portal_urls
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.lines import Listing, Period
from statistics.models import Submission
from units.enums import MemberRole
from units.models import Licence, UnitMember

PRODUCTS = 20
_replay: list[str] = []


def floor_view(request: HttpRequest) -> HttpResponse:
    """Run the statements of the real page, as they were, and answer a word."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _replay:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse("ok")


urlpatterns = [*portal_urls, path("floor/", floor_view)]


def measure() -> list[Row]:
    """Measure GET and a saving POST of step 2."""
    owner, case = _draft()
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"]):
        clear_url_caches()
        browser = Client()
        browser.force_login(owner)
        url = f"/statistics/{case.tracking_number}/production/"
        read = _pair(browser, lambda: browser.get(url), "get")
        read_row = Row("form step GET, 20 products / same SQL", *read, 2.5)
        save = _pair(browser, lambda: browser.post(url, _filled(case)), "post")
        return [read_row, Row("form step save POST / same SQL", *save, 2.5)]


def _pair(browser: Client, ours: Callable[[], Any], verb: str) -> tuple[float, float]:
    with CaptureQueriesContext(connection) as captured:
        answer = ours()
    assert answer.status_code in (200, 302), answer.status_code
    own = ("django_session", "accounts_user", "SAVEPOINT", "BEGIN", "COMMIT")
    _replay[:] = [
        q["sql"]
        for q in captured.captured_queries
        if not any(word in q["sql"][:400] for word in own)
    ]
    return interleaved(ours, lambda: getattr(browser, verb)("/floor/"))


def _draft() -> tuple[User, Submission]:
    """Return an owner with a month of twenty products."""
    licence = Licence.objects.select_related("unit").order_by("pk")[0]
    owner, _ = User.objects.get_or_create(
        username="bench-owner", defaults={"full_name": "صاحب سنجش", "password": "!"}
    )
    UnitMember.objects.filter(unit=licence.unit).delete()
    UnitMember.objects.create(unit=licence.unit, user=owner, role=MemberRole.OWNER)
    at = timezone.now()
    taken = {
        s.period for s in Submission.objects.filter(unit=licence.unit).order_by("year", "month")
    }
    month = next(m for n in range(1, 60) if (m := current_month(at) - n) not in taken)
    case = services.open_month(owner, Period(licence, month, ActivityState.ACTIVE), True, at)
    codes = Product.objects.order_by("code").values_list("code", flat=True)[:PRODUCTS]
    listing = Listing(dict.fromkeys(codes, None))
    gone = frozenset(case.production.values_list("product__code", flat=True)) - set(codes)
    services.save_production(
        owner, case.tracking_number, 0, Listing(listing.values, gone), False, at
    )
    return owner, case


def _filled(case: Submission) -> dict[str, str]:
    step = case.steps.get(step=2)
    rows = case.production.order_by("position").values_list("product__code", flat=True)
    data = {"version": str(step.version), "action": "save", "lines-INITIAL_FORMS": "0"}
    for number, code in enumerate(rows):
        data[f"lines-{number}-product"] = code
        data[f"lines-{number}-quantity"] = "12.5" if "90" in code[-2:] else "12"
    return data | {"lines-TOTAL_FORMS": str(len(rows))}
