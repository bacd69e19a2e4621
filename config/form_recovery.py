"""A form whose session ended under it: what was typed waits a while for the same person.

The form names its person by a signed token, and the page it stands on where it is posted to an
address that shows none. A post that finds nobody signed in, somebody else, or a CSRF token that
was replaced since, is not carried out. Its text lies in the cache under a random key, the person
is led back to the page (through sign-in where that is wanted), and the page shows the text once
more, to be posted again, and says what was not done.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import escape_leading_slashes, urlencode
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from config import autosave
from config.persian import fold_user_name, to_persian_digits

FIELD, CSRF = "typed_by", "csrfmiddlewaretoken"
QUERY = "kept"
# Beside it: the form was not interrupted, somebody pressed Enter in it (config/inert_enter.py).
ENTERED = "entered"
KEPT_SECONDS = 30 * 60
# A page may lie open for days before somebody goes on typing.
TOKEN_SECONDS = 7 * 24 * 60 * 60
# So much text of one form, so many forms and so much of all of them wait for one person at most:
# the newest.
LONGEST, FORMS, MOST = 200_000, 8, 400_000
# In place of a key: the text could not be kept; the form has none to keep. Before a key: nothing
# was typed, a button was pressed.
LOST, UNDONE, ACT = "lost", "undone", "act."
# What a key looks like: only such a one is looked for in the cache.
_KEY = re.compile(r"[\w.-]{1,60}", re.ASCII)
_APART = "|"
_SIGNER = signing.TimestampSigner(salt="config.form_recovery")
_UNSENT, _PAGE = "unsent_words", "page_of_the_form"
_TAKEN, _TOKEN = "kept_form_taken", "form_token"
_STRUCTURE = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
# What a form says of itself.
_NOT_WRITTEN = (*_STRUCTURE, CSRF, FIELD, "version", "action", "enter")
MINUTES = to_persian_digits(KEPT_SECONDS // 60)
NOT_DONE = (
    "درخواست شما انجام نشد و چیزی تغییر نکرد: پیش از رسیدن آن، نشست شما پایان یافته یا "
    "ورود دیگری انجام شده بود. در صورت نیاز دوباره اقدام کنید."
)
NOT_KEPT = (
    "فرم شما ثبت نشد و نوشته‌های آن نیز نگهداری نشد؛ اگر آن صفحه هنوز در مرورگر باز است، "
    "نوشته‌ها را از آنجا بردارید."
)
TEXT_WAITS = "نشست شما پایان یافته و چیزی ذخیره نشده است. وارد شوید؛ نوشته‌هایتان مانده است."
ACT_WAITS = "نشست شما پایان یافته و درخواست شما انجام نشده است. وارد شوید تا ادامه دهید."
GONE = (
    f"نوشته‌ای برای این صفحه در انتظار شما نیست: یک بار نمایش داده شده، {MINUTES} دقیقه از آن "
    "گذشته، فرم‌های جدیدتر شما جای آن را گرفته یا با حساب دیگری نوشته شده است."
)
FILES_DROPPED = "فایل نگهداری نمی‌شود؛ آن را دوباره انتخاب کنید."
OLDER_DROPPED = "برای نگهداری این فرم، قدیمی‌ترین نوشتهٔ در انتظار شما کنار گذاشته شد."
Words = str | Callable[[QueryDict], str] | None
View = TypeVar("View", bound=Callable[..., Any])


class KeptForm(QueryDict):
    """A form that was kept; `to` is the address it was posted to, `words` what was not done."""

    to = words = ""


def says_unsent(words: Words) -> Callable[[View], View]:
    """Give a view the sentence that tells what was not done when its post was cut off.

    `words` may judge by what was posted, be '' where the common sentence will do, and None where
    nothing need be said.
    """

    def marked(view: View) -> View:
        setattr(view, _UNSENT, words)
        return view

    return marked


def posted_from(page: str, *keeps: str, unsent: Words = "") -> Callable[[View], View]:
    """Let a view take posts alone, and name the page on which its form stands.

    `keeps` are the arguments of the address that the page's own address takes too. Whoever would
    open the address, led there after signing in, gets that page.
    """

    def marked(view: View) -> View:
        taking = require_POST(view)
        setattr(taking, _PAGE, (page, keeps))
        return says_unsent(unsent)(taking)

    return marked


def openable(url: str) -> str:
    """Give an address that can be opened: of one that takes posts alone, its form's page."""
    try:
        found = resolve(url.partition("?")[0])
    except Resolver404:
        return url
    page, keeps = getattr(found.func, _PAGE, ("", ()))
    return reverse(page, args=[found.kwargs[name] for name in keeps]) if page else url


def token_of(user: Any, page: str) -> str:
    """Sign the person a form is made for, and the page on which it stands."""
    return _SIGNER.sign(f"{user.pk}{_APART}{page}")


def token_for(request: HttpRequest) -> str:
    """Sign for all forms of a page; a refused form stands where its page would."""
    token: str | None = getattr(request, _TOKEN, None)
    if token is None:
        token = token_of(request.user, openable(address(request)))
        setattr(request, _TOKEN, token)
    return token


def address(request: HttpRequest) -> str:
    """Name the page without the key of a kept form."""
    query = request.GET.copy()
    query.pop(QUERY, None)
    query.pop(ENTERED, None)
    # «//host/path» would lead the person to another site.
    return escape_leading_slashes(request.path) + (f"?{query.urlencode()}" if query else "")


def keep(request: HttpRequest) -> str | None:
    """Keep the posted text for the person its form names; return where they find it again.

    None where it is not kept: the form names nobody, it is too long, or the cache is away.
    """
    place, key = _keep(request)
    return None if key in ("", LOST, UNDONE) else _waiting_at(place, key)


def led_back(request: HttpRequest) -> str:
    """Keep the text where it can be, and return the page of the form, told what became of it."""
    place, key = _keep(request)
    return _waiting_at(place, key) if key else place


def _keep(request: HttpRequest) -> tuple[str, str]:
    """Return the page of the form, and the key under which its text waits or why it does not."""
    person, page = _named(request)
    place = page or openable(address(request))
    words = getattr(resolve(request.path).func, _UNSENT, "")
    if words is None:
        return place, ""
    if FIELD not in request.POST:
        return place, UNDONE
    return place, _kept(request, person, place, words) if person else LOST


def _waiting_at(place: str, key: str) -> str:
    return f"{place}{'&' if '?' in place else '?'}{QUERY}={key}"


def _kept(request: HttpRequest, person: str, place: str, words: Words) -> str:
    """Store what was posted; return the key under which it waits, LOST when it does not."""
    text = _text(request.POST)
    if len(text) > LONGEST:
        return LOST
    # A sentence of its own without a judgement of the text: only a button was pressed.
    key = (ACT if words and not callable(words) else "") + secrets.token_urlsafe(24)
    said = [words(request.POST) if callable(words) else words]
    said += [FILES_DROPPED] if request.FILES else []
    try:
        said += [OLDER_DROPPED] if _make_room(person, key, place, len(text)) else []
        kept = {
            "place": place,
            "text": text,
            "to": request.path,
            "words": " ".join(filter(None, said)),
        }
        cache.set(_slot(person, key), kept, KEPT_SECONDS)
    # Without the cache the text is lost, but the person still gets to sign in.
    except RedisError:
        return LOST
    return key


def _make_room(person: str, key: str, place: str, size: int) -> bool:
    """Put a form first among those that wait for the person; tell whether an older one went.

    Two at one moment may leave one out of the list: it waits all the same, and ends by its time.
    """
    stays, room = [(key, place, size)], MOST - size
    goes: list[tuple[str, str, int]] = []
    for other in cache.get(_list(person)) or []:
        if not cache.has_key(_slot(person, other[0])):
            continue
        room -= other[2]
        (stays if len(stays) < FORMS and room >= 0 else goes).append(tuple(other))
    cache.set(_list(person), [list(form) for form in stays], KEPT_SECONDS)
    cache.delete_many([_slot(person, other[0]) for other in goes])
    return bool(goes)


def newest(user: Any) -> str:
    """Find where the newest form waits that a person has not seen again yet; '' for none."""
    try:
        for key, place, _ in cache.get(_list(str(user.pk))) or []:
            if cache.has_key(_slot(str(user.pk), key)):
                return _waiting_at(place, key)
    except RedisError:
        return ""
    return ""


def sent(request: HttpRequest) -> QueryDict | None:
    """Read what was posted, or what waited for this person; None for a page just opened."""
    return request.POST if request.method == "POST" else taken(request)


def taken(request: HttpRequest, *parts: str) -> KeptForm | None:
    """Take the form that was kept for this person under the key in the address, once.

    `parts` name the addresses whose forms the page shows again; without any it shows its own.
    """
    return _take(
        request, lambda to: resolve(to).view_name in parts if parts else to == request.path
    )


def _take(request: HttpRequest, shows: Callable[[str], bool]) -> KeptForm | None:
    key, place = _asked_key(request), address(request)
    if not key or not request.user.is_authenticated:
        return None
    slot = _slot(str(request.user.pk), key)
    try:
        kept = cache.get(slot)
        if not kept or kept["place"] != place or not shows(kept["to"]):
            return None
        # Of two readers at one moment one deletes it.
        if not cache.delete(slot):
            return None
    except RedisError:
        return None
    typed = cast(KeptForm, KeptForm(kept["text"]))
    typed.to, typed.words = kept["to"], kept["words"]
    setattr(request, _TAKEN, typed)
    return typed


def unsent(request: HttpRequest) -> str:
    """Say what was not done, on the page to which somebody was led back; '' on any other.

    A page that shows the kept text says of the text itself, so the rest alone is said here.
    """
    key = _asked_key(request) if request.method == "GET" else ""
    # Of Enter in a form that binds the page speaks itself.
    if not key or ENTERED in request.GET:
        return ""
    shown: KeptForm | None = getattr(request, _TAKEN, None)
    if shown is not None:
        return shown.words
    if key in (LOST, UNDONE):
        return NOT_KEPT if key == LOST else NOT_DONE
    waiting = _take(request, lambda to: True)
    return GONE if waiting is None else waiting.words or NOT_DONE


def told_before(place: str) -> str:
    """Say before the sign-in what became of the form for which a place was given."""
    _, found, key = place.partition(f"{QUERY}=")
    if not found:
        return ""
    return NOT_KEPT if key == LOST else ACT_WAITS if key.startswith((ACT, UNDONE)) else TEXT_WAITS


class SignInKeepingForms(LoginRequiredMiddleware):
    """Leads who is not signed in to sign-in; a posted form waits for its person meanwhile."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> Any:
        # Never in another's name, whatever the rest of the form proves.
        if request.method == "POST" and _of_another(request):
            return _another_signed_in(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> Any:
        if autosave.asked(request):
            return autosave.refused(401, autosave.SESSION_ENDED)
        posted = request.method == "POST"
        place = led_back(request) if posted else openable(request.get_full_path())
        return redirect_to_login(place, resolve_url(settings.LOGIN_URL))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Give back the text of a form whose thing is not there any more."""
        if request.method != "POST" or response.status_code not in autosave.WORDS:
            return response
        if autosave.asked(request):
            ours = response.headers.get("Content-Type", "").startswith("application/json")
            words = autosave.WORDS[response.status_code]
            return response if ours else autosave.refused(response.status_code, words)
        if response.status_code != 404 or not _named(request)[0]:
            return response
        return render(request, "gone.html", {"rows": written_rows(request.POST)}, status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is not right: its text comes back, nothing is done."""
    if _of_another(request):
        return _another_signed_in(request)
    if autosave.asked(request):
        return autosave.refused(403, autosave.SESSION_ENDED)
    if _signed_in_twice(request):
        return redirect(request.get_full_path())
    # Without its person nothing proves that the form is ours.
    if not _named(request)[0]:
        return csrf_failure(request, reason)
    place = led_back(request)
    if request.user.is_authenticated:
        return redirect(place)
    return redirect_to_login(place, resolve_url(settings.LOGIN_URL))


def _another_signed_in(request: HttpRequest) -> HttpResponse:
    """Refuse the form of somebody else than who is signed in; it waits for its own person."""
    if autosave.asked(request):
        return autosave.refused(403, autosave.ANOTHER)
    place = led_back(request)
    context = {
        "waits": not place.endswith(f"{QUERY}={LOST}"),
        "minutes": KEPT_SECONDS // 60,
        "next": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': place})}",
    }
    return render(request, "another_person.html", context, status=403)


def _signed_in_twice(request: HttpRequest) -> bool:
    """Tell whether a button of the sign-in was pressed twice: the first has signed in."""
    mine, pages = request.user.get_username(), map(resolve_url, settings.SIGN_IN_PAGES)
    named = fold_user_name(request.POST.get("username", mine))
    return bool(mine) and named == mine and request.path in pages


def _of_another(request: HttpRequest) -> bool:
    person, _ = _named(request)
    return bool(person) and request.user.is_authenticated and str(request.user.pk) != person


def _named(request: HttpRequest) -> tuple[str, str]:
    """Read person and page from the posted form; nobody where it names none."""
    try:
        named = _SIGNER.unsign(str(request.POST.get(FIELD, "")), max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return "", ""
    person, _, page = named.partition(_APART)
    return person, page


def _text(sent: QueryDict) -> str:
    data = sent.copy()
    # Nobody's password lies anywhere, not even for half an hour.
    for name in [name for name in data if name in (CSRF, FIELD) or "password" in name]:
        data.pop(name, None)
    return data.urlencode()


def written_rows(posted: QueryDict) -> list[str]:
    """List what was written, the fields of a row together, to be copied."""
    rows: dict[str, list[str]] = {}
    for name, values in posted.lists():
        row, _, part = name.rpartition("-")
        if part not in _NOT_WRITTEN and "password" not in name:
            rows.setdefault(row or name, []).extend(filter(None, values))
    return [" · ".join(texts) for texts in rows.values() if texts]


def _asked_key(request: HttpRequest) -> str:
    key = request.GET.get(QUERY, "")
    return key if _KEY.fullmatch(key) else ""


def _slot(person: str, key: str) -> str:
    return f"kept:{person}:{key}"


def _list(person: str) -> str:
    return f"kept:{person}"
