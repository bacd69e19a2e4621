from django.urls import path

from units import views
from units.capacity import views as capacity
from units.contacts import views as contacts
from units.registry import views as registry
from units.verification import views as verification

app_name = "units"
urlpatterns = [
    path("unverified/", verification.unverified, name="unverified"),
    path("issues/", verification.issues, name="issues"),
    path("issues/<digits:pk>/", verification.issue, name="issue"),
    path("own/", views.mine, name="mine"),
    path("<digits:pk>/acts/", registry.acts, name="acts"),
    path("<digits:pk>/acts/<slug:act>/", registry.act, name="act"),
    path("<digits:pk>/correct/<slug:fact>/", registry.correct, name="correct"),
    path("<digits:pk>/verify/", verification.unit, name="verify"),
    path("<digits:pk>/capacity/", capacity.index, name="capacity"),
    path("<digits:pk>/contacts/", contacts.index, name="contacts"),
    path("<digits:pk>/contacts/<digits:contact>/end/", contacts.end, name="contact_end"),
    path("<digits:pk>/contacts/<digits:contact>/wrong/", contacts.wrong, name="contact_wrong"),
    path("<digits:pk>/contacts/<digits:contact>/code/", contacts.code, name="contact_code"),
]
