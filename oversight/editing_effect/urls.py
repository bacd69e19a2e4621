"""Addresses of what the soft rules bring, under /review/evaluation/editing/."""

from django.urls import path

from oversight.editing_effect import views

app_name = "editing_effect"
urlpatterns = [path("", views.index, name="index")]
