"""The door of the SMS gateway: delivery reports, by its token alone."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.notices import report_services
from accounts.notices.report_services import UnreadableReportError
from config.http import open_to_all
from config.repeated_posts import compares_state


# The gateway's token is its sign-in: no session, so nothing that a form of another site could use.
@csrf_exempt
@open_to_all
@compares_state
@require_POST
def reports(request: HttpRequest) -> JsonResponse:
    """Keep which SMS arrived and which came back; the same report twice changes nothing."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not report_services.is_gateway(bearer.strip()):
        return JsonResponse({"title": "token_unknown"}, status=401)
    try:
        told = report_services.read_reports(request.body)
    except UnreadableReportError as fault:
        return JsonResponse({"title": "unreadable", "detail": fault.words}, status=422)
    return JsonResponse({"recorded": report_services.record(told, timezone.now())})
