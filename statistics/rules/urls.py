from django.urls import path

from statistics.office.policy_pages.views import public
from statistics.rules import views

app_name = "public"
urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("policy/", public, name="policy"),
]
