"""Addresses of the trail of access, under /trail/."""

from django.urls import path

from accounts.auditing import views

app_name = "trail"
urlpatterns = [
    path("", views.index, name="index"),
    path("grants/", views.grants, name="grants"),
    path("<str:key>/", views.found, name="found"),
]
