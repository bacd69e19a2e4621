from django.urls import path

from review import views

app_name = "review"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<digits:tracking>/", views.case, name="case"),
    path("<digits:tracking>/approve/", views.approve, name="approve"),
    path("<digits:tracking>/return/", views.send_back, name="return"),
]
