from django.urls import path

from accounts.second_factor import reset_views, views

app_name = "second_factor"
urlpatterns = [
    path("", views.page, name="page"),
    path("setup/", views.setup, name="setup"),
    path("enter/", views.enter, name="enter"),
    path("codes/", views.codes, name="codes"),
    path("renew/", views.renew, name="renew"),
    path("remove/", views.remove, name="remove"),
    path("resets/", reset_views.resets, name="resets"),
    path("resets/<digits:pk>/settle/", reset_views.settle_reset, name="settle"),
]
