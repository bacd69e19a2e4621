from django.urls import path

from oversight.meetings import task_views, views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/<digits:pk>/", task_views.task, name="task"),
    path("<str:office>/<digits:month>/", views.pack, name="pack"),
    path("<str:office>/<digits:month>/minutes/", views.minutes, name="minutes"),
]
