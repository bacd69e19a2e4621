"""The decision panel: three acts in one form, and the one that was chosen is done."""

from django.http import HttpRequest, HttpResponse, QueryDict

from config.form_recovery import posted_from
from review.case.correspondence_views import question
from review.case.views import NOT_APPROVED, approve, case_again, case_to_decide, send_back

_ACTS = {"approve": approve, "return": send_back, "question": question}


def _unsent(posted: QueryDict) -> str:
    # Of the other acts the words are shown again, with what was not done.
    return NOT_APPROVED if posted.get("decision") == "approve" else ""


@posted_from("review:case", "tracking", unsent=_unsent)
def decide(request: HttpRequest, tracking: str) -> HttpResponse:
    """Do what was chosen; without a choice nothing happens and everything typed stays (422)."""
    act = _ACTS.get(request.POST.get("decision", ""))
    if act is not None:
        return act(request, tracking)
    return case_again(request, case_to_decide(request, tracking), undecided=True)
