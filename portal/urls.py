from django.urls import path

from portal import navigation
from portal.arrival import views as arrival

urlpatterns = [
    path("", navigation.home, name="home"),
    path("accounts/sign-up/done/", arrival.signed_up, name="signed_up"),
]
