from django.urls import path

from portal.unit_list import views

app_name = "unit_list"
urlpatterns = [path("", views.index, name="index")]
