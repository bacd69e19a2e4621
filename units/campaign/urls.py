from django.urls import path

from units.campaign import views

app_name = "campaign"
urlpatterns = [
    path("", views.index, name="index"),
    path("open/", views.opening, name="open"),
    path("<digits:pk>/close/", views.closing, name="close"),
    path("<digits:pk>/remind/", views.remind, name="remind"),
]
