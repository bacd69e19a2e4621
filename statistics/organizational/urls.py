"""Addresses of organizational statistics."""

from django.urls import path

from statistics.organizational import indicator_views, table_views, views

app_name = "organizational"
urlpatterns = [
    path("", views.index, name="index"),
    path("table/", table_views.table, name="table"),
    path("table/<str:kind>/", table_views.file, name="file"),
    path("indicators/", indicator_views.index, name="indicators"),
    path("indicators/new/", indicator_views.add, name="indicator_new"),
    path("indicators/<digits:pk>/", indicator_views.change, name="indicator"),
    path("indicators/<digits:pk>/end/", indicator_views.end, name="indicator_end"),
    path("<str:office>/<str:period>/", views.report, name="report"),
    path("<str:office>/<str:period>/write/", views.write, name="write"),
]
