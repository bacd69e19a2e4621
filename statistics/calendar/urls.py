"""Addresses of a person's calendar."""

from django.urls import path

from statistics.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.index, name="index"),
    path("renew/", views.renew, name="renew"),
    path("revoke/", views.revoke, name="revoke"),
    path("own.ics", views.feed, name="feed"),
]
