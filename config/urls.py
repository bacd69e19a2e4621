"""Every address of the portal. Apps are included by name, so this file imports none of them."""

from django.urls import include, path, register_converter

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
    path("accounts/", include("accounts.urls")),
    path("accounts/notices/", include("accounts.notices.urls")),
    path("technical/", include("accounts.technical.urls", namespace="technical")),
    path("catalog/", include("catalog.urls")),
    path("catalog/", include("statistics.office.catalog_pages.urls")),
    path("units/", include("portal.unit_list.urls")),
    path("units/", include("portal.unit_file.urls")),
    path("units/", include("units.urls")),
    path("imports/", include("units.imports.urls")),
    path("search/", include("portal.search.urls")),
    path("statistics/", include("statistics.urls")),
    path("statistics/", include("review.owner.urls")),
    path("reports/", include("statistics.files.urls")),
    path("policy/simulations/", include("oversight.simulation.urls")),
    path("policy/", include("statistics.office.policy_pages.urls")),
    path("selected/", include("statistics.office.selection.urls")),
    path("lists/", include("statistics.office.lists.urls")),
    path("causes/", include("statistics.office.causes.urls")),
    path("public/", include("statistics.rules.urls")),
    path("sweeps/", include("review.sweep.urls")),
    path("statistics/", include("review.evidence.urls")),
    path("review/evaluation/", include("oversight.evaluation.urls")),
    path("review/watch/", include("oversight.dashboard.urls")),
    path("review/", include("review.urls")),
    path("", include("portal.urls")),
]
