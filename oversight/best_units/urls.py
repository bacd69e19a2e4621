"""Addresses of the best units, below the evaluation."""

from django.urls import path

from oversight.best_units import views

app_name = "best_units"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:office>/", views.propose, name="propose"),
    path("<str:office>/<digits:year>/", views.letter, name="letter"),
]
