"""The page of a campaign: its window, how far each place is, and what may be done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.jalali import tehran_day
from config.refusals import sent_and_done
from units.campaign import services
from units.campaign.forms import OpenForm
from units.campaign.queries import campaigns_for, countrywide, opening_office, progress
from units.registry.errors import NotYourActError

officers_only = OfficeGuard("فراخوان ثبت‌نام برای کارشناسان حوزه است.", Permission.VIEW_REGISTRY)


@require_safe
@officers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what runs in the person's reach and how far it is."""
    user, now = current_user(request), timezone.now()
    province = request.GET.get("province", "")[:3] if countrywide(user) else ""
    office = opening_office(user)
    campaigns = campaigns_for(user, tehran_day(now))
    wide = countrywide(user)
    lines = [(one, wide or bool(office and one.organization_id == office.pk)) for one in campaigns]
    free = office and not any(mine or one.organization_id is None for one, mine in lines)
    opens = free or (wide and all(one.organization_id for one in campaigns))
    context = {
        "campaigns": lines,
        "progress": progress(user, now, province),
        "province": province,
        "opens": opens,
        "days": services.DAYS_BETWEEN,
    }
    return render(request, "units/campaign/index.html", context)


@require_http_methods(["GET", "POST"])
@officers_only
def opening(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    user, at = current_user(request), timezone.now()
    if opening_office(user) is None:
        raise NotYourActError(services.NOT_YOURS)
    form = OpenForm(form_recovery.sent(request))
    if sent_and_done(request, form, lambda: services.open_campaign(user, form.window, at)):
        messages.success(request, "فراخوان باز شد و به دستگاه‌های حوزه خبر داده شد.")
        return redirect("campaign:index")
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {"form": form, "errors": errors, "kept": form.is_bound and not posted}
    return render(request, "units/campaign/open.html", context, status=422 if errors else 200)


@posted_from("campaign:index")
@officers_only
def closing(request: HttpRequest, pk: str) -> HttpResponse:
    """End a campaign before its day."""
    services.close_campaign(current_user(request), row_id(pk) or 0, timezone.now())
    messages.success(request, "فراخوان بسته شد.")
    return redirect("campaign:index")


@posted_from("campaign:index")
@officers_only
def remind(request: HttpRequest, pk: str) -> HttpResponse:
    """Have those who lack reminded."""
    try:
        services.ask_reminder(current_user(request), row_id(pk) or 0, timezone.now())
        messages.success(request, "یادآوری در راه است؛ تعداد پیامک‌ها پس از ارسال اینجا می‌آید.")
    except services.ReminderTooSoonError as refusal:
        messages.error(request, refusal.words)
    return redirect("campaign:index")
