from django.urls import path

from portal import navigation

urlpatterns = [path("", navigation.home, name="home")]
