from django.urls import path

from units import views
from units.capacity import views as capacity
from units.contacts import mobile_views as mobiles
from units.contacts import own_mobile_views as own_mobile
from units.contacts import views as contacts
from units.members import accept_views as accepting
from units.members import views as members
from units.registry import views as registry
from units.verification import views as verification

app_name = "units"
urlpatterns = [
    path("unverified/", verification.unverified, name="unverified"),
    path("issues/", verification.issues, name="issues"),
    path("issues/<digits:pk>/", verification.issue, name="issue"),
    path("mobiles/", mobiles.index, name="mobiles"),
    path("mobiles/<digits:pk>/", mobiles.settle, name="mobile_settle"),
    path("people/", members.people, name="people"),
    path("people/invite/", members.invite, name="invite"),
    path("people/invitations/<digits:pk>/resend/", members.resend, name="invitation_resend"),
    path("people/invitations/<digits:pk>/revoke/", members.revoke, name="invitation_revoke"),
    path("people/<digits:pk>/", members.delegate, name="delegate"),
    path("invitation/", accepting.opening, name="invitation"),
    path("invitation/prove/", accepting.prove, name="invitation_prove"),
    path("invitation/account/", accepting.account, name="invitation_account"),
    path("own/mobile/", own_mobile.change, name="own_mobile"),
    path("own/mobile/codes/", own_mobile.codes, name="own_mobile_codes"),
    path("own/", views.mine, name="mine"),
    path("<digits:pk>/acts/", registry.acts, name="acts"),
    path("<digits:pk>/acts/<slug:act>/", registry.act, name="act"),
    path("<digits:pk>/correct/<slug:fact>/", registry.correct, name="correct"),
    path("<digits:pk>/verify/", verification.unit, name="verify"),
    path("<digits:pk>/capacity/", capacity.index, name="capacity"),
    path("<digits:pk>/contacts/", contacts.index, name="contacts"),
    path("<digits:pk>/contacts/mobile/", mobiles.write, name="mobile"),
    path("<digits:pk>/contacts/<digits:contact>/end/", contacts.end, name="contact_end"),
    path("<digits:pk>/contacts/<digits:contact>/wrong/", contacts.wrong, name="contact_wrong"),
    path("<digits:pk>/contacts/<digits:contact>/code/", contacts.code, name="contact_code"),
]
