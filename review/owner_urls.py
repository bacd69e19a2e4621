from django.urls import path

from review import owner

app_name = "owner"
urlpatterns = [
    path("", owner.home, name="home"),
    path("<digits:tracking>/", owner.case, name="case"),
    path("<digits:tracking>/confirm/", owner.confirm, name="confirm"),
    path("<digits:tracking>/receipt/", owner.receipt, name="receipt"),
]
