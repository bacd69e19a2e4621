from django.urls import path

from statistics.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.index, name="index"),
    path("filings/", views.filings, name="filings"),
]
