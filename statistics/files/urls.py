from django.urls import path

from statistics.files import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/", views.export_file, name="export"),
]
