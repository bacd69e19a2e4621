"""The pages about appointments: one begins, others wait, are held, and are accepted."""

from django.urls import reverse

from accounts.appointments.enums import PostAct
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.services import PostTerms, begin
from accounts.codes import services as codes
from accounts.enums import CodePurpose, InvitationWay, Role
from accounts.models import Appointment
from tests import access_table as table
from tests.access import Stage
from tests.accounts.appointments.cases import code_of
from tests.world import FILED_AT, World, person


def appointment_pages(stage: Stage, world: World) -> list[tuple[str, str]]:
    """Bring appointments of the province to every desk; list who opens which page."""
    head, expert = stage.people[table.HEAD], stage.people[table.PROVINCE]

    def asked(number: int, email: str = "") -> Appointment:
        mobile = "" if email else f"0912333000{number}"
        named = PostTerms(
            Role.PROVINCE_EXPERT, world.province, "نسرین فرضی", "کارشناس", mobile, email
        )
        return begin(head, named, FILED_AT)

    def invited(number: int, way: InvitationWay, email: str = "") -> Appointment:
        row = asked(number, email)
        return sign_and_invite(expert, row.pk, row.version, way, FILED_AT)

    waiting, held = asked(1), invited(2, InvitationWay.SMS)
    accept(held.pk, held.version, person("appointed"), FILED_AT)
    by_mail = invited(3, InvitationWay.EMAIL, "n@example.ir")
    by_letter = invited(5, InvitationWay.LETTER)
    by_sms = invited(4, InvitationWay.SMS)
    codes.ask(
        codes.CodeRequest(
            CodePurpose.SIGN_UP, f"appointment:{by_sms.pk}:{by_sms.version}", by_sms.mobile
        ),
        FILED_AT,
    )
    for persona, row in ((table.ANONYMOUS, by_mail), (table.STRANGER, by_sms)):
        opening = {"invitation": code_of(row)}
        stage.browser(persona).post(reverse("appointments:accept"), opening)
    return [
        (table.HEAD, reverse("appointments:begin", args=[world.province.pk])),
        (table.UNION, reverse("appointments:begin", args=[world.union.pk])),
        (table.HEAD, reverse("appointments:office", args=[world.province.pk])),
        (table.PROVINCE, _act(waiting, PostAct.SECOND)),
        (table.PROVINCE, _act(waiting, PostAct.REFUSE)),
        (table.HEAD, _act(waiting, PostAct.WITHDRAW)),
        (table.HEAD, _act(held, PostAct.END)),
        (table.HEAD, reverse("appointments:one", args=[waiting.pk])),
        (table.PROVINCE, reverse("appointments:letter", args=[by_letter.pk])),
        (table.ANONYMOUS, reverse("appointments:account")),
        (table.STRANGER, reverse("appointments:mobile")),
    ]


def _act(row: Appointment, act: PostAct) -> str:
    return reverse("appointments:act", args=[row.pk, act.value])
