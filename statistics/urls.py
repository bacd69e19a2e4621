from django.urls import path

from statistics import views
from statistics.enums import Step
from statistics.filing import views as filing
from statistics.filing.lineviews import ExportsView, ProductionView

app_name = "statistics"
urlpatterns = [
    path("new/", filing.new, name="new"),
    path("<digits:tracking>/period/", filing.PeriodView.as_view(), name="period"),
    path("<digits:tracking>/production/", ProductionView.as_view(), name="production"),
    path(
        "<digits:tracking>/production/products/",
        filing.picker,
        {"step": Step.PRODUCTION},
        name="production_products",
    ),
    path("<digits:tracking>/exports/", ExportsView.as_view(), name="exports"),
    path(
        "<digits:tracking>/exports/products/",
        filing.picker,
        {"step": Step.EXPORTS},
        name="export_products",
    ),
    path("<digits:tracking>/employment/", filing.EmploymentView.as_view(), name="employment"),
    path("<digits:tracking>/report/", views.report, name="report"),
    path("<digits:tracking>/delete/", filing.delete, name="delete"),
]
