"""Addresses of the machine's door."""

from django.urls import path

from entitlements.inquiries import api_views

app_name = "inquiry_api"
urlpatterns = [
    path("", api_views.ask, name="ask"),
    path("openapi.json", api_views.described, name="described"),
    path("<uuid:reference>/", api_views.one, name="one"),
]
