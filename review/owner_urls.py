from django.urls import path

from review import owner, ownertalk
from review.complaints import ownerviews as complaints
from review.inactive.views import inactive_months

app_name = "owner"
urlpatterns = [
    path("", owner.home, name="home"),
    path("inactive/", inactive_months, name="inactive"),
    path("complaint/<digits:unit>/", complaints.of_inactivity_page, name="inactive_complaint"),
    path("<digits:tracking>/", owner.case, name="case"),
    path("<digits:tracking>/confirm/", owner.confirm, name="confirm"),
    path("<digits:tracking>/receipt/", owner.receipt, name="receipt"),
    path("<digits:tracking>/correct/", ownertalk.correct, name="correct"),
    path("<digits:tracking>/correction/", ownertalk.correction, name="correction"),
    path("<digits:tracking>/complaint/", complaints.of_return, name="complaint"),
    path("<digits:tracking>/answer/", ownertalk.answer, name="answer"),
]
