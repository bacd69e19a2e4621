"""The address to which the SMS gateway reports."""

from django.urls import path

from accounts.notices import report_views

app_name = "sms_reports"
urlpatterns = [path("", report_views.reports, name="reports")]
