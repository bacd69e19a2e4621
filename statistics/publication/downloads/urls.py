from django.urls import path

from statistics.publication.downloads import views

app_name = "downloads"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:name>", views.series_file, name="series_file"),
    path("<str:month>/<digits:number>/", views.edition, name="edition"),
    path("<str:month>/<digits:number>/<str:name>", views.edition_file, name="edition_file"),
]
