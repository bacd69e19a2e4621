from django.urls import path

from portal.arrival import views as arrival
from portal.navigation import views as navigation

urlpatterns = [
    path("", navigation.home, name="home"),
    path("accounts/sign-up/done/", arrival.signed_up, name="signed_up"),
]
