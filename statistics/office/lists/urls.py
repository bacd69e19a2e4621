"""Addresses of the lists of the statistics office."""

from django.urls import path

from statistics.office.lists import (
    holiday_views,
    kind_views,
    obligation_views,
    office_views,
    views,
)

app_name = "lists"
urlpatterns = [
    path("", views.index, name="index"),
    path("licence-kinds/", kind_views.index, name="kinds"),
    path("licence-kinds/new/", kind_views.add, name="add_kind"),
    path("licence-kinds/<slug:code>/end/", kind_views.finish, name="end_kind"),
    path("obligation/", obligation_views.index, name="obligation"),
    path("obligation/new/", obligation_views.add, name="add_obligation"),
    path("obligation/<digits:pk>/", obligation_views.members, name="members"),
    path("obligation/<digits:pk>/units/new/", obligation_views.add_unit, name="list_unit"),
    path("obligation/<digits:pk>/withdraw/", obligation_views.withdraw, name="withdraw_list"),
    path("obligation/places/<digits:pk>/", obligation_views.take_off, name="withdraw_unit"),
    path("holidays/", holiday_views.index, name="holidays"),
    path("holidays/new/", holiday_views.add, name="add_holiday"),
    path("holidays/<digits:pk>/", holiday_views.correct, name="correct_holiday"),
    path("holidays/<digits:pk>/remove/", holiday_views.remove, name="remove_holiday"),
    path("counties/", office_views.counties, name="counties"),
    path("counties/new/", office_views.add_county_view, name="add_county"),
    path("counties/<slug:code>/rename/", office_views.rename_county_view, name="rename_county"),
    path("counties/<slug:code>/move/", office_views.move_county_view, name="move_county"),
    path("offices/", office_views.offices, name="offices"),
    path("offices/new/", office_views.add_office_view, name="add_office"),
    path("offices/<digits:pk>/rename/", office_views.rename_office_view, name="rename_office"),
    path("measures/", views.measures, name="measures"),
    path("measures/new/", views.add_measure_view, name="add_measure"),
    path("measures/<slug:code>/rename/", views.rename_measure_view, name="rename_measure"),
]
