from django.urls import path

from accounts.appointments import accept_views, views

app_name = "appointments"
urlpatterns = [
    path("", views.index, name="index"),
    path("accept/", accept_views.code, name="accept"),
    path("accept/mobile/", accept_views.mobile, name="mobile"),
    path("accept/account/", accept_views.account, name="account"),
    path("accept/done/", accept_views.accepted, name="accepted"),
    path("office/<digits:pk>/", views.office, name="office"),
    path("office/<digits:pk>/new/", views.begin, name="begin"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/letter/", views.letter, name="letter"),
    path("<digits:pk>/<slug:act>/", views.act, name="act"),
]
