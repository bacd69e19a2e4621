"""Addresses of the desk of agreements, and of the page that explains the machine's door."""

from django.urls import path

from entitlements.inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("refusals/", views.refusals, name="refusals"),
    path("api/", views.described, name="described"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/second/", views.second, name="second"),
    path("<digits:pk>/end/", views.end, name="end"),
    path("<digits:pk>/token/", views.token, name="token"),
    path("<digits:pk>/token/<digits:token>/revoke/", views.revoke, name="revoke"),
]
