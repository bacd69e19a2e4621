"""The page of every check, open to all."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.http import open_to_all
from statistics.rules.table import RULES


@open_to_all
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show each rule with its wording, kind and clause, by the step it stands at."""
    places = [(place, list(found)) for place, found in groupby(RULES, key=lambda r: r.place)]
    return render(request, "statistics/rules/rules.html", {"places": places, "count": len(RULES)})
