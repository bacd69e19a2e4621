from django.urls import path

from statistics.files import views

app_name = "files"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("columns/", views.columns, name="columns"),
    path("<str:pk>/", views.one, name="one"),
    path("<str:pk>/download/", views.download, name="download"),
    path("<str:pk>/columns/", views.dictionary, name="dictionary"),
]
