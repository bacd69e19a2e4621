"""Addresses of a unit's certificates."""

from django.urls import path

from entitlements.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.index, name="index"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/revoke/", views.revoke, name="revoke"),
]
