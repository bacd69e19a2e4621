from django.urls import path

from units.enrolment import views

app_name = "sign_up"
urlpatterns = [
    path("", views.start, name="start"),
    path("licence/", views.licence, name="licence"),
    path("code/", views.code, name="code"),
    path("units/", views.units, name="units"),
    path("password/", views.password, name="password"),
]
