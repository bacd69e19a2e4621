"""Addresses of imports, under /imports/."""

from django.urls import path

from units.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/store/", views.store, name="store"),
    path("<digits:pk>/cancel/", views.cancel, name="cancel"),
    path("<digits:pk>/go-on/", views.go_on, name="go_on"),
    path("<digits:pk>/take-back/", views.take_back, name="take_back"),
    path("<digits:pk>/refused/", views.refused_rows, name="refused"),
    path("<digits:pk>/report/", views.report, name="report"),
    path("<digits:pk>/file/", views.original, name="file"),
    path("kinds/<slug:key>/columns/", views.columns, name="columns"),
    path("kinds/<slug:key>/template/<slug:ending>/", views.template, name="template"),
]
