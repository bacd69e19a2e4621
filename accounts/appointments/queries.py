"""Reading posts: whose turn it is, what a person may see, who serves at an office."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.appointments.enums import PostAct
from accounts.appointments.rules import RULES
from accounts.authority import in_force
from accounts.enums import (
    ROLE_KIND,
    AppointmentState,
    InvitationWay,
    OrganizationKind,
    Permission,
    Role,
)
from accounts.models import Appointment, Organization, OrganizationPermission, User
from catalog.fields import alphabetical
from config.jalali import tehran_day

TO_SIGN = (AppointmentState.ASKED, AppointmentState.SIGNED)
OPEN = (AppointmentState.ASKED, AppointmentState.SIGNED, AppointmentState.INVITED)
# So many days the office has for the yearly review before the office above reads of it.
REVIEW_DAYS = 30


def for_good(at: datetime) -> QuerySet[OrganizationPermission]:
    """Keep the posts of active people that are their own: a substitute appoints nobody."""
    return in_force(at).filter(since=None, user__is_active=True)


def _appointing(at: datetime) -> QuerySet[OrganizationPermission]:
    """Keep the posts that give posts, by their people."""
    return for_good(at).filter(permission__codename=Permission.APPOINT).order_by("user")


@dataclass
class Signers:
    """Who may sign where at one moment; each office is read once."""

    at: datetime
    _found: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _statistics: list[Organization] | None = None

    def know(self, rows: Iterable[Appointment]) -> None:
        """Read the offices of these appointments and all above them at once, not one by one."""
        offices = {rung.pk for row in rows for rung in self._ladder(row.organization)}
        posts = _appointing(self.at).filter(content_object__in=offices)
        self._found |= {office: [] for office in offices}
        for office, user, role in posts.values_list("content_object", "user", "role"):
            self._found[office].append((user, role))

    def first(self, role: Role, office: Organization, without: set[int]) -> "Turn":
        """Find who signs first, or nobody."""
        return self._turn(role, office, without, RULES[role].first)

    def second(self, role: Role, office: Organization, without: set[int]) -> "Turn":
        """Find who signs second, or nobody."""
        return self._turn(role, office, without, frozenset())

    def of(self, row: Appointment) -> "Turn":
        """Find whose turn an appointment is; nobody's when it is signed or over."""
        role, gone = Role(row.role), {row.user_id or 0, row.asked_by_id or 0, row.first_by_id or 0}
        if not has_posts(row.organization):
            return Turn(None, frozenset())
        if row.state == AppointmentState.ASKED:
            return self.first(role, row.organization, gone)
        if row.state == AppointmentState.SIGNED:
            return self.second(role, row.organization, gone)
        return Turn(None, frozenset())

    def keepers(self, row: Appointment) -> "Turn":
        """Find who reviews a post and may end it: who would sign it first today."""
        return self.first(Role(row.role), row.organization, {row.user_id or 0})

    def above(self, row: Appointment) -> "Turn":
        """Find who reads of a review that nobody made: the office above its keepers'."""
        office = self.keepers(row).office
        ladder = self._ladder(office)[1:] if office else []
        return self._climb(ladder, {row.user_id or 0}, frozenset())

    def askers(self, role: Role, office: Organization) -> set[int]:
        """Find who asks for a post of their own office; nobody where no such way is."""
        return self._at(office, frozenset()) if RULES[role].asked_by_own else set()

    def _turn(
        self, role: Role, office: Organization, without: set[int], first: frozenset[Role]
    ) -> "Turn":
        ladder = self._ladder(office)
        kinds = [rung.kind for rung in ladder]
        signed_at = RULES[role].signed_at
        start = kinds.index(signed_at) if signed_at in kinds else len(kinds)
        return self._climb(ladder[start:], without, first)

    def _climb(
        self, ladder: list[Organization], without: set[int], roles: frozenset[Role]
    ) -> "Turn":
        for rung in ladder:
            if people := self._at(rung, roles) - without:
                return Turn(rung, frozenset(people))
            # The roles are those of the office itself; above it everybody signs who may appoint.
            roles = frozenset()
        return Turn(None, frozenset())

    def _at(self, office: Organization, roles: frozenset[Role]) -> set[int]:
        if office.pk not in self._found:
            rows = _appointing(self.at).filter(content_object=office)
            self._found[office.pk] = list(rows.values_list("user", "role"))
        return {user for user, role in self._found[office.pk] if not roles or role in roles}

    def _ladder(self, office: Organization) -> list[Organization]:
        """List the office and those above it, up to the statistics office."""
        if self._statistics is None:
            rows = Organization.objects.filter(kind=OrganizationKind.STATISTICS).order_by("pk")
            self._statistics = list(rows)
        if office.kind == OrganizationKind.STATISTICS:
            return [office]
        found: list[Organization] = []
        next_up: Organization | None = office
        while next_up is not None and next_up.kind != OrganizationKind.STATISTICS:
            found.append(next_up)
            if next_up.kind == OrganizationKind.MINISTRY:
                break
            next_up = next_up.parent
        return [*found, *self._statistics[:1]]


@dataclass(frozen=True)
class Turn:
    """An office and those of it (ids) who may act now."""

    office: Organization | None
    people: frozenset[int]


def desks_of(user: User, at: datetime) -> list[Organization]:
    """List the offices at which the person may appoint by a post of their own."""
    rows = for_good(at).filter(user=user, permission__codename=Permission.APPOINT)
    return list(Organization.objects.filter(pk__in=rows.values("content_object")).order_by("pk"))


def offices_of(user: User, at: datetime) -> QuerySet[Organization]:
    """Keep the offices whose people the person may see: their own and those below."""
    desks = desks_of(user, at)
    if any(desk.kind == OrganizationKind.STATISTICS for desk in desks):
        return Organization.objects.all()
    own = [desk.pk for desk in desks]
    below = Q(parent__in=own) | Q(parent__parent__in=own)
    # The statistics office hangs on the ministry and is below nobody.
    return Organization.objects.filter(
        Q(pk__in=own) | (below & ~Q(kind=OrganizationKind.STATISTICS))
    )


def visible_to(user: User, at: datetime) -> QuerySet[Appointment]:
    """Keep the appointments at the person's offices, and the person's own."""
    offices = offices_of(user, at).values("pk")
    return Appointment.objects.filter(Q(organization__in=offices) | Q(user=user))


def read(user: User, pk: int, at: datetime) -> Appointment | None:
    """Find one appointment with all it names."""
    names = ("organization__parent__parent", "user", "asked_by", "first_by", "second_by")
    return visible_to(user, at).select_related(*names).filter(pk=pk).first()


@dataclass(frozen=True)
class WaitingPost:
    """What waits for the person at an appointment."""

    appointment: Appointment
    what: str


def waiting_for(user: User, at: datetime) -> list[WaitingPost]:
    """List what is the person's to sign or to review, the oldest first."""
    signers, found = Signers(at), []
    rows = visible_to(user, at).select_related("organization__parent__parent")
    unsigned = rows.filter(state__in=TO_SIGN)
    today = tehran_day(at)
    overdue = today - timedelta(days=REVIEW_DAYS)
    unseen = rows.filter(state=AppointmentState.HELD, review_due__lte=today)
    to_sign = list(unsigned.order_by("pk")[:200])
    due = list(unseen.order_by("review_due", "pk")[:200])
    if to_sign or due:
        signers.know([*to_sign, *due])
    for row in to_sign:
        if user.pk in signers.of(row).people:
            first = row.state == AppointmentState.ASKED
            found.append(WaitingPost(row, "تأیید نفر نخست" if first else "تأیید نفر دوم"))
    for row in due:
        late = row.review_due is not None and row.review_due <= overdue
        if user.pk in signers.keepers(row).people:
            found.append(WaitingPost(row, "بازبینی سالانه"))
        elif late and user.pk in signers.above(row).people:
            found.append(WaitingPost(row, "بازبینی نشده؛ از سازمان پیگیری کنید"))
    return found


def may_wait_for(offices: Iterable[Organization], at: datetime) -> QuerySet[Appointment]:
    """Find, in no further query, what can wait for who appoints at these offices at all.

    Most days it is nothing, and nobody asks whose turn it is (`waiting_for`).
    """
    rows = Appointment.objects.filter(
        Q(state__in=TO_SIGN) | Q(state=AppointmentState.HELD, review_due__lte=tehran_day(at))
    )
    if any(office.kind == OrganizationKind.STATISTICS for office in offices):
        return rows
    own = [office.pk for office in offices]
    return rows.filter(
        Q(organization__in=own)
        | Q(organization__parent__in=own)
        | Q(organization__parent__parent__in=own)
    )


@dataclass(frozen=True)
class ServingPerson:
    """Who serves at an office: by which post, and the appointment behind it, if there is one."""

    user: User
    role: Role
    until: datetime | None
    appointment: Appointment | None


def serving(office: Organization, at: datetime) -> list[ServingPerson]:
    """List who holds a post of their own at the office now, in order of the alphabet."""
    held = Appointment.objects.filter(organization=office, state=AppointmentState.HELD)
    by_post = {(row.user_id, row.role): row for row in held}
    rows = for_good(at).filter(content_object=office).select_related("user")
    found: dict[tuple[int, str], ServingPerson] = {}
    for row in rows.order_by(alphabetical("user__full_name"), "user", "role", "pk"):
        key = (row.user_id, row.role)
        found[key] = ServingPerson(row.user, Role(row.role), row.until, by_post.get(key))
    return list(found.values())


def open_at(office: Organization) -> list[Appointment]:
    """List the appointments of an office that are on their way, the latest first."""
    rows = Appointment.objects.filter(organization=office, state__in=OPEN)
    return list(rows.order_by("-pk")[:200])


def past_at(office: Organization, most: int = 20) -> list[Appointment]:
    """List what ended or came to nothing at an office, the latest first."""
    rows = Appointment.objects.filter(organization=office)
    over = rows.exclude(state__in=(*OPEN, AppointmentState.HELD))
    return list(over.order_by("-pk")[:most])


def roles_to_begin(user: User, office: Organization, at: datetime) -> list[Role]:
    """List the roles at an office that the person may ask for or sign first."""
    signers = Signers(at)
    return [
        role
        for role in RULES
        if ROLE_KIND[role] == office.kind and begins(signers, user, role, office)
    ]


def has_posts(office: Organization) -> bool:
    """Tell whether people are appointed there: at a union only while it has access."""
    return office.kind != OrganizationKind.UNION or office.access_granted_at is not None


def begins(signers: Signers, user: User, role: Role, office: Organization) -> bool:
    """Tell whether an appointment to this post begins with this person."""
    if not has_posts(office):
        return False
    askers = signers.askers(role, office)
    if askers:
        return user.pk in askers
    return user.pk in signers.first(role, office, set()).people


def acts_for(user: User, row: Appointment, at: datetime) -> list[PostAct]:
    """List what the person may do about an appointment now, the next step first."""
    signers, found = Signers(at), []
    signed = {row.asked_by_id, row.first_by_id, row.second_by_id}
    if user.pk in signers.of(row).people:
        asked = row.state == AppointmentState.ASKED
        found += [PostAct.SIGN if asked else PostAct.SECOND, PostAct.REFUSE]
    if row.state == AppointmentState.INVITED:
        may = {row.second_by_id} if row.way == InvitationWay.LETTER else signed
        found += [PostAct.INVITE] if user.pk in may else []
    if row.state in OPEN and user.pk in signed:
        found.append(PostAct.WITHDRAW)
    if row.state == AppointmentState.HELD:
        keeps = user.pk in signers.keepers(row).people
        due = row.review_due is not None and row.review_due <= tehran_day(at)
        found += [PostAct.REVIEW] if keeps and due else []
        found += [PostAct.END] if keeps or user.pk == row.user_id else []
    return found
