"""Is the process alive, and can it do its work?"""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from config.http import open_to_all

# How many seconds the sweep may be behind before the portal calls itself not ready.
LAG_LIMIT = 15 * 60


@open_to_all
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell whether database and Redis answer, and how many seconds the sweep lags behind."""
    report: dict[str, object] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)"
                " FROM statistics_submission WHERE due_at <= now()"
            )
            lag = int(cursor.fetchone()[0])
        report |= {"database": "ok", "sweep_lag_seconds": lag}
    except DatabaseError:
        report["database"], lag = "down", 0
    try:
        cache.get("readyz")
        report["redis"] = "ok"
    except RedisError:
        report["redis"] = "down"
    ready = "down" not in report.values() and lag <= LAG_LIMIT
    return JsonResponse(report, status=200 if ready else 503)
