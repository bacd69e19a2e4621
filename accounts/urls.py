from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import profile, views
from accounts.own_mobile import views as mobile
from accounts.sms_reset import views as sms_reset
from accounts.substitution import views as leave
from config.form_recovery import posted_from
from config.repeated_posts import compares_state

app_name = "accounts"
logout = compares_state(posted_from("home", unsent=None)(LogoutView.as_view()))
urlpatterns = [
    path("login/", compares_state(views.SignIn.as_view()), name="login"),
    path("logout/", logout, name="logout"),
    path("profile/", profile.profile, name="profile"),
    path("profile/address/", profile.address_confirm, name="address_confirm"),
    path("profile/mobile/", mobile.change, name="mobile"),
    path("profile/mobile/codes/", mobile.codes, name="mobile_codes"),
    path("leave/", leave.leave, name="leave"),
    path("leave/<digits:pk>/end/", leave.finish, name="leave_end"),
    path("sessions/", profile.sessions, name="sessions"),
    path("sessions/end/", profile.end_others, name="end_others"),
    path("password/", views.change_password, name="password"),
    path("password/reset/", views.reset_ask, name="reset"),
    path("password/reset/sms/", sms_reset.ask, name="sms_reset"),
    path("password/reset/sms/code/", sms_reset.code, name="sms_reset_code"),
    path("password/reset/sent/", views.reset_sent, name="reset_sent"),
    path("password/reset/done/", views.reset_done, name="reset_done"),
    path("password/reset/new/", views.reset_confirm, name="reset_confirm"),
    path("password/reset/set/", views.reset_set, name="reset_set"),
]
