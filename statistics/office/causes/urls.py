"""Addresses of the list of causes."""

from django.urls import path

from statistics.office.causes import views

app_name = "causes"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("<digits:pk>/end/", views.finish, name="end"),
]
