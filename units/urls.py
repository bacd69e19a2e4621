from django.urls import path

from units import views
from units.registry import views as registry

app_name = "units"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<digits:pk>/acts/", registry.acts, name="acts"),
    path("<digits:pk>/acts/<slug:act>/", registry.act, name="act"),
    path("<digits:pk>/correct/<slug:fact>/", registry.correct, name="correct"),
]
