"""Addresses of what everybody may read, under /public/: what is published, and by which rules."""

from django.urls import path

from statistics.office.policy_pages.views import public
from statistics.publication.pages import views
from statistics.rules.views import rules

app_name = "public"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("months/", views.archive, name="archive"),
    path("method/", views.method, name="method"),
    path("rules/", rules, name="rules"),
    path("policy/", public, name="policy"),
    path("<digits:year>/<digits:month>/", views.month, name="month"),
    path("<digits:year>/<digits:month>/<digits:number>/", views.edition, name="edition"),
]
