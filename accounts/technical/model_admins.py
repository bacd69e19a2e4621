"""What the technical administrator sees: accounts, sign-ins, messages, wrong attempts, own acts.

No list shows a figure, the text of a message, a session's key or anything of a password; none can
be asked by a field that it does not show.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts import trail
from accounts.enums import AccessKind
from accounts.models import Outbox, SetAside, User, UserSession
from accounts.notices.outbox import requeue
from accounts.sessions import browser_words
from accounts.technical import switching
from accounts.technical.site import TechnicalSite
from config.http import current_user, row_id
from config.jalali import format_day, format_moment
from config.persian import format_number, normalize, to_ascii_digits, to_persian_digits


def _moment(field: str, title: str) -> Callable[[Any, Any], str]:
    """Make a column that shows a moment in Tehran."""

    @admin.display(description=title, ordering=field)
    def shown(self: Any, row: Any) -> str:
        moment: datetime | None = getattr(row, field)
        return format_moment(moment) if moment else "—"

    return shown


def _field(field: str, title: str) -> Callable[[Any, Any], str]:
    """Make a column with a heading of its own; a choice is shown in its words."""

    @admin.display(description=title, ordering=field)
    def shown(self: Any, row: Any) -> str:
        words = getattr(row, f"get_{field}_display", None)
        return str(words() if words else getattr(row, field) or "—")

    return shown


class _Titled(admin.FieldListFilter):
    """A filter with a heading of its own."""

    titles = {
        "is_active": "وضعیت",
        "state": "وضعیت",
        "channel": "راه",
        "kind": "رخداد",
        "job": "کار",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = self.titles[self.field_path]


class _Switch(_Titled, admin.BooleanFieldListFilter):
    """A yes or no."""


class _Choice(_Titled, admin.ChoicesFieldListFilter):
    """One of several."""


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list to read: nothing is added, edited or deleted in it, and no row has a page."""

    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    actions: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        # The list alone: a row's page would carry its key in the address.
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # Django's own title asks to choose a row, and no row has a page.
        title = {"title": self.opts.verbose_name_plural}
        answer: HttpResponse = super().changelist_view(request, title | (extra_context or {}))
        return answer

    def response_action(
        self, request: HttpRequest, queryset: Any, *where: Any
    ) -> HttpResponse | None:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        # Django would ask the database for «abc» and fail; what names no row chooses none.
        if None in map(row_id, chosen):
            self.message_user(request, "ردیف را از خود فهرست انتخاب کنید.", messages.WARNING)
            return redirect(request.get_full_path())
        answer: HttpResponse | None = super().response_action(request, queryset, *where)
        return answer

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        # Only what the list filters by: else a hash could be guessed sign by sign.
        fields = [entry[0] for entry in self.list_filter if isinstance(entry, tuple)]
        return lookup.removesuffix("__exact") in fields

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: QuerySet[Any] = super().get_queryset(request)
        related = self.list_select_related
        return rows if isinstance(related, bool) else rows.select_related(*related)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        # Names are kept in one way of writing, accounts and addresses in ASCII digits.
        return super().get_search_results(
            request, queryset, to_ascii_digits(normalize(search_term))
        )

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Write the act into the technical log and the trail, which is another post's to read."""
        user = current_user(request)
        about = obj if isinstance(obj, User) else None
        words = f"{self.opts.verbose_name}: {message}"
        trail.record(
            AccessKind.ADMINISTERED, request, user.username, user, about=about, detail=words
        )
        return super().log_change(request, obj, message)

    def told(self, request: HttpRequest, rows: list[Any], words: str) -> None:
        """Log what was done to each row and say how many."""
        for row in rows:
            self.log_change(request, row, words)
        text = f"{words}: {format_number(len(rows))}"
        self.message_user(request, text, messages.SUCCESS if rows else messages.WARNING)


class Users(ReadOnly):
    """Accounts, to be switched on and off."""

    list_display = ("name", "person", "active", "joined")
    list_filter = (("is_active", _Switch),)
    search_fields = ("username", "full_name")
    ordering = ("username",)
    actions = ("activate", "deactivate")
    name = _field("username", "نام کاربری")
    person = _field("full_name", "نام")
    joined = _moment("date_joined", "از")

    @admin.display(description="وضعیت", ordering="is_active")
    def active(self, row: User) -> str:
        return "فعال" if row.is_active else "غیرفعال"

    @admin.action(description="فعال کردن حساب")
    def activate(self, request: HttpRequest, rows: "QuerySet[User]") -> HttpResponse | None:
        return self._switch(request, rows, True)

    @admin.action(description="غیرفعال کردن حساب و خروج از همه‌جا")
    def deactivate(self, request: HttpRequest, rows: "QuerySet[User]") -> HttpResponse | None:
        return self._switch(request, rows, False)

    def _switch(
        self, request: HttpRequest, rows: "QuerySet[User]", active: bool
    ) -> HttpResponse | None:
        """Ask once, then switch; who holds a post waits for a second administrator."""
        chosen = list(rows.order_by("pk")[: switching.MOST + 1])
        if len(chosen) > switching.MOST:
            words = f"در هر بار حداکثر {format_number(switching.MOST)} حساب انتخاب کنید."
            self.message_user(request, words, messages.WARNING)
            return None
        keys, now = [user.pk for user in chosen], timezone.now()
        if request.POST.get("sure") != "yes":
            context = self.admin_site.each_context(request) | {
                "title": "فعال کردن حساب" if active else "غیرفعال کردن حساب",
                "active": active,
                "chosen": chosen,
                "officers": switching.officers(keys, now),
                "checkbox": ACTION_CHECKBOX_NAME,
                "action": "activate" if active else "deactivate",
            }
            return TemplateResponse(request, "admin/switch.html", context)
        done = switching.switch(keys, active, current_user(request), now)
        self.told(request, done.changed, switching.DONE[active])
        if done.waiting:
            words = f"{switching.ASKED[active]}؛ در انتظار تأیید مدیر فنی دیگر"
            for user in done.waiting:
                self.log_change(request, user, switching.ASKED[active])
            count = format_number(len(done.waiting))
            self.message_user(request, f"{words}: {count}", messages.WARNING)
        return None


class Sessions(ReadOnly):
    """Who is signed in, since when and from where; never the session's key."""

    list_display = ("username", "browser", "begun", "last_day", "place")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("-started_at",)
    begun = _moment("started_at", "آغاز")
    place = _field("address", "نشانی اینترنتی")

    @admin.display(description="نام کاربری", ordering="user__username")
    def username(self, row: UserSession) -> str:
        return row.user.username

    @admin.display(description="مرورگر")
    def browser(self, row: UserSession) -> str:
        return browser_words(row.agent)

    @admin.display(description="آخرین روز", ordering="seen_on")
    def last_day(self, row: UserSession) -> str:
        return format_day(row.seen_on)


class Messages(ReadOnly):
    """Messages on their way out: how far each got, never what it says."""

    list_display = ("number", "username", "way", "reached", "tries", "next_try", "sent", "report")
    list_filter = (("state", _Choice), ("channel", _Choice))
    list_select_related = ("notice__user",)
    ordering = ("-pk",)
    actions = ("send_again",)
    way = _field("channel", "راه")
    reached = _field("state", "وضعیت")
    next_try = _moment("next_try_at", "نوبت")
    sent = _moment("sent_at", "رفت")

    @admin.display(description="شماره", ordering="pk")
    def number(self, row: Outbox) -> str:
        """Write the number under which the log of the worker names it."""
        return to_persian_digits(row.pk)

    @admin.display(description="گیرنده")
    def username(self, row: Outbox) -> str:
        return row.notice.user.username

    @admin.display(description="گزارش اپراتور", ordering="arrived")
    def report(self, row: Outbox) -> str:
        return {None: "—", True: "رسید", False: "برگشت خورد"}[row.arrived]

    @admin.display(description="بار", ordering="attempts")
    def tries(self, row: Outbox) -> str:
        return format_number(row.attempts)

    @admin.action(description="دوباره در صف گذاشتن پیام‌های نرسیده")
    def send_again(self, request: HttpRequest, rows: "QuerySet[Outbox]") -> None:
        chosen = list(rows.order_by("pk").values_list("pk", flat=True))
        self.told(request, list(requeue(chosen, timezone.now())), "دوباره در صف گذاشته شد")


class SetAsides(ReadOnly):
    """Rows that a job could not write, by the key under which it knows them."""

    list_display = ("which_job", "key", "said", "since_when")
    list_filter = (("job", _Choice),)
    ordering = ("-since", "-pk")
    which_job = _field("job", "کار")
    key = _field("row", "شماره")
    said = _field("fault", "علت")
    since_when = _moment("since", "از")


class Attempts(ReadOnly):
    """Wrong passwords by name and address; five lock that pair for a while."""

    list_display = ("name", "place", "failures", "when")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    name = _field("username", "نام نوشته‌شده")
    place = _field("ip_address", "نشانی اینترنتی")
    when = _moment("attempt_time", "آخرین بار")

    @admin.display(description="بار", ordering="failures_since_start")
    def failures(self, row: AccessAttempt) -> str:
        return format_number(row.failures_since_start)


class Acts(ReadOnly):
    """What technical administrators did here."""

    list_display = ("when", "by", "what", "how")
    list_select_related = ("user",)
    ordering = ("-pk",)
    when = _moment("action_time", "زمان")
    what = _field("object_repr", "روی")
    how = _field("change_message", "کار")

    @admin.display(description="مدیر")
    def by(self, row: LogEntry) -> str:
        return row.user.username


LISTS: dict[type[Model], type[ReadOnly]] = {
    User: Users,
    UserSession: Sessions,
    Outbox: Messages,
    SetAside: SetAsides,
    AccessAttempt: Attempts,
    LogEntry: Acts,
}


def _site() -> TechnicalSite:
    found = TechnicalSite(name="technical")
    # The one bulk act that Django brings deletes.
    found.disable_action("delete_selected")
    for model, listing in LISTS.items():
        found.register(model, listing)
    return found


site = _site()
