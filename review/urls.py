from django.urls import path

from review.case import correspondence_views as correspondence
from review.case import decide_views, views
from review.complaints import views as complaints
from review.followup import views as followup
from review.inbox import bulk_views
from review.inbox import views as inbox
from review.own_decisions import views as own_decisions

app_name = "review"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("followup/", followup.followup, name="followup"),
    path("followup/remind/", followup.remind, name="remind"),
    path("followup/<digits:unit>/<digits:year>/<digits:month>/", followup.contact, name="contact"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<digits:pk>/", complaints.complaint, name="complaint"),
    path("decisions/", own_decisions.index, name="decisions"),
    path("bulk/", bulk_views.approve_many, name="bulk"),
    path("<digits:tracking>/", views.case, name="case"),
    path("<digits:tracking>/decide/", decide_views.decide, name="decide"),
    path("<digits:tracking>/approve/", views.approve, name="approve"),
    path("<digits:tracking>/return/", views.send_back, name="return"),
    path("<digits:tracking>/question/", correspondence.question, name="question"),
    path("<digits:tracking>/correction/", correspondence.correction, name="correction"),
]
