"""Addresses of the simulations, under /policy/simulations/."""

from django.urls import path

from oversight.simulation import views

app_name = "simulation"
urlpatterns = [
    path("", views.index, name="index"),
    path("of/<slug:key>/", views.rehearse, name="rehearse"),
    path("<digits:pk>/", views.one, name="one"),
]
