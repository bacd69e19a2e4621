"""Address of the log of sweeps, under /sweeps/."""

from django.urls import path

from review.sweep import views

app_name = "sweeps"
urlpatterns = [path("", views.index, name="index")]
