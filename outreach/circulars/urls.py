"""Addresses of circulars, under /circulars/."""

from django.urls import path

from outreach.circulars import state_views, views, write_views

app_name = "circulars"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", write_views.new, name="new"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/edit/", write_views.edit, name="edit"),
    path("<digits:pk>/issue/", write_views.issued, name="issue"),
    path("<digits:pk>/read/", views.read, name="read"),
    path("<digits:pk>/pass/", views.passed, name="pass"),
    path("<digits:pk>/withdraw/", write_views.withdrawal, name="withdraw"),
    path("<digits:pk>/state/", state_views.state, name="state"),
    path("<digits:pk>/remind/", state_views.reminder, name="remind"),
    path("<digits:pk>/annexes/<digits:number>/", views.annex, name="annex"),
]
