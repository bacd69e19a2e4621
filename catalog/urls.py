"""Addresses of the product search and tree, under /catalog/."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("tree/", views.tree, name="tree"),
]
