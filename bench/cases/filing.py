"""A step of twenty products against a view with the same SQL, but no form and no template."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from bench.table import BenchRow
from bench.timing import interleaved
from catalog.models import Product
from config.http import current_user, seen_version
from config.jalali import current_month
from config.urls import urlpatterns as portal_urls
from portal.navigation.frame import frame
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.storage import PeriodAnswers, PostedLines
from statistics.filing.web.context import own_month, own_submission
from statistics.filing.web.frame import PostOutcome, StepContext, frame_of
from statistics.filing.web.production import ProductionStep
from statistics.filing.web.step_form import SAVED
from statistics.models import Submission
from units.enums import MemberRole
from units.models import Licence, UnitMember

PRODUCTS = 20
Act = Callable[[], Any]


@require_http_methods(["GET", "POST"])
def floor(request: HttpRequest, tracking: str) -> HttpResponse:
    """Answer step 2 with the same SQL, through the same services."""
    return _save(request, tracking) if request.method == "POST" else _read(request, tracking)


def _read(request: HttpRequest, tracking: str) -> HttpResponse:
    """Gather all that the page shows, its frame too, and answer a word."""
    user, at = current_user(request), timezone.now()
    step = ProductionStep(StepContext(request, user, own_month(user, tracking), at))
    _ = step.lines, step.context.months
    frame_of(step.context, step.step, PostOutcome(), [], {})
    bool(frame(request)["bell"])  # it is read when it is shown
    return HttpResponse("ok")


def _save(request: HttpRequest, tracking: str) -> HttpResponse:
    """Save ready figures and lead on."""
    user = current_user(request)
    own_submission(user, tracking)
    codes = request.POST["codes"].split()
    Product.objects.select_related("measure").in_bulk(codes, field_name="code")
    listing = PostedLines(dict.fromkeys(codes, Decimal(12)))
    seen = seen_version(request)
    services.save_production(user, tracking, seen, listing, False, timezone.now())
    messages.success(request, SAVED)
    return HttpResponseRedirect(request.path)


urlpatterns = [*portal_urls, path("floor/<str:tracking>/", floor)]


def measure() -> list[BenchRow]:
    """Measure GET and a saving POST of step 2."""
    owner, case = draft()
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"]):
        clear_url_caches()
        browser = Client()
        browser.force_login(owner)
        url = f"/statistics/{case.tracking_number}/production/"
        floor = f"/floor/{case.tracking_number}/"
        codes = list(case.production.order_by("position").values_list("product__code", flat=True))
        version = case.steps.get(step=2).version
        form = filled(codes)
        ready = {"codes": " ".join(codes)}

        def post(address: str, data: dict[str, str]) -> Any:
            nonlocal version
            answer = browser.post(address, data | {"version": str(version)})
            version += 1
            return answer

        read = _pair(lambda: browser.get(url), lambda: browser.get(floor))
        save = _pair(lambda: post(url, form), lambda: post(floor, ready))
        return [
            BenchRow("form step GET, 20 products / no template", *read, 2.5),
            BenchRow("form step save POST / no form", *save, 2.5),
        ]


def _pair(ours: Act, floor: Act) -> tuple[float, float]:
    """Time both, once it is sure that they run the same statements."""
    mine, theirs = _statements(ours), _statements(floor)
    assert mine == theirs, (mine, theirs)
    return interleaved(ours, floor)


def _statements(act: Act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code in (200, 302), answer.status_code
    return sorted(q["sql"][:60] for q in captured.captured_queries)


def draft() -> tuple[User, Submission]:
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
    case = services.open_month(owner, PeriodAnswers(licence, month, ActivityState.ACTIVE), True, at)
    codes = Product.objects.order_by("code").values_list("code", flat=True)[:PRODUCTS]
    listing = PostedLines(dict.fromkeys(codes, None))
    gone = frozenset(case.production.values_list("product__code", flat=True)) - set(codes)
    services.save_production(
        owner, case.tracking_number, 0, PostedLines(listing.values, gone), False, at
    )
    return owner, case


def filled(codes: list[str]) -> dict[str, str]:
    """Return the form as the browser sends it."""
    data = {"action": "save", "lines-INITIAL_FORMS": "0", "lines-TOTAL_FORMS": str(len(codes))}
    for number, code in enumerate(codes):
        data[f"lines-{number}-product"] = code
        data[f"lines-{number}-quantity"] = "12"
    return data
