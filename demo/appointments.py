"""One appointment in every state, at the province whose accounts sign in."""

from datetime import datetime, timedelta

from accounts.appointments.command_services import ORDERED
from accounts.appointments.ending_services import end_post, run_day
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.services import (
    PostTerms,
    begin,
    hold,
    keep,
    refuse,
    sign_first,
    withdraw,
)
from accounts.enums import AppointmentAct, InvitationWay, Role
from accounts.models import Appointment, Organization, User
from demo.people import Register
from demo.scenarios import moment

# Of the numbers that nobody has.
MOBILE = "0912000{:04d}"


def command(user: User, role: Role, organization: Organization, at: datetime) -> None:
    """Give a post as the operator's command does, at a moment of the past."""
    row = Appointment(
        role=role,
        organization=organization,
        user=user,
        full_name=user.full_name,
        email=user.email,
        by_command=True,
    )
    hold(row, at)
    keep(row, AppointmentAct.COMMANDED, None, at, note=ORDERED)


class AppointmentStories:
    """Plays them by the accounts of the province, the union and the ministry."""

    def __init__(self, register: Register, now: datetime) -> None:
        self.register, self.now = register, now
        people = User.objects.in_bulk(
            ["union", "province", "head", "ministry", "stats"], field_name="username"
        )
        self.union, self.province, self.head = (people[n] for n in ("union", "province", "head"))
        self.ministry, self.stats = people["ministry"], people["stats"]
        self.office = Organization.objects.get(code="03")
        self.numbers = iter(range(501, 600))

    def play(self) -> None:
        self._invited(13, InvitationWay.SMS, title="کارشناس پوشاک")
        row = self._begun(9, "کارشناس آمار")
        refuse(self.province, row.pk, row.version, "حکم این شخص هنوز صادر نشده است.", self._at(8))
        row = self._begun(7, "کارشناس صنایع غذایی")
        withdraw(self.head, row.pk, row.version, "نام اشتباه نوشته شده است.", self._at(6))
        self._held(380, "colleague-due", "کارشناس چرم")
        gone = self._held(100, "colleague-gone", "کارشناس صنایع فلزی")
        end_post(self.head, gone.pk, gone.version, "انتقال به سازمان دیگر", self._at(3))
        self._invited(40, InvitationWay.SMS, title="کارشناس فناوری")
        run_day(self._at(1))
        self._invited(1, InvitationWay.LETTER, title="کارشناس بازرسی")
        self._begun(1, "کارشناس صنایع شیمیایی")
        self._of_union()
        self._head_of_another()

    def _at(self, days: int) -> datetime:
        return moment(self.now, days)

    def _terms(self, role: Role, office: Organization, title: str) -> PostTerms:
        mobile = MOBILE.format(next(self.numbers))
        return PostTerms(role, office, next(self.register.name), title, mobile, "", None, "۱۲/۴۰۵")

    def _begun(self, days: int, title: str) -> Appointment:
        terms = self._terms(Role.PROVINCE_EXPERT, self.office, title)
        return begin(self.head, terms, self._at(days))

    def _invited(self, days: int, way: InvitationWay, title: str) -> Appointment:
        row, at = self._begun(days, title), self._at(days) + timedelta(hours=2)
        return sign_and_invite(self.province, row.pk, row.version, way, at)

    def _held(self, days: int, username: str, title: str) -> Appointment:
        row = self._invited(days, InvitationWay.SMS, title)
        user = User.objects.create_user(username, None, full_name=row.full_name)
        return accept(row.pk, row.version, user, self._at(days) + timedelta(hours=4))

    def _of_union(self) -> None:
        """Let the union ask twice: one waits for the first signature, one for the second."""
        union = Organization.objects.get(
            appointments__user=self.union, appointments__role=Role.UNION_OFFICER
        )
        for days, title in ((4, "بازرس"), (2, "دبیر")):
            terms = self._terms(Role.UNION_OFFICER, union, title)
            row = begin(self.union, terms, self._at(days))
            if title == "بازرس":
                sign_first(self.province, row.pk, row.version, self._at(days - 1))

    def _head_of_another(self) -> None:
        """The ministry has one person, so its second is of the statistics office."""
        office = Organization.objects.get(code="10")
        begin(self.ministry, self._terms(Role.PROVINCE_HEAD, office, "رئیس"), self._at(2))
