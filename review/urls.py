from django.urls import path

from review import bulkviews, talkviews, views

app_name = "review"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("bulk/", bulkviews.approve_many, name="bulk"),
    path("<digits:tracking>/", views.case, name="case"),
    path("<digits:tracking>/approve/", views.approve, name="approve"),
    path("<digits:tracking>/return/", views.send_back, name="return"),
    path("<digits:tracking>/question/", talkviews.question, name="question"),
    path("<digits:tracking>/correction/", talkviews.correction, name="correction"),
]
