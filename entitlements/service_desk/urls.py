"""Addresses of the desk that asks before a unit is supported."""

from django.urls import path

from entitlements.service_desk import views

app_name = "service_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("list/", views.several, name="several"),
    path("log/", views.log, name="log"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/<digits:position>/", views.letter, name="letter"),
]
