from django.urls import path

from statistics import views
from statistics.enums import ExportKind, Step
from statistics.filing import views as filing
from statistics.filing.lineviews import ExportsView, ProductionView
from statistics.filing.wholemonth import WholeMonthView
from statistics.notebook.views import notebook, notebooks

app_name = "statistics"
urlpatterns = [
    path("new/", filing.new, name="new"),
    path("again/", filing.again, name="again"),
    path("notebook/", notebooks, name="notebooks"),
    path(
        "notebook/<digits:unit>/<digits:year>/<digits:month>/",
        notebook,
        name="notebook",
    ),
    path("<digits:tracking>/month/", WholeMonthView.as_view(), name="month"),
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
    path("<digits:tracking>/report/all.xlsx", views.report_book, name="report_book"),
    *(
        path(
            f"<digits:tracking>/report/{kind}.csv",
            views.report_file,
            {"kind": kind},
            name=f"report_{kind}",
        )
        for kind in ExportKind
    ),
    path("<digits:tracking>/delete/", filing.delete, name="delete"),
]
