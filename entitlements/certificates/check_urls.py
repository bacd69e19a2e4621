"""Addresses of the check of a certificate, printed on it and read by its QR."""

from django.urls import path

from entitlements.certificates import check_views

app_name = "check"
urlpatterns = [
    path("", check_views.index, name="index"),
    path("<str:code>/", check_views.one, name="one"),
]
