from django.urls import path

from statistics import views
from statistics.enums import Step
from statistics.filing.notebook.views import notebook, notebooks
from statistics.filing.web import drafts, employment, exports, period, production, whole_month
from statistics.filing.web.product_picker import picker

app_name = "statistics"
urlpatterns = [
    path("new/", drafts.new, name="new"),
    path("again/", drafts.again, name="again"),
    path("notebook/", notebooks, name="notebooks"),
    path(
        "notebook/<digits:unit>/<digits:year>/<digits:month>/",
        notebook,
        name="notebook",
    ),
    path("<digits:tracking>/month/", whole_month.view, name="month"),
    path("<digits:tracking>/period/", period.view, name="period"),
    path("<digits:tracking>/production/", production.view, name="production"),
    path(
        "<digits:tracking>/production/products/",
        picker,
        {"step": Step.PRODUCTION},
        name="production_products",
    ),
    path("<digits:tracking>/exports/", exports.view, name="exports"),
    path(
        "<digits:tracking>/exports/products/",
        picker,
        {"step": Step.EXPORTS},
        name="export_products",
    ),
    path("<digits:tracking>/employment/", employment.view, name="employment"),
    path("<digits:tracking>/report/", views.report, name="report"),
    path("<digits:tracking>/delete/", drafts.delete, name="delete"),
]
