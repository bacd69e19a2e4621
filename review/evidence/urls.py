"""Addresses of the evidence of a case, under /statistics/."""

from django.urls import path

from review.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<digits:tracking>/evidence/", views.listing, name="list"),
    path("<digits:tracking>/evidence/<digits:number>/", views.download, name="file"),
    path("<digits:tracking>/evidence/<digits:number>/remove/", views.take_off, name="remove"),
]
