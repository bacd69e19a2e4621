from django.urls import path

from portal.unit_file import views

app_name = "unit_file"
urlpatterns = [path("<digits:pk>/", views.file, name="file")]
