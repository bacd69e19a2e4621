"""Who appoints whom: one table that runs, and that the page shows in words.

Two people sign, never the one who asks or is named, never one person twice. Where an office has
nobody left who may sign, the office above does; above the statistics office is nobody.
"""

from dataclasses import dataclass

from accounts.enums import OrganizationKind, Role


@dataclass(frozen=True)
class AppointmentRule:
    """How one role is given.

    Two people of the office of the kind `signed_at` sign: the post's own, or the nearest above it.
    `first` are the roles that sign first there, where not everybody does who may appoint. With
    `asked_by_own` an officer of the post's own office asks, as long as it has one.
    """

    signed_at: OrganizationKind
    asks: str
    signs_first: str
    signs_second: str
    first: frozenset[Role] = frozenset()
    asked_by_own: bool = False


_STATISTICS = "دفتر آمار"
_BY_STATISTICS = AppointmentRule(
    OrganizationKind.STATISTICS, _STATISTICS, "یک نفر از دفتر آمار", "نفر دیگری از دفتر آمار"
)
RULES: dict[Role, AppointmentRule] = {
    Role.UNION_OFFICER: AppointmentRule(
        OrganizationKind.PROVINCE,
        "کارشناس همان اتحادیه؛ نخستین کارشناس با دسترسی اتحادیه می‌آید",
        "یک نفر از سازمان استان",
        "نفر دیگری از سازمان استان، وگرنه وزارت",
        asked_by_own=True,
    ),
    Role.UNION_CLERK: AppointmentRule(
        OrganizationKind.PROVINCE,
        "کارشناس همان اتحادیه",
        "یک نفر از سازمان استان",
        "نفر دیگری از سازمان استان، وگرنه وزارت",
        asked_by_own=True,
    ),
    Role.COUNTY_OFFICER: AppointmentRule(
        OrganizationKind.PROVINCE,
        "سازمان استان",
        "یک نفر از سازمان استان",
        "نفر دیگری از سازمان استان، وگرنه وزارت",
    ),
    Role.PROVINCE_EXPERT: AppointmentRule(
        OrganizationKind.PROVINCE,
        "رئیس سازمان استان",
        "رئیس سازمان استان، وگرنه وزارت",
        "نفر دیگری از سازمان استان، وگرنه وزارت",
        first=frozenset({Role.PROVINCE_HEAD}),
    ),
    Role.PROVINCE_HEAD: AppointmentRule(
        OrganizationKind.MINISTRY,
        "وزارت",
        "یک نفر از وزارت",
        "نفر دیگری از وزارت، وگرنه دفتر آمار",
    ),
    Role.MINISTRY_EXPERT: _BY_STATISTICS,
    Role.IMPORT_REVIEWER: _BY_STATISTICS,
    Role.STATISTICS_OFFICER: _BY_STATISTICS,
    Role.TECHNICAL_ADMIN: _BY_STATISTICS,
    Role.ACCESS_AUDITOR: _BY_STATISTICS,
    Role.MINISTRY_HEAD: _BY_STATISTICS,
    Role.AFFILIATE_EXPERT: _BY_STATISTICS,
    Role.AFFILIATE_HEAD: _BY_STATISTICS,
}

# Posts without which nobody could let anybody in, or keep the portal running.
NEVER_LAST = frozenset({Role.STATISTICS_OFFICER, Role.TECHNICAL_ADMIN})
# Who watches the administrator is nobody's administrator.
APART = (Role.TECHNICAL_ADMIN, Role.ACCESS_AUDITOR)
