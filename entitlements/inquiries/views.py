"""The desk of the statistics office: agreements with agencies, their tokens, what was asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, open_to_all, row_id
from config.jalali import tehran_day
from config.refusals import sent_and_done
from entitlements.enums import InquiryField
from entitlements.inquiries import agreement_services, queries
from entitlements.inquiries.definition import REFUSALS, definition
from entitlements.inquiries.errors import AgreementError
from entitlements.inquiries.forms import AgreementForm, TokenForm
from entitlements.inquiries.rules import MOST_ROWS, labels_of, labels_of_known
from entitlements.models import AgencyToken, Agreement

office_only = OfficeGuard("توافق با دستگاه‌ها کار دفتر آمار است.", Permission.KEEP_AGREEMENTS)


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """List the agreements, the newest first."""
    after = request.GET.get("after", "")
    page = queries.lines(tehran_day(timezone.now()), after)
    home = reverse("inquiries:index")
    context = {
        "rows": page.rows,
        "next": f"{home}?after={page.cursor}" if page.cursor else None,
        "first": home if after else None,
    }
    return render(request, "entitlements/inquiries/index.html", context)


@require_safe
@office_only
def refusals(request: HttpRequest) -> HttpResponse:
    """List all questions of machines that were not taken, also those of no known token."""
    after = request.GET.get("after", "")
    page, home = queries.all_refusals(after), reverse("inquiries:refusals")
    context = {
        "rows": [(row, labels_of_known(row.fields)) for row in page.rows],
        "next": f"{home}?after={page.cursor}" if page.cursor else None,
        "first": home if after else None,
    }
    return render(request, "entitlements/inquiries/refusals.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def new(request: HttpRequest) -> HttpResponse:
    """Write an agreement down."""
    user, at = current_user(request), timezone.now()
    form = AgreementForm(form_recovery.sent(request))
    made: list[Agreement] = []
    if sent_and_done(
        request, form, lambda: made.append(agreement_services.propose(user, form.terms, at))
    ):
        messages.success(request, "توافق ثبت شد؛ همکار دیگری از دفتر آمار آن را تأیید می‌کند.")
        return redirect("inquiries:one", str(made[0].pk))
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {"form": form, "errors": errors, "kept": form.is_bound and not posted}
    status = 422 if errors else 200
    return render(request, "entitlements/inquiries/new.html", context, status=status)


@never_cache
@require_safe
@office_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show an agreement, its tokens, what was asked under it and what was refused."""
    return _page(request, _agreement(pk), TokenForm())


@posted_from("inquiries:one", "pk")
@office_only
def second(request: HttpRequest, pk: str) -> HttpResponse:
    """Confirm an agreement as the second person."""
    agreement_services.second(current_user(request), _agreement(pk).pk, timezone.now())
    messages.success(request, "توافق تأیید شد و در اعتبار است.")
    return redirect("inquiries:one", pk)


@posted_from("inquiries:one", "pk")
@office_only
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """End an agreement for good."""
    agreement_services.end(current_user(request), _agreement(pk).pk, timezone.now())
    messages.success(request, "توافق پایان یافت؛ توکن‌های آن دیگر پاسخی نمی‌گیرند.")
    return redirect("inquiries:one", pk)


@posted_from("inquiries:one", "pk")
@office_only
def token(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a token; its text stands on the page of the agreement, for its maker and a while."""
    user, at, agreement = current_user(request), timezone.now(), _agreement(pk)
    form = TokenForm(request.POST)
    try:
        done = sent_and_done(
            request,
            form,
            lambda: agreement_services.make_token(user, agreement.pk, at=at, **form.cleaned_data),
        )
    except AgreementError as refusal:
        done = False
        form.add_error(None, refusal.words)
    if not done:
        return _page(request, agreement, form, 422)
    messages.success(request, "توکن ساخته شد؛ آن را همین حالا به دستگاه برسانید.")
    return redirect("inquiries:one", pk)


@posted_from("inquiries:one", "pk")
@office_only
def revoke(request: HttpRequest, pk: str, token: str) -> HttpResponse:
    """Take a token back for good."""
    found = AgencyToken.objects.filter(pk=row_id(token) or 0, agreement=_agreement(pk)).first()
    if found is None:
        raise Http404
    agreement_services.revoke(current_user(request), found.pk, timezone.now())
    messages.success(request, "توکن باطل شد و دیگر پاسخی نمی‌گیرد.")
    return redirect("inquiries:one", pk)


@open_to_all
@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """Explain the machine's door to whoever writes a client, from its one definition."""
    told = definition()
    facts = told["components"]["schemas"]["Facts"]["properties"]
    context = {
        "told": told,
        "fields": [
            (field.value, field.label, field.derived, _members(facts[field.value]))
            for field in InquiryField
        ],
        "refusals": REFUSALS,
        "most": MOST_ROWS,
    }
    return render(request, "entitlements/inquiries/described.html", context)


def _members(schema: dict[str, Any]) -> str:
    """Name what a fact is made of, as JSON has it."""
    if schema["type"] == "object":
        return "{" + ", ".join(schema["properties"]) + "}"
    kinds = schema["type"]
    return " | ".join(kinds) if isinstance(kinds, list) else str(kinds)


def _agreement(pk: str) -> Agreement:
    rows = Agreement.objects.select_related("asked_by", "seconded_by", "ended_by")
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, agreement: Agreement, form: TokenForm, status: int = 200
) -> HttpResponse:
    user, at, after = current_user(request), timezone.now(), request.GET.get("after", "")
    today = tehran_day(at)
    questions = queries.questions_of(agreement, after)
    home = reverse("inquiries:one", args=[agreement.pk])
    chip, words = queries.state_of(agreement, today)
    asked, found = queries.share_found(agreement)
    context = {
        "agreement": agreement,
        "chip": chip,
        "words": words,
        "labels": labels_of(agreement.fields),
        "seconds": queries.may_second(user, agreement),
        "holds": chip == "done",
        "tokens": queries.tokens_of(agreement, today),
        "text": agreement_services.shown_to(user, agreement, at),
        "refusals": queries.refusals_of(agreement),
        "questions": questions.rows,
        "next": f"{home}?after={questions.cursor}" if questions.cursor else None,
        "first": home if after else None,
        "asked": asked,
        "found": found,
        "spent": queries.asked_today(agreement, at),
        "form": form,
        "errors": faults(form) if form.is_bound else [],
    }
    return render(request, "entitlements/inquiries/one.html", context, status=status)
