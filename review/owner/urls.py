from django.urls import path

from review.complaints import owner_views as complaints
from review.owner import correspondence_views as owner_views
from review.owner import home_views, views
from review.owner.all_units_views import all_units
from review.owner.inactive.views import inactive_months
from review.owner.my_year import views as my_year
from review.owner.workbook import views as workbook
from statistics.files.tables import OWN_TABLES

app_name = "owner"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("my-year/", my_year.my_year, name="my_year"),
    path("my-year/<digits:unit>/all.xlsx", my_year.book, name="my_year_book"),
    *(
        path(
            f"my-year/<digits:unit>/{kind}.csv",
            my_year.table,
            {"kind": kind},
            name=f"my_year_{kind}",
        )
        for kind in OWN_TABLES
    ),
    path("all/", all_units, name="all_units"),
    path("workbook/", workbook.index, name="workbook"),
    path("workbook/file.xlsx", workbook.download, name="workbook_file"),
    path("workbook/<digits:pk>/", workbook.one, name="workbook_one"),
    path("workbook/<digits:pk>/send/", workbook.send, name="workbook_send"),
    path("workbook/<digits:pk>/refused.xlsx", workbook.refused, name="workbook_refused"),
    path("inactive/", inactive_months, name="inactive"),
    path("complaint/<digits:unit>/", complaints.of_inactivity_page, name="inactive_complaint"),
    path("<digits:tracking>/", views.case, name="case"),
    path("<digits:tracking>/confirm/", views.confirm, name="confirm"),
    path("<digits:tracking>/receipt/", views.receipt, name="receipt"),
    path("<digits:tracking>/correct/", owner_views.correct, name="correct"),
    path("<digits:tracking>/correction/", owner_views.correction, name="correction"),
    path("<digits:tracking>/complaint/", complaints.of_return, name="complaint"),
    path("<digits:tracking>/answer/", owner_views.answer, name="answer"),
]
