"""Addresses of the policy for the statistics office, under /policy/."""

from django.urls import path

from statistics.office.policy_pages import views

app_name = "policy"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.one, name="key"),
    path("<slug:key>/add/", views.add, name="add"),
    path("<slug:key>/exception/", views.exception, name="exception"),
]
