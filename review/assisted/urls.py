"""Addresses of typing for an owner, under /union/filing/."""

from django.urls import path

from review.assisted import views

app_name = "assisted"
urlpatterns = [
    path("", views.index, name="index"),
    path("<digits:unit>/", views.unit, name="unit"),
    path("month/<digits:tracking>/word/", views.word, name="word"),
    path("month/<digits:tracking>/confirm/", views.confirm, name="confirm"),
    path("month/<digits:tracking>/receipt/", views.receipt, name="receipt"),
]
