"""The machine's door: a bearer token, JSON in and out, no cookie, no page, no form."""

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from config.http import client_address, open_to_all
from config.repeated_posts import compares_state
from entitlements.enums import InquiryState, RowResult
from entitlements.inquiries import queries, services
from entitlements.inquiries.definition import definition
from entitlements.inquiries.errors import RefusedError
from entitlements.inquiries.rules import (
    IDEMPOTENCY_KEY,
    bearer_of,
    in_words,
    question,
    row_in_words,
)
from entitlements.models import AgencyToken, Inquiry

# After so many seconds a batch that is not answered yet is asked for again.
AGAIN_SECONDS = 2
Answer = Callable[..., HttpResponse]


def _machines_only(*methods: str) -> Callable[[Answer], Answer]:
    """Let a view answer machines: by their token alone, each refusal as JSON."""

    def marked(view: Answer) -> Answer:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
            at, bearer = timezone.now(), bearer_of(request.headers.get("Authorization", ""))
            try:
                if request.method not in methods:
                    words = f"این نشانی {' و '.join(methods)} می‌پذیرد."
                    raise RefusedError(405, "wrong_method", words, headers=_allow(methods))
                return view(request, services.token_for(bearer, at), *args, **kwargs)
            except RefusedError as refused:
                address, named = client_address(request), partial(_named, request)
                return _refusal(services.keep_refusal(refused, bearer, address, at, named))

        # A machine's token is its sign-in: no session, so nothing that a form of another site
        # could use, and no page that is posted twice.
        return csrf_exempt(open_to_all(compares_state(guarded)))

    return marked


def _allow(methods: tuple[str, ...]) -> dict[str, str]:
    return {"Allow": ", ".join(methods)}


@_machines_only("POST")
def ask(request: HttpRequest, token: AgencyToken) -> HttpResponse:
    """Answer for one pair of ids at once; take many, and say where their answer will stand."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not IDEMPOTENCY_KEY.fullmatch(key):
        raise RefusedError(422, "key_invalid", "Idempotency-Key از ۱ تا ۸۰ نویسهٔ ساده است.")
    asked = question(_body(request))
    if not key and not asked.single:
        words = "درخواست گروهی سرآیند Idempotency-Key می‌خواهد."
        raise RefusedError(422, "key_required", words)
    inquiry = services.ask(token, asked, key, timezone.now())
    if inquiry.single:
        return _json(_one(inquiry))
    answer = _json(_state(inquiry), status=202)
    answer.headers["Location"] = _place(inquiry)
    return answer


@_machines_only("GET")
def one(request: HttpRequest, token: AgencyToken, reference: UUID) -> HttpResponse:
    """Say how far a batch is, and its answers once it is done; 404 for one of nobody's own."""
    rows = Inquiry.objects.filter(agreement=token.agreement, reference=reference, single=False)
    inquiry = rows.defer("asked").first()
    if inquiry is None:
        raise RefusedError(404, "not_found", "درخواستی با این نشانی نیست.")
    answer = _json(_state(inquiry))
    if inquiry.state == InquiryState.WAITING:
        answer.headers["Retry-After"] = str(AGAIN_SECONDS)
    return answer


@open_to_all
@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """Give the definition of this door, for whoever writes a client."""
    return _json(definition())


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise RefusedError(415, "not_json", "درخواست باید application/json باشد.")
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (settings.INQUIRY_BODY_BYTES + 1)
    if len(body) > settings.INQUIRY_BODY_BYTES:
        raise RefusedError(413, "too_large", "متن درخواست بزرگ‌تر از ۲ مگابایت است.")
    return body


def _named(request: HttpRequest) -> list[dict[str, Any]]:
    """Read the rows of a question that is not taken; none where it cannot be read."""
    try:
        return question(_body(request)).rows
    except RefusedError:
        return []


def _one(inquiry: Inquiry) -> dict[str, Any]:
    """Write the answer about one unit; of none it is the same whichever id was wrong."""
    ((_, _, result, facts),) = queries.answers_to(inquiry)
    if result != RowResult.FOUND:
        return {"result": result}
    return {"result": result, "as_of": _moment(inquiry), "facts": in_words(facts or {})}


def _state(inquiry: Inquiry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reference": str(inquiry.reference),
        "state": inquiry.state,
        "status_url": _place(inquiry),
        "rows": inquiry.rows,
    }
    if inquiry.state == InquiryState.DONE:
        answers = [row_in_words(*row) for row in queries.answers_to(inquiry)]
        told |= {"as_of": _moment(inquiry), "found": inquiry.found, "answers": answers}
    return told


def _moment(inquiry: Inquiry) -> str:
    assert inquiry.done_at
    return inquiry.done_at.isoformat(timespec="seconds")


def _place(inquiry: Inquiry) -> str:
    return f"{settings.SITE_URL}{reverse('inquiry_api:one', args=[inquiry.reference])}"


def _json(told: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _refusal(refused: RefusedError) -> HttpResponse:
    answer = HttpResponse(
        json.dumps(refused.as_json(), ensure_ascii=False),
        status=refused.status,
        content_type="application/problem+json",
        headers=refused.headers,
    )
    if refused.until:
        wait = (refused.until - timezone.now()).total_seconds()
        answer.headers["Retry-After"] = str(max(1, int(wait)))
    return answer
