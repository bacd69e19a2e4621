"""Is the process alive, and can it do its work?"""

from ipaddress import ip_address

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from config.http import client_address, open_to_all
from config.readiness import DATABASE, DOWN, OK, report

# How many seconds the sweep may be behind before the portal calls itself not ready.
LAG_LIMIT = 15 * 60


@open_to_all
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell whether the portal can do its work; what is wrong, only to who asks from the machine."""
    found = report()
    lag = _lag() if found[DATABASE] != DOWN else 0
    ready = set(found.values()) == {OK} and lag <= LAG_LIMIT
    # A stranger learns no more than from any page that fails.
    told = found | {"sweep_lag_seconds": lag} if _from_here(request) else {}
    return JsonResponse({"ready": ready, **told}, status=200 if ready else 503)


def _lag() -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)"
                " FROM statistics_submission WHERE due_at <= now()"
            )
            return int(cursor.fetchone()[0])
    except DatabaseError:
        return 0


def _from_here(request: HttpRequest) -> bool:
    address = client_address(request)
    return address is not None and ip_address(address).is_loopback
