"""The address of the empty questionnaire."""

from django.urls import path

from statistics.filing.questionnaire import views

app_name = "questionnaire"
urlpatterns = [path("", views.index, name="index")]
