from django.urls import path

from review import navigation

urlpatterns = [path("", navigation.home, name="home")]
