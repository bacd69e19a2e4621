"""The address of a unit's ledger, among those of the unit."""

from django.urls import path

from entitlements.ledger import views

app_name = "ledger"
urlpatterns = [path("<digits:pk>/asked/", views.index, name="index")]
