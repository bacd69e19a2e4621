"""Addresses of the lists of selected units and products."""

from django.urls import path

from statistics.office.selection import views

app_name = "selected"
urlpatterns = [
    path("", views.index, name="index"),
    path("units/new/", views.add_unit, name="add_unit"),
    path("products/new/", views.add_product, name="add_product"),
    path("<slug:kind>/<digits:pk>/end/", views.finish, name="end"),
]
