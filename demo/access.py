"""Unions on their way to access: one at each desk, one that has it, one that was sent back."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from accounts.access.join_services import Applicant, join
from accounts.access.letter_services import Letter
from accounts.access.rules import WITH_LETTER
from accounts.access.services import Step, move, name_liaison
from accounts.enums import AccessAct, OrganizationKind
from accounts.models import AccessRequest, Organization, User
from config.jalali import tehran_day
from demo.people import PASSWORD, Register

# The trade, the user name, how many days ago it signed up, and how far it came.
UNIONS = (
    ("سراجان", "union-new", 1, 0),
    ("خیاطان", "khayyatan", 9, 1),
    ("نانوایان صنعتی", "nanvayan", 8, 1),
    ("قنادان کارگاهی", "ghannadan", 11, 2),
    ("آهنگران", "ahangaran", 13, 3),
    ("درودگران", "doroudgaran", 14, 4),
    ("شیشه‌گران", "shishegaran", 20, 5),
    ("رنگرزان", "rangrazan", 10, 1),
)
SENT_BACK = "rangrazan"
BACK = timedelta(days=2)
REASON = "نام کاربری اتحادیه در نامه نوشته نشده است؛ نامه را با نام کاربری دوباره ارسال کنید."


class UnionStories:
    """Plays the ways of some unions of one county, each act at its own moment."""

    def __init__(self, register: Register, office: Organization, now: datetime) -> None:
        self.register, self.office, self.now = register, office, now
        names = ["county", "province", "stats", "stats-2"]
        self.people = User.objects.in_bulk(names, field_name="username")

    def play(self) -> None:
        province = self.office.parent
        assert province is not None
        expert = self.people["province"]
        name_liaison(province, expert, "04133331100", expert)
        # In the order of arrival, as each desk takes them.
        for trade, username, days, steps in sorted(UNIONS, key=lambda union: -union[2]):
            at = self.now - timedelta(days=days)
            request = self._joined(trade, username, at)
            self._brought(request, steps, at)
            if username == SENT_BACK:
                self._act(self.people["county"], request, AccessAct.RETURNED, at + BACK, REASON)

    def _joined(self, trade: str, username: str, at: datetime) -> AccessRequest:
        county = self.office.county
        assert county is not None
        union = Organization.objects.create(
            code=f"demo-{username}",
            kind=OrganizationKind.UNION,
            name=f"اتحادیهٔ {trade} {county.name}",
            parent=self.office.parent,
            province_id=county.province_id,
            county=county,
        )
        person = Applicant(union.pk, next(self.register.name), "دبیر", "09120000007")
        return join(person, username, PASSWORD, at)

    def _brought(self, request: AccessRequest, steps: int, at: datetime) -> None:
        way = (
            (request.applicant, AccessAct.SENT),
            (self.people["county"], AccessAct.FORWARDED),
            (self.people["province"], AccessAct.INTRODUCED),
            (self.people["stats-2"], AccessAct.SIGNED),
            (self.people["stats"], AccessAct.GRANTED),
        )
        for step, (user, act) in enumerate(way[:steps], start=1):
            self._act(user, request, act, at + timedelta(days=step))

    def _act(
        self, user: User, request: AccessRequest, act: AccessAct, at: datetime, reason: str = ""
    ) -> None:
        version = AccessRequest.objects.get(pk=request.pk).version
        letter = None
        if act in WITH_LETTER:
            letter = Letter(f"{request.pk}/{version + 405}", tehran_day(at), "نامه.png", _paper())
        move(user, Step(request.pk, version, act, letter, reason), at)


def _paper() -> bytes:
    """Make a blank sheet."""
    out = BytesIO()
    Image.new("L", (310, 438), 255).save(out, "PNG")
    return out.getvalue()
