from django.urls import path

from statistics.rules import views

app_name = "public"
urlpatterns = [path("rules/", views.rules, name="rules")]
