from django.urls import path

from portal.unit_list import contact_list_views, views

app_name = "unit_list"
urlpatterns = [
    path("", views.index, name="index"),
    path("contact-list/", contact_list_views.contact_list, name="contact_list"),
]
