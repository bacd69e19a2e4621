"""The decision panel: three acts in one form, and the one that was chosen is done."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from review.case.correspondence_views import question
from review.case.views import approve, case_again, case_to_decide, send_back

_ACTS = {"approve": approve, "return": send_back, "question": question}


@require_POST
def decide(request: HttpRequest, tracking: str) -> HttpResponse:
    """Do what was chosen; without a choice nothing happens and everything typed stays (422)."""
    act = _ACTS.get(request.POST.get("decision", ""))
    if act is not None:
        return act(request, tracking)
    return case_again(request, case_to_decide(request, tracking), undecided=True)
