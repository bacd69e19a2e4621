"""Addresses of the rehearsals, under /policy/rehearsals/."""

from django.urls import path

from review.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("", views.index, name="index"),
    path("<digits:pk>/", views.one, name="one"),
]
