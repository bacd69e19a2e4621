from django.urls import path

from oversight.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("", views.index, name="index"),
    path("<digits:year>/<digits:number>/", views.month, name="month"),
    path("<digits:year>/quarter/<digits:number>/", views.quarter, name="quarter"),
    path(
        "<digits:year>/<str:span>/<digits:number>/publish/", views.publish_edition, name="publish"
    ),
]
