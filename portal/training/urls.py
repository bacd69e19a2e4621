"""Addresses of training."""

from django.urls import path

from portal.training import views

app_name = "training"
urlpatterns = [
    path("", views.index, name="index"),
    path("office/people/", views.office, name="office"),
    path("<slug:slug>/", views.lesson, name="lesson"),
]
