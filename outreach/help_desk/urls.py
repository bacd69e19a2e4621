"""Addresses of the help desk, under /help-desk/."""

from django.urls import path

from outreach.help_desk import category_views, views

app_name = "help_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("report/", views.report, name="report"),
    path("categories/", category_views.categories, name="categories"),
    path("categories/new/", category_views.add, name="add_category"),
    path("categories/<digits:pk>/end/", category_views.finish, name="end_category"),
    path("<digits:pk>/", views.one, name="one"),
]
