from django.urls import path

from accounts.identity_provider import views

app_name = "provider"
urlpatterns = [
    path("", views.account, name="account"),
    path("start/", views.start, name="start"),
    path("callback/", views.callback, name="callback"),
]
