"""Step 2 over HTTP, 2 workers and 8 clients, against a minimal form of the same server.

Ours and the floor are seconds a request at full load. The minimal form has the same twenty rows in
a formset of Django's own, behind the same sign-in, and nothing beside them: no last month, no
rules, no version, no page around. The plain answer says what the server costs without any form.
"""

from functools import cache
from typing import Any

from django.db import transaction
from django.forms import modelformset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path

from accounts.models import User
from bench.cases.filing import PRODUCTS, draft, filled
from bench.server import Visitor, at_once, served
from bench.table import BenchRow
from bench.timing import DRIFT, NoisyError
from config.http import open_to_all
from config.urls import urlpatterns as portal_urls
from statistics.models import ProductionLine, Submission

CLIENTS = 8
# Ours is to give 100 pages and 80 savings a second wherever the minimal form gives 125.
GET_GOAL, POST_GOAL = 125 / 100, 125 / 80


def hello(request: HttpRequest) -> HttpResponse:
    """Answer a word through the whole middleware, as the signed-in person."""
    return HttpResponse(f"hello {request.user.pk}")


@open_to_all
def plain(_: HttpRequest) -> HttpResponse:
    """Answer a word to whoever asks."""
    return HttpResponse("hello")


@transaction.atomic
def minimal(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show and save the quantities of one's own month."""
    lines = ProductionLine.objects.filter(
        submission__tracking_number=tracking, submission__unit__members__user=request.user.pk
    )
    lines = lines.select_related("product__measure").order_by("position")
    forms = _formset()(request.POST or None, queryset=lines, prefix="lines")
    if request.method == "POST" and forms.is_valid():
        forms.save()
        return HttpResponseRedirect(request.path)
    return HttpResponse(_page().render({"forms": forms, "csrf_token": get_token(request)}))


@cache
def _formset() -> Any:
    return modelformset_factory(ProductionLine, fields=["quantity"], extra=0)


@cache
def _page() -> Any:
    return engines["django"].from_string(
        "<form method=post><input type=hidden name=csrfmiddlewaretoken value={{ csrf_token }}>"
        "{{ forms.management_form }}{% for form in forms %}<p>{{ form.instance.product.name }}</p>"
        "{{ form.as_div }}{{ form.instance.product.measure.name_fa }}{% endfor %}</form>"
    )


urlpatterns = [
    *portal_urls,
    path("bench/hello/", hello),
    path("bench/plain/", plain),
    path("bench/minimal/<str:tracking>/", minimal),
]


def measure() -> list[BenchRow]:
    """Serve the portal and this plain answer, and let the clients ask as fast as they can."""
    with served() as port:
        owners = [Owner(port, *draft()) for _ in range(CLIENTS)]
        for act in (Owner.plain, Owner.open, Owner.open_minimal):
            at_once(owners, act)  # templates and plans are made by the first visitors
        plain = [at_once(owners, Owner.plain)]
        read = at_once(owners, Owner.open)
        save = at_once(owners, Owner.save)
        least_read = at_once(owners, Owner.open_minimal)
        least_save = at_once(owners, Owner.save_minimal)
        plain.append(at_once(owners, Owner.plain))
    if max(plain) > DRIFT * min(plain):
        raise NoisyError
    return [
        BenchRow("form step GET over HTTP / minimal form", read, least_read, GET_GOAL),
        BenchRow("form step save POST over HTTP / minimal form", save, least_save, POST_GOAL),
        BenchRow("form step GET over HTTP / plain answer", read, min(plain), None),
    ]


class Owner(Visitor):
    """An owner with a month of twenty products of their own."""

    def __init__(self, port: int, user: User, case: Submission) -> None:
        super().__init__(port, user)
        lines = case.production.order_by("position")
        self.url = f"/statistics/{case.tracking_number}/production/"
        self.form = filled(list(lines.values_list("product__code", flat=True)))
        self.minimal_url = f"/bench/minimal/{case.tracking_number}/"
        self.minimal_form = _minimal_filled(list(lines.values_list("pk", flat=True)))
        self.version = case.steps.get(step=2).version

    def plain(self) -> None:
        self.read("/bench/hello/")

    def open(self) -> None:
        self.read(self.url)

    def save(self) -> None:
        self._type(self.url, self.form | {"version": str(self.version)})

    def open_minimal(self) -> None:
        self.read(self.minimal_url)

    def save_minimal(self) -> None:
        self._type(self.minimal_url, self.minimal_form)

    def _type(self, url: str, form: dict[str, str]) -> None:
        # Another quantity in every row, so that each post has something to write.
        self.version += 1
        self.send(url, form | {f"lines-{n}-quantity": str(self.version) for n in range(PRODUCTS)})


def _minimal_filled(rows: list[int]) -> dict[str, str]:
    """Lay the minimal form out as the browser sends it."""
    data = {"lines-INITIAL_FORMS": str(len(rows)), "lines-TOTAL_FORMS": str(len(rows))}
    return data | {f"lines-{number}-id": str(pk) for number, pk in enumerate(rows)}
