from django.urls import path

from statistics.publication.desk import views

app_name = "editions"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:pk>/", views.one, name="one"),
    path("<str:month>/<str:kind>/", views.publish_month, name="publish"),
]
