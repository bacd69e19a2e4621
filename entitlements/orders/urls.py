"""Addresses of the look-up for import orders."""

from django.urls import path

from entitlements.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.index, name="index"),
    path("looks/", views.looks, name="looks"),
    path("<str:key>/", views.found, name="found"),
]
