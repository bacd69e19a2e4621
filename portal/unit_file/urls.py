from django.urls import path

from portal.unit_file import reminder_views, views

app_name = "unit_file"
urlpatterns = [
    path("<digits:pk>/", views.file, name="file"),
    path("<digits:pk>/remind/", reminder_views.remind, name="remind"),
]
