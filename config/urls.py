"""Every address of the portal. Apps are included by name, so this file imports none of them."""

from django.urls import include, path, register_converter
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from config import health


class Digits:
    """A code of digits in an address, such as a tracking number."""

    regex = "[0-9]{1,20}"

    def to_python(self, value: str) -> str:
        # Text, not a number: leading zeros count.
        return value

    def to_url(self, value: str) -> str:
        return value


handler500 = "config.http.server_error"

register_converter(Digits, "digits")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("help/", include("portal.help.urls")),
    path("training/", include("portal.training.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/sign-up/", include("units.enrolment.urls")),
    path("accounts/provider/", include("accounts.identity_provider.urls")),
    path("accounts/second-factor/", include("accounts.second_factor.urls")),
    path("accounts/notices/", include("accounts.notices.urls")),
    path("trail/", include("accounts.auditing.urls")),
    path("access/", include("accounts.access.urls")),
    path("appointments/", include("accounts.appointments.urls")),
    path("technical/", include("accounts.technical.urls", namespace="technical")),
    path("catalog/", include("catalog.urls")),
    path("catalog/", include("statistics.office.catalog_pages.urls")),
    path("units/", include("portal.unit_list.urls")),
    path("units/", include("portal.unit_file.urls")),
    path("units/", include("entitlements.ledger.urls")),
    path("units/", include("units.urls")),
    path("campaign/", include("units.campaign.urls")),
    path("imports/", include("units.imports.urls")),
    path("search/", include("portal.search.urls")),
    path("statistics/questionnaire/", include("statistics.filing.questionnaire.urls")),
    path("calendar/", include("statistics.calendar.urls")),
    path("statistics/", include("statistics.urls")),
    path("statistics/", include("review.owner.urls")),
    path("figures/meeting/", include("oversight.meetings.urls")),
    path("organizational/", include("statistics.organizational.urls")),
    path("figures/", include("statistics.indicators.urls")),
    path("files/", include("statistics.files.urls")),
    path("editions/", include("statistics.publication.desk.urls")),
    # The address of the files before.
    path("reports/", require_GET(RedirectView.as_view(pattern_name="files:index")), name="reports"),
    path("policy/simulations/", include("oversight.simulation.urls")),
    path("policy/", include("statistics.office.policy_pages.urls")),
    path("selected/", include("statistics.office.selection.urls")),
    path("lists/", include("statistics.office.lists.urls")),
    path("causes/", include("statistics.office.causes.urls")),
    path("public/data/", include("statistics.publication.downloads.urls")),
    path("public/", include("statistics.public_urls")),
    path("sweeps/", include("review.sweep.urls")),
    path("statistics/", include("review.evidence.urls")),
    path("review/evaluation/best/", include("oversight.best_units.urls")),
    path("review/evaluation/burden/", include("oversight.burden.urls")),
    path("review/evaluation/editing/", include("oversight.editing_effect.urls")),
    path("review/evaluation/", include("oversight.evaluation.urls")),
    path("review/watch/", include("oversight.dashboard.urls")),
    path("union/filing/", include("review.assisted.urls")),
    path("review/", include("review.urls")),
    path("visits/", include("review.visits.urls")),
    path("certificates/", include("entitlements.certificates.urls")),
    path("orders/", include("entitlements.orders.urls")),
    path("letters/", include("entitlements.letters.urls")),
    path("service-desk/", include("entitlements.service_desk.urls")),
    path("inquiries/", include("entitlements.inquiries.urls")),
    path("api/v1/inquiry/", include("entitlements.inquiries.api_urls")),
    path("api/v1/sms-reports/", include("accounts.notices.report_urls")),
    path("check/", include("entitlements.certificates.check_urls")),
    path("circulars/", include("outreach.circulars.urls")),
    path("help-desk/", include("outreach.help_desk.urls")),
    path("", include("portal.urls")),
]
