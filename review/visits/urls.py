"""Addresses of visits, under /visits/."""

from django.urls import path

from review.visits import (
    owner_views,
    plan_views,
    questionnaire_views,
    report_views,
    views,
    write_views,
)

app_name = "visits"
urlpatterns = [
    path("", plan_views.index, name="index"),
    path("plan/<digits:unit>/", plan_views.plan_one, name="plan"),
    path("report/", report_views.index, name="report"),
    path("mine/", owner_views.mine, name="mine"),
    path("forms/", questionnaire_views.index, name="forms"),
    path("forms/new/", questionnaire_views.new, name="form_new"),
    path("<digits:pk>/", views.one, name="one"),
    path("<digits:pk>/move/", plan_views.move_one, name="move"),
    path("<digits:pk>/cancel/", plan_views.cancel_one, name="cancel"),
    path("<digits:pk>/write/", write_views.write, name="write"),
    path("<digits:pk>/photos/<digits:number>/", views.photo, name="photo"),
    path("<digits:pk>/confirm/", views.confirm_one, name="confirm"),
    path("<digits:pk>/return/", views.return_one, name="return"),
    path("<digits:pk>/proposals/<digits:proposal>/", views.decline_one, name="decline"),
]
