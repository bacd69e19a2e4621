"""Addresses of unions' access, under /access/."""

from django.urls import path

from accounts.access import join_views, liaison_views, views

app_name = "access"
urlpatterns = [
    path("", views.index, name="index"),
    path("join/", join_views.start, name="join"),
    path("join/code/", join_views.code, name="join_code"),
    path("join/account/", join_views.account, name="join_account"),
    path("join/done/", join_views.done, name="join_done"),
    path("liaison/", liaison_views.liaison, name="liaison"),
    path("letters/<digits:pk>/", views.letter, name="letter"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/again/", views.again, name="again"),
    path("<digits:pk>/<slug:slug>/", views.act, name="act"),
]
