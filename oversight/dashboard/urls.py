from django.urls import path

from oversight.dashboard import views

app_name = "watch"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("provinces/", views.watch, name="provinces"),
    path("cases/", views.cases, name="cases"),
]
