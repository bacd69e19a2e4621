"""Addresses of printed letters."""

from django.urls import path

from entitlements.letters import views

app_name = "letters"
urlpatterns = [
    path("<digits:tracking>/receipt/", views.receipt, name="receipt"),
    path("<digits:tracking>/return/", views.returned, name="return"),
    path("units/<digits:pk>/warning/", views.warning, name="warning"),
]
