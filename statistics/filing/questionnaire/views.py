"""The empty questionnaire as it is printed, for who gathers figures on paper first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statistics.filing.questionnaire.paper import EXPORT_ROWS, PRODUCT_ROWS, questionnaire


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "asked": questionnaire(),
        "product_rows": range(1, PRODUCT_ROWS + 1),
        "export_rows": range(1, EXPORT_ROWS + 1),
    }
    return render(request, "statistics/filing/questionnaire/index.html", context)
