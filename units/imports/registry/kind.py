"""The kind of file that brings units and licences: the Guild Centre's list, for an organization."""

from contextlib import suppress
from typing import Final

from kombu.exceptions import OperationalError

from accounts.enums import Permission
from config.broker import hand_over
from units.imports.kinds import ImportKind
from units.imports.registry.columns import columns_of
from units.imports.registry.dependence import obstacles
from units.imports.registry.diff import check
from units.imports.registry.storing import store
from units.imports.registry.undoing import undo


def _judge_anew() -> None:
    # By its name, as it belongs to an app above; without a broker the next half hour does it.
    with suppress(OperationalError):
        hand_over("statistics.tasks.update_activity", [], "deadlines")


UNITS: Final = ImportKind(
    key="units",
    label="واحدها و پروانه‌ها",
    new_means="واحد یا پروانه‌ای که در سامانه نیست",
    permission=Permission.IMPORT_REGISTRY,
    columns=columns_of,
    check=check,
    store=store,
    undo=undo,
    obstacles=obstacles,
    scoped=True,
    consequences={
        "holder": ("{count} دارنده عوض می‌شود", "واحد پیشین بسته و واحد جدید ثبت می‌شود"),
        "union": ("{count} واحد به اتحادیهٔ دیگر می‌رود", "پرونده‌های در بررسی همان‌جا می‌ماند"),
        "due": ("{count} واحد زودتر مشمول می‌شود", "نخستین ماه مشمول پیش‌تر می‌آید"),
        "expiry": ("اعتبار {count} پروانه کوتاه‌تر می‌شود", "ماه‌های پس از آن مشمول نیست"),
        "state": ("{count} پروانه تعلیق یا باطل می‌شود", "ماه‌های آن روزها مشمول نیست"),
        "mobile": (
            "شمارهٔ همراه ثبت‌شدهٔ {count} واحد عوض می‌شود",
            "به شمارهٔ پیشین پیامک می‌رود؛ حساب با شمارهٔ جدید ساخته می‌شود",
        ),
        "shared": (
            "شمارهٔ همراه {count} واحد برای بیش از ۵ دارنده نوشته شده است",
            "کد ساخت حساب همهٔ آن‌ها به همان شماره می‌رود",
        ),
        "valid": ("تعلیق {count} پروانه پایان می‌یابد", "ماه‌های پس از آن مشمول می‌شود"),
    },
    batch=2_000,
    afterwards=_judge_anew,
)
