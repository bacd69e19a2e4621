"""The address of the burden, below the evaluation."""

from django.urls import path

from oversight.burden import views

app_name = "burden"
urlpatterns = [path("", views.index, name="index")]
